"""Mails into merged threads, and the same mail in two hands at once."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.intake.outcomes import Outcome, Result
from core.sources.models import SourceKind
from core.startup import App
from tests import make
from tests.core.intake.letters import take, take_all

OWNER = system("test")


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def counted(session: AsyncSession, table: Any) -> int:
    return await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_a_merged_thread_costs_no_statement_for_each_mail(
    session: AsyncSession, mailbox: UUID, queries: Any
) -> None:
    one = await take(session, mailbox, message_id="one@x.example", sender="a@x.example")
    two = await take(session, mailbox, message_id="two@x.example", sender="a@x.example")
    await requests.merge_requests(session, OWNER, str(two.number), into=str(one.number))
    await session.flush()

    def replies(count: int) -> list[dict[str, Any]]:
        return [{"in_reply_to": "<two@x.example>", "text": f"{n}", "sender": "a@x.example"}
                for n in range(count)]  # fmt: skip

    with queries() as few:
        some = await take_all(session, mailbox, *replies(2))
    with queries() as many:
        more = await take_all(session, mailbox, *replies(20))

    assert {outcome.request_id for outcome in [*some, *more]} == {one.request_id}
    assert len(many) == len(few), "\n".join(many)


async def test_the_same_mail_in_two_hands_at_once_is_one_message(app: App) -> None:
    async with app.sessions.begin() as session:
        boxes = [
            (await make.a_source(session, SourceKind.MAILBOX, address=f"{n}@firm.example")).id
            for n in range(2)
        ]

    async def one_hand(box: UUID, **values: Any) -> Outcome:
        async with app.sessions.begin() as session:
            return await take(session, box, **values)

    same = await asyncio.gather(
        *(one_hand(box, message_id="same@x.example", text="Once") for box in boxes)
    )
    family = await asyncio.gather(
        one_hand(boxes[0], message_id="parent@x.example", text="Parent"),
        one_hand(boxes[1], message_id="child@x.example", in_reply_to="<parent@x.example>"),
    )

    assert sorted(one.result for one in same) == [Result.OPENED, Result.REPEATED]
    assert sorted(one.result for one in family) == [Result.JOINED, Result.OPENED]
    strangers = await asyncio.gather(
        *(one_hand(box, sender="new@x.example", subject=f"{n}") for n, box in enumerate(boxes))
    )
    assert [one.result for one in strangers] == [Result.OPENED] * 2
    async with app.sessions.reading() as session:
        assert await counted(session, ContactRequest) == 2 + 2
        assert (
            await counted(session, Message) == 3 + 2 + 4
        )  # and an acknowledgement of each request


async def test_requests_that_got_a_waiting_customer_are_followed_up(
    session: AsyncSession, mailbox: UUID
) -> None:
    one = await take(session, mailbox, message_id="a@x.example")
    two = await take(session, mailbox, message_id="b@x.example", text="Still waiting")
    await requests.answer(session, OWNER, str(one.number), text="We come.")
    await requests.merge_requests(session, OWNER, str(two.number), into=str(one.number))
    await session.flush()

    target = await session.get_one(ContactRequest, one.request_id)
    assert target.waiting_since is None  # our answer came after both
    await take(session, mailbox, in_reply_to="<b@x.example>")
    target = await session.get_one(ContactRequest, one.request_id, populate_existing=True)
    assert target.waiting_since is not None
    assert target.follow_up_at is not None
