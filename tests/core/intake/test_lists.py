"""A foreign mailing list's mail opens no request, reopens none and is answered by nobody."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests.models import ContactRequest, RequestState
from core.conversations.models import Message
from core.intake import service as intake
from core.intake.outcomes import Result
from core.kit import clock, ids
from core.kit.crypto import Keyring
from core.outbound.models import OutboundMessage
from core.people.models import Person
from core.sources.models import SourceKind
from mail.house import House, Stored
from mail.incoming import to_incoming
from tests import make
from tests.core.intake.letters import take

BOSS = system("a test")


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox mail arrives in."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def _count(session: AsyncSession, table: Any) -> int:
    return int(await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def _rule(session: AsyncSession, conditions: dict[str, Any], **actions: Any) -> None:
    await intake.create_rule(session, BOSS, name="Rule", conditions=conditions, actions=actions)
    await session.flush()


async def test_a_rule_that_says_nothing_of_lists_opens_none_of_their_mails(
    session: AsyncSession, mailbox: UUID
) -> None:
    await _rule(session, {}, priority=1)
    outcome = await take(session, mailbox, kind="list", sender="news@shop.example")

    assert (outcome.result, outcome.reason) == (Result.IGNORED, "list")
    assert await _count(session, ContactRequest) == await _count(session, Person) == 0


async def test_a_rule_for_lists_opens_a_request_that_nobody_acknowledges(
    session: AsyncSession, mailbox: UUID
) -> None:
    await _rule(session, {"senders": ["@tenders.example"]}, lists=True)
    opened = await take(session, mailbox, kind="list", sender="board@tenders.example")
    other = await take(session, mailbox, kind="list", sender="news@shop.example")
    again = await take(session, mailbox, kind="list", sender="board@tenders.example", subject="b")
    vacation = await take(session, mailbox, kind="vacation", sender="x@tenders.example")

    assert [one.result for one in (opened, other, again, vacation)] == [
        Result.OPENED, Result.IGNORED, Result.OPENED, Result.IGNORED,
    ]  # fmt: skip
    assert await _count(session, OutboundMessage) == 0
    assert await _count(session, Person) == 1


async def test_a_rule_for_lists_that_keeps_them_out_opens_nothing(
    session: AsyncSession, mailbox: UUID
) -> None:
    await _rule(session, {}, lists=True, state="ignored")
    outcome = await take(session, mailbox, kind="list", sender="news@shop.example")

    assert outcome.result == Result.IGNORED


@pytest.mark.parametrize("state", [RequestState.CLOSED, RequestState.FOLLOW_UP])
async def test_list_mail_in_a_thread_is_attached_and_leaves_the_state_alone(
    session: AsyncSession, mailbox: UUID, state: RequestState
) -> None:
    await _rule(session, {}, lists=True)
    asked = await take(session, mailbox, message_id="a@x.example")
    request = await session.get_one(ContactRequest, asked.request_id)
    request.state, request.waiting_since = state, None
    await session.flush()
    before = (request.last_activity_at, request.unread, request.version)
    answered = await take(
        session, mailbox, kind="list", in_reply_to="<a@x.example>", sender="liisa@customer.example"
    )
    after = await session.get_one(ContactRequest, asked.request_id)
    kinds = list(await session.scalars(
        sa.select(Message.kind).where(Message.conversation_id == asked.conversation_id)
        .order_by(Message.id)
    ))  # fmt: skip

    assert (answered.result, answered.request_id) == (Result.ATTACHED, asked.request_id)
    assert (after.state, after.waiting_since) == (state, None)
    assert (after.last_activity_at, after.unread, after.version) == before
    assert kinds[-1] == "list"


def test_the_reader_tells_a_foreign_list_from_a_group_of_our_own() -> None:
    house = House(frozenset({"info@firm.example"}), "FI", Keyring("k" * 40))

    def kind(headers: str) -> str:
        raw = f"From: liisa@x.example\nTo: info@firm.example\n{headers}\n\nHello there\n"
        stored = Stored(ids.new_id(), ids.new_id(), "1", clock.now(), raw.encode())
        mail = to_incoming(stored, house).mail
        assert mail is not None
        return mail.kind

    assert kind("List-Id: <talk.lists.example>\nList-Post: <mailto:talk@lists.example>") == "list"
    assert kind("List-Id: <info.firm.example>\nList-Post: <mailto:info@firm.example>") == "human"
