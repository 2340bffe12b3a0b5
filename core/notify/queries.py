"""Reading one's own notices."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.notify.models import Notice
from core.work.stage_rights import is_hidden_task, sees_all

CAP = 100


def visible_to(actor: Actor) -> sa.Select[Notice]:
    """Select the actor's own notices: nobody reads another's, or of a task hidden from them."""
    own = sa.select(Notice).where(
        Notice.staff_id == actor.id if actor.kind == "staff" else sa.false()
    )
    if sees_all(actor):
        return own
    hidden = sa.and_(Notice.subject_kind == "task", is_hidden_task(actor, Notice.subject_id))
    return own.where(~hidden)


async def unread(session: AsyncSession, actor: Actor, limit: int = 20) -> Sequence[Notice]:
    """Return what the actor has not seen, the newest first."""
    query = visible_to(actor).where(Notice.read_at.is_(None))
    return (
        await session.scalars(
            query.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)
        )
    ).all()


async def get_notice(session: AsyncSession, actor: Actor, notice_id: UUID) -> Notice:
    """Return one of the actor's notices; raises NotFound."""
    found = await session.scalar(visible_to(actor).where(Notice.id == notice_id))
    if found is None:
        raise NotFound
    return found


def count_of_unread(actor: Actor) -> sa.ScalarSelect[int]:
    """Select how many notices the actor has not seen, at most `CAP`; for several counts at once."""
    few = visible_to(actor).where(Notice.read_at.is_(None)).limit(CAP)
    counted = few.with_only_columns(Notice.id).subquery()
    return sa.select(sa.func.count()).select_from(counted).scalar_subquery()


async def unread_count(session: AsyncSession, actor: Actor) -> int:
    """Return how many notices the actor has not seen, at most `CAP`."""
    return int(await session.scalar(sa.select(count_of_unread(actor))) or 0)
