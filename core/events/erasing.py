"""Erasing what events hold about a person: the payload goes, its digest and the seals stay."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.models import EventRecord
from core.kit.clock import now


async def erase_payloads(
    session: AsyncSession, subject_kind: str, subject_ids: Collection[UUID]
) -> int:
    """Erase the payloads of every event about these subjects; return how many."""
    if not subject_ids:
        return 0
    result = await session.execute(
        sa.update(EventRecord)
        .where(
            EventRecord.subject_kind == subject_kind,
            EventRecord.subject_id.in_(subject_ids),
            EventRecord.erased_at.is_(None),
        )
        .values(payload=sa.null(), erased_at=now())
        .execution_options(synchronize_session=False)
        .returning(EventRecord.id)
    )
    return len(result.all())


async def erase_actor(session: AsyncSession, actor_kind: str, actor_id: UUID) -> None:
    """Erase a person's name from what they did."""
    await session.execute(
        sa.update(EventRecord)
        .where(EventRecord.actor_kind == actor_kind, EventRecord.actor_id == actor_id)
        .values(actor_name="")
        .execution_options(synchronize_session=False)
    )
