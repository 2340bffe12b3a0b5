"""Raw mail as it is kept: zstd in its row up to 256 kB, above that a file, each content once."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import zstandard
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.upsert import insert_new
from core.files.storage import Storage
from core.inbox.models import RawMail
from core.kit import clock, ids

MAX_IN_ROW = 256_000  # bytes before compression
PACKING = 3  # level of zstd
MAX_BYTES = 200_000_000  # no stored mail is larger; guards against a damaged length


@dataclass(frozen=True, slots=True)
class PreparedRaw:
    """A mail's bytes ready for its row: compressed, or already durable in the storage."""

    sha256: str
    size: int
    body: bytes | None
    storage_key: str | None


def prepare(storage: Storage, raw: bytes) -> PreparedRaw:
    """Prepare one; see `prepare_all`."""
    return prepare_all(storage, [raw])[0]


def prepare_all(storage: Storage, raws: Sequence[bytes]) -> list[PreparedRaw]:
    """Hash and compress, in order; big mails are written and fsynced together.

    CPU and disk: call it in a thread.
    """
    keys = iter(storage.put_many([raw for raw in raws if len(raw) > MAX_IN_ROW]))
    packer = zstandard.ZstdCompressor(level=PACKING)
    return [
        PreparedRaw(key := next(keys), len(raw), None, key)  # a storage's key is the SHA-256
        if len(raw) > MAX_IN_ROW
        else PreparedRaw(hashlib.sha256(raw).hexdigest(), len(raw), packer.compress(raw), None)
        for raw in raws
    ]


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
        found = await session.execute(
            sa.select(RawMail.sha256, RawMail.id).where(RawMail.sha256.in_(missing))
        )
        known.update((sha, row_id) for sha, row_id in found)
    return [known[one.sha256] for one in prepared]


def _row(raw: PreparedRaw) -> dict[str, Any]:
    return {
        "id": ids.new_id(), "created_at": clock.now(), "sha256": raw.sha256, "size": raw.size,
        "body": raw.body, "storage_key": raw.storage_key,
    }  # fmt: skip


async def raw_sizes_of(session: AsyncSession, raw_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the sizes of raw mails in bytes, by id, in one query."""
    wanted = list(raw_ids)
    if not wanted:
        return {}
    rows = await session.execute(sa.select(RawMail.id, RawMail.size).where(RawMail.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


async def raw_bytes(session: AsyncSession, raw_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the bytes of raw mails by id, in one query; what was erased or lost is left out."""
    wanted = list(raw_ids)
    if not wanted:
        return {}
    rows = await session.execute(
        sa.select(RawMail.id, RawMail.body, RawMail.storage_key).where(RawMail.id.in_(wanted))
    )
    storage: Storage = session.info["storage"]
    return await asyncio.to_thread(_unpack, storage, [(row[0], row[1], row[2]) for row in rows])


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


def _unpack(
    storage: Storage, rows: list[tuple[UUID, bytes | None, str | None]]
) -> dict[UUID, bytes]:
    found = {}
    for raw_id, body, key in rows:
        if body is not None:
            found[raw_id] = zstandard.decompress(body, max_output_size=MAX_BYTES)
        elif key is not None:
            try:
                found[raw_id] = storage.read(key)
            except FileNotFoundError:
                continue
    return found
