"""Sweeps of the inbox."""

from datetime import timedelta

import sqlalchemy as sa

from core.db.session import Sessions
from core.inbox import service
from core.inbox.models import InboxItem, InboxState
from core.kit import clock
from core.kit.jobs import Job, every

KEEP_PAYLOADS = timedelta(days=30)
_BATCH = 500


async def rescue(sessions: Sessions) -> int:
    """Free items whose worker vanished."""
    async with sessions.begin() as session:
        return await service.rescue_stuck(session)


async def forget_payloads(sessions: Sessions) -> int:
    """Drop what was handled a month ago; the row stays, so that repeats are known."""
    done = 0
    while True:
        async with sessions.begin() as session:
            old = (
                sa.select(InboxItem.id)
                .where(
                    InboxItem.state.in_((InboxState.DONE, InboxState.IGNORED)),
                    InboxItem.payload.is_not(None),
                    InboxItem.done_at < clock.now() - KEEP_PAYLOADS,
                )
                .limit(_BATCH)
            )
            cleared = await session.execute(
                sa.update(InboxItem)
                .where(InboxItem.id.in_(old))
                .values(payload=None)
                .returning(InboxItem.id)
                .execution_options(synchronize_session=False)
            )
            count = len(cleared.all())
        done += count
        if count < _BATCH:
            return done


JOBS = [
    Job("rescue-inbox", every(minutes=1), rescue),
    Job("forget-inbox-payloads", every(minutes=60), forget_payloads),
]
