"""How long the originals of mail are kept: by age and by size, as the owner chose.

Row, size and digest stay, so that the same mail is still recognised; what waits, is in work or in
quarantine keeps its original.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.db.sweeping import BATCH
from core.files.models import StoredFile
from core.files.storage import Storage
from core.inbox.models import OPEN_STATES, InboxItem, InboxState, RawMail
from core.kit import clock
from core.settings import keys
from core.settings.queries import get

_MEGABYTE = 1_000_000
_KEPT = sa.or_(RawMail.body.is_not(None), RawMail.storage_key.is_not(None))
_NEEDED = sa.exists().where(
    InboxItem.raw_id == RawMail.id, InboxItem.state.in_((*OPEN_STATES, InboxState.FAILED))
)


async def forget_raw_mail(sessions: Sessions) -> int:
    """Erase originals that are older, or more, than the owner keeps; return how many."""
    done = 0
    while True:
        async with sessions.reading() as session:
            ids = await _too_old(session) or await _too_many(session)
        if not ids:
            return done
        async with sessions.begin() as session:
            files = await erase_raws(session, ids)
        await asyncio.to_thread(_remove, sessions.info["storage"], files)
        done += len(ids)


async def erase_raws(session: AsyncSession, raw_ids: Collection[UUID]) -> list[str]:
    """Erase the bytes of raw mails; return the storage keys that nothing uses any more.

    The caller removes those from the storage once the transaction is committed.
    """
    found = await session.scalars(
        sa.select(RawMail.storage_key).where(
            RawMail.id.in_(raw_ids), RawMail.storage_key.is_not(None)
        )
    )
    files = {str(key) for key in found}
    await session.execute(
        sa.update(RawMail)
        .where(RawMail.id.in_(raw_ids))
        .values(body=None, storage_key=None)
        .execution_options(synchronize_session=False)
    )
    if not files:
        return []
    used = await session.scalars(
        sa.select(StoredFile.storage_key).where(StoredFile.storage_key.in_(files))
    )
    return sorted(files - set(used))


async def _too_old(session: AsyncSession) -> Sequence[UUID]:
    days = await get(session, keys.RAW_MAIL_DAYS)
    if not days:
        return ()
    old = RawMail.created_at < clock.now() - timedelta(days=days)
    rows = await session.execute(_oldest(RawMail.id).where(old))
    return [row[0] for row in rows]


async def _too_many(session: AsyncSession) -> Sequence[UUID]:
    """Return the oldest originals that are over the limit, a batch at most."""
    limit = await get(session, keys.RAW_MAIL_MEGABYTES)
    if not limit:
        return ()
    total = await session.scalar(sa.select(sa.func.sum(RawMail.size)).where(_KEPT))
    over = int(total or 0) - limit * _MEGABYTE
    ids: list[UUID] = []
    if over <= 0:
        return ids
    for raw_id, size in await session.execute(_oldest(RawMail.id, RawMail.size)):
        if over <= 0:
            break
        ids.append(raw_id)
        over -= size
    return ids


def _oldest(*columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(_KEPT, ~_NEEDED).order_by(RawMail.id).limit(BATCH)


def _remove(storage: Storage, files: Sequence[str]) -> None:
    for key in files:
        storage.remove(key)
