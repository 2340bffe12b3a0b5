"""Two machines must not talk for ever: a responder without any mark (RFC 3834) is known by that."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant.models import Card
from core.kit import clock
from core.outbound.models import OutboundMessage

SAME_AGAIN = 2
MOST = 20
WITHIN = timedelta(hours=1)


async def goes_in_circles(session: AsyncSession, actor: Actor, letter: dict[str, Any]) -> bool:
    """Tell whether an answer by mail should stay unsent.

    It would say the very same for the third time within the hour, or be the 21st.
    """
    last = await session.scalars(
        sa.select(OutboundMessage.payload)
        .join(Card, Card.outbound_id == OutboundMessage.id)
        .where(
            Card.staff_id == actor.staff_id, Card.channel == "mail",
            Card.created_at > clock.now() - WITHIN,
        )
        .order_by(Card.id.desc())
        .limit(MOST)
    )  # fmt: skip
    said = [payload.get("text") for payload in last]
    repeats = said[:SAME_AGAIN] == [letter["text"]] * SAME_AGAIN
    return repeats or len(said) == MOST
