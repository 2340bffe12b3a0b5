"""What a Telegram message holds besides words: files to fetch, places, and kinds nobody can read."""

from typing import Any
from uuid import UUID

from bot.bots import aiogram_api, bots_of
from core.inbox.incoming import Attachment
from core.kit.text import one_line
from core.startup import App

MAX_FILE_BYTES = 20_000_000
FILES = (
    ("document", "document", "application/octet-stream"), ("voice", "voice.ogg", "audio/ogg"),
    ("audio", "audio.mp3", "audio/mpeg"), ("video", "video.mp4", "video/mp4"),
    ("video_note", "video.mp4", "video/mp4"),
)  # fmt: skip
"""Field of the message, and the name and type of a file that says none of its own."""
UNREADABLE = (
    "sticker",
    "animation",
    "contact",
    "poll",
    "dice",
    "game",
    "venue",
    "story",
    "checklist",
)
Fetched = tuple[tuple[Attachment, ...], tuple[str, ...]]


async def attachments(app: App, source_id: UUID, message: dict[str, Any]) -> Fetched:
    """Return the file of a message, and flags: it was too large to be fetched."""
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


def about(message: dict[str, Any]) -> dict[str, Any]:
    """Return what else is known of a message: its `kind`, `album`, `location` (degrees)."""
    kind = next((one for one in (*UNREADABLE, *_KINDS) if message.get(one)), None)
    found: dict[str, Any] = {"kind": "location" if kind == "venue" else kind} if kind else {}
    place = message.get("location") or (message.get("venue") or {}).get("location")
    if place:
        found["location"] = place
    if album := message.get("media_group_id"):
        found["album"] = str(album)
    return found


_KINDS = ("photo", *(field for field, _name, _type in FILES), "location")


def _file_of(message: dict[str, Any]) -> tuple[dict[str, Any], str, str] | None:
    if photos := message.get("photo"):
        best = max(photos, key=lambda one: one.get("file_size") or one.get("width", 0))
        return best, "photo.jpg", "image/jpeg"
    if message.get("animation"):  # Telegram repeats it as a document
        return None
    for kind, name, content_type in FILES:
        if found := message.get(kind):
            return found, found.get("file_name") or name, found.get("mime_type") or content_type
    return None
