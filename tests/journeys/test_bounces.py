"""An answer that comes back, or is refused at once: said where it was asked, the address marked."""

import asyncio
from collections.abc import AsyncIterator

import anyio
import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.contact_requests import service
from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.events.models import EventRecord
from core.outbound.models import OutboundMessage, OutboundState
from core.people.models import EmailAddress
from core.settings import keys
from core.settings.service import set_value
from core.startup import App
from mail.smtp_in import SmtpDoor
from tests.fakes.smtp_sink import Mail, SmtpSink
from tests.journeys.letters import a_letter
from tests.journeys.mail_town import House, Town, hand_over

A, LIISA = "office@a.example", "liisa@customer.example"
OWNER = system("a test")


@pytest.fixture
async def town(app: App) -> AsyncIterator[Town]:
    """Our installation, with an open request of Liisa's, and a post office."""
    post, stop = SmtpSink().start(), anyio.Event()
    office = House(app, A)
    await office.open(post)
    async with app.sessions.begin() as session:
        await set_value(session, OWNER, keys.ANSWER_DELAY_SECONDS, 0)
    office.door = SmtpDoor(app)
    door = asyncio.create_task(office.door.run(stop))
    await office.door.ready.wait()
    town = Town(post)
    town.people[A] = office
    town.writes(LIISA, A, a_letter(f"Liisa <{LIISA}>", A, "Hana vuotaa", "Tuletteko?"))
    await town.until_quiet()
    yield town
    stop.set()
    await door
    post.stop()


async def answered(town: Town, app: App) -> Message:
    """Let staff answer; return the answer as it is kept."""
    async with app.sessions.begin() as session:
        request = (await session.scalars(sa.select(ContactRequest))).one()
        message = await service.answer(session, OWNER, request.number, text="Tulemme.")
    await town.until_quiet()
    return message


async def address_of(app: App) -> EmailAddress:
    async with app.sessions.reading() as session:
        found = sa.select(EmailAddress).where(EmailAddress.address == LIISA)
        return (await session.scalars(found)).one()


def a_report(mail: Mail, action: str, status: str) -> bytes:
    """Return the delivery report of a server about a mail of ours (RFC 3464), as Postfix has it."""
    header = mail.data.partition(b"\r\n\r\n")[0].decode()
    return (
        f"""From: MAILER-DAEMON@mx.customer.example (Mail Delivery System)
To: {A}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <report.{action}@mx.customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="BB"

--BB
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--BB
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; {LIISA}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} unknown

--BB
Content-Type: text/rfc822-headers

{header}

--BB--
""".replace("\r\n", "\n")
        .replace("\n", "\r\n")
        .encode()
    )


async def test_a_report_stands_at_the_answer_that_came_back_and_marks_its_address(
    town: Town, app: App
) -> None:
    answer = await answered(town, app)
    hand_over(town.post.port, "", A, a_report(town.sent[-1], "failed", "5.1.1"))
    await town.until_quiet()

    async with app.sessions.reading() as session:
        (report,) = (await session.scalars(
            sa.select(Message).where(Message.kind == "bounce")
        )).all()  # fmt: skip
        kept = await session.get_one(Message, answer.id)
        names = (await session.scalars(sa.select(EventRecord.name))).all()
        requests = (await session.scalars(sa.select(ContactRequest))).all()
    assert report.conversation_id == answer.conversation_id
    assert report.evidence is not None
    assert report.evidence["answers"] == str(answer.id)
    assert "bounced" in kept.flags
    assert (await address_of(app)).bounced_at is not None
    assert {"AnswerBounced", "AddressBounced"} <= set(names)
    assert len(requests) == 1


async def test_a_delay_marks_nobody(town: Town, app: App) -> None:
    await answered(town, app)
    hand_over(town.post.port, "", A, a_report(town.sent[-1], "delayed", "4.4.1"))
    await town.until_quiet()
    assert (await address_of(app)).bounced_at is None


@pytest.mark.parametrize(
    ("words", "is_marked"),
    [("550 5.1.1 No such user", True), ("550 5.7.1 Rejected by policy", False),
     ("552 5.2.2 Mailbox full", False)],
)  # fmt: skip
async def test_a_refusal_at_the_door_is_told_and_marks_only_a_wrong_address(
    town: Town, app: App, words: str, is_marked: bool
) -> None:
    town.post.refuse(LIISA, words)
    answer = await answered(town, app)

    async with app.sessions.reading() as session:
        row = await session.get_one(OutboundMessage, answer.outbound_id)
        names = (await session.scalars(sa.select(EventRecord.name))).all()
    assert (row.state, row.attempts) == (OutboundState.DEAD, 1)
    assert "MessageRefused" in names
    assert ((await address_of(app)).bounced_at is not None) is is_marked


async def test_an_unclear_end_is_repeated_under_the_same_id_and_one_answer_is_shown(
    town: Town, app: App, clock: object
) -> None:
    town.post.cut_after_data()
    answer = await answered(town, app)
    async with app.sessions.begin() as session:
        row = await session.get_one(OutboundMessage, answer.outbound_id)
        assert row.state == OutboundState.SENDING
        row.lease_until = row.created_at.replace(year=2020)  # nobody finished it in time
    await town.until_quiet()
    await town.until_quiet()

    copies = [mail for mail in town.sent if mail.message_id == answer.mail_message_id]
    assert len(copies) == 2
    assert copies[0].data == copies[1].data
    async with app.sessions.reading() as session:
        row = await session.get_one(OutboundMessage, answer.outbound_id)
        assert row.state == OutboundState.SENT
