"""The one door: proven staff speak to the assistant, everybody else to intake."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core import dispatch
from core.access.actor import system
from core.contact_requests.models import ContactRequest
from core.errors import NotFound
from core.inbox.incoming import Pressed
from core.kit.clock import now
from core.outbound.models import OutboundMessage
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.timesheets.models import TimeEntry
from tests import make
from tests.core.intake.letters import arrived

OWNER = system("test")


@pytest.fixture
async def bot(session: AsyncSession) -> UUID:
    """A Telegram bot."""
    return (await make.a_source(session, SourceKind.TELEGRAM)).id


async def counted(session: AsyncSession, table: Any) -> int:
    return int(await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def says(
    session: AsyncSession, bot: UUID, member: StaffMember | None, text: str, **values: Any
) -> list[OutboundMessage]:
    """Dispatch one Telegram message; return what was queued for its writer."""
    (message,) = await arrived(
        session, bot,
        {"channel": "telegram", "sender": "4711", "text": text, "chat_ref": "4711",
         "staff_id": member.id if member else None, **values},
    )  # fmt: skip
    await dispatch.dispatch(session, message)
    rows = await session.scalars(
        sa.select(OutboundMessage)
        .where(OutboundMessage.address == "4711")
        .order_by(OutboundMessage.id)
    )
    return list(rows)


async def test_proven_staff_are_answered_by_the_assistant(
    session: AsyncSession, bot: UUID, clock: Any
) -> None:
    await make.a_customer(session, "Lehto")
    matti = await make.a_member(session, "Matti")

    (answer,) = await says(session, bot, matti, "2 h Lehto")

    assert "Lehto" in answer.payload["card"]["text"]
    assert await counted(session, TimeEntry) == 1
    assert await counted(session, ContactRequest) == 0


async def test_a_refusal_is_said_and_nothing_else_stays(
    session: AsyncSession, bot: UUID, clock: Any
) -> None:
    matti = await make.a_member(session, "Matti")

    (answer,) = await says(session, bot, matti, "close R-2026-9999 done")

    assert answer.payload["card"]["text"].startswith("! ")
    assert await counted(session, TimeEntry) == 0


async def test_a_stranger_opens_a_request_with_the_same_words(
    session: AsyncSession, bot: UUID, clock: Any
) -> None:
    await make.a_customer(session, "Lehto")

    (answer,) = await says(session, bot, None, "2 h Lehto")

    assert answer.kind == "acknowledgement"
    assert await counted(session, TimeEntry) == 0
    assert await counted(session, ContactRequest) == 1


async def test_who_left_books_nothing_and_opens_nothing(
    session: AsyncSession, bot: UUID, clock: Any
) -> None:
    gone = await make.a_member(session, "Gone", deactivated_at=now())

    assert await says(session, bot, gone, "2 h Lehto") == []
    assert await counted(session, TimeEntry) == await counted(session, ContactRequest) == 0


async def test_a_reply_that_finds_something_missing_is_not_taken_for_a_former_member(
    session: AsyncSession, bot: UUID, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def missing(*_given: Any) -> None:
        raise NotFound

    monkeypatch.setattr("core.assistant.cards.deliver_reply", missing)
    matti = await make.a_member(session, "Matti")

    with pytest.raises(NotFound):  # loud: the arrival is kept and tried again
        await says(session, bot, matti, "2 h Lehto")


async def test_a_strangers_button_does_nothing(
    session: AsyncSession, bot: UUID, clock: Any
) -> None:
    assert await says(session, bot, None, "", pressed=Pressed("take:x")) == []
    assert await counted(session, ContactRequest) == 0


async def test_a_batch_of_mails_goes_to_both_in_order(session: AsyncSession, clock: Any) -> None:
    mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="info@f.example")).id
    matti = await make.a_member(session, "Matti")
    mails = await arrived(
        session, mailbox,
        {"sender": "a@x.example"}, {"sender": "m@x.example", "staff_id": matti.id},
        {"sender": "b@x.example"},
    )  # fmt: skip

    outcomes = await dispatch.dispatch_mails(session, mails)

    assert [one.item_id if one else None for one in outcomes] == [
        mails[0].item_id, None, mails[2].item_id
    ]  # fmt: skip
