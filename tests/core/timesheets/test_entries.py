"""Booking, correcting, removing: history stays, sums are right, rights are asked."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import NotAllowed, NotFound
from core.events.models import EventRecord
from core.timesheets import queries, service
from core.timesheets.checks import CONFIRMABLE
from core.timesheets.errors import DayFull, Doubtful, EntryOutdated, EntryRemoved
from core.work import service as work
from core.work.errors import ProjectClosed, ProjectOfAnotherCustomer
from tests import make

TODAY = date(2026, 3, 31)


@pytest.fixture
async def matti(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Matti"))


async def test_an_entry_is_superseded_never_overwritten(
    session: AsyncSession, matti: Actor
) -> None:
    lehto = await make.a_customer(session)
    first = await service.log_time(
        session, matti, day=TODAY, start=time(7), end=time(15, 30), minutes=480,
        customer_id=lehto.id, said="7-15.30 lehto, tauko 30",
    )  # fmt: skip
    booked = await service.correct(session, matti, first.id, minutes=450)

    assert (booked.entry.worked_minutes, booked.day_minutes) == (450, 450)
    assert (first.counts, booked.entry.counts) == (False, True)
    assert booked.entry.said == "7-15.30 lehto, tauko 30"
    with pytest.raises(EntryOutdated):
        await service.correct_entry(session, matti, first.id, minutes=60)
    with pytest.raises(EntryOutdated):
        await service.remove_entry(session, matti, first.id)
    third = await service.correct_entry(session, matti, booked.entry.id, day=date(2026, 3, 30))
    assert await queries.newest_of(session, first.id) is third
    history = await queries.history(session, matti, third.id)
    assert [entry.worked_minutes for entry in history] == [450, 450, 480]
    assert await queries.day_total(session, matti.staff_id, TODAY) == 0
    corrected = await session.scalar(
        sa.select(EventRecord.payload)
        .where(EventRecord.name == "TimeCorrected")
        .order_by(EventRecord.id)
        .limit(1)
    )
    assert corrected is not None
    assert corrected["changes"]["worked_minutes"] == [480, 450]


async def test_undo_works_for_hours_and_both_ways(
    session: AsyncSession, matti: Actor, clock: Any
) -> None:
    entry = await service.log_time(session, matti, day=TODAY, minutes=60)
    clock.shift(timedelta(hours=30))
    await service.remove_entry(session, matti, entry.id)
    assert await queries.day_total(session, matti.staff_id, TODAY) == 0
    with pytest.raises(EntryRemoved):
        await service.correct_entry(session, matti, entry.id, minutes=30)
    await service.remove_entry(session, matti, entry.id)
    await service.restore_entry(session, matti, entry.id)
    assert await queries.day_total(session, matti.staff_id, TODAY) == 60


async def test_a_day_takes_no_more_than_it_has(session: AsyncSession, matti: Actor) -> None:
    entry = await service.log_time(
        session, matti, day=TODAY, minutes=23 * 60, confirmed=CONFIRMABLE
    )
    with pytest.raises(DayFull) as refused:
        await service.log_time(session, matti, day=TODAY, minutes=61)
    assert refused.value.sentence() == (
        "Tue 31 Mar would hold 24.02 h. Correct or remove what is there first."
    )
    full = await service.correct_entry(
        session, matti, entry.id, minutes=24 * 60, confirmed=CONFIRMABLE
    )
    await service.remove_entry(session, matti, full.id)
    await service.log_time(session, matti, day=TODAY, minutes=61)
    with pytest.raises(DayFull):
        await service.restore_entry(session, matti, full.id)


async def test_an_overlap_that_was_confirmed_is_told_with_the_booking(
    session: AsyncSession, matti: Actor
) -> None:
    night = await service.book(
        session, matti, day=date(2026, 3, 30), start=time(22), end=time(6), minutes=None
    )
    with pytest.raises(Doubtful) as asked:
        await service.book(session, matti, day=TODAY, start=time(5), end=time(9))
    assert asked.value.codes == {"overlap"}
    morning = await service.book(
        session, matti, day=TODAY, start=time(5), end=time(9), confirmed=asked.value.codes
    )

    assert night.overlaps == ()
    assert [entry.id for entry in morning.overlaps] == [night.entry.id]
    assert (night.day_minutes, morning.day_minutes) == (480, 240)


async def test_hours_go_to_the_customers_own_open_project(session: AsyncSession) -> None:
    boss = make.actor_of(await make.a_member(session, "Anna", owner=True))
    lehto, lampi = await make.a_customer(session, "Lehto"), await make.a_customer(session, "Lampi")
    roof = await work.create_project(session, boss, name="Roof", customer_id=lehto.id)

    entry = await service.log_time(session, boss, day=TODAY, minutes=60, project_id=roof.id)
    assert entry.customer_id == lehto.id
    moved = await service.correct_entry(session, boss, entry.id, customer_id=lampi.id)
    assert (moved.customer_id, moved.project_id) == (lampi.id, None)
    with pytest.raises(ProjectOfAnotherCustomer):
        await service.log_time(
            session, boss, day=TODAY, minutes=60, customer_id=lampi.id, project_id=roof.id
        )
    await work.close_project(session, boss, roof.id)
    with pytest.raises(ProjectClosed):
        await service.log_time(session, boss, day=TODAY, minutes=60, project_id=roof.id)


async def test_others_hours_need_the_right_and_never_come_by_sms(
    session: AsyncSession, matti: Actor
) -> None:
    role = await make.a_role(session, "lead", Permission.LOG_HOURS, Permission.LOG_FOR_OTHERS)
    lead_member = await make.a_member(session, "Anna", roles=[role])
    lead, by_sms = make.actor_of(lead_member), make.actor_of(lead_member, "sms")

    entry = await service.log_time(session, lead, day=TODAY, minutes=60, staff_id=matti.staff_id)
    assert (entry.staff_id, entry.logged_by_id) == (matti.staff_id, lead.id)
    with pytest.raises(NotAllowed):
        await service.log_time(session, by_sms, day=TODAY, minutes=60, staff_id=matti.staff_id)
    with pytest.raises(NotAllowed):
        await service.log_time(session, matti, day=TODAY, minutes=60, staff_id=lead.staff_id)
    mine = await service.log_time(session, lead, day=TODAY, minutes=60)
    with pytest.raises(NotFound):
        await service.correct_entry(session, matti, mine.id, minutes=30)


async def test_a_week_is_one_query_and_its_sums_are_right(
    session: AsyncSession, matti: Actor, queries: Any
) -> None:
    from core.timesheets import queries as reads

    lehto = await make.a_customer(session)
    for day, minutes in ((30, 450), (31, 60), (31, 120)):
        await service.log_time(
            session, matti, day=date(2026, 3, day), minutes=minutes, customer_id=lehto.id
        )
    await service.log_time(session, matti, day=TODAY, minutes=30)
    gone = await service.log_time(session, matti, day=TODAY, minutes=15)
    await service.remove_entry(session, matti, gone.id)
    await session.flush()

    with queries() as seen:
        week = await reads.week(session, matti.staff_id, date(2026, 3, 30))
    assert len(seen) == 1
    assert [(row.customer, row.minutes[:2], row.total) for row in week.rows] == [
        (None, (0, 30), 30), ("Lehto", (450, 180), 630),
    ]  # fmt: skip
    assert (week.day_totals[:2], week.total) == ((450, 210), 660)
    by_customer = await reads.hours(session, matti, date(2026, 3, 1), TODAY)
    assert [(line.customer, line.minutes) for line in by_customer] == [("Lehto", 630), (None, 30)]
    lines = await reads.entries_of_day(session, matti, matti.staff_id, TODAY)
    assert sum(line.entry.worked_minutes for line in lines) == 210
