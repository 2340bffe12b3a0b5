"""Missing hours: when each person's day is looked at, and what is told.

Every active person who logs hours has one row with the next look at a day they are to work on: in
the afternoon (step 1), in the evening (2), and on the next working day's morning for whoever
approves hours (3). A look says nothing when the day is complete, off, or a clock still runs.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from core.access.actor import Actor, require, system
from core.access.permissions import Permission
from core.db.upsert import insert_new
from core.events.bus import record
from core.kit import clock
from core.people.models import Customer
from core.settings.queries import load_company
from core.staff.models import StaffMember
from core.staff.queries import holders_of
from core.timesheets import missing_events, policies, queries, workdays
from core.timesheets.entries import wall
from core.timesheets.models import HoursCheck, TimeEntry
from core.timesheets.norm_queries import norms
from core.timesheets.norms import Norms

SMALLEST = 15
STILL_OF_USE = timedelta(days=3)
AHEAD = timedelta(days=60)
"""So far ahead a person's next working day is looked for."""
TO_MANAGER = 3
Look = tuple[date, int, datetime]
"""A day, its step, and the UTC moment it is looked at."""


async def plan_checks(session: AsyncSession) -> int:
    """Give every active person without a row their next look; returns how many."""
    found = await session.execute(
        sa.select(StaffMember.id, StaffMember.zone)
        .outerjoin(HoursCheck, HoursCheck.staff_id == StaffMember.id)
        .where(HoursCheck.id.is_(None), StaffMember.deactivated_at.is_(None))
    )
    members = found.all()
    if not members:
        return 0
    now = clock.now()
    known = await _norms_ahead(session, [staff_id for staff_id, _zone in members], now.date())
    rows = []
    for staff_id, zone in members:
        today = clock.local(now, zone).date()
        day, step, due_at = _next_look(known, staff_id, zone, today, 0, now)
        rows.append({"staff_id": staff_id, "day": day, "step": step, "due_at": due_at})
    return len(await insert_new(session, HoursCheck, rows, key=["staff_id"]))


async def _norms_ahead(session: AsyncSession, staff_ids: Sequence[UUID], today: date) -> Norms:
    return await norms(session, staff_ids, today - STILL_OF_USE * 2, today + AHEAD)


async def due_check_ids(session: AsyncSession, limit: int = 500) -> list[UUID]:
    """Return the rows whose look at a person's own day is due."""
    found = await session.scalars(
        sa.select(HoursCheck.id)
        .where(HoursCheck.due_at <= clock.now(), HoursCheck.step < TO_MANAGER)
        .order_by(HoursCheck.due_at)
        .limit(limit)
    )
    return list(found)


