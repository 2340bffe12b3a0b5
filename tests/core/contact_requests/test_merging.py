"""Merging: it can be taken back, and later replies follow; what is only suggested."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests import queries, service
from core.contact_requests.errors import (
    AlreadyMerged,
    MergedWithItself,
    MoveIsUndone,
    RequestIsMerged,
)
from core.contact_requests.models import ContactRequest, RequestState
from core.contact_requests.page_queries import related
from core.conversations.models import Conversation, Message
from core.conversations.tokens import message_id_for, reference
from core.errors import NotAllowed, NotFound
from core.events.models import EventRecord
from core.intake.outcomes import Result
from core.outbound.models import OutboundMessage
from tests import make
from tests.core.contact_requests.asked import (
    asked,
    reply,
    row_of,
    texts,
)
from tests.core.intake.letters import take


async def test_replies_to_a_merged_request_come_to_the_one_it_was_merged_into(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "tap"), await asked(session, mailbox, "pipe")
    await service.merge_requests(session, clerk, two.number, into=one.number)
    await session.flush()

    by_id = await reply(session, mailbox, "pipe", "More about the pipe")
    (token,) = await session.scalars(
        sa.select(Conversation.token).where(Conversation.id == two.conversation_id)
    )
    signed = message_id_for(session.info["keyring"], token, "apuri.example")
    by_token = await take(session, mailbox, in_reply_to=signed, text="By our own id")
    by_number = await take(session, mailbox, subject=f"Re: {two.number}", text="By the number")

    assert {one_.request_id for one_ in (by_id, by_token, by_number)} == {one.id}
    assert await texts(session, one) == [
        "About tap", "About pipe", "More about the pipe", "By our own id", "By the number"
    ]  # fmt: skip
    assert (await row_of(session, two)).state == RequestState.DUPLICATE


async def test_a_merge_taken_back_gives_each_its_own_and_later_replies(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "tap"), await asked(session, mailbox, "pipe")
    waited = (await row_of(session, two)).waiting_since
    move = (await service.merge_requests(session, clerk, two.number, into=one.number)).id
    await reply(session, mailbox, "pipe", "More about the pipe")
    await reply(session, mailbox, "tap", "More about the tap")

    await service.undo_move(session, clerk, one.number, move)
    later = await reply(session, mailbox, "pipe", "Even more")

    assert later.request_id == two.id
    assert await texts(session, one) == ["About tap", "More about the tap"]
    assert await texts(session, two) == ["About pipe", "More about the pipe", "Even more"]
    second = await row_of(session, two)
    assert second.state == RequestState.NEW
    assert waited is not None
    assert second.waiting_since is not None
    assert abs(second.waiting_since - waited) < timedelta(seconds=2)  # since it first came
    assert second.duplicate_of_id is None
    with pytest.raises(MoveIsUndone):
        await service.undo_move(session, clerk, one.number, move)


async def test_a_merge_into_a_closed_request_opens_it_until_it_is_taken_back(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "tap"), await asked(session, mailbox, "pipe")
    await service.close_request(session, clerk, one.number)
    move = (await service.merge_requests(session, clerk, two.number, into=one.number)).id
    first = await row_of(session, one)
    opened = (first.is_open, first.waiting_since is not None)
    await service.undo_move(session, clerk, two.number, move)

    assert opened == (True, True)
    first = await row_of(session, one)
    assert (first.state, first.waiting_since) == (RequestState.CLOSED, None)
    assert (await row_of(session, two)).is_open


async def test_merges_stand_in_a_row_and_are_taken_back_one_by_one(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two, three = [await asked(session, mailbox, name) for name in ("a", "b", "c")]
    inner = (await service.merge_requests(session, clerk, three.number, into=two.number)).id
    await service.merge_requests(session, clerk, two.number, into=one.number)

    deep = await reply(session, mailbox, "c", "Deep")
    seen = await texts(session, one)
    await service.undo_move(session, clerk, two.number, inner)
    own = await reply(session, mailbox, "c", "Own again")

    assert (deep.request_id, own.request_id) == (one.id, three.id)
    assert seen == ["About a", "About b", "About c", "Deep"]
    assert await texts(session, one) == ["About a", "About b"]
    assert await texts(session, three) == ["About c", "Deep", "Own again"]


async def test_what_merging_refuses(session: AsyncSession, mailbox: UUID, clerk: Actor) -> None:
    one, two, three = [await asked(session, mailbox, name) for name in ("a", "b", "c")]
    await service.merge_requests(session, clerk, two.number, into=one.number)

    for number, into, refusal in (
        (one.number, one.number, MergedWithItself),
        (one.number, two.number, MergedWithItself),  # two is read with one already
        (two.number, three.number, AlreadyMerged),
        (three.number, "R-1999-0001", NotFound),
    ):
        with pytest.raises(refusal):
            await service.merge_requests(session, clerk, number, into=into)
    with pytest.raises(RequestIsMerged):
        await service.reopen(session, clerk, two.number)
    # What is merged into something merged already goes to the request everybody sees.
    await service.merge_requests(session, clerk, three.number, into=two.number)
    assert await texts(session, one) == ["About a", "About b", "About c"]


async def test_only_who_handles_both_requests_may_put_them_together(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "a"), await asked(session, mailbox, "b")
    move = (await service.merge_requests(session, clerk, two.number, into=one.number)).id
    hidden = (await make.a_team(session, "Others")).id
    third = await asked(session, mailbox, "c")
    for request in (third, one):
        (await row_of(session, request)).team_id = hidden
    await session.flush()
    role = await make.a_role(session, "r", Permission.SEE_ALL_REQUESTS)
    reader = make.actor_of(await make.a_member(session, "Reader", roles=[role]))

    with pytest.raises(NotFound):
        await service.merge_requests(session, clerk, third.number, into=two.number)
    with pytest.raises(NotFound):
        await service.undo_move(session, clerk, two.number, move)
    with pytest.raises(NotAllowed):
        await service.merge_requests(session, reader, third.number, into=one.number)
    with pytest.raises(NotAllowed):
        await service.undo_move(session, reader, two.number, move)


async def test_an_answer_to_a_merged_request_never_quotes_somebody_else(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one = await asked(session, mailbox, "tap", sender="liisa@customer.example")
    two = await asked(session, mailbox, "pipe", sender="other@elsewhere.example", text="A secret")
    await service.merge_requests(session, clerk, two.number, into=one.number)
    answer = await service.answer(session, clerk, one.number, text="We come.")
    await session.flush()
    queued = await session.get_one(OutboundMessage, answer.outbound_id)
    assert queued.address == "liisa@customer.example"
    assert "secret" not in str(queued.payload)
    assert "About tap" in queued.payload["text"]


async def test_a_token_from_another_address_joins_with_a_lower_score(
    session: AsyncSession, mailbox: UUID
) -> None:
    one = await asked(session, mailbox, "tap", sender="liisa@customer.example")
    (token,) = await session.scalars(sa.select(Conversation.token))
    plus = f"info+{reference(session.info['keyring'], token)}@firm.example"

    own = await take(session, mailbox, recipients=(plus,), sender="liisa@customer.example",
                     text="Own")  # fmt: skip
    other = await take(session, mailbox, recipients=(plus,), sender="boss@customer.example",
                       text="Other")  # fmt: skip

    assert {own.request_id, other.request_id} == {one.id}
    stored = {
        row.text: (row.evidence, row.flags)
        for row in await session.scalars(sa.select(Message).where(Message.evidence.is_not(None)))
    }
    assert stored["Own"] == ({"by": "token", "score": 95}, [])
    assert stored["Other"] == ({"by": "token_other", "score": 75}, ["new_participant"])


async def test_a_number_named_by_a_stranger_is_a_suggestion_until_somebody_says_no(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one = await asked(session, mailbox, "tap", sender="liisa@customer.example")
    outcome = await take(
        session, mailbox, subject=f"{one.number} and me", sender="x@elsewhere.example"
    )
    two = await session.get_one(ContactRequest, outcome.request_id)

    (found,) = (await related(session, clerk, two)).suggestions
    await service.keep_apart(session, clerk, two.number, one.id)
    await session.flush()

    assert (outcome.result, two.id) == (Result.OPENED, outcome.request_id)
    assert (found.why, found.score, found.other.id) == ("names_request", 30, one.id)
    assert (await related(session, clerk, two)).suggestions == ()


async def test_every_step_is_told_on_both_requests(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "tap"), await asked(session, mailbox, "pipe")
    move = (await service.merge_requests(session, clerk, two.number, into=one.number)).id
    await service.undo_move(session, clerk, one.number, move)
    await session.flush()

    names = {
        number: set(await session.scalars(
            sa.select(EventRecord.name).where(EventRecord.subject_id == one_id)))
        for number, one_id in ((1, one.id), (2, two.id))
    }  # fmt: skip
    assert "RequestMergedHere" in names[1]
    assert {"RequestMerged", "MoveUndone"} <= names[2]
    found = await queries.get_request(session, clerk, two.number)
    assert found.has_moves
