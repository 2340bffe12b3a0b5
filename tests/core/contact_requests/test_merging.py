"""Merging, splitting and moving: all of it can be taken back, and later replies follow."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.contact_requests import queries, service
from core.contact_requests.errors import (
    AlreadyMerged,
    EverythingWouldLeave,
    MergedWithItself,
    MoveIsUndone,
    NoMessageChosen,
    NothingOfTheCustomer,
    RequestIsMerged,
)
from core.contact_requests.models import ContactRequest, RequestState
from core.contact_requests.moving import moves_of
from core.contact_requests.suggesting import suggestions
from core.contact_requests.timeline import timeline
from core.conversations.models import Conversation, Message
from core.conversations.tokens import message_id_for, reference
from core.errors import NotAllowed, NotFound
from core.events.models import EventRecord
from core.intake.outcomes import Outcome, Result
from core.outbound.models import OutboundMessage
from core.sources.models import SourceKind
from tests import make
from tests.core.intake.letters import take

BOSS = system("test")


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


@pytest.fixture
async def clerk(session: AsyncSession) -> Actor:
    """Somebody who handles requests."""
    return make.actor_of(await make.a_member(session, "Clara"))


class Asked(NamedTuple):
    """What a test remembers of a request; the row itself is read anew."""

    id: UUID
    number: str
    conversation_id: UUID


async def asked(session: AsyncSession, mailbox: UUID, name: str, **values: Any) -> Asked:
    """A customer's mail with the id `<name@customer.example>`, and its request."""
    values = {"subject": name, "text": f"About {name}", **values}
    outcome = await take(session, mailbox, message_id=f"{name}@customer.example", **values)
    row = await session.get_one(ContactRequest, outcome.request_id)
    return Asked(row.id, row.number, row.conversation_id)


async def row_of(session: AsyncSession, request: Asked) -> ContactRequest:
    await session.flush()
    return await session.get_one(ContactRequest, request.id, populate_existing=True)


async def texts(session: AsyncSession, request: Asked) -> list[str]:
    """What stands on a request's page, in order."""
    told = await timeline(session, BOSS, await row_of(session, request))
    return [one.message.text for one in told.entries if one.message and one.message.kind == "human"]


async def message_ids(session: AsyncSession, *said: str) -> list[UUID]:
    return list(await session.scalars(sa.select(Message.id).where(Message.text.in_(said))))


async def split(
    session: AsyncSession, clerk: Actor, request: Asked, *said: str, **values: Any
) -> Asked:
    """Split messages off; return their own request."""
    ids = await message_ids(session, *said)
    row = await service.split_request(session, clerk, request.number, message_ids=ids, **values)
    await session.flush()
    return Asked(row.id, row.number, row.conversation_id)


async def reply(session: AsyncSession, mailbox: UUID, to: str, text: str, **values: Any) -> Outcome:
    return await take(session, mailbox, in_reply_to=f"<{to}@customer.example>", text=text, **values)


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


