"""Chat from Telegram's webhook to the committed entry and the queued answer, in one process.

Beside it the same statements in the same transactions without our services; and how long one
update takes when they come at a steady pace, alone and beside mail being taken in.
"""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.db.session import Sessions
from core.expenses.models import Expense, Travel
from core.inbox.grouping import GroupCommit
from core.outbound.models import OutboundMessage
from core.startup import App, compose
from core.timesheets.models import TimeEntry
from mail.ingesting import ingest
from tests.bench.chatting import Chats, percentiles, prepare
from tests.bench.databases import Databases, databases, version_of
from tests.bench.ingest import maildir
from tests.bench.mails import generate
from tests.bench.replay import Recording, replay

SIZE = 400
ROUNDS = 2
CLIENTS = 8
PACE = 20.0  # updates a second where the time of each is measured
MAILS_PER_UPDATE = 10  # about as many mails are taken in while one update of the pace is due


def measure(size: int, kinds: Sequence[str]) -> dict[str, Any]:
    """Return updates/s, the ratio to the bare statements, and milliseconds per update."""
    return {"updates": size, "results": {kind: asyncio.run(_measure(kind, size)) for kind in kinds}}


async def _measure(kind: str, size: int) -> dict[str, Any]:
    with databases(kind) as made:
        await asyncio.to_thread(made.create, "chat")
        people = await prepare(made.settings("chat"), max(CLIENTS, size // 5))
        chats = Chats(people, size)
        found = await _rates(made, chats)
        if kind == "sqlite":
            found["writer_in_thread"] = await _in_thread(made, chats)
        paced = max(1, size // 4)
        found["milliseconds_alone"] = await _paced(made, chats, paced, mails=0)
        found["milliseconds_beside_mail"] = await _paced(
            made, chats, paced, mails=paced * MAILS_PER_UPDATE
        )
        return found


async def _rates(made: Databases, chats: Chats) -> dict[str, Any]:
    """Run the chats and replay their statements in turns."""
    ours = bare = 0.0
    found: dict[str, Any] = {}
    for number in range(ROUNDS):
        recording = Recording()
        async with _installation(made, f"ours{number}") as app:
            with recording.of(app.sessions):
                seconds = await chats.saturate(app, CLIENTS)
            ours += seconds
            found = {"database": await version_of(app.sessions), "rows": await _rows(app)}
        async with _bare(made, f"bare{number}") as sessions:
            bare += await replay(recording, sessions)
        found["statements_per_update"] = round(recording.statements / chats.count, 1)
        found["transactions_per_update"] = round(len(recording.ended) / chats.count, 2)
    updates = ROUNDS * chats.count
    return {
        **found,
        "updates_per_second": round(updates / ours, 1),
        "bare_statements_per_second": round(updates / bare, 1),
        "ratio": round(bare / ours, 2),
    }


async def _in_thread(made: Databases, chats: Chats) -> dict[str, Any]:
    """The same with SQLAlchemy's own aiosqlite connection for writing (ADR 0007)."""
    async with _installation(made, "thread", writer_in_thread=True) as app:
        seconds = await chats.saturate(app, CLIENTS)
    return {"updates_per_second": round(chats.count / seconds, 1)}


async def _paced(made: Databases, chats: Chats, count: int, *, mails: int) -> dict[str, float]:
    """Milliseconds of updates that come at a pace, while mails are taken in."""
    name = "beside" if mails else "alone"
    with tempfile.TemporaryDirectory(prefix="apuri-mails-") as folder:
        path = maildir(Path(folder) / "Maildir", list(generate(mails)))
        async with _installation(made, name) as app:
            work = asyncio.create_task(ingest(app, [path])) if mails else None
            begun = time.perf_counter()
            milliseconds = await chats.at_pace(app, count, PACE)
            found = percentiles(milliseconds)
            if work is not None:
                share = min(1.0, await _seconds(work) / (time.perf_counter() - begun))
                found |= {"mails": mails, "share_of_time_beside_mail": round(share, 2)}
            return found


async def _seconds(work: "asyncio.Task[dict[str, Any]]") -> float:
    return float((await work)["seconds"])


@contextlib.asynccontextmanager
async def _installation(
    made: Databases, name: str, *, writer_in_thread: bool = False
) -> AsyncIterator[App]:
    """An installation on a copy of the prepared database, its word lists loaded."""
    await asyncio.to_thread(made.copy, "chat", name)
    app = compose(made.settings(name))
    if writer_in_thread:
        await app.sessions.dispose()
        app.sessions = Sessions(made.url(name), app.sessions.info, writer_in_thread=True)
        app.arrivals = GroupCommit(app.sessions)
    try:
        yield app
    finally:
        await app.close()


@contextlib.asynccontextmanager
async def _bare(made: Databases, name: str) -> AsyncIterator[Sessions]:
    await asyncio.to_thread(made.copy, "chat", name)
    sessions = Sessions(made.url(name))
    try:
        yield sessions
    finally:
        await sessions.dispose()


async def _rows(app: App) -> dict[str, int]:
    async with app.sessions.reading() as session:
        return {
            model.__tablename__: int(
                await session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
            )
            for model in (TimeEntry, Travel, Expense, OutboundMessage)
        }
