"""Threads and messages of every channel."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, json, link, words


class Conversation(Record):
    """Messages that belong together. `token` is in our Message-IDs and mail bodies, signed.

    `merged_into_id` points to the conversation it is read with: its messages stay its own, so that
    taking the merge back is one change, and replies to either find the same request.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        sa.Index("ix_conversations_partner", "channel", "partner_address", "last_message_at"),
        sa.Index(
            "ix_conversations_merged",
            "merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        ),
    )
    channel: Mapped[str] = words()
    source_id: Mapped[UUID | None] = link("sources.id")
    subject: Mapped[str] = words("content", default="")
    subject_key: Mapped[str] = words("content", default="")
    partner_address: Mapped[str] = words("contact", default="")
    person_id: Mapped[UUID | None] = link("persons.id")
    customer_id: Mapped[UUID | None] = link("customers.id")
    language: Mapped[str | None] = words()
    token: Mapped[str] = words(unique=True)
    last_message_at: Mapped[datetime]
    merged_into_id: Mapped[UUID | None] = link("conversations.id", index=False, default=None)


class Message(Record):
    """One message. `text` is what the person wrote now, `full_text` everything with quotes.

    `direction` is in or out; `kind` human, auto_reply, vacation, bounce, list, own, note.
    `evidence` {by, score, answers (id of the message it answers)} says why it stands here;
    `findings` what reading it found beside the words (see `core.intake.findings`).
    """

    __tablename__ = "messages"
    __table_args__ = (sa.Index("ix_messages_conversation", "conversation_id", "id"),)
    conversation_id: Mapped[UUID] = link("conversations.id", index=False)
    direction: Mapped[str] = words()
    channel: Mapped[str] = words()
    kind: Mapped[str] = words(default="human")
    author_name: Mapped[str] = words("identity", default="")
    from_address: Mapped[str] = words("contact", default="")
    to_addresses: Mapped[list[str]] = json("contact", default=list)
    staff_id: Mapped[UUID | None] = link("staff_members.id")
    person_id: Mapped[UUID | None] = link("persons.id")
    subject: Mapped[str] = words("content", default="")
    text: Mapped[str] = words("content")
    full_text: Mapped[str | None] = words("content", deferred=True)
    html: Mapped[str | None] = words("content", deferred=True)
    has_html: Mapped[bool] = mapped_column(default=False)
    attachment_count: Mapped[int] = mapped_column(default=0)
    mail_message_id: Mapped[str | None] = words("contact")
    flags: Mapped[list[str]] = json(default=list)
    sent_at: Mapped[datetime]
    inbox_item_id: Mapped[UUID | None] = link("inbox_items.id")
    outbound_id: Mapped[UUID | None] = link("outbound_messages.id")
    evidence: Mapped[dict[str, Any] | None] = json()
    findings: Mapped[dict[str, Any] | None] = json("content", default=None)


class ThreadId(Record):
    """A Message-ID known to belong to a conversation: ours, theirs, ancestors never seen.

    `hash` is the SHA-256 hex of the id, so that no id is too long for an index. `message_id` is
    set once we have the message itself: a repeat is known by it, and a bounce finds what bounced.
    """

    __tablename__ = "thread_ids"
    hash: Mapped[str] = words(unique=True)
    conversation_id: Mapped[UUID] = link("conversations.id", ondelete="CASCADE")
    message_id: Mapped[UUID | None] = link("messages.id", ondelete="CASCADE", default=None)
