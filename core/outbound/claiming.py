"""Taking due messages out of the outbox, one worker at a time, in order per recipient."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.kit import clock
from core.outbound.models import OutboundMessage, OutboundState

OPEN = (OutboundState.QUEUED, OutboundState.SENDING)


async def claim_due(
    session: AsyncSession, worker: str, channel: str, limit: int, *, lease: timedelta
) -> list[OutboundMessage]:
    """Take up to `limit` due messages of a channel; commit before sending them.

    Of one order key only the first is taken, and none while another one is being sent or waits
    for its next try. A message due later holds nothing up.
    """
    moment = clock.now()
    other = aliased(OutboundMessage)
    waits = sa.and_(
        other.state == OutboundState.QUEUED,
        other.id < OutboundMessage.id,
        sa.or_(other.due_at <= moment, other.attempts > 0),
    )
    blocked = sa.exists().where(
        other.channel == OutboundMessage.channel,
        other.order_key == OutboundMessage.order_key,
        other.id != OutboundMessage.id,
        sa.or_(other.state == OutboundState.SENDING, waits),
    )
    picked = (
        sa.select(OutboundMessage.id)
        .where(
            OutboundMessage.state == OutboundState.QUEUED,
            OutboundMessage.due_at <= moment,
            OutboundMessage.channel == channel,
            sa.or_(OutboundMessage.order_key == "", ~blocked),
        )
        .order_by(OutboundMessage.due_at, OutboundMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboundMessage)
        .cte("picked")
    )
    return await _take(session, picked, worker, lease, {"attempts": OutboundMessage.attempts + 1})


async def claim_doubtful(
    session: AsyncSession, worker: str, channel: str, limit: int, *, lease: timedelta
) -> list[OutboundMessage]:
    """Take messages whose sending nobody finished: the worker died, or the result was unclear."""
    picked = (
        sa.select(OutboundMessage.id)
        .where(
            OutboundMessage.state == OutboundState.SENDING,
            OutboundMessage.lease_until < clock.now(),
            OutboundMessage.channel == channel,
        )
        .order_by(OutboundMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboundMessage)
        .cte("picked")
    )
    return await _take(session, picked, worker, lease, {"doubts": OutboundMessage.doubts + 1})


async def _take(
    session: AsyncSession,
    picked: sa.CTE,
    worker: str,
    lease: timedelta,
    counted: dict[str, sa.ColumnElement[int]],
) -> list[OutboundMessage]:
    taken = await session.scalars(
        sa.update(OutboundMessage)
        .where(OutboundMessage.id.in_(sa.select(picked.c.id)))
        .values(
            state=OutboundState.SENDING,
            worker=worker,
            lease_until=clock.now() + lease,
            **counted,
        )
        .returning(OutboundMessage)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(taken, key=lambda row: row.id)


async def release_all(session: AsyncSession) -> int:
    """End every lease but those of text messages, which are looked up only when surely over.

    For the start of a process that is surely alone (SQLite): what a crash left in sending is
    then settled at once instead of after its lease.
    """
    freed = await session.execute(
        sa.update(OutboundMessage)
        .where(OutboundMessage.state == OutboundState.SENDING, OutboundMessage.channel != "sms")
        .values(lease_until=clock.now() - timedelta(seconds=1))
        .returning(OutboundMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(freed.all())
