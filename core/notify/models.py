"""Notices on people's home pages, and the company's own wording of messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, Versioned, json, link, words


class Notice(Record):
    """Something a staff member was told; unread until seen.

    `path` is its page. `bundle_due_at` is set while it waits to be told together with others;
    `card` is then what would have been shown.
    """

    __tablename__ = "notices"
    __table_args__ = (
        sa.UniqueConstraint("once_key"),
        sa.Index("ix_notices_staff", "staff_id", "read_at", "created_at"),
        sa.Index("ix_notices_subject", "subject_kind", "subject_id"),
        sa.Index(
            "ix_notices_bundles",
            "bundle_due_at",
            sqlite_where=sa.text("bundle_due_at IS NOT NULL"),
            postgresql_where=sa.text("bundle_due_at IS NOT NULL"),
        ),
    )
    once_key: Mapped[str] = words()
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE", index=False)
    kind: Mapped[str] = words()
    text: Mapped[str] = words("content")
    subject_kind: Mapped[str] = words(default="")
    subject_id: Mapped[UUID | None]
    path: Mapped[str] = words(default="")
    read_at: Mapped[datetime | None]
    card: Mapped[dict[str, Any] | None] = json("content")
    bundle_due_at: Mapped[datetime | None]


class MessageTemplate(Versioned, Record):
    """The company's wording instead of the built-in one, by event, channel and language."""

    __tablename__ = "message_templates"
    __table_args__ = (sa.UniqueConstraint("event", "channel", "language"),)
    event: Mapped[str] = words()
    channel: Mapped[str] = words()
    language: Mapped[str] = words()
    subject: Mapped[str] = words(default="")
    body: Mapped[str] = words()
    active: Mapped[bool] = mapped_column(default=True)
