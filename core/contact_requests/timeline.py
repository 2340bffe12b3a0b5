"""What happened with a request, in order: messages with their files and delivery, and changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import policies
from core.contact_requests.models import ContactRequest
from core.conversations import queries as conversations
from core.conversations.models import Message
from core.conversations.moving import family_ids, family_select
from core.events.models import EventRecord
from core.files.models import StoredFile
from core.files.queries import files_of
from core.kit.paging import Page
from core.outbound.models import OutboundMessage, OutboundState

MESSAGE_EVENTS = ("RequestAnswered", "CustomerReplied")
"""Events that only say what a message beside them shows."""
MAX_EVENTS = 200
SOON = timedelta(minutes=1)
"""An answer meant to leave later than that after it was written is shown with its moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: either a message (with files and, outgoing, its outbox state) or a change.

    `leaves_at` is set for an answer that is to leave later than the seconds for taking it back;
    `is_cut` when the message said more than the words shown: quotes, signatures, a forwarded mail.
    """

    at: datetime
    message: Message | None = None
    files: Sequence[StoredFile] = field(default=())
    delivery: str | None = None
    leaves_at: datetime | None = None
    event: EventRecord | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries from old to new; `earlier` is the cursor of the messages before them."""

    entries: list[Entry]
    earlier: str | None

    def is_overtaken(self, entry: Entry) -> bool:
        """Tell whether somebody wrote to us after an answer that has not left yet."""
        if entry.leaves_at is None:
            return False
        came = [one for one in self.entries if one.message and one.message.direction == "in"]
        return any(one.at > entry.at for one in came)


async def timeline(
    session: AsyncSession, actor: Actor, request: ContactRequest, *, cursor: str | None = None
) -> Timeline:
    """Return a page of a request's timeline; at most three queries, merged or not."""
    require(policies.can_see(actor, request))
    page = await _messages(session, request, cursor)
    messages = [one.message for one in page.rows]
    files = await files_of(session, "message", [one.id for one in messages if one.attachment_count])
    entries = [
        Entry(
            one.message.created_at, one.message, files.get(one.message.id, ()),
            *_delivery(one), is_cut=one.is_cut,
        )
        for one in page.rows
    ]  # fmt: skip
    if actor.kind != "customer":
        since = messages[0].created_at if page.next_cursor and messages else None
        until = messages[-1].created_at if cursor and messages else None
        entries += await _events(session, request, since, until)
    entries.sort(key=lambda entry: entry.at)
    return Timeline(entries, page.next_cursor)


@dataclass(frozen=True, slots=True)
class _Row:
    """A message, the state of its delivery and when its next try is due."""

    message: Message
    state: str | None
    due_at: datetime | None
    is_cut: bool


async def _messages(
    session: AsyncSession, request: ContactRequest, cursor: str | None
) -> Page[_Row]:
    where = Message.conversation_id == request.conversation_id
    if request.has_moves:
        where = Message.conversation_id.in_(family_select(request.conversation_id))
    query = (
        conversations.newest_first(where, cursor)
        .add_columns(OutboundMessage.state, OutboundMessage.due_at, Message.full_text.is_not(None))
        .outerjoin(OutboundMessage, OutboundMessage.id == Message.outbound_id)
    )
    rows = [_Row(*row) for row in await session.execute(query)]
    return conversations.page_of(rows, lambda row: row.message.id)


def _delivery(row: _Row) -> tuple[str | None, datetime | None]:
    if row.state is None or row.due_at is None:
        return None, None
    message = row.message
    is_later = row.state == OutboundState.QUEUED and message.sent_at > message.created_at + SOON
    return row.state, max(row.due_at, message.sent_at) if is_later else None


async def family_of(session: AsyncSession, request: ContactRequest) -> list[UUID]:
    """Return the conversations a request is about; only one that had moves asks the database."""
    if not request.has_moves:
        return [request.conversation_id]
    return await family_ids(session, request.conversation_id)


async def _events(
    session: AsyncSession, request: ContactRequest, since: datetime | None, until: datetime | None
) -> list[Entry]:
    query = sa.select(EventRecord).where(
        EventRecord.subject_kind == "contact_request",
        EventRecord.subject_id == request.id,
        EventRecord.name.not_in(MESSAGE_EVENTS),
    )
    if since is not None:
        query = query.where(EventRecord.created_at >= since)
    if until is not None:
        query = query.where(EventRecord.created_at <= until)
    newest = query.order_by(EventRecord.created_at.desc(), EventRecord.id.desc())
    rows = await session.scalars(newest.limit(MAX_EVENTS))
    return [Entry(row.created_at, event=row) for row in rows][::-1]
