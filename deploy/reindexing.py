"""`apuri reindex`: everything into the search index once more, beside a running server.

What is in the index stays and is found meanwhile. The server's own job takes part; whoever comes
first does a step, and doing one twice changes nothing.
"""

import time
from collections.abc import Callable

import sqlalchemy as sa

from core.config import Settings
from core.db.base import table_of
from core.views.filling import SOURCES, begin_anew, fill, follow
from deploy.installing import installation

PROGRESS_SECONDS = 2.0


async def reindex(settings: Settings, say: Callable[[str], None]) -> str:
    """Index everything anew; `say` is told now and then how far it is. Returns what was done."""
    async with installation(settings) as app:
        async with app.sessions.reading() as session:
            counts = [sa.select(sa.func.count()).select_from(table_of(table)).scalar_subquery()
                      for _name, _group, table in SOURCES]  # fmt: skip
            total = sum((await session.execute(sa.select(*counts))).one())
        await begin_anew(app.sessions)
        begun = said = time.monotonic()
        rows = 0
        async for step in fill(app.sessions):
            rows += step.rows
            if time.monotonic() - said > PROGRESS_SECONDS:
                said = time.monotonic()
                say(f"{rows} of {total} ({step.table})")
        await follow(app.sessions)
        seconds = max(time.monotonic() - begun, 0.001)
    return f"{rows} rows are in the search index ({seconds:.0f} s)."
