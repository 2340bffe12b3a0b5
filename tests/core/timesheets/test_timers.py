"""Timers: one per person, switching books, forgotten ones are asked about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.events.models import EventRecord
from core.kit import clock as kit_clock
from core.settings.keys import TIMER_ASK_HOURS
from core.settings.models import Setting
from core.startup import App
from core.timesheets import jobs, queries, service
from core.timesheets.errors import EndBeforeStart, NoTimer, TimerRuns, TimerTooLong
from core.timesheets.models import Timer
from tests import make


@pytest.fixture
async def matti(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Matti"))


async def test_starting_another_timer_books_the_running_one(
    session: AsyncSession, matti: Actor, clock: Any
) -> None:
    lehto, lampi = await make.a_customer(session, "Lehto"), await make.a_customer(session, "Lampi")
    _first, nothing = await service.start_timer(session, matti, customer_id=lehto.id)
    clock.shift(timedelta(minutes=90, seconds=40))
    _second, entry = await service.start_timer(session, matti, customer_id=lampi.id)

    assert nothing is None
    assert entry is not None
    assert (entry.worked_minutes, entry.customer_id) == (90, lehto.id)
    running = await queries.running_timer(session, matti.staff_id)
    assert running is not None
    assert running.customer == "Lampi"
    clock.shift(timedelta(minutes=30))
    stopped = await service.stop_timer(session, matti, at=kit_clock.now() - timedelta(minutes=15))
    assert stopped is not None
    assert stopped.worked_minutes == 15
    assert await queries.day_total(session, matti.staff_id, stopped.day) == 105
    with pytest.raises(NoTimer):
        await service.stop_timer(session, matti)


async def test_a_second_running_timer_is_impossible(session: AsyncSession, matti: Actor) -> None:
    await service.start_timer(session, matti)
    savepoint = await session.begin_nested()
    session.add(Timer(staff_id=matti.id, started_at=kit_clock.now()))
    with pytest.raises(IntegrityError):
        await session.flush()
    await savepoint.rollback()


async def test_a_timer_that_ran_no_minute_books_nothing(
    session: AsyncSession, matti: Actor
) -> None:
    await service.start_timer(session, matti)
    assert await service.stop_timer(session, matti) is None
    await service.start_timer(session, matti)
    assert (await service.drop_timer(session, matti)).entry_id is None


async def test_a_timer_over_midnight_counts_for_the_day_it_began(
    session: AsyncSession, matti: Actor, clock: Any
) -> None:
    clock.move_to(datetime(2026, 3, 28, 20, 0, tzinfo=UTC))  # 22.00, the clocks go forward
    await service.start_timer(session, matti)
    clock.move_to(datetime(2026, 3, 29, 3, 0, tzinfo=UTC))  # 6.00
    entry = await service.stop_timer(session, matti)
    assert entry is not None
    assert (entry.day.day, entry.worked_minutes) == (28, 420)


async def test_an_impossible_end_is_refused_and_the_timer_runs_on(
    session: AsyncSession, matti: Actor, clock: Any
) -> None:
    await service.start_timer(session, matti)
    for moment in (timedelta(minutes=-1), timedelta(minutes=1)):
        with pytest.raises(EndBeforeStart):
            await service.stop_timer(session, matti, at=kit_clock.now() + moment)
    clock.shift(timedelta(hours=25))
    with pytest.raises(TimerTooLong):
        await service.stop_timer(session, matti)
    entry = await service.stop_timer(session, matti, at=kit_clock.now() - timedelta(hours=20))
    assert entry is not None
    assert entry.worked_minutes == 300


async def test_a_forgotten_timer_is_asked_about_once_in_the_evening(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(await make.a_member(session))
        lehto = await make.a_customer(session)
        clock.move_to(datetime(2026, 3, 31, 5, 0, tzinfo=UTC))  # 8.00
        await service.start_timer(session, actor, customer_id=lehto.id)
    clock.move_to(datetime(2026, 3, 31, 14, 29, tzinfo=UTC))
    assert await jobs.ask_about_timers(app.sessions) == 0
    clock.move_to(datetime(2026, 3, 31, 14, 30, tzinfo=UTC))  # 17.30
    assert await jobs.ask_about_timers(app.sessions) == 1
    assert await jobs.ask_about_timers(app.sessions) == 0

    async with app.sessions.begin() as session:
        asked = await session.scalar(
            sa.select(EventRecord.payload).where(EventRecord.name == "TimerForgotten")
        )
        assert asked is not None
        assert asked["customer"] == "Lehto"
        await service.keep_timer(session, actor)
    clock.shift(timedelta(hours=2))
    assert await jobs.ask_about_timers(app.sessions) == 1


async def test_a_timer_is_asked_about_in_the_evening_and_after_the_hours_the_owner_set(
    app: App, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(await make.a_member(session))
        session.add(Setting(key=TIMER_ASK_HOURS.name, value=11))
        clock.move_to(datetime(2026, 3, 31, 5, 0, tzinfo=UTC))  # 8.00
        await service.start_timer(session, actor)
    asked = []
    for hour in range(14, 18):  # 17.30 to 20.30
        clock.move_to(datetime(2026, 3, 31, hour, 30, tzinfo=UTC))
        asked.append(await jobs.ask_about_timers(app.sessions))
    assert asked == [1, 0, 1, 0]


async def test_a_dropped_timer_runs_on_but_never_beside_another_nor_for_a_stranger(
    session: AsyncSession, matti: Actor, clock: Any
) -> None:
    timer, _nothing = await service.start_timer(session, matti)
    began = timer.started_at
    await service.drop_timer(session, matti)
    stranger = make.actor_of(await make.a_member(session, "Sam"))
    with pytest.raises(NotFound):
        await service.restore_timer(session, stranger, timer.id)
    clock.shift(timedelta(minutes=30))
    other, _nothing = await service.start_timer(session, matti)
    with pytest.raises(TimerRuns):
        await service.restore_timer(session, matti, timer.id)
    await service.drop_timer(session, matti)
    assert (await service.restore_timer(session, matti, timer.id)).started_at == began
    assert (await service.restore_timer(session, matti, timer.id)).stopped_at is None
    entry = await service.stop_timer(session, matti)
    assert entry is not None
    assert entry.worked_minutes == 30
    with pytest.raises(NotFound):  # booked: no clock to bring back
        await service.restore_timer(session, matti, timer.id)
    assert other.stopped_at is not None
