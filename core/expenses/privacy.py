"""A staff member's travel and costs: exporting them, and erasing what they wrote.

Days, distances, sums and receipts stay: bookkeeping law keeps them. The words do not.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import plain
from core.expenses.models import Expense, Travel

_COMMON = ("day", "billable", "note", "said", "channel", "created_at", "superseded_at",
           "removed_at")  # fmt: skip


async def export_person(session: AsyncSession, staff_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return every journey and cost of a staff member, oldest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, table, own in (
        ("travel", Travel, ("metres",)),
        ("expenses", Expense, ("amount_minor", "currency")),
    ):
        rows = await session.scalars(
            sa.select(table).where(table.staff_id == staff_id).order_by(table.id)
        )
        found[name] = [
            {field: plain(getattr(row, field)) for field in (*own, *_COMMON)} for row in rows
        ]
    return found


async def erase_person(session: AsyncSession, staff_id: UUID) -> int:
    """Erase a staff member's notes and words; return how many rows had any."""
    count = 0
    for table in (Travel, Expense):
        erased = await session.execute(
            sa.update(table)
            .where(table.staff_id == staff_id, sa.or_(table.note != "", table.said != ""))
            .values(note="", said="", version=table.version + 1)
            .returning(table.id)
            .execution_options(synchronize_session=False)
        )
        count += len(erased.all())
    return count
