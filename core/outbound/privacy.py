"""What was sent to somebody: exporting and erasing it. Else what messages said goes after 90 days."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import plain
from core.outbound.models import OutboundMessage, OutboundState


async def export_addresses(session: AsyncSession, addresses: Sequence[str]) -> list[dict[str, Any]]:
    """Return what was sent, or is to be sent, to these addresses and numbers, oldest first."""
    rows = await session.scalars(
        sa.select(OutboundMessage)
        .where(OutboundMessage.address.in_(addresses))
        .order_by(OutboundMessage.id)
    )
    return [
        {
            "channel": row.channel, "kind": row.kind, "address": row.address,
            "subject": row.subject, "text": row.payload.get("text", ""), "state": row.state,
            "created_at": plain(row.created_at), "sent_at": plain(row.sent_at),
        }
        for row in rows
    ]  # fmt: skip


async def erase_addresses(session: AsyncSession, addresses: Sequence[str]) -> int:
    """Erase address and words of messages to these addresses; what still waits is not sent."""
    ours = OutboundMessage.address.in_(addresses)
    waits = OutboundMessage.state == OutboundState.QUEUED
    erased = await session.execute(
        sa.update(OutboundMessage)
        .where(ours, OutboundMessage.state != OutboundState.SENDING)
        .values(
            address="", order_key="", subject="", payload={}, error="",
            state=sa.case((waits, OutboundState.CANCELLED), else_=OutboundMessage.state),
        )
        .returning(OutboundMessage.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return len(erased.all())
