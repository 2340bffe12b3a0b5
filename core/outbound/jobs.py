"""Sweeps of the outbox. Sending and settling of doubts is the work of `delivery`."""

import logging
from datetime import timedelta

import sqlalchemy as sa

from core.db.session import Sessions
from core.kit import clock
from core.kit.jobs import Job, every
from core.outbound.models import OutboundMessage, OutboundState

log = logging.getLogger(__name__)

LATE = timedelta(minutes=5)
KEEP_PAYLOADS = timedelta(days=90)
_BATCH = 500


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
    done = 0
    while True:
        async with sessions.begin() as session:
            old = (
                sa.select(OutboundMessage.id)
                .where(
                    OutboundMessage.state.in_((OutboundState.SENT, OutboundState.CANCELLED)),
                    OutboundMessage.created_at < clock.now() - KEEP_PAYLOADS,
                    OutboundMessage.subject != "",
                )
                .limit(_BATCH)
            )
            cleared = await session.execute(
                sa.update(OutboundMessage)
                .where(OutboundMessage.id.in_(old))
                .values(payload={}, subject="")
                .returning(OutboundMessage.id)
                .execution_options(synchronize_session=False)
            )
            count = len(cleared.all())
        done += count
        if count < _BATCH:
            return done


JOBS = [
    Job("watch-outbox", every(minutes=1), watch),
    Job("forget-outbox-payloads", every(minutes=60), forget_payloads),
]
