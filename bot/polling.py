"""Polling the bots, or letting Telegram call us.

Polled updates are committed to the inbox before Telegram is told that we have them. A bot set to
webhook mode is told our address once, and again when the address or the token changes.
"""

import asyncio
import logging
import random
from typing import TYPE_CHECKING
from uuid import UUID

import anyio

from bot import api
from bot.bots import LOOK_SECONDS, bots_of
from core.assistant.keyboard import COMMANDS, menu
from core.db.leader import lead
from core.inbox import service as inbox
from core.inbox.order import telegram_chat
from core.kit import crash
from core.kit.i18n import N_
from core.sources import service as source_service
from core.sources.models import Source
from core.startup import App

if TYPE_CHECKING:
    from bot.api import BotClient

log = logging.getLogger(__name__)
LONGEST_PAUSE = 60.0

BAD_TOKEN = N_("Telegram refuses the token. Ask BotFather for a new one and type it in.")
OTHER_POLLER = N_("Another program reads this bot's messages. Stop it, or make a bot of your own.")
NEEDS_HTTPS = N_(
    "Telegram calls only https. Set APURI_BASE_URL to the public address, or choose polling."
)
UNREACHABLE = N_("Telegram cannot be reached. Messages wait there and are read later.")


class Poller:
    """Polls every active bot that is set to polling; notices new and removed ones."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._running: dict[tuple[UUID, str], asyncio.Task[None]] = {}
        self._told: set[tuple[UUID, str, str]] = set()  # webhooks that Telegram knows

    async def run(self, stop: anyio.Event) -> None:
        """Poll until `stop`, as the one process that does."""
        await lead(self.app.sessions, "telegram-polling", self._run, stop)

    async def _run(self, stop: anyio.Event) -> None:
        try:
            while not stop.is_set():
                await self._follow()
                with anyio.move_on_after(LOOK_SECONDS):
                    await stop.wait()
        finally:
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)
            self._running.clear()
            await bots_of(self.app).close()

    async def _follow(self) -> None:
        bots = await bots_of(self.app).sources()
        for source, secrets in bots:
            if source.config.get("mode") == "webhook":
                await self._tell_webhook(source, secrets)
        wanted = {
            (source.id, secrets["token"]): source
            for source, secrets in bots
            if source.config.get("mode", "polling") == "polling"
        }
        for key, task in list(self._running.items()):
            if key not in wanted or task.done():
                task.cancel()
                del self._running[key]
        for key, source in wanted.items():
            if key not in self._running:
                self._running[key] = asyncio.create_task(
                    self._poll(source), name=f"bot-{source.name}"
                )

    async def _tell_webhook(self, source: Source, secrets: dict[str, str]) -> None:
        """Tell Telegram where to call, once per address and token; a failure is tried again."""
        secret = secrets.get("webhook_secret", "")
        url = f"{self.app.settings.public_url}/hooks/telegram/{source.id}"
        known = (source.id, secrets["token"], url + secret)
        if known in self._told:
            return
        if not self.app.settings.is_https or not secret:
            await self._report(source.id, NEEDS_HTTPS)
            return
        try:
            client = await bots_of(self.app).client(source.id)
            await client.set_webhook(url, secret)
            await _offer_menus(client)
        except (api.TelegramAPIError, OSError, TimeoutError) as error:
            await self._report(source.id, _reason(error))
            return
        self._told.add(known)
        await self._report(source.id, None)

    async def _poll(self, source: Source) -> None:
        offset: int | None = None
        failures = 0
        while True:
            try:
                client = await bots_of(self.app).client(source.id)
                if offset is None:
                    await client.stop_webhook()
                    await _offer_menus(client)
                    await self._report(source.id, None)
                offset = await self._round(client, source.id, offset)
                if failures:
                    await self._report(source.id, None)
                failures = 0
            except api.TelegramRetryAfter as wait:
                await asyncio.sleep(wait.retry_after)
            except (api.TelegramAPIError, OSError, TimeoutError) as error:
                failures += 1
                await self._report(source.id, _reason(error))
                await asyncio.sleep(min(LONGEST_PAUSE, 2**failures) * random.uniform(0.5, 1))

    async def _round(self, client: "BotClient", source_id: UUID, offset: int | None) -> int | None:
        updates = await client.updates(offset)
        if not updates:
            return offset if offset is not None else 0
        async with self.app.sessions.begin() as session:
            await inbox.receive_many(session, [
                inbox.Arrival(source_id, "telegram", str(update.update_id), stored,
                              order_key=telegram_chat(stored))
                for update in updates
                for stored in [api.plain_update(update)]
            ])  # fmt: skip
        crash.point("update-committed")
        return updates[-1].update_id + 1

    async def _report(self, source_id: UUID, reason: str | None) -> None:
        async with self.app.sessions.begin() as session:
            if reason is None:
                await source_service.report_ok(session, source_id)
            else:
                await source_service.report_failure(session, source_id, reason)


async def _offer_menus(client: "BotClient") -> None:
    """Tell Telegram the commands of each language; English for every other."""
    try:
        for language in COMMANDS:
            await client.offer(language, menu(language))
        await client.offer(None, menu("en"))
    except api.TelegramAPIError:
        log.warning("the menu of commands was not taken")


def _reason(error: Exception) -> str:
    if isinstance(error, api.TelegramUnauthorizedError | api.TelegramNotFound):
        return BAD_TOKEN
    if isinstance(error, api.TelegramConflictError):
        return OTHER_POLLER
    log.warning("polling failed: %s", type(error).__name__)
    return UNREACHABLE
