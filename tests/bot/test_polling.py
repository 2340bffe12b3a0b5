"""Polling: committed first, acknowledged after; what goes wrong is said on the source."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import anyio
import sqlalchemy as sa

from bot.bots import bots_of
from bot.polling import Poller
from core.access.actor import system
from core.config import Settings
from core.inbox.models import InboxItem
from core.sources import service as sources
from core.sources.models import Source, SourceKind
from core.startup import App, compose
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


async def test_a_bot_in_webhook_mode_is_told_our_address_once(
    settings: Settings, telegram: BotApi
) -> None:
    public = settings.model_copy(update={"base_url": "https://apuri.example"})
    app = compose(public)
    try:
        async with app.sessions.begin() as session:
            source = await sources.create_source(
                session, system("test"), kind=SourceKind.TELEGRAM, name="Bot",
                config={"mode": "webhook"},
                secrets={"token": telegram.token, "webhook_secret": "s" * 32},
            )  # fmt: skip

        async def told() -> bool:
            return bool(telegram.chats.webhook)

        await _run_while(app, told)
        assert telegram.chats.webhook["url"] == f"https://apuri.example/hooks/telegram/{source.id}"
        assert telegram.chats.webhook["secret_token"] == "s" * 32
        assert [call.method for call in telegram.calls].count("setWebhook") == 1
        assert telegram.chats.menus["fi"][0] == {
            "command": "kirjaa",
            "description": "Kirjaa tunteja",
        }
        assert set(telegram.chats.menus) == {"", "en", "fi", "sv"}
    finally:
        await bots_of(app).close()
        await app.close()


async def test_a_webhook_without_https_is_refused_in_words(app: App, telegram: BotApi) -> None:
    async with app.sessions.begin() as session:
        source = await sources.create_source(
            session, system("test"), kind=SourceKind.TELEGRAM, name="Bot",
            config={"mode": "webhook"}, secrets={"token": telegram.token},
        )  # fmt: skip

    async def said() -> bool:
        async with app.sessions.reading() as session:
            row = await session.get(Source, source.id)
            return row is not None and "https" in row.status_detail

    await _run_while(app, said)
    assert telegram.calls == []
