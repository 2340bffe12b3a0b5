"""Stored files; the bytes are in the storage, a name is data and never a path."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, words


class StoredFile(Record):
    """One attachment of anything (`subject_kind`, `subject_id`); `size` in bytes.

    `archived_at` is set for a document that somebody put away.
    """

    __tablename__ = "files"
    __table_args__ = (sa.Index("ix_files_subject", "subject_kind", "subject_id"),)
    name: Mapped[str] = words("content")
    content_type: Mapped[str] = words()
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = words(index=True)
    storage_key: Mapped[str] = words()
    content_id: Mapped[str | None] = words(default=None)
    is_inline: Mapped[bool] = mapped_column(default=False)
    subject_kind: Mapped[str] = words()
    subject_id: Mapped[UUID | None]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
