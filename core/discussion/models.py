"""Comments with mentions, notes, and who follows what; on anything by kind and id."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Record, Versioned, link, words


class Comment(Versioned, Record):
    """An internal remark; whoever may see the subject may read it. Removed ones keep their row."""

    __tablename__ = "comments"
    __table_args__ = (sa.Index("ix_comments_subject", "subject_kind", "subject_id", "id"),)
    subject_kind: Mapped[str] = words()
    subject_id: Mapped[UUID]
    author_id: Mapped[UUID] = link("staff_members.id")
    text: Mapped[str] = words("content")
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Mention(Record):
    """A colleague named in a comment (C12); `seen_at` once they opened it."""

    __tablename__ = "mentions"
    __table_args__ = (
        sa.UniqueConstraint("comment_id", "staff_id"),
        sa.Index("ix_mentions_unseen", "staff_id", "id", sqlite_where=sa.text("seen_at IS NULL"),
                 postgresql_where=sa.text("seen_at IS NULL")),
        sa.Index("ix_mentions_staff", "staff_id", "id"),
    )  # fmt: skip
    comment_id: Mapped[UUID] = link("comments.id", ondelete="CASCADE", index=False)
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE", index=False)
    seen_at: Mapped[datetime | None]


class Follower(Record):
    """A staff member who wants to be told what happens with something."""

    __tablename__ = "followers"
    __table_args__ = (sa.UniqueConstraint("subject_kind", "subject_id", "staff_id"),)
    subject_kind: Mapped[str] = words()
    subject_id: Mapped[UUID]
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")


class Note(Versioned, Archivable, Record):
    """A lasting note on something (P10); with kind `company` a script for everybody (P31)."""

    __tablename__ = "notes"
    __table_args__ = (sa.Index("ix_notes_subject", "subject_kind", "subject_id"),)
    subject_kind: Mapped[str] = words()
    subject_id: Mapped[UUID | None]
    title: Mapped[str] = words("content", default="")
    text: Mapped[str] = words("content")
    is_pinned: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[UUID | None] = link("staff_members.id", index=False, default=None)
