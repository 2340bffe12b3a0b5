"""Machines change nothing: automatic mail, bounces, loops and floods."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest, RequestState
from core.conversations.models import Message
from core.events.models import EventRecord
from core.intake.outcomes import Outcome, Result
from core.outbound.models import OutboundMessage
from core.people.models import EmailAddress, Person
from core.settings import keys
from core.settings.service import set_value
from core.sources.models import SourceKind
from tests import make
from tests.core.intake.letters import take, take_all

OWNER = system("test")


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def request_of(session: AsyncSession, outcome: Outcome) -> ContactRequest:
    return await session.get_one(ContactRequest, outcome.request_id)


async def messages(session: AsyncSession, outcome: Outcome) -> list[Message]:
    rows = await session.scalars(
        sa.select(Message)
        .where(Message.conversation_id == outcome.conversation_id)
        .order_by(Message.id)
    )
    return list(rows)


async def counted(session: AsyncSession, table: Any) -> int:
    return int(await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def acknowledgements(session: AsyncSession) -> list[OutboundMessage]:
    rows = await session.scalars(
        sa.select(OutboundMessage)
        .where(OutboundMessage.kind == "acknowledgement")
        .order_by(OutboundMessage.id)
    )
    return list(rows)


@pytest.mark.parametrize(
    "kind", ["auto_reply", "vacation", "list", "feedback", "challenge", "bounce", "own"]
)
async def test_machines_neither_open_nor_reopen_nor_get_an_answer(
    session: AsyncSession, mailbox: UUID, kind: str
) -> None:
    lost = await take(session, mailbox, kind=kind, sender="robot@x.example")
    assert (lost.result, lost.reason, lost.request_id) == (Result.IGNORED, kind, None)
    assert await counted(session, ContactRequest) == await counted(session, Person) == 0
    ignored = await session.scalar(
        sa.select(EventRecord).where(EventRecord.name == "MessageIgnored")
    )
    assert ignored is not None

    asked = await take(session, mailbox)
    number = str(asked.number)
    await requests.close_request(session, OWNER, number)
    (sent,) = await acknowledgements(session)
    answered = await take(session, mailbox, kind=kind, in_reply_to=sent.payload["message_id"])

    assert (answered.result, answered.request_id) == (Result.ATTACHED, asked.request_id)
    assert (await request_of(session, asked)).state == RequestState.CLOSED
    assert [one.kind for one in await messages(session, asked)][-1] == kind
    assert len(await acknowledgements(session)) == 1


async def test_spam_stays_spam(session: AsyncSession, mailbox: UUID) -> None:
    asked = await take(session, mailbox, message_id="a@x.example")
    await requests.mark_spam(session, OWNER, str(asked.number))
    await session.flush()

    outcome = await take(session, mailbox, in_reply_to="a@x.example")

    assert (outcome.result, outcome.reason) == (Result.ATTACHED, "spam")
    assert (await request_of(session, outcome)).state == RequestState.SPAM


async def test_a_bounce_marks_the_address_and_the_message_that_bounced(
    session: AsyncSession, mailbox: UUID
) -> None:
    asked = await take(session, mailbox)
    answer = await requests.answer(session, OWNER, str(asked.number), text="We come.")
    answer_id, answer_ref = answer.id, answer.mail_message_id
    await session.flush()

    outcome = await take(
        session, mailbox, kind="bounce", sender="mailer-daemon@mx.example",
        bounced_message_id=answer_ref, bounce_permanent=True,
        bounced_addresses=("liisa@customer.example", "boss@firm.example"),
    )  # fmt: skip

    assert (outcome.result, outcome.request_id) == (Result.ATTACHED, asked.request_id)
    assert "bounced" in (await session.get_one(Message, answer_id)).flags
    address = await session.scalar(sa.select(EmailAddress))
    assert address is not None
    assert address.bounced_at is not None
    assert await session.scalar(
        sa.select(EventRecord.id).where(EventRecord.name == "AnswerBounced")
    )


async def test_a_forged_bounce_marks_nobody(session: AsyncSession, mailbox: UUID) -> None:
    await take(session, mailbox)

    await take(
        session, mailbox, kind="bounce", sender="mailer-daemon@evil.example",
        bounced_message_id="guess@firm.example", bounce_permanent=True,
        bounced_addresses=("liisa@customer.example",),
    )  # fmt: skip

    address = await session.scalar(sa.select(EmailAddress))
    assert address is not None
    assert address.bounced_at is None


async def test_two_machines_that_look_human_stop_at_the_daily_limit(
    session: AsyncSession, mailbox: UUID
) -> None:
    await set_value(session, OWNER, keys.ACK_LIMIT_PER_DAY, 3)
    for count in range(4):
        await take(session, mailbox, sender="robot@x.example", subject=f"Report {count}")
    await take_all(
        session, mailbox,
        *[{"sender": "robot@x.example", "subject": f"Batch {count}"} for count in range(4)],
    )  # fmt: skip

    assert len(await acknowledgements(session)) == 3
    assert await counted(session, ContactRequest) == 8


@pytest.mark.parametrize("sender", ["no-reply@shop.example", "noreply+12@x.example",
                                    "MAILER-DAEMON@x.example", ""])  # fmt: skip
async def test_nobody_reads_at_some_addresses(
    session: AsyncSession, mailbox: UUID, sender: str
) -> None:
    outcome = await take(session, mailbox, sender=sender)

    assert (outcome.result, outcome.acknowledged) == (Result.OPENED, False)
    assert await acknowledgements(session) == []


async def test_headers_that_ask_for_no_answer_get_none(
    session: AsyncSession, mailbox: UUID
) -> None:
    outcome = await take(session, mailbox, extra={"may_answer": False})

    assert (outcome.result, outcome.acknowledged) == (Result.OPENED, False)


async def test_a_flood_of_one_sender_joins_one_thread(
    session: AsyncSession, mailbox: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.intake.threading.FLOOD", 5)
    outcomes = await take_all(
        session, mailbox, *[{"sender": "r@x.example", "subject": f"No {n}"} for n in range(8)]
    )
    later = await take(session, mailbox, sender="r@x.example", subject="Another")

    assert [one.result for one in outcomes] == [Result.OPENED] * 5 + [Result.JOINED] * 3
    assert (later.result, later.reason) == (Result.JOINED, "flood")
