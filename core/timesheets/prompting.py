"""When people are asked to send their week, and approvers to decide about those that wait.

Every active person who logs hours has a row for the present week. They are asked after the last
look at its last working day if it is complete, else on the next week's first working morning;
once more a week later, never a third time. Approvers are told each Monday how many weeks wait.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from core.access.actor import system
from core.access.permissions import Permission
from core.db.upsert import insert_new
from core.events.bus import record
from core.kit import clock
from core.staff.models import StaffMember
from core.timesheets import events
from core.timesheets.approval_queries import minutes_of
from core.timesheets.models import TimesheetWeek, WeekState
from core.timesheets.norm_queries import norms
from core.timesheets.norms import Norms
from core.timesheets.week_lines import week_days
from core.timesheets.week_steps import MORNING, next_monday, open_row

EVENING = time(18, 40)
"""After the second look for missing hours."""
STILL_OF_USE = timedelta(days=21)
ASKED = (WeekState.OPEN, WeekState.REJECTED)
WEEK = timedelta(days=7)


async def plan_weeks(session: AsyncSession) -> int:
    """Give every active person a row for their present week; returns how many were new."""
    now = clock.now()
    newest_of: Any = sa.func.max(TimesheetWeek.monday)
    found = await session.execute(
        sa.select(StaffMember.id, StaffMember.zone, newest_of)
        .outerjoin(TimesheetWeek, sa.and_(TimesheetWeek.staff_id == StaffMember.id,
                                          TimesheetWeek.monday >= now.date() - WEEK))
        .where(StaffMember.deactivated_at.is_(None))
        .group_by(StaffMember.id, StaffMember.zone)
    )  # fmt: skip
    lacking: list[tuple[UUID, str, date]] = []

    for staff_id, zone, newest in found:
        monday = clock.week_of(clock.local(now, zone).date())[0]
        if newest is None or newest < monday:
            lacking.append((staff_id, zone, monday))
    if not lacking:
        return 0
    first = min(monday for _staff_id, _zone, monday in lacking)
    known = await norms(session, {one[0] for one in lacking}, first, first + 3 * WEEK)
    rows = [
        open_row(staff_id, monday, ask_at=_first_ask(known, staff_id, monday, zone, now))
        for staff_id, zone, monday in lacking
    ]
    return len(await insert_new(session, TimesheetWeek, rows, key=["staff_id", "monday"]))


async def due_week_ids(session: AsyncSession, limit: int = 500) -> list[UUID]:
    """Return the weeks whose person may have to be asked now."""
    found = await session.scalars(
        sa.select(TimesheetWeek.id)
        .where(TimesheetWeek.ask_at <= clock.now(), TimesheetWeek.state.in_(ASKED))
        .order_by(TimesheetWeek.ask_at)
        .limit(limit)
    )
    return list(found)


async def ask_for_week(session: AsyncSession, week_id: UUID) -> bool:
    """Ask a person to send a week that is complete or over, plan the next time.

    False when another worker did, or there was nothing to ask.
    """
    week = await session.scalar(
        sa.select(TimesheetWeek)
        .where(TimesheetWeek.id == week_id, TimesheetWeek.ask_at <= clock.now(),
               TimesheetWeek.state.in_(ASKED))
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    if week is None:
        return False
    member = await session.scalar(
        sa.select(StaffMember)
        .where(StaffMember.id == week.staff_id, StaffMember.deactivated_at.is_(None))
        .options(selectinload(StaffMember.roles))
    )
    today = clock.today(member.zone) if member else week.monday
    sunday = week.monday + timedelta(days=6)
    week.ask_at = None
    if member is None or Permission.LOG_HOURS not in member.permissions:
        return False
    if today - sunday > STILL_OF_USE:
        return False
    return await _ask(session, week, member, is_over=today > sunday)


async def _ask(
    session: AsyncSession, week: TimesheetWeek, member: StaffMember, *, is_over: bool
) -> bool:
    last = clock.today(member.zone) + 2 * WEEK
    known = await norms(session, [member.id], week.monday, last)
    norm = sum(known.wanted(member.id, day) for day in week_days(week.monday))
    minutes = await minutes_of(session, member.id, week.monday)
    if not is_over:
        week.ask_at = _morning_after(known, member.id, week.monday + WEEK, member.zone)
        if minutes < norm:
            return False
    elif week.asked_at is None and minutes:
        week.ask_at = next_monday(member.zone)
    if not minutes:
        return False
    late, week.asked_at, week.minutes = week.asked_at is not None, clock.now(), minutes
    await record(session, system("weeks to send"), events.WeekToSubmit(
        week.staff_id, week.monday, minutes, week.id, norm=norm, late=late
    ))  # fmt: skip
    return True


async def tell_waiting(session: AsyncSession) -> int:
    """Tell approvers of weeks that have waited since before Monday; returns how many are due."""
    now = clock.now()
    claimed = await session.execute(
        sa.update(TimesheetWeek)
        .where(TimesheetWeek.ask_at <= now, TimesheetWeek.state == WeekState.SUBMITTED)
        .values(ask_at=now + WEEK)
        .returning(TimesheetWeek.id)
        .execution_options(synchronize_session=False)
    )
    count = len(claimed.all())
    if count:
        fact = events.WeeksWaiting(day=now.date(), count=count)
        await record(session, system("weeks that wait"), fact)
    return count


def _first_ask(
    known: Norms, staff_id: UUID, monday: date, zone: str, now: datetime
) -> datetime | None:
    """Return the evening of the week's last working day, or the morning after the week."""
    days = [day for day in week_days(monday) if known.wanted(staff_id, day)]
    evening = clock.at(days[-1], EVENING, zone) if days else now
    return evening if evening > now else _morning_after(known, staff_id, monday + WEEK, zone)


def _morning_after(known: Norms, staff_id: UUID, monday: date, zone: str) -> datetime:
    """Return the first working morning from a Monday on; the Monday's when there is none."""
    works = (day for day in week_days(monday) if known.wanted(staff_id, day))
    return clock.at(next(works, monday), MORNING, zone)
