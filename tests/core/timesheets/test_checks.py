"""Each check refuses or asks in a sentence with its way out, and a confirmed doubt is booked."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import Invalid
from core.kit.clock import now
from core.settings import keys
from core.settings.service import set_value
from core.timesheets import service
from core.timesheets.checks import CONFIRMABLE
from core.timesheets.errors import (
    DayFull,
    Doubtful,
    EntryInvoiced,
    FutureDay,
    MonthLocked,
    NotOnProject,
    PeriodLocked,
    TooLong,
    WeekIsApproved,
)
from core.timesheets.models import TimeEntry, TimesheetWeek, WeekState
from core.work.errors import ProjectClosed
from core.work.models import project_members
from tests import make

TODAY = date(2026, 3, 31)  # a Tuesday
LAST_WEEK = date(2026, 3, 23)


@pytest.fixture
async def matti(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Matti"))


@pytest.fixture
async def boss(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Anna", owner=True))


async def approved(session: AsyncSession, worker: Actor, by: Actor, monday: date) -> None:
    await service.submit_week(session, worker, monday)
    await service.approve_week(session, by, worker.staff_id, monday)


async def test_a_day_that_grows_too_long_in_pieces_is_asked_about(
    session: AsyncSession, matti: Actor
) -> None:
    first = await service.log_time(session, matti, day=TODAY, minutes=8 * 60)
    with pytest.raises(Doubtful) as asked:
        await service.log_time(session, matti, day=TODAY, minutes=5 * 60)
    assert asked.value.codes == {"over_hours"}
    assert "13 h" in asked.value.sentence()
    await service.log_time(
        session, matti, day=TODAY, minutes=5 * 60, confirmed=frozenset(["over_hours"])
    )
    shorter = await service.correct_entry(session, matti, first.id, minutes=450)
    assert shorter.worked_minutes == 450


async def test_over_the_companys_limit_is_asked_and_over_a_day_refused(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    with pytest.raises(Doubtful) as asked:
        await service.book(session, matti, day=TODAY, minutes=12 * 60 + 1)
    assert asked.value.codes == {"over_hours"}
    assert asked.value.sentence() == "12.02 h is more than 12 h at once. Book it anyway?"
    await service.book(session, matti, day=TODAY, minutes=12 * 60)
    with pytest.raises(TooLong):
        await service.book(
            session, matti, day=TODAY, minutes=25 * 60, confirmed=frozenset(["over_hours"])
        )
    await set_value(session, boss, keys.ASK_OVER_HOURS, 4)
    with pytest.raises(Doubtful):
        await service.book(session, matti, day=date(2026, 3, 30), minutes=5 * 60)


async def test_what_is_ahead_is_refused(session: AsyncSession, matti: Actor) -> None:
    with pytest.raises(FutureDay):
        await service.book(session, matti, day=TODAY + timedelta(days=1), minutes=60)


async def test_an_overlap_is_asked_about_once(session: AsyncSession, matti: Actor) -> None:
    lehto = await make.a_customer(session)
    await service.book(session, matti, day=TODAY, start=time(7), end=time(11), customer_id=lehto.id)
    with pytest.raises(Doubtful) as asked:
        await service.book(session, matti, day=TODAY, start=time(10), end=time(12))
    assert asked.value.sentence() == (
        "It overlaps what is booked 07:00–11:00: Lehto. Book it anyway?"
    )
    await service.book(session, matti, day=TODAY, start=time(11), end=time(12))  # they only touch
    booked = await service.book(
        session, matti, day=TODAY, start=time(10), end=time(12), confirmed=asked.value.codes
    )
    noted = await service.correct(session, matti, booked.entry.id, note="as agreed")
    assert noted.entry.note == "as agreed"  # nothing got worse: nothing is asked again


async def test_several_doubts_are_one_question(session: AsyncSession, matti: Actor) -> None:
    await service.book(session, matti, day=TODAY, start=time(7), end=time(8))
    with pytest.raises(Doubtful) as asked:
        await service.book(session, matti, day=TODAY, start=time(7), end=time(20))
    assert asked.value.codes == {"over_hours", "overlap"}
    with pytest.raises(Doubtful) as again:
        await service.book(
            session, matti, day=TODAY, start=time(7), end=time(20),
            confirmed=frozenset(["overlap"]),
        )  # fmt: skip
    assert again.value.codes == {"over_hours"}


async def test_a_projects_budget_is_asked_about_when_it_is_used(
    session: AsyncSession, matti: Actor
) -> None:
    roof = await make.a_project(session, "Roof", budget_minutes=600)
    first = await service.book(session, matti, day=TODAY, minutes=540, project_id=roof.id)
    await service.book(session, matti, day=LAST_WEEK, minutes=60, project_id=roof.id)
    with pytest.raises(Doubtful) as asked:
        await service.book(session, matti, day=TODAY, minutes=30, project_id=roof.id)
    assert asked.value.sentence() == (
        "The budget of Roof is 10 h; this makes 10.5 h. Book it anyway?"
    )
    with pytest.raises(Doubtful):
        await service.correct(session, matti, first.entry.id, minutes=541)
    less = await service.correct(session, matti, first.entry.id, minutes=500)
    await service.correct(session, matti, less.entry.id, minutes=540)


async def test_only_attached_people_log_on_a_project_of_members(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    roof = await make.a_project(session, "Roof", members_only=True, responsible_id=boss.id)
    with pytest.raises(NotOnProject) as refused:
        await service.book(session, matti, day=TODAY, minutes=60, project_id=roof.id)
    assert refused.value.sentence() == (
        "Only people who were added to Roof log hours on it. Ask Anna to add you."
    )
    with pytest.raises(NotOnProject):  # it is about whose hours they are, not who writes them
        await service.book(
            session, boss, day=TODAY, minutes=60, project_id=roof.id, staff_id=matti.staff_id
        )
    await session.execute(
        sa.insert(project_members).values(project_id=roof.id, staff_id=matti.staff_id)
    )
    entry = await service.log_time(session, matti, day=TODAY, minutes=60, project_id=roof.id)
    await session.execute(sa.delete(project_members))
    shorter = await service.correct_entry(session, matti, entry.id, minutes=30)
    with pytest.raises(NotOnProject):
        await service.correct_entry(session, matti, shorter.id, minutes=90)


async def test_a_closed_project_takes_no_more_time_but_may_lose_some(
    session: AsyncSession, matti: Actor, boss: Actor, clock: Any
) -> None:
    roof = await make.a_project(session, "Roof")
    entry = await service.log_time(session, matti, day=TODAY, minutes=60, project_id=roof.id)
    roof.closed_at = now()
    await session.flush()
    with pytest.raises(ProjectClosed):
        await service.log_time(session, matti, day=TODAY, minutes=60, project_id=roof.id)
    with pytest.raises(ProjectClosed):
        await service.correct_entry(session, matti, entry.id, minutes=61)
    assert (await service.correct_entry(session, matti, entry.id, minutes=45)).worked_minutes == 45


@pytest.mark.parametrize("field", ["customer_id", "project_id", "work_kind_id", "task_id"])
async def test_what_is_not_there_is_named_in_a_sentence(
    session: AsyncSession, matti: Actor, field: str
) -> None:
    forged: Any = {field: uuid4()}
    with pytest.raises(Invalid) as refused:
        await service.log_time(session, matti, day=TODAY, minutes=60, **forged)
    assert "is not there any more. Choose another." in refused.value.sentence()


async def test_an_approved_week_takes_nothing_and_gives_nothing(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    entry = await service.log_time(session, matti, day=LAST_WEEK, minutes=60)
    later = await service.log_time(session, matti, day=TODAY, minutes=60)
    gone = await service.log_time(session, matti, day=LAST_WEEK, minutes=60)
    await service.remove_entry(session, matti, gone.id)
    await approved(session, matti, boss, LAST_WEEK)
    with pytest.raises(WeekIsApproved) as refused:
        await service.log_time(session, matti, day=LAST_WEEK, minutes=60)
    assert refused.value.sentence() == (
        "Week 13 is approved (Anna, Tue 31 Mar). Ask for it to be opened."
    )
    assert (refused.value.staff_id, refused.value.monday) == (matti.staff_id, LAST_WEEK)
    for actor in (matti, boss):
        with pytest.raises(WeekIsApproved):
            await service.correct_entry(session, actor, entry.id, minutes=30)
        with pytest.raises(WeekIsApproved):
            await service.remove_entry(session, actor, entry.id)
        with pytest.raises(WeekIsApproved):
            await service.restore_entry(session, actor, gone.id)
        with pytest.raises(WeekIsApproved):  # nothing is moved into it either
            await service.correct_entry(session, actor, later.id, day=LAST_WEEK)
    await service.reopen_week(session, boss, matti.staff_id, LAST_WEEK, comment="a mistake")
    await service.correct_entry(session, matti, entry.id, minutes=30)


async def test_a_week_that_was_only_sent_may_still_be_corrected(
    session: AsyncSession, matti: Actor
) -> None:
    entry = await service.log_time(session, matti, day=LAST_WEEK, minutes=60)
    await service.submit_week(session, matti, LAST_WEEK)
    assert (await service.correct_entry(session, matti, entry.id, minutes=90)).counts


async def test_a_period_locked_by_hand_says_by_whom(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    entry = await service.log_time(session, matti, day=date(2026, 3, 2), minutes=60)
    await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, "2026-03-15")
    with pytest.raises(PeriodLocked) as refused:
        await service.log_time(session, matti, day=date(2026, 3, 15), minutes=60)
    assert refused.value.sentence().startswith(
        "Hours through Sun 15 Mar are locked (Anna, Tue 31 Mar)."
    )
    with pytest.raises(PeriodLocked):
        await service.remove_entry(session, matti, entry.id)
    with pytest.raises(PeriodLocked):  # an entry does not leave the period either
        await service.correct_entry(session, matti, entry.id, day=TODAY)
    await service.log_time(session, matti, day=date(2026, 3, 16), minutes=60)


async def test_a_month_locks_by_itself_after_its_grace(
    session: AsyncSession, matti: Actor, boss: Actor, clock: Any
) -> None:
    await set_value(session, boss, keys.LOCK_AFTER_DAYS, 5)
    await service.log_time(session, matti, day=date(2026, 3, 1), minutes=60)
    with pytest.raises(MonthLocked) as refused:
        await service.log_time(session, matti, day=date(2026, 2, 28), minutes=60)
    assert "here a month locks 5 days after its end" in refused.value.sentence()


async def test_invoiced_time_stays_as_it_was_invoiced(
    session: AsyncSession, matti: Actor, clock: Any
) -> None:
    entry = await service.log_time(session, matti, day=TODAY, minutes=60)
    entry.invoiced_at = now()
    await session.flush()
    with pytest.raises(EntryInvoiced) as refused:
        await service.correct_entry(session, matti, entry.id, minutes=30)
    assert refused.value.sentence() == (
        "These hours were invoiced (Tue 31 Mar). They change only by a reversal on their page."
    )


async def test_a_clock_that_ran_is_booked_whatever_is_unusual(
    session: AsyncSession, matti: Actor, clock: Any
) -> None:
    await service.start_timer(session, matti)
    clock.shift(timedelta(hours=3))
    await service.book(session, matti, day=TODAY, start=time(9), end=time(10))
    clock.shift(timedelta(hours=10))
    assert await service.stop_timer(session, matti) is not None


async def test_all_checks_of_a_booking_are_one_statement(
    session: AsyncSession, matti: Actor, queries: Any
) -> None:
    roof = await make.a_project(session, "Roof", budget_minutes=6000)
    await service.book(session, matti, day=TODAY, minutes=30)
    session.add(TimesheetWeek(staff_id=matti.staff_id, monday=LAST_WEEK, state=WeekState.REJECTED))
    await session.flush()
    with queries() as seen:
        await service.book(session, matti, day=TODAY, minutes=60, project_id=roof.id)
    assert len(seen) == 3, "\n".join(seen)  # the checks, the entry, the event
    with queries() as seen:
        entry = await session.scalar(sa.select(TimeEntry).limit(1))
        assert entry is not None
        await service.correct(session, matti, entry.id, minutes=45)
    assert len(seen) <= 6, "\n".join(seen)


async def test_a_night_belongs_to_the_day_it_began_on_also_when_the_clocks_change(
    session: AsyncSession, matti: Actor
) -> None:
    spring = await service.book(session, matti, day=date(2026, 3, 28), start=time(22), end=time(6))
    assert (spring.entry.day, spring.entry.worked_minutes) == (date(2026, 3, 28), 7 * 60)
    autumn = await service.book(session, matti, day=date(2025, 10, 25), start=time(22), end=time(6))
    assert (autumn.entry.day, autumn.entry.worked_minutes) == (date(2025, 10, 25), 9 * 60)


async def test_a_day_of_25_hours_holds_them_and_one_of_23_no_more_than_24(
    session: AsyncSession, matti: Actor
) -> None:
    long, short = date(2025, 10, 26), date(2026, 3, 29)
    whole = await service.book(
        session, matti, day=long, start=time(0), end=time(0), confirmed=CONFIRMABLE
    )
    assert whole.entry.worked_minutes == 25 * 60
    with pytest.raises(DayFull):
        await service.book(session, matti, day=long, minutes=1)
    whole = await service.book(
        session, matti, day=short, start=time(0), end=time(0), confirmed=CONFIRMABLE
    )
    assert whole.entry.worked_minutes == 23 * 60
    with pytest.raises(TooLong):  # without its times nothing shows that the day is longer
        await service.book(session, matti, day=long, minutes=25 * 60, confirmed=CONFIRMABLE)


async def test_the_week_that_locks_a_night_is_the_one_it_began_in(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    sunday = date(2026, 3, 29)
    await service.log_time(session, matti, day=sunday, minutes=60)
    await approved(session, matti, boss, LAST_WEEK)
    with pytest.raises(WeekIsApproved):
        await service.book(session, matti, day=sunday, start=time(22), end=time(6))
    night = await service.book(session, matti, day=date(2026, 3, 30), start=time(0), end=time(6))
    assert night.entry.day == date(2026, 3, 30)
