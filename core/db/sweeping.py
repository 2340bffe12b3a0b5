"""Sweeping due rows: each in a transaction of its own."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions

log = logging.getLogger(__name__)

BATCH = 500


async def sweep(
    sessions: Sessions,
    due: Callable[[AsyncSession], Awaitable[Sequence[UUID]]],
    handle: Callable[[AsyncSession, UUID], Awaitable[int]],
) -> int:
    """Handle each due row in a transaction of its own; one that fails does not stop the others.

    Returns the sum of what `handle` returned.
    """
    async with sessions.reading() as session:
        ids = await due(session)
    done = 0
    for one in ids:
        try:
            async with sessions.begin() as session:
                done += await handle(session, one)
        except Exception:  # the row stays due and is tried again by the next sweep
            log.exception("%s failed for %s", handle.__name__, one)
    return done


async def sweep_batches(
    sessions: Sessions,
    old: Callable[[AsyncSession], Awaitable[Sequence[UUID]]],
    handle: Callable[[AsyncSession, Sequence[UUID]], Awaitable[None]],
) -> int:
    """Handle up to `BATCH` rows in one transaction, again until there are no more.

    They are looked for outside of it: on SQLite a writing statement runs on the event loop, and
    what scans a table must not (ADR 0007).
    """
    done = 0
    while True:
        async with sessions.reading() as session:
            ids = await old(session)
        if ids:
            async with sessions.begin() as session:
                await handle(session, ids)
        done += len(ids)
        if len(ids) < BATCH:
            return done
