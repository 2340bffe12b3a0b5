"""Filling the search index: what was there before, newest first, and what happened since.

What happened is read from the sealed facts, whose positions are given in the order of their commits:
none is passed over, however many processes write. Every step is a transaction of its own, safe to
repeat, and goes on where the last one ended.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.db.upsert import insert_new
from core.events.models import EventRecord
from core.kit.clock import now
from core.kit.ids import new_id
from core.search.models import SearchProgress
from core.search.service import cut, put
from core.views.indexing import forget_all, load, touched_by
from core.views.searchable import LOADERS, TABLES

BATCH = 200
SECONDS = 4.0
"""How long the job fills at a time, between what people wait for."""
FACTS = "events"
SOURCES = [
    (table.__tablename__, group, table) for group, found in TABLES.items() for table in found
]


@dataclass(frozen=True, slots=True)
class Filled:
    """A step of filling: of which table, how many rows it read, and whether that was the end."""

    table: str
    rows: int
    is_done: bool


async def follow(sessions: Sessions) -> int:
    """Index what happened since the last time; returns how many entries were written."""
    done = 0
    while True:
        facts, written = await _follow_batch(sessions)
        done += written
        if facts < BATCH:
            return done


async def _follow_batch(sessions: Sessions) -> tuple[int, int]:
    async with sessions.reading() as session:
        progress = await _progress(session, FACTS)
        if progress is None:
            newest = await session.scalar(sa.select(sa.func.max(EventRecord.position)))
            rows = []
        else:
            newest = progress.position
            rows = await _facts_after(session, progress.position)
        entries, gone = await load(session, touched_by(row[1:] for row in rows))
    words = await asyncio.to_thread(cut, entries)
    if rows or progress is None:
        async with sessions.begin(patient=True) as session:
            await forget_all(session, gone)
            await put(session, words)
            await _remember(session, FACTS, position=rows[-1][0] if rows else newest or 0)
    return len(rows), len(entries)


async def _facts_after(session: AsyncSession, position: int) -> list[Any]:
    rows = await session.execute(
        sa.select(EventRecord.position, EventRecord.name, EventRecord.subject_kind,
                  EventRecord.subject_id, EventRecord.payload)
        .where(EventRecord.position > position, EventRecord.position <= position + BATCH)
        .order_by(EventRecord.position)
    )  # fmt: skip
    return list(rows.all())


async def _progress(session: AsyncSession, name: str) -> SearchProgress | None:
    found: SearchProgress | None = await session.scalar(
        sa.select(SearchProgress).where(SearchProgress.name == name)
    )
    return found


async def _remember(session: AsyncSession, name: str, **values: Any) -> None:
    progress = await _progress(session, name)
    if progress is None:  # two workers may begin at the same moment
        row = {"id": new_id(), "created_at": now(), "name": name, "position": 0, "is_done": False,
               "last_id": None}  # fmt: skip
        await insert_new(session, SearchProgress, [row], key=["name"])
        progress = await _progress(session, name)
        assert progress is not None
    for key, value in values.items():
        setattr(progress, key, value)


async def fill(sessions: Sessions) -> AsyncIterator[Filled]:
    """Index what is not yet, a step at a time, until all is there."""
    for name, group, table in SOURCES:
        while True:
            step = await _fill_batch(sessions, name, group, table)
            if step is None:
                break
            yield step
            if step.is_done:
                break


async def _fill_batch(sessions: Sessions, name: str, group: str, table: Any) -> Filled | None:
    """Index the next rows of a table, the newest first; None when it is done already."""
    async with sessions.reading() as session:
        progress = await _progress(session, name)
        if progress is not None and progress.is_done:
            return None
        ids = await _ids_before(session, table, progress.last_id if progress else None)
        entries = await LOADERS[group](session, ids) if ids else []
    is_done = len(ids) < BATCH
    last = {"last_id": ids[-1]} if ids else {}
    words = await asyncio.to_thread(cut, entries, older=True)
    async with sessions.begin(patient=True) as session:
        await put(session, words, older=True)
        await _remember(session, name, is_done=is_done, **last)
    return Filled(name, len(ids), is_done)


async def _ids_before(session: AsyncSession, table: Any, before: UUID | None) -> list[UUID]:
    query = sa.select(table.id).order_by(table.id.desc()).limit(BATCH)
    found = await session.scalars(query if before is None else query.where(table.id < before))
    return list(found)


async def begin_anew(sessions: Sessions) -> None:
    """Let everything be indexed once more; what is there stays and is found meanwhile."""
    async with sessions.begin() as session:
        await session.execute(sa.delete(SearchProgress).where(SearchProgress.name != FACTS))


async def keep_up(sessions: Sessions) -> int:
    """The job: what happened since, then as much of the filling as fits; returns the entries."""
    done = await follow(sessions)
    until = time.monotonic() + SECONDS
    async for step in fill(sessions):
        done += step.rows
        if time.monotonic() > until:
            break
    return done
