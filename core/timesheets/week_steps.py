"""What the steps of a week towards approval share: its row, its person, its number, its reminder."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.upsert import insert_new
from core.errors import NotFound
from core.kit import clock, formatting, ids
from core.kit.text import storable
from core.staff.models import StaffMember
from core.timesheets import errors
from core.timesheets.models import TimesheetWeek, WeekState

LONGEST_COMMENT = 2000
MORNING = time(8)


def number(monday: date) -> int:
    """Return the ISO number of a week."""
    return monday.isocalendar().week


def open_row(staff_id: UUID, monday: date, **values: Any) -> dict[str, Any]:
    """Return an open week as a row to insert."""
    return {
        "id": ids.new_id(), "created_at": clock.now(), "version": 1, "staff_id": staff_id,
        "monday": monday, "state": WeekState.OPEN, "minutes": 0, "comment": "", **values,
    }  # fmt: skip


async def member_of(session: AsyncSession, staff_id: UUID) -> StaffMember:
    """Return the person of a week; raises NotFound."""
    member = await session.get(StaffMember, staff_id)
    if member is None:
        raise NotFound
    return member


async def locked(session: AsyncSession, staff_id: UUID, monday: date) -> TimesheetWeek | None:
    """Return the row of a week, locked, or None when nobody touched it."""
    found: TimesheetWeek | None = await session.scalar(
        sa.select(TimesheetWeek)
        .where(TimesheetWeek.staff_id == staff_id, TimesheetWeek.monday == monday)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def locked_or_new(session: AsyncSession, staff_id: UUID, monday: date) -> TimesheetWeek:
    """Return the row of a week, made when there is none; two at once make one."""
    week = await locked(session, staff_id, monday)
    if week is None:
        await insert_new(session, TimesheetWeek, [open_row(staff_id, monday)],
                         key=["staff_id", "monday"])  # fmt: skip
        week = await locked(session, staff_id, monday)
    assert week is not None
    return week


async def refuse_decided(
    session: AsyncSession, week: TimesheetWeek | None, member: StaffMember,
    *, submitted: bool = False,
) -> None:  # fmt: skip
    """Refuse what is approved already, and (`submitted`) what waits already."""
    if week is None:
        return
    if submitted and week.state == WeekState.SUBMITTED:
        raise errors.WeekAlreadySubmitted(week=number(week.monday))
    if week.state == WeekState.APPROVED:
        by = await session.get(StaffMember, week.decided_by_id) if week.decided_by_id else None
        at = clock.local(week.decided_at or clock.now(), member.zone).date()
        raise errors.WeekAlreadyApproved(
            week=number(week.monday), name=member.name, by=by.name if by else "Apuri",
            day=formatting.day(at),
        )  # fmt: skip


def remind_once(week: TimesheetWeek, member: StaffMember) -> None:
    """Have the person reminded next Monday, once: they know that the week is theirs again."""
    week.ask_at, week.asked_at = next_monday(member.zone), clock.now()


def next_monday(zone: str) -> datetime:
    """Return next Monday's morning, when weeks that lie are brought to mind."""
    monday = clock.week_of(clock.today(zone))[0] + timedelta(days=7)
    return clock.at(monday, MORNING, zone)


def facts_of(week: TimesheetWeek) -> dict[str, Any]:
    """Return what every event of a week tells."""
    return {"staff_id": week.staff_id, "monday": week.monday, "minutes": week.minutes,
            "week_id": week.id}  # fmt: skip


def cleaned(comment: str) -> str:
    """Return what somebody wrote, as it is kept."""
    return storable(comment).strip()[:LONGEST_COMMENT]
