"""Open questions, cards already sent, and the web chat's transcript."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, json, link, words


class Draft(Record):
    """A question the assistant asked: the person's words and what was understood so far.

    `reading` is the Reading as JSON with candidates per doubtful slot. `done_at` closes it.
    """

    __tablename__ = "drafts"
    __table_args__ = (sa.Index("ix_drafts_staff", "staff_id", "done_at"),)
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE", index=False)
    channel: Mapped[str] = words()
    text: Mapped[str] = words("content")
    said_at: Mapped[datetime]
    reading: Mapped[dict[str, Any]] = json("content", default=dict)
    asking: Mapped[str] = words(default="")
    file_ids: Mapped[list[str]] = json(default=list)
    done_at: Mapped[datetime | None]
    outcome: Mapped[str] = words(default="")


class Card(Record):
    """An answer of the assistant that can be edited in place.

    `subjects` lists [kind, id] of what it shows and what was done with that, so that it can be
    undone by words: booked (time_entry, travel, expense), task or reminder made, task done, timer
    started, dropped, request taken, closed, sent (answered), written (down), absence.
    `incoming_ref` is the person's message (so that an edit finds it), `shown_ref` ours (Telegram
    message id, web chat line id).
    """

    __tablename__ = "cards"
    __table_args__ = (
        sa.Index("ix_cards_incoming", "channel", "incoming_ref"),
        sa.Index("ix_cards_shown", "channel", "shown_ref"),
    )
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")
    channel: Mapped[str] = words()
    incoming_ref: Mapped[str | None] = words("contact")
    shown_ref: Mapped[str | None] = words("contact")
    album: Mapped[str | None] = words("contact")  # pictures that were sent as one
    outbound_id: Mapped[UUID | None] = link("outbound_messages.id")
    draft_id: Mapped[UUID | None] = link("drafts.id")
    subjects: Mapped[list[Any]] = json(default=list)


class ChatLine(Record):
    """One line of the web chat: the person's words or the assistant's card."""

    __tablename__ = "chat_lines"
    __table_args__ = (sa.Index("ix_chat_lines_staff", "staff_id", "id"),)
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE", index=False)
    direction: Mapped[str] = words()
    text: Mapped[str] = words("content")
    buttons: Mapped[list[Any]] = json("content", default=list)
    file_ids: Mapped[list[str]] = json(default=list)
    revision: Mapped[int] = mapped_column(default=1, index=True)
    drawing: Mapped[dict[str, Any] | None] = json("content")  # a Vega-Lite specification
    card_id: Mapped[UUID | None] = link("cards.id")
