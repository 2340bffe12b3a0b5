"""Raw mail as it is kept: zstd in its row up to 256 kB, above that a file, each content once."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import zstandard
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.among import is_among
from core.db.base import table_of
from core.db.upsert import insert_new
from core.files.storage import Storage
from core.inbox.models import RawMail
from core.inbox.packing import MAX_IN_ROW, PreparedRaw, prepare, prepare_all, unpacked
from core.kit import clock, ids

__all__ = [
    "MAX_IN_ROW", "PreparedRaw", "packed_raws", "prepare", "prepare_all", "raw_bytes", "raw_heads",
    "store_raw",
]  # fmt: skip


async def store_raw(session: AsyncSession, raws: Sequence[bytes | PreparedRaw]) -> list[UUID]:
    """Store raw mails, each content once; return the ids of their rows in order.

    Preparing them before the transaction keeps the database's writer free meanwhile.
    """
    plain = [raw for raw in raws if isinstance(raw, bytes)]
    done = iter(
        await asyncio.to_thread(prepare_all, session.info["storage"], plain) if plain else ()
    )
    prepared = [next(done) if isinstance(raw, bytes) else raw for raw in raws]
    rows = {one.sha256: _row(one) for one in prepared}
    inserted = set(await insert_new(session, RawMail, list(rows.values()), key=["sha256"]))
    known = {sha: row["id"] for sha, row in rows.items() if row["id"] in inserted}
    missing = [sha for sha in rows if sha not in known]
    if missing:
        erased = sa.and_(RawMail.body.is_(None), RawMail.storage_key.is_(None))
        found = await session.execute(
            sa.select(RawMail.sha256, RawMail.id, erased).where(RawMail.sha256.in_(missing))
        )
        for sha, row_id, is_erased in found:
            known[sha] = row_id
            if is_erased:  # forgotten, and now it came once more, perhaps by another way
                kept = {name: rows[sha][name] for name in ("created_at", "body", "storage_key")}
                await session.execute(sa.update(RawMail).where(RawMail.id == row_id).values(**kept))
    return [known[one.sha256] for one in prepared]


def _row(raw: PreparedRaw) -> dict[str, Any]:
    return {
        "id": ids.new_id(), "created_at": clock.now(), "sha256": raw.sha256, "size": raw.size,
        "body": raw.body, "storage_key": raw.storage_key,
    }  # fmt: skip


_raws = table_of(RawMail).c
_PACKED = sa.select(
    _raws.id, _raws.sha256, _raws.size, _raws.body, _raws.storage_key
).where(is_among(_raws.id))  # fmt: skip


async def packed_raws(session: AsyncSession, raw_ids: Iterable[UUID]) -> dict[UUID, PreparedRaw]:
    """Return raw mails as they are kept, by id, in one query; what was erased is left out."""
    wanted = list(raw_ids)
    if not wanted:
        return {}
    rows = await session.execute(_PACKED, {"wanted": wanted})
    found = {row[0]: PreparedRaw(*row[1:]) for row in rows}
    return {raw_id: one for raw_id, one in found.items() if one.body or one.storage_key}


async def raw_bytes(session: AsyncSession, raw_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the bytes of raw mails by id, in one query; what was erased or lost is left out."""
    packed = await packed_raws(session, raw_ids)
    storage: Storage = session.info["storage"]
    return await asyncio.to_thread(_unpack, storage, packed) if packed else {}


def _unpack(storage: Storage, packed: dict[UUID, PreparedRaw]) -> dict[UUID, bytes]:
    found = {raw_id: unpacked(storage, one) for raw_id, one in packed.items()}
    return {raw_id: raw for raw_id, raw in found.items() if raw is not None}


async def raw_heads(session: AsyncSession, raw_ids: Iterable[UUID], size: int) -> dict[UUID, bytes]:
    """Return the first `size` bytes of raw mails by id, in one query; lost ones are left out."""
    wanted = list(raw_ids)
    if not wanted:
        return {}
    rows = await session.execute(
        sa.select(RawMail.id, RawMail.body, RawMail.storage_key).where(RawMail.id.in_(wanted))
    )
    storage: Storage = session.info["storage"]
    found = [(row[0], row[1], row[2]) for row in rows]
    return await asyncio.to_thread(_unpack_heads, storage, found, size)


def _unpack_heads(
    storage: Storage, rows: list[tuple[UUID, bytes | None, str | None]], size: int
) -> dict[UUID, bytes]:
    heads = {}
    for raw_id, body, key in rows:
        if body is not None:
            with zstandard.ZstdDecompressor().stream_reader(body) as reader:
                heads[raw_id] = reader.read(size)
        elif key is not None:
            try:
                with storage.open(key).open("rb") as file:
                    heads[raw_id] = file.read(size)
            except FileNotFoundError:
                continue
    return heads
