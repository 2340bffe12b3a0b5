"""What every channel's adapter hands to `core.dispatch`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along; `data` may be empty when `file_id` names a stored one.

    With a `storage_key` the bytes are in the storage already, `content_type` is what they are, and
    `data` may be empty: then `kept_size` says how many they are.
    """

    name: str
    content_type: str
    data: bytes = b""
    content_id: str | None = None
    is_inline: bool = False
    file_id: UUID | None = None
    storage_key: str | None = None
    kept_size: int = 0

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.kept_size or len(self.data)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the channel says. `staff_id` only when the channel proved it."""

    address: str = ""  # mail address, E.164 number, chat user id
    name: str = ""
    staff_id: UUID | None = None
    phone: str | None = None
    email: str | None = None
    company: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A pressed button: its data, and the card message it stands on."""

    data: str
    message_ref: str | None = None
    callback_id: str | None = None


@dataclass(frozen=True, slots=True)
class MailEvidence:
    """What a mail says about its thread and nature (RFC 5322, 3834, 3464)."""

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    token: str | None = None  # our signed token, found in an id, plus address or body
    recipients: tuple[str, ...] = ()
    kind: str = "human"  # human, auto_reply, vacation, bounce, feedback, challenge, list, own
    bounced_addresses: tuple[str, ...] = ()
    bounced_message_id: str | None = None
    bounce_permanent: bool = False


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message of any channel, decoded but not understood.

    `text` is what the person wrote now, `full_text` everything including quotes. `ref` is the
    channel's id of the message (Telegram message id, web chat line id) for edits and replies;
    `reply_to_ref` the message it answers; `is_edit` tells that `ref` was sent before. `sent_at` is
    when it was said first. `flags`: file-too-large, forwarded. `extra`: kind (photo, voice,
    sticker …), album (its files are one), location.
    """

    channel: str
    source_id: UUID
    item_id: UUID
    external_id: str
    sender: Sender
    received_at: datetime
    text: str = ""
    subject: str = ""
    full_text: str | None = None
    html: str | None = None
    language: str | None = None
    pressed: Pressed | None = None
    is_edit: bool = False
    ref: str | None = None
    reply_to_ref: str | None = None
    chat_ref: str | None = None
    attachments: tuple[Attachment, ...] = ()
    sent_at: datetime | None = None
    mail: MailEvidence | None = None
    flags: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
