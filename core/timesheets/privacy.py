"""A staff member's hours: exporting them, and erasing what they wrote.

Days, minutes and customers stay under the member's id: pay and invoices rest on them, and
bookkeeping law keeps them. The words do not.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import plain
from core.timesheets.models import HoursCheck, TimeEntry, Timer

_FIELDS = ("day", "worked_minutes", "started_at", "ended_at", "billable", "note", "said", "channel",
           "created_at", "superseded_at", "removed_at")  # fmt: skip


async def export_person(session: AsyncSession, staff_id: UUID) -> list[dict[str, Any]]:
    """Return every entry of a staff member, corrected and removed ones too, oldest first."""
    rows = await session.scalars(
        sa.select(TimeEntry).where(TimeEntry.staff_id == staff_id).order_by(TimeEntry.id)
    )
    return [{name: plain(getattr(row, name)) for name in _FIELDS} for row in rows]


async def erase_person(session: AsyncSession, staff_id: UUID) -> int:
    """Erase a staff member's notes and words; return how many entries had any."""
    has_words = sa.or_(TimeEntry.note != "", TimeEntry.said != "")
    erased = await session.execute(
        sa.update(TimeEntry)
        .where(TimeEntry.staff_id == staff_id, has_words)
        .values(note="", said="", version=TimeEntry.version + 1)
        .returning(TimeEntry.id)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        sa.update(Timer)
        .where(Timer.staff_id == staff_id)
        .values(note="")
        .execution_options(synchronize_session=False)
    )
    await session.execute(sa.delete(HoursCheck).where(HoursCheck.staff_id == staff_id))
    return len(erased.all())
