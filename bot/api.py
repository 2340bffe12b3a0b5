"""The one file that knows aiogram's client: calls to the Bot API and what their failures mean.

Imported in a thread, and only when a bot is connected: the import takes seconds.
"""

import asyncio
import time
from collections import OrderedDict
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
    User,
)
from aiogram.utils.token import TokenValidationError

CALL_SECONDS = 20
POLL_SECONDS = 25
PER_CHAT_SECONDS = 1.0  # Telegram asks for about one message a second in one chat
BURST = 4.0
LONGEST_WAIT = 20.0  # seconds; a longer pause is the outbox's to wait out
OVERALL_PER_SECOND = 25.0
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]

__all__ = [
    "BotClient",
    "Paused",
    "TelegramAPIError",
    "TelegramBadRequest",
    "TelegramConflictError",
    "TelegramEntityTooLarge",
    "TelegramForbiddenError",
    "TelegramNetworkError",
    "TelegramNotFound",
    "TelegramRetryAfter",
    "TelegramUnauthorizedError",
    "TokenValidationError",
    "keyboard",
    "plain_update",
]  # fmt: skip


def keyboard(rows: list[list[dict[str, str]]]) -> InlineKeyboardMarkup | None:
    """Return the inline keyboard of a card's stored rows (label, data or url)."""
    lines = [
        [
            InlineKeyboardButton(text=one["label"], url=one["url"])
            if one.get("url")
            else InlineKeyboardButton(text=one["label"], callback_data=one.get("data") or "none:")
            for one in row
        ]
        for row in rows
        if row
    ]
    return InlineKeyboardMarkup(inline_keyboard=lines) if lines else None


def lasting_keys(labels: list[str]) -> ReplyKeyboardMarkup | None:
    """Return the keys that stay under the conversation, two in a row."""
    keys = [KeyboardButton(text=label) for label in labels]
    rows = [keys[at : at + 2] for at in range(0, len(keys), 2)]
    if not rows:
        return None
    return ReplyKeyboardMarkup(keyboard=rows, is_persistent=True, resize_keyboard=True)


def plain_update(update: Update) -> dict[str, Any]:
    """Return an update as the JSON that Telegram sent (a webhook stores the same shape)."""
    return update.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)


class Paused(Exception):
    """Telegram asked for a pause that is too long to wait here; `seconds` are left of it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"paused for {seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """The one place that waits: a bucket per chat, one overall, and Telegram's retry_after."""

    def __init__(self) -> None:
        self._free_at = 0.0
        self._next = 0.0
        self._chats: OrderedDict[str, float] = OrderedDict()

    def pause(self, seconds: float) -> None:
        """Nothing is sent for so long: Telegram said so."""
        self._free_at = max(self._free_at, time.monotonic() + seconds)

    def delay_for(self, chat: str) -> float:
        """Return the seconds to wait before the next message to a chat, and book its place.

        Raises Paused, booking nothing, during a long pause.
        """
        moment = time.monotonic()
        if (left := self._free_at - moment) > LONGEST_WAIT:
            raise Paused(left)
        self._next = max(self._next, moment) + 1 / OVERALL_PER_SECOND
        booked = max(self._chats.pop(chat, 0.0), moment) + PER_CHAT_SECONDS
        self._chats[chat] = booked
        while len(self._chats) > 1000:
            self._chats.popitem(last=False)
        return max(self._free_at, self._next, booked - BURST * PER_CHAT_SECONDS) - moment


class BotClient:
    """One bot: its token, its HTTP session and its pace."""

    def __init__(self, token: str, api_url: str) -> None:
        session = AiohttpSession(
            api=TelegramAPIServer.from_base(api_url.rstrip("/")), timeout=CALL_SECONDS
        )
        self.bot = Bot(token, session=session)
        self.token = token
        self.pace = Pace()

    async def close(self) -> None:
        """Close the HTTP session."""
        await self.bot.session.close()

    async def me(self) -> User:
        """Return who the bot is; proves the token."""
        return await self.bot.get_me()

    async def updates(self, offset: int | None) -> list[Update]:
        """Wait for updates from `offset` on (long polling)."""
        return await self.bot.get_updates(
            offset=offset, timeout=POLL_SECONDS, allowed_updates=UPDATES,
            request_timeout=POLL_SECONDS + CALL_SECONDS,
        )  # fmt: skip

    async def set_webhook(self, url: str, secret: str) -> None:
        """Let Telegram call our webhook instead of being polled."""
        await self.bot.set_webhook(url, secret_token=secret, allowed_updates=UPDATES)

    async def offer(self, language: str | None, commands: list[tuple[str, str]]) -> None:
        """Set the menu of commands for people of a language, or (None) for all others."""
        menu = [BotCommand(command=name, description=about) for name, about in commands]
        await self.bot.set_my_commands(menu, language_code=language)

    async def stop_webhook(self) -> None:
        """Polling again; updates that wait are kept."""
        await self.bot.delete_webhook(drop_pending_updates=False)

    async def send(
        self, chat: str, text: str, rows: list[list[dict[str, str]]], photo: bytes | None = None,
        keys: list[str] | None = None,
    ) -> str:  # fmt: skip
        """Send a new message; returns its message id."""
        await asyncio.sleep(max(0.0, self.pace.delay_for(chat)))
        markup = keyboard(rows) or lasting_keys(keys or [])
        if photo is not None:
            sent = await self.bot.send_photo(
                chat, BufferedInputFile(photo, "image"), caption=text[:1024],
                reply_markup=markup,
            )  # fmt: skip
        else:
            sent = await self.bot.send_message(chat, text[:4096], reply_markup=markup)
        return str(sent.message_id)

    async def edit(
        self, chat: str, message_id: str, text: str, rows: list[list[dict[str, str]]]
    ) -> None:
        """Replace the text and buttons of a message; an unchanged one is fine."""
        await asyncio.sleep(max(0.0, self.pace.delay_for(chat)))
        try:
            await self.bot.edit_message_text(
                text[:4096], chat_id=chat, message_id=int(message_id), reply_markup=keyboard(rows)
            )
        except TelegramBadRequest as error:
            if "not modified" not in error.message:
                raise

    async def answer_press(self, callback_id: str, toast: str) -> None:
        """Answer a pressed button; one that is too old needs no answer any more."""
        try:
            await self.bot.answer_callback_query(callback_id, text=toast[:200] or None)
        except TelegramBadRequest:
            return

    async def download(self, file_id: str) -> bytes:
        """Return the bytes of a file (20 MB at most)."""
        found = await self.bot.download(file_id, timeout=60)
        return found.read() if found is not None else b""
