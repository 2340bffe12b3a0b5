"""Running clocks: one per person; starting another stops and books the running one."""

from datetime import datetime, time, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.errors import NotFound
from core.events.bus import record
from core.kit import clock
from core.kit.formatting import moment as moment_text
from core.kit.text import storable
from core.people.models import Customer
from core.settings.keys import TIMER_ASK_HOURS
from core.settings.queries import get
from core.staff.models import StaffMember
from core.timesheets import events, policies, rules
from core.timesheets.checks import CONFIRMABLE
from core.timesheets.entries import EntryFields, store, zone_of
from core.timesheets.errors import EndBeforeStart, NoTimer, TimerRuns, TimerTooLong
from core.timesheets.models import TimeEntry, Timer
from core.timesheets.rules import Worked
from core.work.changing import check_project

ASK_AGAIN = timedelta(hours=12)
SOON = timedelta(minutes=30)
DAY_ENDS = time(17, 30)
LONGEST = timedelta(hours=24)


class TimerFields(TypedDict, total=False):
    """What the work is for."""

    customer_id: UUID | None
    project_id: UUID | None
    task_id: UUID | None
    work_kind_id: UUID | None
    note: str


async def start_timer(
    session: AsyncSession, actor: Actor, *, started_at: datetime | None = None,
    **fields: Unpack[TimerFields],
) -> tuple[Timer, TimeEntry | None]:  # fmt: skip
    """Start one's own clock now or at an earlier UTC moment.

    A running one is stopped at that moment and booked: its entry is returned beside the timer.
    """
    staff_id = actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    began = whole_minute(started_at or clock.now())
    if began > clock.now():
        raise EndBeforeStart(start=moment_text(clock.now(), actor.zone))
    fields["customer_id"] = await check_project(
        session, fields.get("project_id"), fields.get("customer_id")
    )
    running = await _running(session, staff_id)
    stopped = await _stop(session, actor, running, began) if running else None
    member = await session.get_one(StaffMember, staff_id)
    hours = await get(session, TIMER_ASK_HOURS)
    ask_at = first_question(began, actor.zone, member.day_minutes, timedelta(hours=hours))
    timer = Timer(staff_id=staff_id, started_at=began, ask_at=ask_at, **fields)
    timer.note = storable(fields.get("note", ""))
    session.add(timer)
    await session.flush()
    started = events.TimerStarted(
        **_facts(timer), customer_id=timer.customer_id, project_id=timer.project_id
    )
    await record(session, actor, started)
    return timer, stopped


async def stop_timer(
    session: AsyncSession, actor: Actor, *, at: datetime | None = None
) -> TimeEntry | None:
    """Stop one's own clock now or at a stated UTC moment and book its time.

    Returns None when it ran less than a minute. Raises NoTimer, EndBeforeStart, TimerTooLong.
    """
    running = await _running(session, actor.staff_id)
    if running is None:
        raise NoTimer
    require(policies.can_log_for(actor, running.staff_id))
    return await _stop(session, actor, running, whole_minute(at or clock.now()))


async def drop_timer(session: AsyncSession, actor: Actor) -> Timer:
    """Stop one's own clock without booking anything; raises NoTimer."""
    running = await drop_timer_of(session, actor, actor.staff_id)
    if running is None:
        raise NoTimer
    return running


async def drop_timer_of(session: AsyncSession, actor: Actor, staff_id: UUID) -> Timer | None:
    """Stop somebody's clock without booking anything; the caller has asked for the right."""
    running = await _running(session, staff_id)
    if running is not None:
        running.stopped_at = clock.now()
        stopped = events.TimerStopped(**_facts(running), stopped_at=running.stopped_at)
        await record(session, actor, stopped)
    return running


async def stop_timer_of(session: AsyncSession, actor: Actor, staff_id: UUID) -> TimeEntry | None:
    """Stop somebody's clock now and book its time; the caller has asked for the right."""
    running = await _running(session, staff_id)
    if running is None:
        return None
    member = await session.get_one(StaffMember, staff_id)  # may have no access any more
    return await _stop(session, actor, running, whole_minute(clock.now()), member.zone)


async def restore_timer(session: AsyncSession, actor: Actor, timer_id: UUID) -> Timer:
    """Let a clock that was dropped run on as if nothing had happened; one that runs stays so.

    Raises NotFound for a stranger's and one that was booked, TimerRuns beside another one.
    """
    timer = await session.get(Timer, timer_id, with_for_update=True)
    if timer is None or timer.staff_id != actor.staff_id or timer.entry_id is not None:
        raise NotFound
    require(policies.can_log_for(actor, timer.staff_id))
    if timer.stopped_at is None:
        return timer
    if await _running(session, timer.staff_id) is not None:
        raise TimerRuns
    timer.stopped_at, timer.ask_at = None, clock.now() + timedelta(hours=2)
    await session.flush()
    started = events.TimerStarted(
        **_facts(timer), customer_id=timer.customer_id, project_id=timer.project_id
    )
    await record(session, actor, started)
    return timer


