"""Reading who is where today, and on which days somebody worked."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.permissions import Permission
from core.staff.models import StaffMember
from core.timesheets.models import TimeEntry, Timer
from core.timesheets.queries import COUNTS


async def people_at(
    session: AsyncSession, actor: Actor, customer_id: UUID, day: date
) -> list[tuple[str, datetime | None, int]]:
    """Return (name, since when their clock runs there or None, minutes logged there on the day).

    Those whose clock runs come first; one statement. Needs the right to everybody's hours.
    """
    require(actor.may(Permission.SEE_ALL_HOURS))
    running = (
        sa.select(Timer.staff_id, Timer.started_at)
        .where(Timer.customer_id == customer_id, Timer.stopped_at.is_(None))
        .subquery()
    )
    logged = (
        sa.select(TimeEntry.staff_id, sa.func.sum(TimeEntry.worked_minutes).label("minutes"))
        .where(TimeEntry.customer_id == customer_id, TimeEntry.day == day, *COUNTS)
        .group_by(TimeEntry.staff_id)
        .subquery()
    )
    rows = await session.execute(
        sa.select(StaffMember.name, running.c.started_at, logged.c.minutes)
        .outerjoin(running, running.c.staff_id == StaffMember.id)
        .outerjoin(logged, logged.c.staff_id == StaffMember.id)
        .where(sa.or_(running.c.started_at.is_not(None), logged.c.minutes.is_not(None)))
        .order_by(running.c.started_at.is_(None), running.c.started_at, StaffMember.name)
    )
    return [(name, since, int(minutes or 0)) for name, since, minutes in rows]


async def minutes_by_day(
    session: AsyncSession, staff_id: UUID, first: date, last: date
) -> dict[date, int]:
    """Return the minutes that count of each day on which a person worked."""
    rows = await session.execute(
        sa.select(TimeEntry.day, sa.func.sum(TimeEntry.worked_minutes))
        .where(TimeEntry.staff_id == staff_id, TimeEntry.day.between(first, last), *COUNTS)
        .group_by(TimeEntry.day)
    )
    return {day: int(minutes) for day, minutes in rows}
