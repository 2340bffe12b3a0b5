"""Contact requests and their states (FEATURES 1)."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, Versioned, json, link, words


class RequestState(StrEnum):
    """Where a request stands."""

    NEW = "new"
    PENDING = "pending"  # needs fields
    VERIFY = "verify"  # links were set automatically
    FOLLOW_UP = "follow_up"
    DUPLICATE = "duplicate"
    IN_WORK = "in_work"
    CLOSED = "closed"
    SPAM = "spam"


OPEN = (
    RequestState.NEW,
    RequestState.PENDING,
    RequestState.VERIFY,
    RequestState.FOLLOW_UP,
    RequestState.IN_WORK,
)
AWAY = (RequestState.CLOSED, RequestState.DUPLICATE)
# Indexes hold only what a box shows, in its order; queries repeat these words literally.
IS_OPEN = "state IN ('new', 'pending', 'verify', 'follow_up', 'in_work')"
IS_AWAY = "state IN ('closed', 'duplicate')"
IS_SPAM = "state = 'spam'"


def _partial(name: str, where: str, *columns: str) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class ContactRequest(Versioned, Record):
    """Somebody asked us for something; open until somebody closes it.

    `waiting_since` is set while the customer waits for our answer; `has_moves` tells that messages
    were merged, split off or moved here or away.
    """

    __tablename__ = "contact_requests"
    __table_args__ = (
        _partial("ix_contact_requests_open", IS_OPEN, "last_activity_at", "id"),
        _partial("ix_contact_requests_open_team", IS_OPEN, "team_id", "last_activity_at"),
        _partial("ix_contact_requests_open_mine", IS_OPEN, "assignee_id", "last_activity_at"),
        _partial("ix_contact_requests_away", IS_AWAY, "last_activity_at", "id"),
        _partial("ix_contact_requests_spam", IS_SPAM, "last_activity_at", "id"),
        sa.Index("ix_contact_requests_activity", "last_activity_at", "id"),
        sa.Index("ix_contact_requests_waiting", "waiting_since", "id"),
        sa.Index("ix_contact_requests_follow_up", "follow_up_at", "id"),
    )
    number: Mapped[str] = words(unique=True)
    subject: Mapped[str] = words("content")
    preview: Mapped[str] = words("content", default="")
    state: Mapped[str] = words(default=RequestState.NEW)
    channel: Mapped[str] = words()
    source_id: Mapped[UUID | None] = link("sources.id")
    conversation_id: Mapped[UUID] = link("conversations.id", unique=True)
    person_id: Mapped[UUID | None] = link("persons.id")
    customer_id: Mapped[UUID | None] = link("customers.id")
    asker_name: Mapped[str] = words("identity", default="")
    asker_address: Mapped[str] = words("contact", default="")
    language: Mapped[str | None] = words()
    team_id: Mapped[UUID | None] = link("teams.id", index=False)
    assignee_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    priority: Mapped[int] = mapped_column(default=0)  # 1 urgent, 0 normal, -1 low
    tags: Mapped[list[str]] = json(default=list)
    routing_trace: Mapped[list[Any]] = json(default=list)
    opened_at: Mapped[datetime]
    last_activity_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    follow_up_count: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[UUID | None] = link("contact_requests.id", default=None)
    unread: Mapped[bool] = mapped_column(default=True)
    has_moves: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    custom: Mapped[dict[str, Any]] = json("content", default=dict, server_default="{}")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ReplyDraft(Versioned, Record):
    """An answer being written; its age tells colleagues who is answering."""

    __tablename__ = "reply_drafts"
    __table_args__ = (sa.UniqueConstraint("request_id", "staff_id"),)
    request_id: Mapped[UUID] = link("contact_requests.id", ondelete="CASCADE", index=False)
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")
    text: Mapped[str] = words("content", default="")
    touched_at: Mapped[datetime]


class RequestMove(Record):
    """Messages that came to stand with another request, and how to take it back.

    `kind` merge, split or move. `moved` maps each moved message to the conversation it stood in
    (empty for a merge); `before` holds what a merged request was: {state, waiting_since, …}.
    """

    __tablename__ = "request_moves"
    kind: Mapped[str] = words()
    from_request_id: Mapped[UUID] = link("contact_requests.id")
    to_request_id: Mapped[UUID] = link("contact_requests.id")
    moved: Mapped[dict[str, str]] = json(default=dict)
    before: Mapped[dict[str, Any]] = json(default=dict)
    staff_id: Mapped[UUID | None] = link("staff_members.id", index=False, default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
