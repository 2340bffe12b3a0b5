"""The connected bots of an installation; aiogram is imported here, in a thread, when needed."""

import asyncio
import importlib
import weakref
from typing import TYPE_CHECKING, Any
from uuid import UUID

import anyio

from core.sources import queries as sources
from core.sources import service as source_service
from core.sources.errors import SecretsUnreadable
from core.sources.models import Source, SourceKind
from core.startup import App

if TYPE_CHECKING:
    from bot.api import BotClient

LOOK_SECONDS = 5.0


class NoBot(Exception):
    """No bot is connected, or its token cannot be read."""


async def aiogram_api() -> Any:
    """Return the module `bot.api`, imported in a thread so that nobody waits."""
    return await asyncio.to_thread(importlib.import_module, "bot.api")


class Bots:
    """Clients by source, made when first used and again when the token changes."""

    def __init__(self, app: App) -> None:
        self._app = weakref.ref(app)
        self._clients: dict[UUID, BotClient] = {}
        self._making = asyncio.Lock()

    @property
    def app(self) -> App:
        found = self._app()
        if found is None:
            raise NoBot
        return found

    async def sources(self) -> list[tuple[Source, dict[str, str]]]:
        """Return the active bots that have a readable token."""
        found: list[tuple[Source, dict[str, str]]] = []
        async with self.app.sessions.reading() as session:
            for source in await sources.active_sources(session, SourceKind.TELEGRAM):
                try:
                    secrets = await source_service.secrets_of(session, source)
                except SecretsUnreadable:
                    continue
                if secrets.get("token"):
                    found.append((source, secrets))
        return found

    async def client(self, source_id: UUID | None) -> "BotClient":
        """Return the client of a source (or of the only bot); raises NoBot."""
        for source, secrets in await self.sources():
            if source_id in (None, source.id):
                return await self._client_of(source.id, secrets["token"])
        raise NoBot

    async def _client_of(self, source_id: UUID, token: str) -> "BotClient":
        async with self._making:
            client = self._clients.get(source_id)
            if client is None or client.token != token:
                if client is not None:
                    await client.close()
                api = await aiogram_api()
                client = api.BotClient(token, self.app.settings.telegram_api)
                self._clients[source_id] = client
            return client

    async def close(self) -> None:
        """Close every client; whoever still needs one makes a new one."""
        while self._clients:
            _source_id, client = self._clients.popitem()
            await client.close()


_all: weakref.WeakKeyDictionary[App, Bots] = weakref.WeakKeyDictionary()


def bots_of(app: App) -> Bots:
    """Return the bots of an installation, shared by its poller, sender and decoder."""
    return _all.setdefault(app, Bots(app))


async def wait_for_bot(app: App, stop: anyio.Event) -> bool:
    """Wait until a bot is connected; False when it is time to stop."""
    while not stop.is_set():
        if await bots_of(app).sources():
            return True
        with anyio.move_on_after(LOOK_SECONDS):
            await stop.wait()
    return False