async def keep_timer(session: AsyncSession, actor: Actor) -> Timer:
    """The work still goes on: ask again later. Raises NoTimer."""
    running = await _running(session, actor.staff_id)
    if running is None:
        raise NoTimer
    running.ask_at = clock.now() + timedelta(hours=2)
    return running


async def ask_about_timer(session: AsyncSession, timer_id: UUID) -> bool:
    """Ask once whether a clock was forgotten; False when another worker did."""
    now = clock.now()
    timer = await session.scalar(
        sa.select(Timer)
        .where(Timer.id == timer_id, Timer.stopped_at.is_(None), Timer.ask_at <= now)
        .with_for_update(skip_locked=True)
    )
    if timer is None:
        return False
    member = await session.get(StaffMember, timer.staff_id)
    if member is None or not member.is_active:
        timer.ask_at = None
        return True
    timer.asked_at = now
    late = timer.started_at + timedelta(hours=await get(session, TIMER_ASK_HOURS))
    again = late if late > now + SOON else now + ASK_AGAIN
    timer.ask_at = again if now - timer.started_at < 2 * LONGEST else None
    named = sa.select(Customer.name).where(Customer.id == timer.customer_id)
    customer = await session.scalar(named)
    ends = rules.likely_ends(timer.started_at, member.day_minutes, member.zone, now)
    asked = events.TimerForgotten(**_facts(timer), customer=customer, ends=ends, zone=member.zone)
    await session.flush()
    await record(session, system("forgotten timer"), asked)
    return True


async def due_timer_ids(session: AsyncSession, limit: int = 200) -> list[UUID]:
    """Return the running clocks to be asked about now."""
    found = await session.scalars(
        sa.select(Timer.id)
        .where(Timer.stopped_at.is_(None), Timer.ask_at <= clock.now())
        .order_by(Timer.ask_at)
        .limit(limit)
    )
    return list(found)


def first_question(began: datetime, zone: str, day_minutes: int, ask_after: timedelta) -> datetime:
    """Return when to ask whether a clock still runs: at the day's end, at the latest after so long.

    The day ends in the evening, for who began late when a whole working day has passed.
    """
    evening = clock.at(rules.day_of(began, zone), DAY_ENDS, zone)
    whole = began + timedelta(minutes=day_minutes) + SOON
    late = began + ask_after
    return min(late, max(evening, whole)) if day_minutes else late


def whole_minute(moment: datetime) -> datetime:
    """Return the minute a moment lies in: minutes are what is booked."""
    return moment.replace(second=0, microsecond=0)


async def _running(session: AsyncSession, staff_id: UUID) -> Timer | None:
    return await session.scalar(
        sa.select(Timer)
        .where(Timer.staff_id == staff_id, Timer.stopped_at.is_(None))
        .with_for_update()
    )


async def _stop(
    session: AsyncSession, actor: Actor, timer: Timer, at: datetime, zone: str | None = None
) -> TimeEntry | None:
    zone = zone or await zone_of(session, actor, timer.staff_id)
    start = moment_text(timer.started_at, zone)
    if at < timer.started_at or at > clock.now():
        raise EndBeforeStart(start=start)
    if at - timer.started_at > LONGEST:
        raise TimerTooLong(start=start)
    entry = await _booked(session, actor, timer, at, zone) if at > timer.started_at else None
    timer.stopped_at = at
    timer.entry_id = entry.id if entry else None
    await session.flush()
    stopped = events.TimerStopped(**_facts(timer), stopped_at=at, entry_id=timer.entry_id)
    await record(session, actor, stopped)
    return entry


async def _booked(
    session: AsyncSession, actor: Actor, timer: Timer, at: datetime, zone: str
) -> TimeEntry:
    minutes = rules.minutes_between(timer.started_at, at)
    work = Worked(rules.day_of(timer.started_at, zone), minutes, timer.started_at, at)
    fields = EntryFields(
        customer_id=timer.customer_id, project_id=timer.project_id, task_id=timer.task_id,
        work_kind_id=timer.work_kind_id, note=timer.note,
    )  # fmt: skip
    booked = await store(  # the clock did run: what is unusual is no reason to lose it
        session, actor, timer.staff_id, work, zone, fields, confirmed=CONFIRMABLE
    )
    return booked.entry


def _facts(timer: Timer) -> dict[str, Any]:
    return {"timer_id": timer.id, "staff_id": timer.staff_id, "started_at": timer.started_at}
