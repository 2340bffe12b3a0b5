"""A stored Telegram update as an IncomingMessage; decoding only, aiogram is needed for files alone."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.bots import aiogram_api, bots_of
from bot.linking import begin_link, mark_blocked
from core.inbox.incoming import Attachment, IncomingMessage, Pressed, Sender
from core.inbox.models import InboxItem
from core.kit.text import one_line, storable
from core.staff import queries as staff
from core.startup import App

MAX_FILE_BYTES = 20_000_000
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


def _file_of(message: dict[str, Any]) -> tuple[dict[str, Any], str, str] | None:
    if photos := message.get("photo"):
        best = max(photos, key=lambda one: one.get("file_size") or one.get("width", 0))
        return best, "photo.jpg", "image/jpeg"
    for kind, name, content_type in (
        ("document", "document", "application/octet-stream"),
        ("voice", "voice.ogg", "audio/ogg"),
        ("video", "video.mp4", "video/mp4"),
    ):
        if found := message.get(kind):
            return found, found.get("file_name") or name, found.get("mime_type") or content_type
    return None


async def _attachments(
    app: App, source_id: UUID, message: dict[str, Any]
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    found = _file_of(message)
    if found is None:
        return (), ()
    file, name, content_type = found
    if (file.get("file_size") or 0) > MAX_FILE_BYTES:
        return (), ("file-too-large",)
    client = await bots_of(app).client(source_id)
    api = await aiogram_api()
    try:
        data = await client.download(file["file_id"])
    except api.TelegramBadRequest:  # "file is too big": not every file says its size
        return (), ("file-too-large",)
    return (Attachment(one_line(name), content_type, data),), ()


async def decode(app: App, item: InboxItem) -> IncomingMessage | Work | None:
    """Return the message of an update, the work it asks for, or None when it says nothing.

    Updates of groups and channels are left alone: hours are between a person and the bot.
    """
    update = item.payload or {}
    if status := update.get("my_chat_member"):
        return mark_blocked(status)
    query = update.get("callback_query")
    message = update.get("message") or update.get("edited_message") or (query or {}).get("message")
    if not message or message.get("chat", {}).get("type", "private") != "private":
        return None
    user = (query or message).get("from", {})
    if user.get("is_bot"):
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
    attachments, flags = ((), ()) if query else await _attachments(app, item.source_id, message)
    text = "" if query else storable(message.get("text") or message.get("caption") or "")
    pressed = None
    if query:
        ref = str(message["message_id"]) if "message_id" in message else None
        pressed = Pressed(storable(query.get("data") or ""), ref, query.get("id"))
    contact = message.get("contact") or {}
    reply = message.get("reply_to_message") or {}
    location = message.get("location")
    return IncomingMessage(
        channel="telegram",
        source_id=item.source_id,
        item_id=item.id,
        external_id=item.external_id,
        sender=Sender(str(user.get("id", "")), _name(user), staff_id, contact.get("phone_number")),
        received_at=item.received_at,
        sent_at=moment_of(message.get("edit_date") or message.get("date")) if not query else None,
        text=text,
        language=user.get("language_code"),
        pressed=pressed,
        is_edit="edited_message" in update,
        ref=str(message["message_id"]) if "message_id" in message and not query else None,
        reply_to_ref=str(reply["message_id"]) if "message_id" in reply else None,
        chat_ref=str(message.get("chat", {}).get("id", "")),
        attachments=attachments,
        flags=flags,
        extra={"location": location} if location else {},
    )


DECODERS = {"telegram": decode}
