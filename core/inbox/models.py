"""The inbox: one row per arrived thing, and the mailboxes' ledger."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, blob, json, link, words


class InboxState(StrEnum):
    """How far an arrived thing has come.

    Reading and routing are one step: nothing of what was read is kept before it is routed, so a
    state between would save no work after a crash and cost a commit per batch. `error` tells which
    of the two failed.
    """

    RECEIVED = "received"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"  # tried too often: visible in quarantine, may be run again
    IGNORED = "ignored"


OPEN_STATES = (InboxState.RECEIVED, InboxState.CLAIMED)


class RawMail(Record):
    """The bytes of a mail once per content: zstd in `body` up to 256 kB, else a file."""

    __tablename__ = "raw_mails"
    sha256: Mapped[str] = words(unique=True)
    size: Mapped[int]
    body: Mapped[bytes | None] = blob("content", deferred=True)
    storage_key: Mapped[str | None] = words()


class InboxItem(Record):
    """Something that arrived: a mail, a chat update, an SMS, a form.

    (`source_id`, `external_id`) makes a repeat harmless. Items of a channel with the same
    `order_key` are handled one after the other in order of arrival (`id`); an empty one has no
    order. `payload` of a mail: {envelope_from, envelope_to, oversized (bytes), file}; else what the
    channel sent.
    """

    __tablename__ = "inbox_items"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "external_id"),
        sa.Index(
            "ix_inbox_items_open",
            "due_at",
            "id",
            sqlite_where=sa.text("state IN ('received', 'claimed')"),
            postgresql_where=sa.text("state IN ('received', 'claimed')"),
        ),
        sa.Index(
            "ix_inbox_items_order",
            "order_key",
            "id",
            sqlite_where=sa.text("state IN ('received', 'claimed')"),
            postgresql_where=sa.text("state IN ('received', 'claimed')"),
        ),
    )
    source_id: Mapped[UUID] = link("sources.id", index=False)
    channel: Mapped[str] = words()
    external_id: Mapped[str] = words("contact")
    order_key: Mapped[str] = words("contact", default="")
    state: Mapped[str] = words(default=InboxState.RECEIVED, index=True)
    payload: Mapped[dict[str, Any] | None] = json("content")
    raw_id: Mapped[UUID | None] = link("raw_mails.id")
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = words()
    error: Mapped[str] = words("content", default="")
    done_at: Mapped[datetime | None]


class MailboxCursor(Record):
    """How far a mailbox folder has been read under one UIDVALIDITY (RFC 9051).

    `missing` is how many messages the server had at `checked_at` that the ledger did not know;
    `gap_at` and `gap_count` tell the last time that there were any.
    """

    __tablename__ = "mailbox_cursors"
    __table_args__ = (sa.UniqueConstraint("source_id", "folder"),)
    source_id: Mapped[UUID] = link("sources.id", index=False)
    folder: Mapped[str] = words()
    uidvalidity: Mapped[int] = mapped_column(sa.BigInteger)
    last_uid: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    missing: Mapped[int] = mapped_column(default=0)
    gap_at: Mapped[datetime | None] = mapped_column(default=None)
    gap_count: Mapped[int] = mapped_column(default=0, server_default="0")


class LedgerEntry(Record):
    """One message as a server numbered it; several may point to one inbox item."""

    __tablename__ = "mail_ledger"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "folder", "uidvalidity", "uid"),
        sa.Index(
            "ix_mail_ledger_unsettled",
            "source_id",
            "folder",
            "uid",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        ),
    )
    source_id: Mapped[UUID] = link("sources.id", index=False)
    folder: Mapped[str] = words()
    uidvalidity: Mapped[int] = mapped_column(sa.BigInteger)
    uid: Mapped[int] = mapped_column(sa.BigInteger)
    item_id: Mapped[UUID | None] = link("inbox_items.id")
    settled_at: Mapped[datetime | None]  # moved or flagged on the server
