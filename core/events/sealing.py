"""Sealing committed events in order, and checking the seals.

Writers do not wait for each other: a leader job seals what is committed. A row's seal covers its
digest, who acted and when; erasing a payload keeps the seal valid, changing anything else breaks it.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import digest_of
from core.events.models import EventRecord
from core.kit.clock import now

BATCH = 500
SETTLE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class SealReport:
    """How many rows were checked, how many wait, and the position of the first broken seal."""

    sealed: int
    waiting: int
    broken_at: int | None


def seal_of(previous: str, row: EventRecord) -> str:
    """Return the seal of a row after the seal of the one before it (SHA-256 hex)."""
    parts = (
        previous,
        str(row.position),
        str(row.id),
        row.created_at.isoformat(),
        row.name,
        row.subject_kind,
        str(row.subject_id),
        row.actor_kind,
        str(row.actor_id),
        row.channel,
        row.digest,
    )
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


async def seal_committed(session: AsyncSession) -> int:
    """Seal up to `BATCH` committed rows in order; returns how many. Safe with two workers."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.text("SELECT pg_advisory_xact_lock(4711001)"))
    last = await session.execute(
        sa.select(EventRecord.position, EventRecord.seal)
        .where(EventRecord.position.is_not(None))
        .order_by(EventRecord.position.desc())
        .limit(1)
    )
    newest = last.one_or_none()
    position, seal = (int(newest[0] or 0), str(newest[1])) if newest else (0, "")
    rows = await session.scalars(
        sa.select(EventRecord)
        .where(EventRecord.position.is_(None), EventRecord.created_at <= now() - SETTLE)
        .order_by(EventRecord.id)
        .limit(BATCH)
    )
    count = 0
    for row in rows:
        position += 1
        row.position = position
        row.seal = seal = seal_of(seal, row)
        count += 1
    return count


async def verify_seals(session: AsyncSession) -> SealReport:
    """Check every seal and every payload that was not erased, in batches."""
    position, seal = 0, ""
    while True:
        rows = (
            await session.scalars(
                sa.select(EventRecord)
                .where(EventRecord.position > position)
                .order_by(EventRecord.position)
                .limit(BATCH)
            )
        ).all()
        for row in rows:
            wanted = seal_of(seal, row)
            if row.position != position + 1 or row.seal != wanted or not _intact(row):
                return SealReport(position, 0, position + 1)
            position, seal = position + 1, wanted
        if len(rows) < BATCH:
            break
        session.expunge_all()
    waiting = await session.scalar(sa.select(sa.func.count()).where(EventRecord.position.is_(None)))
    return SealReport(position, waiting or 0, None)


def _intact(row: EventRecord) -> bool:
    return row.erased_at is not None or digest_of(row.name, row.payload) == row.digest
