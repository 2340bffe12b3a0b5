"""A real SMTP server that keeps what it is sent and refuses what it is told to refuse.

What a client believes and what this server took may differ: count from here.
"""

import asyncio
import base64
import hashlib
import json
import re
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.fakes.ports import free_port

_MESSAGE_ID = re.compile(rb"^Message-ID:[ \t]*(?:\r?\n[ \t]+)?(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """One DATA command as it came."""

    sender: str
    recipients: list[str]
    data: bytes
    message_id: str
    user: str | None = None


@dataclass
class _Refusals:
    recipients: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    cuts: int = 0


class SmtpSink:
    """The server; `mails` is what it took, in order."""

    def __init__(
        self,
        *,
        record: Path | None = None,
        starttls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        size_limit: int = 50_000_000,
        token_login: bool = False,
    ) -> None:
        """`token_login`: a subclass has `auth_XOAUTH2`, and nobody sends without it."""
        self.mails: list[Mail] = []
        self.port = free_port()
        self._record = record
        self._login = login
        self._refusals = _Refusals()
        self._lock = threading.Lock()
        options: dict[str, Any] = {"data_size_limit": size_limit, "enable_SMTPUTF8": True}
        if starttls:
            options |= {"tls_context": starttls, "require_starttls": True}
        if login:
            options |= {
                "authenticator": self._authenticate, "auth_required": True,
                "auth_require_tls": starttls is not None,
            }  # fmt: skip
        if token_login:
            options |= {"auth_required": True,
                        "auth_exclude_mechanism": ["LOGIN", "PLAIN"]}  # fmt: skip
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    def start(self) -> Self:
        """Return when the server answers."""
        self._controller.start()
        return self

    def stop(self) -> None:
        """End the server."""
        self._controller.stop()

    def refuse(self, recipient: str, answer: str = "550 5.1.1 No such user") -> None:
        """Answer RCPT TO of an address by a code and text from now on (4xx: later, 5xx: never)."""
        self._refusals.recipients[recipient.lower()] = answer

    def accept(self, recipient: str) -> None:
        """Take mail for an address again."""
        self._refusals.recipients.pop(recipient.lower(), None)

    def refuse_data(self, answer: str = "451 4.3.0 Try again later") -> None:
        """Refuse the next mail after its DATA; it is not kept."""
        self._refusals.data.append(answer)

    def cut_after_data(self) -> None:
        """Keep the next mail, then drop the connection: its sender cannot know."""
        self._refusals.cuts += 1

    def to(self, recipient: str) -> list[Mail]:
        """Return the mails an address got."""
        return [mail for mail in list(self.mails) if recipient in mail.recipients]

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and self._login is not None
        if right and isinstance(data, LoginPassword):
            right = (data.login.decode(), data.password.decode()) == self._login
        # handled=False on a refusal, else aiosmtpd leaves the client without an answer
        return AuthResult(success=right, handled=right, auth_data=data if right else None)

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take a recipient, or refuse it as told, or because it is no address of any host."""
        if answer := self._refusals.recipients.get(address.lower()):
            return answer
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
            return "501 5.1.3 Bad recipient address syntax"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a mail, on disk too when asked, before it is answered."""
        if self._refusals.data:
            return self._refusals.data.pop(0)
        mail = _mail_of(session, envelope)
        with self._lock:
            self.mails.append(mail)
            if self._record:
                with self._record.open("a", encoding="ascii") as file:
                    file.write(_as_line(mail))
        if self._refusals.cuts:
            self._refusals.cuts -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 2.0.0 Ok: kept"


def read_record(path: Path) -> list[Mail]:
    """Read the mails that a sink with `record` took, from any process."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    return [
        Mail(row["from"], row["to"], base64.b64decode(row["data"]), row["message_id"])
        for row in rows
    ]


def _mail_of(session: Session, envelope: Envelope) -> Mail:
    data = envelope.original_content or b""
    found = _MESSAGE_ID.search(data.partition(b"\r\n\r\n")[0])
    login: object = session.auth_data
    return Mail(
        sender=envelope.mail_from or "",
        recipients=list(envelope.rcpt_tos),
        data=data,
        message_id=found.group(1).decode(errors="replace") if found else "",
        user=login.login.decode() if isinstance(login, LoginPassword) else None,
    )


def _as_line(mail: Mail) -> str:
    row = {
        "from": mail.sender, "to": mail.recipients, "message_id": mail.message_id,
        "sha256": hashlib.sha256(mail.data).hexdigest(),
        "data": base64.b64encode(mail.data).decode(),
    }  # fmt: skip
    return json.dumps(row) + "\n"
