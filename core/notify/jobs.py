"""Sweeps of notices: bundles that are due, and old ones."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.db.sweeping import BATCH, sweep, sweep_batches
from core.kit import clock
from core.kit.jobs import Job, every
from core.notify import bundles
from core.notify.models import Notice

KEPT = timedelta(days=180)


async def tell_bundles(sessions: Sessions) -> int:
    """Tell the bundles that are due, each person's in its own transaction."""
    return await sweep(sessions, bundles.due_people, bundles.tell_bundle)


async def forget_old(sessions: Sessions) -> int:
    """Remove notices that are half a year old; what they were about stays."""

    async def old(session: AsyncSession) -> Sequence[UUID]:
        first = clock.now() - KEPT
        found = await session.scalars(
            sa.select(Notice.id).where(Notice.created_at < first).limit(BATCH)
        )
        return found.all()

    async def forget(session: AsyncSession, ids: Sequence[UUID]) -> None:
        gone = sa.delete(Notice).where(Notice.id.in_(ids))
        await session.execute(gone.execution_options(synchronize_session=False))

    return await sweep_batches(sessions, old, forget)


JOBS = [
    Job("notice-bundles", every(minutes=1), tell_bundles),
    Job("forget-old-notices", every(minutes=60 * 24), forget_old),
]
