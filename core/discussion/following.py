"""Who wants to be told what happens with something."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.subjects import get_seen
from core.db.upsert import insert_new
from core.discussion.events import Followed, Unfollowed
from core.discussion.models import Follower
from core.events.bus import record
from core.kit import clock, ids


async def follow(session: AsyncSession, actor: Actor, kind: str, subject_id: UUID) -> None:
    """Be told what happens with a thing from now on; twice is harmless."""
    await get_seen(session, actor, kind, subject_id)
    if await follow_too(session, actor.staff_id, kind, subject_id):
        await record(session, actor, Followed(kind, subject_id, actor.staff_id))


async def unfollow(session: AsyncSession, actor: Actor, kind: str, subject_id: UUID) -> None:
    """Be told no more, also of what one may not see any longer; twice is harmless."""
    gone = await session.execute(
        sa.delete(Follower)
        .where(
            Follower.subject_kind == kind, Follower.subject_id == subject_id,
            Follower.staff_id == actor.staff_id,
        )
        .returning(Follower.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if gone.all():
        await record(session, actor, Unfollowed(kind, subject_id, actor.staff_id))


async def follow_too(session: AsyncSession, staff_id: UUID, kind: str, subject_id: UUID) -> bool:
    """Let somebody follow what they took part in; tells whether they did not before."""
    row = {
        "id": ids.new_id(), "created_at": clock.now(), "subject_kind": kind,
        "subject_id": subject_id, "staff_id": staff_id,
    }  # fmt: skip
    key = ["subject_kind", "subject_id", "staff_id"]
    return bool(await insert_new(session, Follower, [row], key=key))


async def followers_of(session: AsyncSession, kind: str, subject_id: UUID) -> list[UUID]:
    """Return who follows a thing; who may still see it, the caller asks."""
    found = await session.scalars(
        sa.select(Follower.staff_id)
        .where(Follower.subject_kind == kind, Follower.subject_id == subject_id)
        .order_by(Follower.staff_id)
    )
    return list(found)
