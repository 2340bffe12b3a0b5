"""Staff answer a notice by mail: signed id and address together prove them, neither does alone."""

import email
import email.policy
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.inbox.raw import store_raw
from core.inbox.service import Arrival, receive_many
from core.kit.ids import new_id
from core.notify.telling import tell
from core.outbound.cards import Card
from core.outbound.delivery import Deliverer
from core.sources.models import Source, SourceKind
from core.staff.letters import answered_by, message_id_to
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry
from mail.identity import identity_of
from mail.sender import MailSender
from mail.worker import MailWorker
from tests import make
from tests.fakes.smtp_sink import SmtpSink


class Office:
    """An installation whose mail goes to a sink, and Sam, who is told things by mail."""

    def __init__(self, app: App, sink: SmtpSink, source: Source, sam: StaffMember) -> None:
        self.app, self.sink, self.source, self.sam = app, sink, source, sam

    async def sent(self) -> EmailMessage:
        """Deliver what waits; return the newest mail as the server got it."""
        await Deliverer(self.app.sessions, {"mail": MailSender(self.app)}).deliver_due()
        return email.message_from_bytes(self.sink.mails[-1].data, policy=email.policy.default)

    async def notice(self) -> EmailMessage:
        async with self.app.sessions.begin() as session:
            await tell(
                session, self.sam, kind="hours_missing", card=Card("? 3.5 h are missing."),
                mail_subject="Hours are missing", once_key="k", urgent=True,
            )  # fmt: skip
        return await self.sent()

    async def arrives(
        self,
        answered: EmailMessage,
        text: str,
        payload: dict[str, Any] | None = None,
        **headers: str,
    ) -> None:
        """Let an answer to a mail arrive in the mailbox and be understood."""
        said = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=998))
        said["From"] = headers.pop("sender", self.sam.email)
        said["To"] = headers.pop("to", "office@putki.example")
        said["Subject"] = f"Re: {answered['Subject']}"
        said["Message-ID"] = f"<{len(self.sink.mails)}.{len(text)}@sams-phone.example>"
        said["In-Reply-To"] = said["References"] = answered["Message-ID"]
        for name, value in headers.items():
            said[name.replace("_", "-")] = value
        said.set_content(f"{text}\n\nOn Tue, 31 Mar 2026 Putki wrote:\n> ? 3.5 h are missing.\n")
        raw = said.as_bytes()
        async with self.app.sessions.begin() as session:
            (raw_id,) = await store_raw(session, [raw])
            await receive_many(
                session,
                [Arrival(self.source.id, "mail", identity_of(raw), payload, raw_id)],
            )
        assert await MailWorker(self.app).handle_due() == 1

    async def booked(self) -> list[tuple[str, int]]:
        async with self.app.sessions.reading() as session:
            rows = await session.scalars(sa.select(TimeEntry).order_by(TimeEntry.id))
            return [(row.said, row.worked_minutes) for row in rows if row.counts]

    async def requests(self) -> int:
        async with self.app.sessions.reading() as session:
            return len((await session.scalars(sa.select(ContactRequest))).all())


@pytest.fixture
async def office(app: App) -> AsyncIterator[Office]:
    sink = SmtpSink().start()
    fields = {"smtp_host": "localhost", "smtp_port": sink.port, "smtp_tls": "none", "user": "u"}
    async with app.sessions.begin() as session:
        source = await make.a_source(
            session, SourceKind.MAILBOX, address="office@putki.example", config=fields,
            secrets=app.keyring.encrypt('{"password": "s3cret"}'),
        )  # fmt: skip
        sam = await make.a_member(session, "Sam", language="en")
        await make.a_customer(session, "Bell")
        await make.a_customer(session, "Heikkinen Antti")
        await make.a_customer(session, "Heikkinen Sirpa")
    yield Office(app, sink, source, sam)
    sink.stop()


async def test_a_reply_to_a_notice_reaches_the_assistant_and_is_answered_in_its_thread(
    office: Office,
) -> None:
    notice = await office.notice()
    await office.arrives(notice, "bell 3.5 h")

    assert await office.booked() == [("bell 3.5 h", 210)]
    assert await office.requests() == 0
    answer = await office.sent()
    assert answer["To"] == office.sam.email
    assert answer["Subject"] == "Re: Hours are missing"
    assert answer["In-Reply-To"].endswith("@sams-phone.example>")
    assert str(answer["References"]).split() == [notice["Message-ID"], answer["In-Reply-To"]]
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer.get_content().startswith("✓ 3.5 h · Bell")


async def test_a_question_is_answered_by_a_reply_to_the_answer(office: Office) -> None:
    await office.arrives(await office.notice(), "heikkinen 2 h")
    question = await office.sent()
    text = question.get_content()
    assert "? 2 h · which customer?" in text
    assert "• Heikkinen Antti" in text
    await office.arrives(question, "Heikkinen Sirpa")

    assert await office.booked() == [("heikkinen 2 h", 120)]
    assert (await office.sent()).get_content().startswith("✓ 2 h · Heikkinen Sirpa")


async def test_the_signed_id_from_another_address_is_a_strangers_mail(office: Office) -> None:
    await office.arrives(await office.notice(), "bell 3.5 h", sender="eve@elsewhere.example")
    assert await office.booked() == []
    assert await office.requests() == 1


async def test_the_address_without_the_signed_id_is_a_strangers_mail(office: Office) -> None:
    notice = await office.notice()
    forged = message_id_to(
        office.app.keyring, office.sam.id, "someone@else.example", "putki.example"
    )
    notice.replace_header("Message-ID", forged)
    await office.arrives(notice, "bell 3.5 h")
    assert await office.booked() == []
    assert await office.requests() == 1


async def test_the_local_smtp_door_proves_nobody(office: Office) -> None:
    envelope = {"envelope_from": office.sam.email, "envelope_to": ["office@putki.example"]}
    await office.arrives(await office.notice(), "bell 3.5 h", envelope)
    assert await office.booked() == []


async def test_a_vacation_notice_of_staff_books_nothing(office: Office) -> None:
    notice = await office.notice()
    await office.arrives(notice, "I am away. bell 3.5 h", Auto_Submitted="auto-replied")
    assert await office.booked() == []
    assert len(office.sink.mails) == 1


async def test_who_left_is_no_staff_any_more(office: Office) -> None:
    notice = await office.notice()
    async with office.app.sessions.begin() as session:
        sam = await session.get_one(StaffMember, office.sam.id)
        sam.deactivated_at = sam.created_at
    await office.arrives(notice, "bell 3.5 h")
    assert await office.booked() == []


def test_only_the_whole_id_and_the_very_address_prove_a_person(app: App) -> None:
    member = new_id()
    ours = message_id_to(app.keyring, member, "Sam@Putki.example", "putki.example")
    assert answered_by(app.keyring, ours, "sam@putki.example") == member
    assert answered_by(app.keyring, ours, "sam@putki.example.evil") is None
    another = ours.replace(member.hex, new_id().hex)
    assert answered_by(app.keyring, another, "sam@putki.example") is None
    assert answered_by(app.keyring, f"x {ours}", "sam@putki.example") is None
    for nothing in (None, "", "<a@b>"):
        assert answered_by(app.keyring, nothing, "sam@putki.example") is None
