"""Noting that notices were seen."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.kit import clock
from core.notify.models import Notice


async def mark_read(session: AsyncSession, actor: Actor) -> None:
    """Mark all of the actor's own notices as read; no fact for the audit."""
    await session.execute(
        sa.update(Notice)
        .where(Notice.staff_id == actor.staff_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
