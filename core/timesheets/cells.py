"""Changing a week by its cells: what is typed becomes an entry made, corrected or removed."""

from datetime import date, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.kit import formatting
from core.staff.queries import get_member
from core.timesheets import entries, policies
from core.timesheets.entries import EntryChanges
from core.timesheets.errors import CellChanged, CellHasMany
from core.timesheets.grid import RowKey
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS


async def set_cell(
    session: AsyncSession, actor: Actor, staff_id: UUID, day: date, row: RowKey, *, seen: int,
    minutes: int, start: time | None = None, end: time | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> TimeEntry | None:  # fmt: skip
    """Put `minutes` into a cell: make, correct or (0) remove its one entry; return what counts now.

    `seen` are the minutes the writer saw there. `start` and `end` are wall times. Raises
    CellHasMany, CellChanged, and what booking, correcting and removing refuse or ask.
    """
    require(policies.can_log_for(actor, staff_id))
    await get_member(session, staff_id, lock=True)  # one change of a cell at a time
    found = await _entries(session, staff_id, day, row)
    held = sum(entry.worked_minutes for entry in found)
    if held != seen:
        raise CellChanged(hours=formatting.hours(held))
    if len(found) > 1:
        raise CellHasMany
    if not found:
        return await _made(session, actor, staff_id, day, row, minutes, start, end, confirmed)
    [entry] = found
    if minutes == 0:
        await entries.remove_entry(session, actor, entry.id)
        return None
    changes = EntryChanges(minutes=minutes)
    if start is not None and end is not None:
        changes = EntryChanges(minutes=minutes, start=start, end=end)
    elif minutes == held:
        return entry
    return await entries.correct_entry(session, actor, entry.id, confirmed=confirmed, **changes)


async def _made(
    session: AsyncSession, actor: Actor, staff_id: UUID, day: date, row: RowKey, minutes: int,
    start: time | None, end: time | None, confirmed: frozenset[str],
) -> TimeEntry | None:  # fmt: skip
    if minutes == 0:
        return None
    return await entries.log_time(
        session, actor, staff_id=staff_id, day=day, minutes=minutes, start=start, end=end,
        customer_id=row.customer_id, project_id=row.project_id, work_kind_id=row.work_kind_id,
        confirmed=confirmed,
    )  # fmt: skip


async def _entries(
    session: AsyncSession, staff_id: UUID, day: date, row: RowKey
) -> list[TimeEntry]:
    columns = {
        TimeEntry.customer_id: row.customer_id, TimeEntry.project_id: row.project_id,
        TimeEntry.work_kind_id: row.work_kind_id,
    }  # fmt: skip
    found = await session.scalars(
        sa.select(TimeEntry)
        .where(TimeEntry.staff_id == staff_id, TimeEntry.day == day, *COUNTS,
               *(column.is_not_distinct_from(value) for column, value in columns.items()))
        .order_by(TimeEntry.id)
    )  # fmt: skip
    return list(found)
