"""Until when hours are locked: by hand, or by months whose days of grace have passed."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import Invalid
from core.expenses import service as expenses
from core.settings import keys
from core.settings.service import set_value
from core.timesheets import service
from core.timesheets.errors import PeriodLocked, WeekIsApproved
from core.timesheets.locking import Locks, ensure_open, locked_through
from tests import make

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(DAYS, st.integers(1, 365))
def test_a_month_is_locked_when_its_grace_has_passed_and_not_before(
    today: date, grace: int
) -> None:
    last = locked_through(Locks("", grace), today)
    assert last is not None
    assert (last + timedelta(days=1)).day == 1  # whole months
    assert today - last > timedelta(days=grace)
    following = (last + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    assert today - following <= timedelta(days=grace)


@given(DAYS, DAYS, st.integers(0, 60))
def test_the_later_of_both_locks_holds(by_hand: date, today: date, grace: int) -> None:
    both = locked_through(Locks(by_hand.isoformat(), grace), today)
    month = locked_through(Locks("", grace), today)
    assert both == max(one for one in (by_hand, month) if one is not None)


def test_nothing_is_locked_by_itself() -> None:
    assert locked_through(Locks(), date(2026, 3, 31)) is None


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2026, 4, 5), date(2026, 2, 28)), (date(2026, 4, 6), date(2026, 3, 31))],
)
def test_five_days_of_grace_end_on_the_fifth(today: date, last: date) -> None:
    assert locked_through(Locks("", 5), today) == last


@pytest.fixture
async def matti(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Matti"))


@pytest.fixture
async def boss(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Anna", owner=True))


async def test_many_days_are_looked_at_with_one_statement(
    session: AsyncSession, matti: Actor, queries: Any
) -> None:
    days = [date(2026, 3, 1) + timedelta(days=step) for step in range(31)]
    with queries() as seen:
        await ensure_open(session, matti.staff_id, days, actor=matti)
    assert len(seen) == 1


async def test_travel_and_costs_obey_the_locks_of_hours(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    monday, tuesday = date(2026, 3, 23), date(2026, 3, 31)
    drive = await expenses.log_travel(session, matti, day=monday, metres=1000)
    screws = await expenses.log_expense(
        session, matti, day=tuesday, amount_minor=100, currency="EUR"
    )
    gone = await expenses.log_travel(session, matti, day=monday, metres=5000)
    await expenses.remove_travel(session, matti, gone.id)
    await service.log_time(session, matti, day=monday, minutes=60)
    await service.submit_week(session, matti, monday)
    await service.approve_week(session, boss, matti.staff_id, monday)

    with pytest.raises(WeekIsApproved):
        await expenses.log_travel(session, matti, day=monday, metres=1000)
    with pytest.raises(WeekIsApproved):
        await expenses.correct_travel(session, matti, drive.id, day=tuesday)
    with pytest.raises(WeekIsApproved):
        await expenses.remove_travel(session, matti, drive.id)
    with pytest.raises(WeekIsApproved):
        await expenses.restore_travel(session, matti, gone.id)
    with pytest.raises(WeekIsApproved):
        await expenses.correct_expense(session, matti, screws.id, day=monday)
    await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, "2026-03-31")
    with pytest.raises(PeriodLocked):
        await expenses.remove_expense(session, boss, screws.id)
    assert (drive.removed_at, screws.removed_at, drive.superseded_at) == (None, None, None)


@pytest.mark.parametrize("typed", ["31.3.", "2026-02-30", "soon", "2026-04-01"])
async def test_the_lock_is_a_day_that_has_passed(
    session: AsyncSession, boss: Actor, typed: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, typed)
    assert refused.value.field == "hours_locked_through"


@pytest.mark.parametrize(
    ("language", "typed"),
    [("fi", "30.3.2026"), ("sv", "2026-03-30"), ("en", "30/03/2026"), ("en", "2026-03-30")],
)
async def test_the_lock_may_be_typed_as_the_person_writes_days(
    session: AsyncSession, boss: Actor, language: str, typed: str
) -> None:
    from core.kit.i18n import use_language

    with use_language(language):
        assert await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, typed) == "2026-03-30"
    assert await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, " ") == ""
