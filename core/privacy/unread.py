"""Mail of a person that never became a message: ignored, set aside, or not understood yet."""

import re
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Message
from core.db.sweeping import BATCH
from core.inbox.guessing import HEAD
from core.inbox.models import InboxItem
from core.inbox.raw import raw_heads


async def items_naming(session: AsyncSession, addresses: Sequence[str]) -> list[UUID]:
    """Return arrivals without a message whose header names one of these addresses."""
    if not addresses:
        return []
    found: list[UUID] = []
    sign = re.compile("|".join(re.escape(one) for one in addresses).encode(), re.IGNORECASE)
    last: UUID | None = None
    while rows := await _next(session, last):
        heads = await raw_heads(session, [raw_id for _item, raw_id in rows], HEAD)
        found += [item for item, raw_id in rows if sign.search(heads.get(raw_id, b""))]
        last = rows[-1][0]
    return found


async def _next(session: AsyncSession, last: UUID | None) -> list[tuple[UUID, UUID]]:
    """Return the next arrivals with an original, from old to new."""
    query = sa.select(InboxItem.id, InboxItem.raw_id).where(
        InboxItem.raw_id.is_not(None), ~sa.exists().where(Message.inbox_item_id == InboxItem.id)
    )
    if last is not None:
        query = query.where(InboxItem.id > last)
    rows = await session.execute(query.order_by(InboxItem.id).limit(BATCH))
    return [(row[0], row[1]) for row in rows if row[1]]
