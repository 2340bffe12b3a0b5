"""The outbox: what leaves, exactly once as a row."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, json, link, words


class OutboundState(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SANDBOX = "sandbox"  # no account: shown, never sent
    DEAD = "dead"  # refused for good, or tried too often
    UNKNOWN = "unknown"  # sent or not, nobody can tell: a person decides
    CANCELLED = "cancelled"


class OutboundMessage(Record):
    """One message to one recipient.

    `channel` is mail, telegram, sms or webchat. `payload` by channel: mail {to, subject, text,
    html, message_id, in_reply_to, references, auto_submitted, file_ids, from_name}; telegram {card (see
    cards.py; one with edit_ref changes a message, one without text is a toast), callback_id};
    sms {text}; webchat {card}. `order_key` keeps the order per recipient (empty: no order).
    `once_key` is unique: ids and dates of the reason. `doubts` counts how often nobody knew whether
    a try had been taken by the provider.
    """

    __tablename__ = "outbound_messages"
    __table_args__ = (
        sa.Index(
            "ix_outbound_messages_open",
            "due_at",
            "id",
            sqlite_where=sa.text("state IN ('queued', 'sending')"),
            postgresql_where=sa.text("state IN ('queued', 'sending')"),
        ),
        sa.Index(
            "ix_outbound_messages_order",
            "order_key",
            "id",
            sqlite_where=sa.text("state IN ('queued', 'sending')"),
            postgresql_where=sa.text("state IN ('queued', 'sending')"),
        ),
        sa.Index("ix_outbound_messages_state", "state", "id"),
        sa.Index("ix_outbound_messages_subject", "subject_kind", "subject_id"),
    )
    once_key: Mapped[str] = words(unique=True)
    channel: Mapped[str] = words()
    kind: Mapped[str] = words()  # reply, acknowledgement, reminder, invitation, assistant …
    source_id: Mapped[UUID | None] = link("sources.id")
    address: Mapped[str] = words("contact")
    subject: Mapped[str] = words("content", default="")
    payload: Mapped[dict[str, Any]] = json("content")
    order_key: Mapped[str] = words("contact", default="")
    subject_kind: Mapped[str] = words(default="")
    subject_id: Mapped[UUID | None]
    state: Mapped[str] = words(default=OutboundState.QUEUED)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = words()
    provider_id: Mapped[str | None] = words(index=True)
    provider_state: Mapped[str | None] = words()
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = words(default="")
