"""Sweeps of the outbox. Sending and settling of doubts is the work of `delivery`."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.db.sweeping import BATCH, sweep_batches
from core.kit import clock
from core.kit.jobs import Job, every
from core.outbound.models import OutboundMessage, OutboundState

log = logging.getLogger(__name__)

LATE = timedelta(minutes=5)
KEEP_PAYLOADS = timedelta(days=90)


async def watch(sessions: Sessions) -> int:
    """Wake the delivery of channels with messages long due; returns how many wait."""
    async with sessions.reading() as session:
        late = await session.execute(
            sa.select(OutboundMessage.channel, sa.func.count())
            .where(
                OutboundMessage.state == OutboundState.QUEUED,
                OutboundMessage.due_at < clock.now() - LATE,
            )
            .group_by(OutboundMessage.channel)
        )
        waiting = {str(channel): int(count) for channel, count in late}
    for channel, count in waiting.items():
        log.warning("%s messages of %s have been due for five minutes", count, channel)
        if wake := sessions.info.get("wake"):
            wake(f"outbound:{channel}")
    return sum(waiting.values())


async def forget_payloads(sessions: Sessions) -> int:
    """Drop what messages said that left long ago; the row stays, so that no reason sends twice."""
    return await sweep_batches(sessions, _old, _forget)


async def _old(session: AsyncSession) -> Sequence[UUID]:
    found = await session.scalars(
        sa.select(OutboundMessage.id)
        .where(
            OutboundMessage.state.in_((OutboundState.SENT, OutboundState.CANCELLED)),
            OutboundMessage.created_at < clock.now() - KEEP_PAYLOADS,
            sa.cast(OutboundMessage.payload, sa.Text) != "{}",
        )
        .limit(BATCH)
    )
    return found.all()


async def _forget(session: AsyncSession, ids: Sequence[UUID]) -> None:
    cleared = sa.update(OutboundMessage).where(OutboundMessage.id.in_(ids))
    cleared = cleared.values(payload={}, subject="")
    await session.execute(cleared.execution_options(synchronize_session=False))


JOBS = [
    Job("watch-outbox", every(minutes=1), watch),
    Job("forget-outbox-payloads", every(minutes=60 * 24), forget_payloads),
]
