"""Polling: committed first, acknowledged after; what goes wrong is said on the source."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import anyio
import sqlalchemy as sa

from bot.polling import Poller
from core.inbox.models import InboxItem
from core.sources.models import Source
from core.startup import App
from tests.fakes.bot_api import BotApi
from tests.waiting import until


async def _stored(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(sa.select(InboxItem).order_by(InboxItem.id))
        return [((row.payload or {}).get("message") or {}).get("text", "") for row in rows]


async def _run_while(app: App, check: Callable[[], Awaitable[bool]]) -> None:
    stop = anyio.Event()
    polling = asyncio.create_task(Poller(app).run(stop))
    try:
        await until(check)
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await polling


async def test_updates_are_stored_in_order_and_once(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    for text in ("one", "two", "three"):
        telegram.says(text)

    async def all_stored() -> bool:
        return len(await _stored(app)) == 3 and not telegram.pending

    await _run_while(app, all_stored)
    assert await _stored(app) == ["one", "two", "three"]
    assert telegram.pending == []


async def test_what_another_program_took_is_said_in_words_and_heals(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    telegram.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    telegram.says("later")
    seen: list[str] = []

    async def healed() -> bool:
        async with app.sessions.reading() as session:
            source = await session.get(Source, bot_source)
            assert source is not None
            seen.append(f"{source.status}: {source.status_detail}")
            return (
                "failing" in " ".join(seen) and source.status == "ok" and bool(await _stored(app))
            )

    await _run_while(app, healed)
    assert any("Another program reads" in one for one in seen)
