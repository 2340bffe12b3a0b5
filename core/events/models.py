"""What happened, sealed in order so that nobody can change the past unseen."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, json, words


class EventRecord(Record):
    """One fact. `payload` may be erased, `digest` and `seal` stay.

    `position` and `seal` are set by the sealing job: seal = H(previous seal, position, digest).
    """

    __tablename__ = "events"
    __table_args__ = (
        sa.Index("ix_events_subject", "subject_kind", "subject_id", "created_at"),
        sa.Index(
            "ix_events_unsealed",
            "id",
            sqlite_where=sa.text("position IS NULL"),
            postgresql_where=sa.text("position IS NULL"),
        ),
    )

    name: Mapped[str] = words()
    subject_kind: Mapped[str] = words()
    subject_id: Mapped[UUID | None]
    actor_kind: Mapped[str] = words()
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = words("identity")
    channel: Mapped[str] = words()
    reason: Mapped[str] = words(default="")
    payload: Mapped[dict[str, Any] | None] = json("content")
    erased_at: Mapped[datetime | None]
    digest: Mapped[str] = words()
    position: Mapped[int | None] = mapped_column(sa.BigInteger, unique=True)
    seal: Mapped[str | None] = words()
