"""A staff member's conversation with the assistant: exporting and erasing it.

Nothing of it has to be kept: what was booked stands in its own tables.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.assistant.models import Card, ChatLine, Draft
from core.events.bus import plain


async def export_person(session: AsyncSession, staff_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return a staff member's web chat and the questions the assistant asked them."""
    lines = await session.scalars(
        sa.select(ChatLine).where(ChatLine.staff_id == staff_id).order_by(ChatLine.id)
    )
    drafts = await session.scalars(
        sa.select(Draft).where(Draft.staff_id == staff_id).order_by(Draft.id)
    )
    return {
        "chat": [
            {"at": plain(one.created_at), "direction": one.direction, "text": one.text}
            for one in lines
        ],
        "questions": [
            {"at": plain(one.said_at), "text": one.text, "settled_at": plain(one.done_at)}
            for one in drafts
        ],
    }


async def erase_person(session: AsyncSession, staff_id: UUID) -> int:
    """Delete a staff member's web chat, cards and questions; return how many rows."""
    count = 0
    for table in (ChatLine, Card, Draft):
        erased = await session.execute(
            sa.delete(table)
            .where(table.staff_id == staff_id)
            .returning(table.id)
            .execution_options(synchronize_session=False)
        )
        count += len(erased.all())
    return count
