"""Two at once on PostgreSQL: waiting until somebody waits for a lock."""

import asyncio

import sqlalchemy as sa

from core.startup import App

_WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def waited_for(app: App, how_many: int = 1) -> None:
    """Return as soon as so many connections wait for a lock; TimeoutError after ten seconds."""
    async with asyncio.timeout(10), app.sessions.engine.connect() as connection:
        while (await connection.scalar(_WAITING) or 0) < how_many:
            await connection.rollback()
