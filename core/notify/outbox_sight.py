"""The outbox as somebody sees it: what staff were told of a hidden task is not in it."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.outbound import queries as outbound
from core.outbound.models import OutboundMessage
from core.work.stage_rights import is_hidden_task, sees_all


def in_sight(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a message is about no task in a stage hidden from the actor."""
    if sees_all(actor):
        return sa.true()
    hidden = is_hidden_task(actor, OutboundMessage.subject_id)
    return ~sa.and_(OutboundMessage.subject_kind == "task", hidden)


def visible_to(actor: Actor) -> sa.Select[OutboundMessage]:
    """Select the messages an actor may see."""
    return outbound.visible_to(actor).where(in_sight(actor))


async def get_message(session: AsyncSession, actor: Actor, message_id: UUID) -> OutboundMessage:
    """Return one message; raises NotFound."""
    found: OutboundMessage | None = await session.scalar(
        visible_to(actor).where(OutboundMessage.id == message_id)
    )
    if found is None:
        raise NotFound
    return found
