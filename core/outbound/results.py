"""What became of a message: each result is written in a short transaction after the try.

Every change is fenced by the worker's lease: a worker that was too slow changes nothing and is
told so by False.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.events.bus import record
from core.kit import clock
from core.kit.text import one_line
from core.outbound import policies
from core.outbound.events import MessageRefused, MessageSent, MessageUnclear
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.ports import Sent

DELIVERY = system("delivery")
UNCLEAR_PAUSE = timedelta(seconds=30)

# How far a provider says a text message is; a report only ever moves forward (Twilio's words).
RANKS = {
    "accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3, "receiving": 3,
    "delivered": 4, "undelivered": 4, "failed": 4, "canceled": 4, "received": 4, "read": 5,
}  # fmt: skip
LOST_STATES = ("undelivered", "failed", "canceled")


async def _change(session: AsyncSession, message: OutboundMessage, **values: Any) -> bool:
    changed = await session.execute(
        sa.update(OutboundMessage)
        .where(
            OutboundMessage.id == message.id,
            OutboundMessage.state == OutboundState.SENDING,
            OutboundMessage.worker == message.worker,
        )
        .values(**values)
        .returning(OutboundMessage.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def _about(message: OutboundMessage) -> tuple[UUID, str, str, str, UUID | None]:
    return (
        message.id, message.channel, message.kind, message.subject_kind, message.subject_id,
    )  # fmt: skip


async def mark_sent(session: AsyncSession, message: OutboundMessage, sent: Sent) -> bool:
    """The provider took it; if its report of failure was faster than we, it is dead already."""
    known = await session.scalar(
        sa.select(OutboundMessage.provider_state)
        .where(OutboundMessage.id == message.id)
        .with_for_update()
    )
    state = known if known and not is_forward(known, sent.state) else sent.state
    lost = state in LOST_STATES
    done = await _change(
        session, message, state=OutboundState.DEAD if lost else OutboundState.SENT,
        provider_id=sent.provider_id or None, provider_state=state, sent_at=clock.now(),
        lease_until=None, error=state if lost else "",
    )  # fmt: skip
    if done:
        await record(session, DELIVERY, MessageSent(*_about(message)))
    if done and lost:
        refused = MessageRefused(*_about(message), message.address, state, permanent=False)
        await record(session, DELIVERY, refused)
    return done


async def mark_later(
    session: AsyncSession, message: OutboundMessage, *, after: float | None, code: str
) -> bool:
    """Surely not sent: try again later, or give up after many tries."""
    if policies.is_exhausted(message.channel, message.attempts):
        return await mark_refused(session, message, code=code, permanent=False)
    pause = policies.pause_after(message.attempts) if after is None else after
    return await _change(
        session, message, state=OutboundState.QUEUED, lease_until=None, error=_short(code),
        due_at=clock.now() + timedelta(seconds=pause),
    )  # fmt: skip


async def mark_waiting(session: AsyncSession, message: OutboundMessage, *, after: float) -> bool:
    """Not tried at all, it is not its turn: due again after so many seconds."""
    return await _change(
        session, message, state=OutboundState.QUEUED, lease_until=None,
        attempts=max(0, message.attempts - 1), due_at=clock.now() + timedelta(seconds=after),
    )  # fmt: skip


async def mark_refused(
    session: AsyncSession, message: OutboundMessage, *, code: str, permanent: bool = True
) -> bool:
    """It will not be sent; `permanent` when its address refused for good, which is marked."""
    done = await _change(
        session, message, state=OutboundState.DEAD, lease_until=None, error=_short(code)
    )
    if done:
        refused = MessageRefused(*_about(message), message.address, _short(code), permanent)
        await record(session, DELIVERY, refused)
    return done


async def mark_unclear(session: AsyncSession, message: OutboundMessage, *, code: str) -> bool:
    """Nobody knows yet: the row stays in sending and is settled when its lease has run out."""
    return await _change(
        session, message, lease_until=clock.now() + UNCLEAR_PAUSE, error=_short(code)
    )


async def mark_unknown(session: AsyncSession, message: OutboundMessage) -> bool:
    """Nobody will find out: a person decides."""
    done = await _change(session, message, state=OutboundState.UNKNOWN, lease_until=None)
    if done:
        await record(session, DELIVERY, MessageUnclear(*_about(message)))
    return done


async def mark_repeat(session: AsyncSession, message: OutboundMessage) -> bool:
    """Send it again now: harmless, or surely not sent."""
    return await _change(
        session, message, state=OutboundState.QUEUED, lease_until=None, due_at=clock.now()
    )


async def mark_sandbox(session: AsyncSession, message: OutboundMessage) -> bool:
    """There is no account: shown in the outbox, nothing leaves."""
    return await _change(session, message, state=OutboundState.SANDBOX, lease_until=None, error="")


async def note_provider_state(
    session: AsyncSession,
    *,
    channel: str,
    provider_id: str,
    state: str,
    message_id: UUID | None = None,
    code: str = "",
) -> bool:
    """A provider reports how far a message is; only forward. Tells whether the message is ours.

    `message_id` finds a message whose sending is not recorded yet: the report proves that it left.
    A report of failure after sending makes the message dead.
    """
    mine = OutboundMessage.provider_id == provider_id
    if message_id is not None:
        unset = OutboundMessage.provider_id.is_(None)
        mine = sa.or_(mine, sa.and_(OutboundMessage.id == message_id, unset))
    message = await session.scalar(
        sa.select(OutboundMessage).where(OutboundMessage.channel == channel, mine).with_for_update()
    )
    if message is None:
        return False
    if not is_forward(message.provider_state, state):
        return True
    message.provider_state, message.provider_id = state, provider_id
    if message.state == OutboundState.UNKNOWN:
        message.state, message.sent_at, message.error = OutboundState.SENT, clock.now(), ""
        await record(session, DELIVERY, MessageSent(*_about(message)))
    if state in LOST_STATES and message.state in (OutboundState.SENT, OutboundState.UNKNOWN):
        message.state, message.error = OutboundState.DEAD, _short(f"{state} {code}")
        refused = MessageRefused(*_about(message), message.address, message.error, permanent=False)
        await record(session, DELIVERY, refused)
    return True


def is_forward(known: str | None, reported: str) -> bool:
    """Tell whether a report says more than what is known; reports come out of order."""
    return known is None or RANKS.get(reported, 0) > RANKS.get(known, 0)


def _short(code: str) -> str:
    return one_line(code)[:300]
