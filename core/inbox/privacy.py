"""Erasing what arrived, as it came.

Original mails are kept for as long as the owner chose (`forgetting.py`) and until their person is
erased; chat payloads for a month.
"""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.inbox.forgetting import erase_raws
from core.inbox.models import InboxItem


async def erase_items(session: AsyncSession, item_ids: Collection[UUID]) -> list[str]:
    """Erase payload and raw mail of items; return the storage keys that nothing uses any more.

    Other items of the same raw mail (it came through two mailboxes) are erased as well. The rows
    stay, so that the same mail is not taken in again.
    """
    if not item_ids:
        return []
    found = await session.scalars(
        sa.select(InboxItem.raw_id).where(InboxItem.id.in_(item_ids), InboxItem.raw_id.is_not(None))
    )
    raw_ids = {one for one in found if one}
    await session.execute(
        sa.update(InboxItem)
        .where(sa.or_(InboxItem.id.in_(item_ids), InboxItem.raw_id.in_(raw_ids)))
        .values(payload=None, order_key="", error="")
        .execution_options(synchronize_session=False)
    )
    return await erase_raws(session, raw_ids)
