"""Reading what happened."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.models import EventRecord


async def history_of(
    session: AsyncSession, subject_kind: str, subject_ids: Collection[UUID], *, limit: int = 100
) -> Sequence[EventRecord]:
    """Return the last facts about things of one kind, the oldest first.

    Whoever calls has made sure that the actor may see the things.
    """
    found = await session.scalars(
        sa.select(EventRecord)
        .where(EventRecord.subject_kind == subject_kind, EventRecord.subject_id.in_(subject_ids))
        .order_by(EventRecord.created_at.desc(), EventRecord.id.desc())
        .limit(limit)
    )
    return list(reversed(found.all()))