async def test_split_messages_are_a_request_of_their_own_and_replies_follow(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one = await asked(session, mailbox, "tap", sender="liisa@customer.example")
    await reply(session, mailbox, "tap", "And the roof?", message_id="roof@customer.example",
                sender="liisa@customer.example")  # fmt: skip
    await service.assign(session, BOSS, one.number, staff_id=clerk.id)
    new = await split(session, clerk, one, "And the roof?", subject="The roof")

    about_roof = await reply(session, mailbox, "roof", "The roof leaks")
    about_tap = await reply(session, mailbox, "tap", "The tap drips")

    assert (about_roof.request_id, about_tap.request_id) == (new.id, one.id)
    assert await texts(session, one) == ["About tap", "The tap drips"]
    assert await texts(session, new) == ["And the roof?", "The roof leaks"]
    made = await row_of(session, new)
    assert (made.subject, made.assignee_id, made.asker_address) == (
        "The roof", clerk.id, "liisa@customer.example"
    )  # fmt: skip


async def test_a_split_taken_back_is_one_request_again_with_what_came_since(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one = await asked(session, mailbox, "tap")
    await reply(session, mailbox, "tap", "And the roof?", message_id="roof@customer.example")
    new = await split(session, clerk, one, "And the roof?")
    await reply(session, mailbox, "roof", "The roof leaks")
    (moved,) = await moves_of(session, await row_of(session, new))
    await service.undo_move(session, clerk, new.number, moved.id)
    back = await reply(session, mailbox, "roof", "Never mind")

    assert back.request_id == one.id
    assert await texts(session, one) == [
        "About tap", "And the roof?", "The roof leaks", "Never mind"
    ]  # fmt: skip
    (merge,) = await moves_of(session, await row_of(session, one))
    await service.undo_move(session, clerk, one.number, merge.id)
    assert await texts(session, new) == ["And the roof?", "The roof leaks", "Never mind"]


async def test_a_moved_message_takes_replies_along_and_comes_back_with_them(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "tap"), await asked(session, mailbox, "pipe")
    await reply(session, mailbox, "tap", "About the pipe, by mistake",
                message_id="wrong@customer.example")  # fmt: skip
    wrong = await message_ids(session, "About the pipe, by mistake")
    move = (
        await service.move_messages(session, clerk, one.number, message_ids=wrong, to=two.number)
    ).id
    followed = await reply(session, mailbox, "wrong", "More of it", message_id="m@customer.example")
    deeper = await reply(session, mailbox, "m", "And more")
    there = await texts(session, two)
    await service.undo_move(session, clerk, two.number, move)
    after = await reply(session, mailbox, "m", "Home")

    assert {followed.request_id, deeper.request_id} == {two.id}
    assert there == ["About pipe", "About the pipe, by mistake", "More of it", "And more"]
    assert after.request_id == one.id
    assert await texts(session, two) == ["About pipe"]
    assert await texts(session, one) == [
        "About tap", "About the pipe, by mistake", "More of it", "And more", "Home"
    ]  # fmt: skip


async def test_a_reply_to_our_moved_answer_comes_to_its_new_home(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "tap"), await asked(session, mailbox, "pipe")
    answer = await service.answer(session, clerk, one.number, text="The pipe is mended.")
    await session.flush()
    ours, answer_id = answer.mail_message_id, answer.id
    await service.move_messages(session, clerk, one.number, message_ids=[answer.id], to=two.number)

    outcome = await take(session, mailbox, in_reply_to=ours, text="Thank you")

    assert outcome.request_id == two.id
    (identity,) = await message_ids(session, "Thank you")
    stored = await session.get_one(Message, identity)
    assert stored.evidence == {"by": "ids", "score": 100, "answers": str(answer_id)}


async def test_what_splitting_and_moving_refuse(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one, two = await asked(session, mailbox, "tap"), await asked(session, mailbox, "pipe")
    answer = await service.answer(session, clerk, one.number, text="We come.")
    await session.flush()
    first, other = await message_ids(session, "About tap"), await message_ids(session, "About pipe")

    for chosen, refusal in (
        ([], NoMessageChosen), (other, NotFound), ([*first, answer.id], EverythingWouldLeave),
        ([answer.id], NothingOfTheCustomer),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await service.split_request(session, clerk, one.number, message_ids=chosen)
    with pytest.raises(EverythingWouldLeave):
        await service.move_messages(session, clerk, two.number, message_ids=other, to=one.number)
    assert await texts(session, one) == ["About tap", "We come."]


async def test_the_waiting_customer_follows_the_messages(
    session: AsyncSession, mailbox: UUID, clerk: Actor
) -> None:
    one = await asked(session, mailbox, "tap")
    await service.answer(session, clerk, one.number, text="We come.")
    await reply(session, mailbox, "tap", "And the roof?")
    new = await split(session, clerk, one, "And the roof?")

    old, made = await row_of(session, one), await row_of(session, new)
    assert (old.waiting_since, old.preview) == (None, "About tap")
    assert (made.waiting_since is not None, made.preview) == (True, "And the roof?")


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

    (found,) = await suggestions(session, clerk, two)
    await service.keep_apart(session, clerk, two.number, one.id)
    await session.flush()

    assert (outcome.result, two.id) == (Result.OPENED, outcome.request_id)
    assert (found.why, found.score, found.other.id) == ("names_request", 30, one.id)
    assert await suggestions(session, clerk, two) == []


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
