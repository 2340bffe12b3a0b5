"""A stored Telegram update as an IncomingMessage; decoding only, aiogram is needed for files alone."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot import media
from bot.groups import answer_in_group, may_address
from bot.linking import begin_link, mark_blocked
from core.inbox.incoming import IncomingMessage, Pressed, Sender
from core.inbox.models import InboxItem
from core.kit.text import one_line, storable
from core.staff import queries as staff
from core.startup import App

Work = Callable[[AsyncSession], Awaitable[None]]


def moment_of(value: Any) -> datetime | None:
    """Return a Telegram date (Unix seconds, or ISO text as aiogram writes it) in UTC."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    if isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    return None


def _name(user: dict[str, Any]) -> str:
    return one_line(f"{user.get('first_name', '')} {user.get('last_name', '')}")


async def decode(app: App, item: InboxItem) -> IncomingMessage | Work | None:
    """Return the message of an update, the work it asks for, or None when it says nothing.

    Channels are left alone, and groups unless the bot is addressed: hours are between a person and
    the bot. A place that somebody shares while moving comes again and again: only the first counts.
    """
    update = item.payload or {}
    if status := update.get("my_chat_member"):
        return mark_blocked(status)
    query = update.get("callback_query")
    message = update.get("message") or update.get("edited_message") or (query or {}).get("message")
    user = (query or message or {}).get("from", {})
    if not message or user.get("is_bot"):
        return None
    chat = message.get("chat", {}).get("type", "private")
    if chat != "private":
        grouped = chat in ("group", "supergroup") and "message" in update
        return answer_in_group(item, message) if grouped and may_address(message) else None
    if "edited_message" in update and message.get("location"):
        return None
    text = storable(message.get("text") or message.get("caption") or "")
    if not query and text.startswith("/start ") and update.get("message"):
        return begin_link(item, user, text.removeprefix("/start ").strip())
    async with app.sessions.lookup_engine.connect() as connection:
        staff_id = await staff.linked_staff(connection, "telegram", str(user.get("id", "")))
    return await _message(app, item, update, message, user, staff_id)


async def _message(
    app: App, item: InboxItem, update: dict[str, Any], message: dict[str, Any],
    user: dict[str, Any], staff_id: UUID | None,
) -> IncomingMessage:  # fmt: skip
    query = update.get("callback_query")
    is_edit = "edited_message" in update
    attachments, flags = ((), ()) if query or is_edit else (  # an edit's picture is kept already
        await media.attachments(app, item.source_id, message)
    )  # fmt: skip
    if message.get("forward_origin") and not query:
        flags = (*flags, "forwarded")
    text = "" if query else storable(message.get("text") or message.get("caption") or "")
    pressed = None
    if query:
        ref = str(message["message_id"]) if "message_id" in message else None
        pressed = Pressed(storable(query.get("data") or ""), ref, query.get("id"))
    contact = message.get("contact") or {}
    reply = message.get("reply_to_message") or {}
    return IncomingMessage(
        channel="telegram",
        source_id=item.source_id,
        item_id=item.id,
        external_id=item.external_id,
        sender=Sender(str(user.get("id", "")), _name(user), staff_id, contact.get("phone_number")),
        received_at=item.received_at,
        sent_at=moment_of(message.get("date")) if not query else None,
        text=text,
        language=user.get("language_code"),
        pressed=pressed,
        is_edit=is_edit,
        ref=str(message["message_id"]) if "message_id" in message and not query else None,
        reply_to_ref=str(reply["message_id"]) if "message_id" in reply else None,
        chat_ref=str(message.get("chat", {}).get("id", "")),
        attachments=attachments,
        flags=flags,
        extra={} if query else media.about(message),
    )


DECODERS = {"telegram": decode}
