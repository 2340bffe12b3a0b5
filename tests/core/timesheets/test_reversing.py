"""Locked time changes only by a reversal: the entry stays, a negative one takes it back."""

from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotAllowed, NotFound
from core.events.models import EventRecord
from core.kit.clock import now
from core.settings import keys
from core.settings.service import set_value
from core.timesheets import queries, service
from core.timesheets.errors import (
    NothingReversible,
    NotLocked,
    ReversalFixed,
    ReversalReasonMissing,
    ReversedAlready,
)
from core.timesheets.models import TimeEntry
from tests import make

TODAY = date(2026, 3, 31)
MONDAY = date(2026, 3, 23)


@pytest.fixture
async def matti(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Matti"))


@pytest.fixture
async def boss(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Anna", owner=True))


@pytest.fixture
async def entry(session: AsyncSession, matti: Actor, boss: Actor) -> TimeEntry:
    """Eight hours billed as nine, in a week that was approved."""
    lehto = await make.a_customer(session)
    await service.set_billing_rule(
        session, boss, valid_from=date(2026, 1, 1), customer_id=lehto.id, step_minutes=60,
        minimum_minutes=540,
    )  # fmt: skip
    made = await service.log_time(
        session, matti, day=MONDAY, start=time(7), end=time(15), customer_id=lehto.id, note="roof"
    )
    await service.submit_week(session, matti, MONDAY)
    await service.approve_week(session, boss, matti.staff_id, MONDAY)
    return made


async def test_a_reversal_stands_on_the_first_open_day_and_cancels_exactly(
    session: AsyncSession, matti: Actor, entry: TimeEntry
) -> None:
    reversal, instead = await service.reverse_entry(
        session, matti, entry.id, reason="It was Friday’s work"
    )
    assert instead is None
    assert (reversal.day, reversal.worked_minutes, reversal.billed_minutes) == (
        date(2026, 3, 30), -480, -540,
    )  # fmt: skip
    assert (reversal.note, reversal.reverses_id, reversal.customer_id) == (
        "It was Friday’s work", entry.id, entry.customer_id,
    )  # fmt: skip
    assert (reversal.started_at, entry.counts, entry.worked_minutes) == (None, True, 480)
    assert await queries.day_total(session, matti.staff_id, date(2026, 3, 30)) == -480
    fact = await session.scalar(sa.select(EventRecord).where(EventRecord.name == "TimeReversed"))
    assert fact is not None
    assert (fact.subject_id, fact.payload and fact.payload["why"]) == (
        entry.id, "It was Friday’s work",
    )  # fmt: skip


async def test_what_should_have_been_booked_stands_beside_it(
    session: AsyncSession, matti: Actor, entry: TimeEntry
) -> None:
    reversal, instead = await service.reverse_entry(
        session, matti, entry.id, reason="Only two hours", minutes=120
    )
    assert instead is not None
    assert (instead.day, instead.worked_minutes, instead.billed_minutes) == (
        reversal.day, 120, 540,
    )  # fmt: skip
    assert (instead.customer_id, instead.note) == (entry.customer_id, "roof")


async def test_it_needs_a_lock_a_reason_and_happens_once(
    session: AsyncSession, matti: Actor, entry: TimeEntry
) -> None:
    free = await service.log_time(session, matti, day=TODAY, minutes=60)
    with pytest.raises(NotLocked):
        await service.reverse_entry(session, matti, free.id, reason="x")
    with pytest.raises(ReversalReasonMissing):
        await service.reverse_entry(session, matti, entry.id, reason="  ")
    reversal, _none = await service.reverse_entry(session, matti, entry.id, reason="wrong")
    with pytest.raises(ReversedAlready):
        await service.reverse_entry(session, matti, entry.id, reason="again")
    with pytest.raises(ReversalFixed):
        await service.correct_entry(session, matti, reversal.id, minutes=30)
    with pytest.raises(ReversalFixed):
        await service.reverse_entry(session, matti, reversal.id, reason="back")


async def test_a_removed_reversal_makes_room_for_another(
    session: AsyncSession, matti: Actor, entry: TimeEntry
) -> None:
    first, _none = await service.reverse_entry(session, matti, entry.id, reason="wrong")
    await service.remove_entry(session, matti, first.id)
    second, _none = await service.reverse_entry(session, matti, entry.id, reason="really")
    assert second.reverses_id == entry.id
    await session.refresh(first)
    with pytest.raises(ReversalFixed):
        await service.restore_entry(session, matti, first.id)


async def test_a_removed_reversal_stays_gone_when_what_it_reversed_was_changed_since(
    session: AsyncSession, matti: Actor, boss: Actor, entry: TimeEntry
) -> None:
    reversal, _none = await service.reverse_entry(session, matti, entry.id, reason="wrong")
    await service.remove_entry(session, matti, reversal.id)
    await service.reopen_week(session, boss, matti.staff_id, MONDAY, comment="look again")
    await service.correct_entry(session, matti, entry.id, minutes=420)
    with pytest.raises(ReversalFixed):
        await service.restore_entry(session, matti, reversal.id)
    assert await queries.day_total(session, matti.staff_id, reversal.day) == 0


async def test_a_reversed_entry_of_a_reopened_week_stays_as_it_was(
    session: AsyncSession, matti: Actor, boss: Actor, entry: TimeEntry
) -> None:
    await service.reverse_entry(session, matti, entry.id, reason="wrong")
    await service.reopen_week(session, boss, matti.staff_id, MONDAY, comment="look again")
    with pytest.raises(ReversedAlready):
        await service.correct_entry(session, matti, entry.id, minutes=60)
    with pytest.raises(ReversedAlready):
        await service.remove_entry(session, matti, entry.id)


async def test_invoiced_hours_of_an_open_week_are_reversed_on_their_own_day(
    session: AsyncSession, matti: Actor
) -> None:
    paid = await service.log_time(session, matti, day=TODAY, minutes=60)
    paid.invoiced_at = now()
    await session.flush()
    reversal, _none = await service.reverse_entry(session, matti, paid.id, reason="credited")
    assert reversal.day == TODAY


async def test_without_an_open_day_it_says_so(
    session: AsyncSession, matti: Actor, boss: Actor, entry: TimeEntry
) -> None:
    await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, "2026-03-31")
    with pytest.raises(NothingReversible):
        await service.reverse_entry(session, matti, entry.id, reason="wrong")


async def test_only_who_may_change_it_reverses_it(
    session: AsyncSession, boss: Actor, entry: TimeEntry
) -> None:
    stranger = make.actor_of(await make.a_member(session, "Sam"))
    with pytest.raises(NotFound):
        await service.reverse_entry(session, stranger, entry.id, reason="x")
    watcher = make.actor_of(
        await make.a_member(
            session, "Ulla", roles=[await make.a_role(session, "", *[
                one for one in boss.permissions if one.value == "see_all_hours"])],
        )
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        await service.reverse_entry(session, watcher, entry.id, reason="x")
    assert await service.reverse_entry(session, boss, entry.id, reason="x")
