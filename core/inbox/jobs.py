"""Sweeps of the inbox."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.db.sweeping import BATCH, sweep_batches
from core.inbox import service
from core.inbox.forgetting import forget_raw_mail
from core.inbox.models import InboxItem, InboxState
from core.kit import clock
from core.kit.jobs import Job, every

KEEP_PAYLOADS = timedelta(days=30)


async def rescue(sessions: Sessions) -> int:
    """Free items whose worker vanished."""
    async with sessions.begin() as session:
        return await service.rescue_stuck(session)


async def forget_payloads(sessions: Sessions) -> int:
    """Drop what was handled a month ago; the row stays, so that repeats are known."""
    return await sweep_batches(sessions, _old, _forget)


async def _old(session: AsyncSession) -> Sequence[UUID]:
    found = await session.scalars(
        sa.select(InboxItem.id)
        .where(
            InboxItem.state.in_((InboxState.DONE, InboxState.IGNORED)),
            InboxItem.payload.is_not(None),
            InboxItem.done_at < clock.now() - KEEP_PAYLOADS,
        )
        .limit(BATCH)
    )
    return found.all()


async def _forget(session: AsyncSession, ids: Sequence[UUID]) -> None:
    cleared = sa.update(InboxItem).where(InboxItem.id.in_(ids)).values(payload=None)
    await session.execute(cleared.execution_options(synchronize_session=False))


JOBS = [
    Job("rescue-inbox", every(minutes=1), rescue),
    Job("forget-inbox-payloads", every(minutes=60 * 24), forget_payloads),
    Job("forget-raw-mail", every(minutes=60 * 24), forget_raw_mail),
]
