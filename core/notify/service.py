"""Telling staff, and noting what they have seen."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.kit import clock
from core.notify.models import Notice
from core.notify.rewording import check, preview, reset_template, set_template, slots
from core.notify.telling import Telling, tell, tell_many

__all__ = [
    "Telling", "check", "mark_seen", "mark_subject_seen", "preview", "reset_template",
    "set_template", "slots", "tell", "tell_many",
]  # fmt: skip


async def mark_seen(
    session: AsyncSession, actor: Actor, ids: Collection[UUID] | None = None
) -> None:
    """Note that the actor has seen these notices of theirs, or (None) all."""
    query = sa.update(Notice).where(Notice.staff_id == actor.staff_id, Notice.read_at.is_(None))
    if ids is not None:
        query = query.where(Notice.id.in_(ids))
    await session.execute(
        query.values(read_at=clock.now()).execution_options(synchronize_session=False)
    )


async def mark_subject_seen(
    session: AsyncSession, actor: Actor, subject_kind: str, subject_id: UUID
) -> None:
    """Note that the actor has opened what some notices are about."""
    await session.execute(
        sa.update(Notice)
        .where(
            Notice.staff_id == actor.staff_id,
            Notice.subject_kind == subject_kind,
            Notice.subject_id == subject_id,
            Notice.read_at.is_(None),
        )
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
