"""The message with today's jobs: when each person who wants it gets it next.

Never on holidays or days off; `core.notify` says nothing to whoever has no job that day.
"""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.events.bus import record
from core.kit import clock
from core.staff.models import StaffMember
from core.timesheets.events import MorningCame
from core.timesheets.norm_queries import norms

STILL_OF_USE = timedelta(hours=4)
"""A message about the morning that comes later than this is none."""


async def due_morning_ids(session: AsyncSession, limit: int = 500) -> list[UUID]:
    """Return whose morning has come, and who wants the message but has no moment for it yet."""
    found = await session.scalars(
        sa.select(StaffMember.id)
        .where(
            StaffMember.morning_at.is_not(None), StaffMember.deactivated_at.is_(None),
            sa.or_(StaffMember.morning_due_at.is_(None),
                   StaffMember.morning_due_at <= clock.now()),
        )
        .limit(limit)
    )  # fmt: skip
    return list(found)


async def greet(session: AsyncSession, staff_id: UUID) -> bool:
    """Say that a person's morning came, when it did, and plan the next one.

    False when another worker did, or there was only something to plan.
    """
    moment = clock.now()
    found = (await session.execute(
        sa.select(StaffMember.morning_at, StaffMember.morning_due_at, StaffMember.zone)
        .where(StaffMember.id == staff_id, StaffMember.morning_at.is_not(None),
               sa.or_(StaffMember.morning_due_at.is_(None), StaffMember.morning_due_at <= moment))
        .with_for_update(skip_locked=True, of=StaffMember)
    )).one_or_none()  # fmt: skip
    if found is None:
        return False
    wall, due_at, zone = found
    assert wall is not None  # asked for above
    today = clock.local(moment, zone).date()
    following = clock.at(today, wall, zone)
    if following <= moment:
        following = clock.at(today + timedelta(days=1), wall, zone)
    await session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == staff_id)
        .values(morning_due_at=following)
        .execution_options(synchronize_session=False)
    )
    if due_at is None or not await _works(session, staff_id, due_at, zone):
        return False
    await record(session, system("morning"), MorningCame(staff_id, today))
    return True


async def _works(session: AsyncSession, staff_id: UUID, due_at: datetime, zone: str) -> bool:
    if clock.now() - due_at > STILL_OF_USE:
        return False
    day = clock.local(due_at, zone).date()
    return (await norms(session, [staff_id], day, day)).wanted(staff_id, day) > 0
