"""Installations, responders and a post office that carries mail between them by real SMTP."""

import email
import email.policy
import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

import anyio
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.outbound.delivery import Deliverer
from core.sources.models import SourceKind
from core.startup import App
from mail.sender import MailSender
from mail.smtp_in import SmtpDoor
from mail.worker import MailWorker
from tests import make
from tests.fakes.smtp_sink import Mail, SmtpSink

ROUNDS = 40  # far more than any loop that stops
Change = Callable[[bytes], bytes]


@dataclass
class House:
    """An installation with one mailbox; its mail comes in by its own SMTP door."""

    app: App
    address: str
    door: SmtpDoor = field(init=False)

    async def open(self, post: SmtpSink) -> None:
        """Let it send by the post office."""
        fields = {"smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_tls": "none"}
        async with self.app.sessions.begin() as session:
            await make.a_source(
                session, SourceKind.MAILBOX, address=self.address, config={"user": "u"} | fields,
                secrets=self.app.keyring.encrypt('{"password": "s3cret"}'),
            )  # fmt: skip

    async def work(self) -> None:
        """Understand what came, send what is due."""
        await MailWorker(self.app).handle_due()
        await Deliverer(self.app.sessions, {"mail": MailSender(self.app)}).deliver_due()

    def take(self, mail: Mail) -> None:
        """Get a mail."""
        hand_over(self.door.port, mail.sender, mail.recipients[0], mail.data)

    async def requests(self) -> list[ContactRequest]:
        """Every request, oldest first."""
        async with self.app.sessions.reading() as session:
            rows = await session.scalars(sa.select(ContactRequest).order_by(ContactRequest.id))
            return list(rows)


@dataclass
class Responder:
    """Somebody on holiday. A polite one heeds and sets RFC 3834's marks, others set none."""

    address: str
    port: int
    polite: bool = False
    threads: bool = True
    subject: Callable[[int], str] | None = None
    text: str = "Minut tavoittaa taas syksyllä."
    answers: int = 0

    def take(self, mail: Mail) -> None:
        """Answer a mail at once."""
        got = email.message_from_bytes(mail.data, policy=email.policy.default)
        if self.polite and (got["Auto-Submitted"] or got["Precedence"] or mail.sender == "<>"):
            return
        self.answers += 1
        said = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=998))
        said["From"], said["To"] = self.address, str(got["From"])
        said["Subject"] = self.subject(self.answers) if self.subject else f"Re: {got['Subject']}"
        said["Message-ID"] = f"<{self.answers}.{self.address}>"
        said["Date"] = str(got["Date"])
        if self.threads:
            said["In-Reply-To"] = said["References"] = str(got["Message-ID"])
        if self.polite:
            said["Auto-Submitted"] = "auto-replied (vacation)"
        said.set_content(self.text)
        to = re.sub(r".*<|>.*", "", str(got["From"]))
        hand_over(self.port, "" if self.polite else self.address, to, said.as_bytes())


class Town:
    """Everybody, and the post office between them; `change` is what it does to each mail."""

    def __init__(self, post: SmtpSink, change: Change = bytes) -> None:
        self.post, self.change = post, change
        self.people: dict[str, House | Responder] = {}
        self._carried = 0

    @property
    def sent(self) -> list[Mail]:
        """Every mail that anybody gave to the post office, oldest first."""
        return list(self.post.mails)

    def writes(self, sender: str, to: str, raw: bytes) -> None:
        """Let a person write."""
        hand_over(self.post.port, sender, to, raw)

    async def until_quiet(self) -> int:
        """Carry mail until nobody writes any more; return how many mails were carried."""
        before = self._carried
        for _round in range(ROUNDS):
            for one in self.people.values():
                if isinstance(one, House):
                    await one.work()
            waiting = self.post.mails[self._carried :]
            if not waiting:
                return self._carried - before
            for mail in waiting:
                self._carried += 1
                if (receiver := self.people.get(mail.recipients[0])) is not None:
                    changed = Mail(mail.sender, mail.recipients, self.change(mail.data), "")
                    await anyio.to_thread.run_sync(receiver.take, changed)
        raise AssertionError(f"still writing after {self._carried - before} mails")


def hand_over(port: int, sender: str, to: str, raw: bytes) -> None:
    """Give a mail to a server on loopback."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("" if sender == "<>" else sender, [to], raw)


def without_marks(raw: bytes) -> bytes:
    """What a careless relay leaves of a mail: no mark of an automatic one."""
    marks = rb"(?im)^(auto-submitted|x-auto-response-suppress|precedence|x-apuri-loop):.*\r?\n"
    return re.sub(marks, b"", raw)
