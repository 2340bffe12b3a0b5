"""Looking into the outbox."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.kit.ids import parse_id
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.outbound import policies
from core.outbound.models import OutboundMessage, OutboundState

PAGE = 50


def visible_to(actor: Actor) -> sa.Select[OutboundMessage]:
    """Return the messages an actor may see: with the right to the outbox all, else none."""
    allowed = policies.can_see_outbox(actor)
    return sa.select(OutboundMessage).where(sa.true() if allowed else sa.false())


async def get_message(session: AsyncSession, actor: Actor, message_id: UUID) -> OutboundMessage:
    """Return one message; raises NotFound."""
    found: OutboundMessage | None = await session.scalar(
        visible_to(actor).where(OutboundMessage.id == message_id)
    )
    if found is None:
        raise NotFound
    return found


async def outbox_page(
    session: AsyncSession,
    actor: Actor,
    *,
    state: str = "",
    channel: str = "",
    cursor: str | None = None,
) -> Page[OutboundMessage]:
    """Return messages, the newest first, of one state or channel if given."""
    query = visible_to(actor)
    if state:
        query = query.where(OutboundMessage.state == state)
    if channel:
        query = query.where(OutboundMessage.channel == channel)
    if (values := decode_cursor(cursor)) and (last := parse_id(str(values[0]))):
        query = query.where(OutboundMessage.id < last)
    found = await session.scalars(query.order_by(OutboundMessage.id.desc()).limit(PAGE + 1))
    rows = found.all()
    more = encode_cursor(rows[PAGE - 1].id) if len(rows) > PAGE else None
    return Page(rows[:PAGE], more)


async def counts(session: AsyncSession) -> dict[str, int]:
    """Return how many messages wait, are dead or unclear, by state."""
    states = (
        OutboundState.QUEUED, OutboundState.SENDING, OutboundState.DEAD, OutboundState.UNKNOWN,
    )  # fmt: skip
    rows = await session.execute(
        sa.select(OutboundMessage.state, sa.func.count())
        .where(OutboundMessage.state.in_(states))
        .group_by(OutboundMessage.state)
    )
    found = {str(state): int(count) for state, count in rows}
    return {str(state): found.get(state, 0) for state in states}
