"""Missing hours: when each person's day is looked at, and what is told.

Every active person who logs hours has one row with the next look. A look tells at most twice a
day, never on holidays, and says nothing when the day is complete or a clock still runs.
"""

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
from core.settings.queries import Company, load_company
from core.staff.models import StaffMember
from core.timesheets import events, policies, queries, workdays
from core.timesheets.entries import wall
from core.timesheets.models import HoursCheck, TimeEntry

SMALLEST = 15
STILL_OF_USE = timedelta(days=3)


async def plan_checks(session: AsyncSession) -> int:
    """Give every active person without a row their next look; returns how many."""
    company = await load_company(session)
    members = await session.execute(
        sa.select(StaffMember.id, StaffMember.zone)
        .outerjoin(HoursCheck, HoursCheck.staff_id == StaffMember.id)
        .where(HoursCheck.id.is_(None), StaffMember.deactivated_at.is_(None))
    )
    rows = []
    for staff_id, zone in members:
        day, step, due_at = _next_look(clock.now(), zone, company)
        rows.append({"staff_id": staff_id, "day": day, "step": step, "due_at": due_at})
    return len(await insert_new(session, HoursCheck, rows, key=["staff_id"]))


async def due_check_ids(session: AsyncSession, limit: int = 500) -> list[UUID]:
    """Return the rows whose look is due."""
    found = await session.scalars(
        sa.select(HoursCheck.id)
        .where(HoursCheck.due_at <= clock.now())
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
        .where(HoursCheck.id == check_id, HoursCheck.due_at <= clock.now())
        .with_for_update(skip_locked=True)
    )
    if check is None:
        return False
    member = await session.scalar(
        sa.select(StaffMember)
        .where(StaffMember.id == check.staff_id)
        .options(selectinload(StaffMember.roles))
    )
    if member is None or not member.is_active:
        await session.delete(check)
        return True
    company = await load_company(session)
    day, step = check.day, check.step
    check.day, check.step, check.due_at = _next_look(clock.now(), member.zone, company)
    if _is_asked(member, day, company):
        await _tell(session, member, day, step)
    return True


async def mark_day_off(session: AsyncSession, actor: Actor, day: date) -> None:
    """Say that one was off on a day: it is not looked at again."""
    staff_id = actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    check = await session.scalar(sa.select(HoursCheck).where(HoursCheck.staff_id == staff_id))
    if check is not None and check.day <= day:
        company = await load_company(session)
        look = _first_look(day + timedelta(days=1), actor.zone, company)
        check.day, check.step, check.due_at = look
    await record(session, actor, events.DayMarkedOff(staff_id, day))


def _is_asked(member: StaffMember, day: date, company: Company) -> bool:
    """Rights, holidays and age are looked at now: all may have changed since it was planned."""
    if Permission.LOG_HOURS not in member.permissions or member.day_minutes <= 0:
        return False
    if clock.today(member.zone) - day > STILL_OF_USE:
        return False
    return workdays.is_working_day(day, company.country, company.holidays_subdivision)


async def _tell(session: AsyncSession, member: StaffMember, day: date, step: int) -> None:
    missing = await queries.missing_minutes(session, member.id, day)
    if missing < SMALLEST:
        return
    if day == clock.today(member.zone) and await queries.running_timer(session, member.id):
        return
    told = events.HoursMissing(
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
               TimeEntry.day >= day - timedelta(days=7), TimeEntry.worked_minutes <= missing)
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


def _next_look(now: datetime, zone: str, company: Company) -> tuple[date, int, datetime]:
    """Return day, step and moment of the first look after now."""
    today = clock.local(now, zone).date()
    if workdays.is_working_day(today, company.country, company.holidays_subdivision):
        for step in (1, 2):
            moment = workdays.look_at(today, step, zone)
            if moment > now:
                return today, step, moment
    return _first_look(today + timedelta(days=1), zone, company)


def _first_look(day: date, zone: str, company: Company) -> tuple[date, int, datetime]:
    """Return the first look of the first working day on or after a day."""
    day = workdays.next_working_day(day, company.country, company.holidays_subdivision)
    return day, 1, workdays.look_at(day, 1, zone)
