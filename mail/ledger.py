"""The ledger: which messages of a mailbox we have, by the numbers its server gave them.

Raw mail, ledger row and inbox item are committed together before anything is parsed; only what is
understood and committed is moved or flagged on the server, and only then settled here.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.db.upsert import insert_for, insert_new
from core.files.storage import Storage
from core.inbox.models import InboxItem, InboxState, LedgerEntry, MailboxCursor
from core.inbox.packing import PreparedRaw, prepare_all
from core.inbox.raw import store_raw
from core.inbox.service import Arrival, receive_many
from core.kit import clock, crash, ids
from mail.identity import identity_of


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a source under one UIDVALIDITY; a new one numbers its messages anew."""

    source_id: UUID
    name: str
    uidvalidity: int


@dataclass(frozen=True, slots=True)
class Landed:
    """A message as it came from the server; `raw` None when it was gone before we had it."""

    uid: int
    raw: bytes | None
    payload: dict[str, Any] | None = field(default=None)


async def open_cursor(sessions: Sessions, folder: Folder) -> int:
    """Return the last UID read; a new UIDVALIDITY begins at 0 (repeats are recognised)."""
    own = (
        MailboxCursor.source_id == folder.source_id,
        MailboxCursor.folder == folder.name,
    )
    async with sessions.reading() as session:
        known = await session.execute(
            sa.select(MailboxCursor.uidvalidity, MailboxCursor.last_uid).where(*own)
        )
        row = known.one_or_none()
    if row is not None and row.uidvalidity == folder.uidvalidity:
        return int(row.last_uid)
    async with sessions.begin() as session:
        fresh = {"uidvalidity": folder.uidvalidity, "last_uid": 0}
        insert = insert_for(session, MailboxCursor).values(
            id=ids.new_id(), created_at=clock.now(), source_id=folder.source_id,
            folder=folder.name, missing=0, **fresh,
        )  # fmt: skip
        await session.execute(
            insert.on_conflict_do_update(index_elements=["source_id", "folder"], set_=fresh)
        )
    return 0


async def store(
    sessions: Sessions, folder: Folder, landed: Sequence[Landed], *, last_uid: int, settled: bool
) -> int:
    """Commit messages to the ledger, up to `last_uid`; return how many mails were new.

    `settled` when nothing is to be done on the server afterwards.
    """
    storage: Storage = sessions.info["storage"]
    with_raw = [one for one in landed if one.raw is not None]
    prepared = await asyncio.to_thread(_prepare, storage, with_raw)
    async with sessions.begin(patient=True) as session:
        raw_ids = await store_raw(session, [raw for raw, _identity in prepared])
        arrivals = [
            Arrival(folder.source_id, "mail", identity, one.payload, raw_id)
            for one, (_raw, identity), raw_id in zip(with_raw, prepared, raw_ids, strict=True)
        ]
        received = await receive_many(session, arrivals)
        items = dict(zip((one.uid for one in with_raw), received, strict=True))
        await _enter(session, folder, landed, {uid: one.item_id for uid, one in items.items()},
                     settled=settled)  # fmt: skip
        await session.execute(
            sa.update(MailboxCursor)
            .where(
                MailboxCursor.source_id == folder.source_id,
                MailboxCursor.folder == folder.name,
                MailboxCursor.uidvalidity == folder.uidvalidity,
                MailboxCursor.last_uid < last_uid,
            )
            .values(last_uid=last_uid)
            .execution_options(synchronize_session=False)
        )
    crash.point("raw-committed")
    return sum(one.is_new for one in received)


def _prepare(storage: Storage, landed: Sequence[Landed]) -> list[tuple[PreparedRaw, str]]:
    raws = [one.raw for one in landed if one.raw is not None]
    return [
        (prepared, identity_of(raw))
        for prepared, raw in zip(prepare_all(storage, raws), raws, strict=True)
    ]


async def _enter(
    session: AsyncSession,
    folder: Folder,
    landed: Sequence[Landed],
    items: dict[int, UUID],
    *,
    settled: bool,
) -> None:
    moment = clock.now()
    rows = [
        {
            "id": ids.new_id(), "created_at": moment, "source_id": folder.source_id,
            "folder": folder.name, "uidvalidity": folder.uidvalidity, "uid": one.uid,
            "item_id": items.get(one.uid),
            "settled_at": moment if settled or one.uid not in items else None,
        }
        for one in landed
    ]  # fmt: skip
    await insert_new(session, LedgerEntry, rows, key=["source_id", "folder", "uidvalidity", "uid"])


async def to_settle(session: AsyncSession, folder: Folder, limit: int = 200) -> dict[int, UUID]:
    """Return ledger rows by UID whose mail is understood but not yet moved or flagged."""
    rows = await session.execute(
        sa.select(LedgerEntry.uid, LedgerEntry.id)
        .join(InboxItem, InboxItem.id == LedgerEntry.item_id)
        .where(
            LedgerEntry.source_id == folder.source_id,
            LedgerEntry.folder == folder.name,
            LedgerEntry.uidvalidity == folder.uidvalidity,
            LedgerEntry.settled_at.is_(None),
            InboxItem.state.in_((InboxState.DONE, InboxState.IGNORED)),
        )
        .order_by(LedgerEntry.uid)
        .limit(limit)
    )
    return {int(uid): row_id for uid, row_id in rows}


async def mark_settled(session: AsyncSession, row_ids: Sequence[UUID]) -> None:
    """Note that messages were moved or flagged on the server."""
    await session.execute(
        sa.update(LedgerEntry)
        .where(LedgerEntry.id.in_(row_ids))
        .values(settled_at=clock.now())
        .execution_options(synchronize_session=False)
    )


async def known_uids(session: AsyncSession, folder: Folder) -> set[int]:
    """Return every UID of the folder that the ledger knows."""
    rows = await session.scalars(
        sa.select(LedgerEntry.uid).where(
            LedgerEntry.source_id == folder.source_id,
            LedgerEntry.folder == folder.name,
            LedgerEntry.uidvalidity == folder.uidvalidity,
        )
    )
    return {int(uid) for uid in rows}
