"""Saved views, who opens which by default, and changes of whole lists."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Record, Versioned, json, link, words


class SavedView(Versioned, Archivable, Record):
    """How a module's list is shown (C24 to C26): own, shared to a team, or to everybody.

    `columns`: names in order. `sort`: {"by": name, "down": bool}. `criteria`: a tree, see
    `criteria.py`. `figures`: up to three, see `figures.py`. `display`: table, board or calendar.
    """

    __tablename__ = "saved_views"
    __table_args__ = (sa.Index("ix_saved_views_module", "module", "owner_id"),)
    module: Mapped[str] = words()
    name: Mapped[str] = words()
    owner_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")
    team_id: Mapped[UUID | None] = link("teams.id", ondelete="CASCADE", default=None)
    for_everybody: Mapped[bool] = mapped_column(default=False)
    display: Mapped[str] = words(default="table")
    columns: Mapped[list[str]] = json(default=list)
    sort: Mapped[dict[str, Any]] = json(default=dict)
    criteria: Mapped[dict[str, Any]] = json("content", default=dict)
    group_by: Mapped[str | None] = words(default=None)
    figures: Mapped[list[dict[str, Any]]] = json("content", default=list)
    position: Mapped[int] = mapped_column(default=100)

    def __str__(self) -> str:
        return self.name


class DefaultView(Record):
    """The view a member opens a module with; `staff_id` None: everybody without an own choice."""

    __tablename__ = "default_views"
    __table_args__ = (sa.UniqueConstraint("module", "staff_id"),)
    module: Mapped[str] = words()
    staff_id: Mapped[UUID | None] = link("staff_members.id", ondelete="CASCADE", default=None)
    view_id: Mapped[UUID] = link("saved_views.id", ondelete="CASCADE", index=False)


class BulkChange(Record):
    """One act on a whole list: how far it is, what it did, and whether it was taken back.

    `state`: running, done, cancelled, failed, undoing, undone. `values`: field -> new value.
    """

    __tablename__ = "bulk_changes"
    module: Mapped[str] = words()
    act: Mapped[str] = words()
    values: Mapped[dict[str, Any]] = json("content", default=dict)
    staff_id: Mapped[UUID] = link("staff_members.id")
    state: Mapped[str] = words(default="running")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class BulkItem(Record):
    """One record of a bulk change. `before` is what undo writes back; `refusal` why it stayed."""

    __tablename__ = "bulk_items"
    __table_args__ = (
        sa.UniqueConstraint("change_id", "subject_id"),
        sa.Index("ix_bulk_items_waiting", "change_id", "state"),
    )
    change_id: Mapped[UUID] = link("bulk_changes.id", ondelete="CASCADE", index=False)
    subject_id: Mapped[UUID]
    state: Mapped[str] = words(default="waiting")  # waiting, done, refused, undone, kept
    before: Mapped[dict[str, Any]] = json("content", default=dict)
    version: Mapped[int | None]
    refusal: Mapped[str] = words(default="")
