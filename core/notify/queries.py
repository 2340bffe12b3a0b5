"""Reading notices: everybody sees their own."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.notify.models import Notice

CAP = 100
"""Counts stop here: a badge says 99+."""


def visible_to(actor: Actor) -> sa.Select[Notice]:
    """Select the notices an actor may see: their own."""
    mine = Notice.staff_id == actor.id if actor.kind == "staff" else sa.false()
    return sa.select(Notice).where(mine)


async def unread_notices(
    session: AsyncSession, actor: Actor, *, limit: int = 10
) -> Sequence[Notice]:
    """Return the actor's unread notices, the newest first."""
    statement = visible_to(actor).where(Notice.read_at.is_(None))
    found = await session.scalars(
        statement.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)
    )
    return found.all()


def count_of_unread(actor: Actor) -> sa.ScalarSelect[int]:
    """Select how many unread notices the actor has, at most CAP; for a statement of counts."""
    few = (
        visible_to(actor)
        .with_only_columns(Notice.id)
        .where(Notice.read_at.is_(None))
        .limit(CAP)
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()
