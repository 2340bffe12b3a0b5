"""Sending cards by Telegram: new messages, edits in place, answers to pressed buttons."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from bot.bots import NoBot, aiogram_api, bots_of
from core.kit.drawing import draw_png
from core.outbound.ports import NoAccount, Outgoing, RefusedForGood, Sent, TryLater, Unclear
from core.staff import service as staff
from core.startup import App

if TYPE_CHECKING:
    from bot.api import BotClient


class TelegramSender:
    """Renders a stored card: payload {card, callback_id, edit_ref} (core/outbound/models.py)."""

    channel = "telegram"
    abreast = 3  # in hand at a death is in doubt: few, and the pace allows no more anyway

    def __init__(self, app: App) -> None:
        self.app = app

    async def send(self, message: Outgoing) -> Sent:
        """Send, edit or answer; raises TryLater, RefusedForGood, Unclear or NoAccount."""
        try:
            client = await bots_of(self.app).client(message.source_id)
        except NoBot:
            raise NoAccount("no-bot") from None
        api = await aiogram_api()
        try:
            return await self._send(client, message)
        except api.TelegramRetryAfter as wait:
            client.pace.pause(wait.retry_after)
            raise TryLater(wait.retry_after, "rate-limit") from None
        except api.Paused as pause:  # surely not sent
            raise TryLater(pause.seconds, "rate-limit") from None
        except api.TelegramForbiddenError:
            async with self.app.sessions.begin() as session:
                await staff.mark_blocked(session, "telegram", message.address)
            raise RefusedForGood("blocked") from None
        except (api.TelegramBadRequest, api.TelegramNotFound, api.TelegramEntityTooLarge) as error:
            raise RefusedForGood(error.message[:200]) from None
        except (api.TelegramUnauthorizedError, api.TelegramConflictError) as error:
            raise TryLater(300, type(error).__name__) from None
        except (api.TelegramNetworkError, OSError, TimeoutError) as error:
            raise Unclear(type(error).__name__) from None
        except api.TelegramAPIError as error:
            raise TryLater(None, type(error).__name__) from None

    async def _send(self, client: "BotClient", message: Outgoing) -> Sent:
        card: dict[str, Any] = message.payload.get("card") or {}
        if callback := message.payload.get("callback_id"):
            await client.answer_press(callback, card.get("toast") or "")
        if not card.get("text"):
            return Sent()
        rows = card.get("rows") or []
        if edit := card.get("edit_ref"):
            await client.edit(message.address, str(edit), card["text"], rows)
            return Sent(str(edit))
        data = await self._picture(card)
        keys = card.get("keys") or []
        return Sent(await client.send(message.address, card["text"], rows, data, keys))

    async def _picture(self, card: dict[str, Any]) -> bytes | None:
        if drawing := card.get("drawing"):
            return await draw_png(drawing)
        photo = card.get("photo_file_id")
        return await self._photo(UUID(photo)) if photo else None

    async def _photo(self, file_id: UUID) -> bytes:
        from core.files import queries as files

        async with self.app.sessions.reading() as session:
            stored = await files.get_file(session, file_id)
        return self.app.storage.open(stored.storage_key).read_bytes()
