"""Splitting and moving: it can be taken back, and later replies follow."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import service
from core.contact_requests.errors import (
    EverythingWouldLeave,
    NoMessageChosen,
    NothingOfTheCustomer,
)
from core.contact_requests.page_queries import related
from core.conversations.models import Message
from core.errors import NotFound
from tests.core.contact_requests.asked import BOSS, asked, message_ids, reply, row_of, split, texts
from tests.core.intake.letters import take


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
    ((moved, _old),) = (await related(session, BOSS, await row_of(session, new))).moves
    await service.undo_move(session, clerk, new.number, moved.id)
    back = await reply(session, mailbox, "roof", "Never mind")

    assert back.request_id == one.id
    assert await texts(session, one) == [
        "About tap", "And the roof?", "The roof leaks", "Never mind"
    ]  # fmt: skip
    ((merge, _two),) = (await related(session, BOSS, await row_of(session, one))).moves
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