async def look(session: AsyncSession, check_id: UUID) -> bool:
    """Look at one person's day, tell what is missing, plan the next look.

    False when another worker did.
    """
    check = await session.scalar(
        sa.select(HoursCheck)
        .where(HoursCheck.id == check_id, HoursCheck.due_at <= clock.now(),
               HoursCheck.step < TO_MANAGER)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    if check is None:
        return False
    member = (await _members(session, [check.staff_id])).get(check.staff_id)
    if member is None:
        await session.delete(check)
        return True
    known = await _norms_ahead(session, [member.id], check.day)
    day, step = check.day, check.step
    _plan(check, known, member.zone, day, step)
    if _is_asked(member, day):
        worked = await queries.day_total(session, member.id, day)
        await _tell(session, member, day, step, known.missing(member.id, day, worked))
    return True


async def _members(session: AsyncSession, staff_ids: Sequence[UUID]) -> dict[UUID, StaffMember]:
    rows = await session.scalars(
        sa.select(StaffMember)
        .where(StaffMember.id.in_(staff_ids), StaffMember.deactivated_at.is_(None))
        .options(selectinload(StaffMember.roles))
    )
    return {member.id: member for member in rows}


async def tell_managers(session: AsyncSession) -> int:
    """Tell whoever approves hours, in one message, whose earlier day still lacks hours.

    Handles every row whose third step is due and plans its next look; returns how many.
    """
    rows = (
        await session.scalars(
            sa.select(HoursCheck)
            .where(HoursCheck.due_at <= clock.now(), HoursCheck.step == TO_MANAGER)
            .order_by(HoursCheck.day, HoursCheck.id)
            .with_for_update(skip_locked=True)
        )
    ).all()
    if not rows:
        return 0
    people = await _members(session, [row.staff_id for row in rows])
    known = await _norms_ahead(session, list(people), min(row.day for row in rows))
    missing = await _still_missing(session, rows, people, known)
    for row in rows:
        if row.staff_id not in people:
            await session.delete(row)
        else:
            _plan(row, known, people[row.staff_id].zone, row.day, TO_MANAGER)
    await session.flush()
    if missing and (await load_company(session)).missing_to_manager:
        await _tell_each_manager(session, missing)
    return len(rows)


async def _still_missing(
    session: AsyncSession, rows: Sequence[HoursCheck], people: dict[UUID, StaffMember], known: Norms
) -> dict[date, list[tuple[UUID, int]]]:
    """Return the lines of each day."""
    sums = await session.execute(
        sa.select(TimeEntry.staff_id, TimeEntry.day, sa.func.sum(TimeEntry.worked_minutes))
        .where(TimeEntry.staff_id.in_(list(people)), *queries.COUNTS,
               TimeEntry.day.in_({row.day for row in rows}))
        .group_by(TimeEntry.staff_id, TimeEntry.day)
    )  # fmt: skip
    worked = {(staff_id, day): int(minutes) for staff_id, day, minutes in sums}
    found: dict[date, list[tuple[UUID, int]]] = {}
    for row in rows:
        member = people.get(row.staff_id)
        if member is None or not _is_asked(member, row.day, STILL_OF_USE * 4):
            continue
        lacks = known.missing(member.id, row.day, worked.get((member.id, row.day), 0))
        if lacks >= SMALLEST:
            found.setdefault(row.day, []).append((member.id, lacks))
    return found


async def _tell_each_manager(
    session: AsyncSession, missing: dict[date, list[tuple[UUID, int]]]
) -> None:
    for manager_id in await holders_of(session, Permission.APPROVE_HOURS):
        for day, lines in missing.items():
            others = tuple(line for line in lines if line[0] != manager_id)
            if others:
                fact = missing_events.HoursMissingToManager(manager_id, day, others)
                await record(session, system("missing hours"), fact)


async def mark_day_off(session: AsyncSession, actor: Actor, day: date) -> None:
    """Say that one was off on a day: it is not looked at again."""
    staff_id = actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    check = await session.scalar(sa.select(HoursCheck).where(HoursCheck.staff_id == staff_id))
    if check is not None and check.day <= day:
        known = await _norms_ahead(session, [staff_id], day)
        _plan(check, known, actor.zone, day, TO_MANAGER)
    await record(session, actor, missing_events.DayMarkedOff(staff_id, day))


def _is_asked(member: StaffMember, day: date, age: timedelta = STILL_OF_USE) -> bool:
    """Rights and age are looked at now: both may have changed since it was planned."""
    if Permission.LOG_HOURS not in member.permissions:
        return False
    return clock.today(member.zone) - day <= age


async def _tell(
    session: AsyncSession, member: StaffMember, day: date, step: int, missing: int
) -> None:
    if missing < SMALLEST:
        return
    if day == clock.today(member.zone) and await queries.running_timer(session, member.id):
        return
    told = missing_events.HoursMissing(
        member.id, day, missing, step, **await _suggestion(session, member, day, missing)
    )
    await session.flush()
    await record(session, system("missing hours"), told)


async def _suggestion(
    session: AsyncSession, member: StaffMember, day: date, missing: int
) -> dict[str, Any]:
    """Find the longest entry of the latest day of the past week that fits what is missing."""
    rows = await session.execute(
        sa.select(TimeEntry, Customer.name)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .where(TimeEntry.staff_id == member.id, *queries.COUNTS, TimeEntry.day < day,
               TimeEntry.day >= day - timedelta(days=7),
               TimeEntry.worked_minutes.between(1, missing))  # no reversal is done again
        .order_by(TimeEntry.day.desc(), TimeEntry.worked_minutes.desc())
        .limit(1)
    )  # fmt: skip
    found = rows.one_or_none()
    if found is None:
        return {}
    entry, customer = found
    return {
        "same_entry_id": entry.id, "same_minutes": entry.worked_minutes, "same_day": entry.day,
        "same_customer": customer or "", "same_start": wall(entry.started_at, member.zone),
        "same_end": wall(entry.ended_at, member.zone),
    }  # fmt: skip


def _plan(check: HoursCheck, known: Norms, zone: str, day: date, step: int) -> None:
    """Give a row the look after a day's step."""
    check.day, check.step, check.due_at = _next_look(
        known, check.staff_id, zone, day, step, clock.now()
    )


def _next_look(
    known: Norms, staff_id: UUID, zone: str, day: date, step: int, now: datetime
) -> Look:
    """Return the first look after a day's step that is still ahead, or the manager's.

    A step of one's own that was missed (nothing ran meanwhile) is left out; step 0: none was yet.
    """
    if step < TO_MANAGER and known.of(staff_id, day):
        for number in range(step + 1, TO_MANAGER):
            moment = workdays.look_at(day, number, zone)
            if moment > now:
                return day, number, moment
        if step:
            return day, TO_MANAGER, _morning_after(known, day, zone)
    first = max(day + timedelta(days=1), clock.local(now, zone).date())
    return _first_look(known, staff_id, zone, first, now)


def _first_look(known: Norms, staff_id: UUID, zone: str, day: date, now: datetime) -> Look:
    """Return the first look ahead of a day one is to work on, from a day on.

    Who is to work on no day ahead is looked at again when that may have changed.
    """
    for step in range(AHEAD.days):
        one = day + timedelta(days=step)
        moment = workdays.look_at(one, 1, zone)
        if known.of(staff_id, one) and moment > now:
            return one, 1, moment
    late = day + AHEAD / 8
    return late, 1, workdays.look_at(late, 1, zone)


def _morning_after(known: Norms, day: date, zone: str) -> datetime:
    """Return the morning of the next day on which the company works."""
    day += timedelta(days=1)
    following = workdays.next_working_day(day, known.country, known.subdivision)
    return clock.at(following, workdays.MORNING, zone)
