"""One process at a time for work that must not run twice: polling a bot, reading mailboxes.

On SQLite one process is the rule (`flock` in deploy/serve). On PostgreSQL a session-level advisory
lock on a connection of its own decides; a lost connection ends the leadership before anything else.
A leader that stalls, or whose machine vanishes, is shown out by PostgreSQL itself: it ends a session
that has not asked anything for some seconds. What a waking ex-leader still does until it notices is
harmless by unique keys.
"""

import asyncio
import contextlib
import logging
import zlib
from collections.abc import Awaitable, Callable

import anyio
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.session import Sessions

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 1.0
ANSWER_SECONDS = 4.0
STALLED_SECONDS = 4.0  # silent for so long, a leader leads no more


async def lead(
    sessions: Sessions, name: str, work: Callable[[anyio.Event], Awaitable[None]], stop: anyio.Event
) -> None:
    """Run `work(stop)` while this process leads in `name`; wait for its turn until `stop`."""
    if sessions.dialect == "sqlite":
        await work(stop)
        return
    key = zlib.crc32(name.encode())
    while not stop.is_set():
        try:
            async with sessions.engine.connect() as connection:
                connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                won = await connection.scalar(
                    sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": key}
                )
                if won:
                    try:
                        await _work_while_connected(connection, name, work, stop)
                    finally:  # in the pool the session would keep the lock, and nobody could lead
                        await connection.invalidate()
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("leadership of %s was lost: %s", name, type(error).__name__)
        with anyio.move_on_after(HEARTBEAT_SECONDS):
            await stop.wait()


async def _work_while_connected(
    connection: AsyncConnection,
    name: str,
    work: Callable[[anyio.Event], Awaitable[None]],
    stop: anyio.Event,
) -> None:
    log.info("this process leads in %s", name)
    with contextlib.suppress(SQLAlchemyError):  # PostgreSQL before 14: the network has to tell
        await connection.execute(
            sa.text("SELECT set_config('idle_session_timeout', :limit, false)"),
            {"limit": str(int(STALLED_SECONDS * 1000))},
        )
    working = asyncio.ensure_future(work(stop))
    try:
        while not working.done():
            await asyncio.wait([working], timeout=HEARTBEAT_SECONDS)
            async with asyncio.timeout(ANSWER_SECONDS):
                await connection.execute(sa.text("SELECT 1"))
        await working
    finally:
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await working
