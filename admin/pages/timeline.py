"""The one timeline of every record: messages, changes, files, hours, comments, by time.

A page is known by the id of its oldest entry (ids are in order of time), and costs at most four
statements: what there is, the messages, the changes, and everything small in one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.small_rows import names, rows
from admin.pages.timeline_rows import (
    ActivityRow,
    CommentRow,
    FileRow,
    HoursRow,
    Said,
    activities,
    comments,
    files,
    files_by_id,
    hours,
)
from admin.pages.timeline_sources import sources_of
from admin.pages.wording import Fact, named_in, tell
from core.access.actor import Actor
from core.contact_requests.models import ContactRequest
from core.contact_requests.queries import visible_to
from core.conversations.models import Conversation, Message
from core.discussion.models import Comment
from core.events.models import EventRecord
from core.kit.ids import parse_id
from core.kit.paging import decode_cursor, encode_cursor
from core.outbound.models import OutboundMessage
from core.timesheets.models import TimeEntry
from core.work.models import Activity

PAGE = 40
SHOWS: Mapping[str, tuple[str, ...]] = {
    "all": ("message", "event", "comment", "hours", "activity"),
    "messages": ("message",),
    "comments": ("comment",),
    "hours": ("hours",),
    "changes": ("event", "activity"),
}
"""What each filter of a timeline lets through."""


@dataclass(frozen=True, slots=True)
class About:
    """The thing a page is about: its kind and id, and the path of its page."""

    kind: str
    id: UUID
    path: str

    @property
    def key(self) -> str:
        """The end of every address about it."""
        return f"{self.kind}/{self.id}"


@dataclass(slots=True)
class Moment:
    """One entry; exactly one of its parts is set. `request` is (number, subject) of a message."""

    at: datetime
    id: UUID
    message: Message | None = None
    delivery: str | None = None
    request: tuple[str, str] | None = None
    files: list[FileRow] = field(default_factory=list)
    fact: Fact | None = None
    comment: CommentRow | None = None
    hours: HoursRow | None = None
    activity: ActivityRow | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of entries from old to new; `earlier` is the cursor of the page before."""

    entries: list[Moment]
    earlier: str | None
    show: str = "all"


def as_show(text: str | None) -> str:
    """Return the filter a URL names."""
    return text if text and text in SHOWS else "all"


async def timeline_of(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    cursor: str | None = None,
    *,
    show: str = "all",
    size: int = PAGE,
) -> Timeline:
    """Return a page of what happened with a thing, the newest one without a cursor.

    That the actor may see the thing, the caller makes sure; of everything that hangs on it only
    what they may see is shown. Customers see no timeline.
    """
    if actor.kind == "customer":
        return Timeline([], None, show)
    show = as_show(show)
    wanted = SHOWS[show]
    sources = sources_of(actor, kind, subject_id, _before(cursor), size + 1)
    parts = [select for what, select in sources if what in wanted]
    if not parts:
        return Timeline([], None, show)
    united = sa.union_all(*parts).subquery()
    found = (
        await session.execute(sa.select(united).order_by(united.c.id.desc()).limit(size + 1))
    ).all()
    page = found[:size]
    ids: dict[str, list[UUID]] = {}
    for what, identity in page:
        ids.setdefault(what, []).append(identity)
    entries = await _filled(session, actor, ids)
    entries.sort(key=lambda one: (one.at, one.id))
    earlier = encode_cursor(page[-1].id) if len(found) > size else None
    return Timeline(entries, earlier, show)


def _before(cursor: str | None) -> UUID | None:
    values = decode_cursor(cursor)
    try:
        return UUID(str(values[0])) if values else None
    except ValueError:
        return None


async def _filled(
    session: AsyncSession, actor: Actor, ids: Mapping[str, list[UUID]]
) -> list[Moment]:
    """Return the entries of these ids."""
    messages = await _messages(session, ids.get("message", []))
    events = await _events(session, ids.get("event", []))
    said, names_of, requests = await _small(session, actor, ids, messages, events)
    entries = [
        Moment(
            message.created_at, message.id, message, state, requests.get(message.conversation_id),
            said.files.get(message.id, []),
        )
        for message, state in messages
    ]  # fmt: skip
    entries += [_told(event, fact, said) for event, fact in tell(events, names_of)]
    entries += [Moment(one.at, one.id, comment=one) for one in said.comments.values()]
    entries += [Moment(one.at, one.id, hours=one) for one in said.hours.values()]
    entries += [Moment(one.at, one.id, activity=one) for one in said.activities.values()]
    return entries


def _told(event: EventRecord, fact: Fact, said: Said) -> Moment:
    """Return a change in words; of added documents with those that are still there."""
    added = _added(event)
    return Moment(
        fact.at, event.id, fact=fact, files=[said.by_id[one] for one in added if one in said.by_id]
    )


def _added(event: EventRecord) -> list[UUID]:
    if event.name != "DocumentsAdded":
        return []
    return [found for one in (event.payload or {}).get("file_ids", ()) if (found := parse_id(one))]


async def _messages(session: AsyncSession, ids: list[UUID]) -> list[tuple[Message, str | None]]:
    if not ids:
        return []
    rows = await session.execute(
        sa.select(Message, OutboundMessage.state)
        .outerjoin(OutboundMessage, OutboundMessage.id == Message.outbound_id)
        .where(Message.id.in_(ids))
    )
    return [(message, state) for message, state in rows]


async def _events(session: AsyncSession, ids: list[UUID]) -> list[EventRecord]:
    if not ids:
        return []
    found = await session.scalars(sa.select(EventRecord).where(EventRecord.id.in_(ids)))
    return list(found)


async def _small(
    session: AsyncSession,
    actor: Actor,
    ids: Mapping[str, list[UUID]],
    messages: list[tuple[Message, str | None]],
    events: list[EventRecord],
) -> tuple[Said, dict[UUID, str], dict[UUID, tuple[str, str]]]:
    """Return what was said and logged, names by id, and requests by conversation."""
    said, known = Said(), dict[UUID, str]()
    requests: dict[UUID, tuple[str, str]] = {}
    added = [one for event in events for one in _added(event)]
    parts = [*_selects(actor, ids), *_of_messages(actor, messages), *names(named_in(events))]
    if added:
        parts.append(files_by_id(added))
    if parts:
        for row in await session.execute(sa.union_all(*parts)):
            kind, identity, words, *more = row
            if kind == "name":
                known[identity] = words
            elif kind == "request":
                requests[identity] = (words, more[0])
            else:
                said.take(kind, identity, words, *more)
    said.put_together()
    return said, known, requests


def _selects(actor: Actor, ids: Mapping[str, list[UUID]]) -> Iterable[sa.Select[Any]]:
    if found := ids.get("comment"):
        yield from comments(Comment.id.in_(found))
    if found := ids.get("hours"):
        yield hours(actor, TimeEntry.id.in_(found))
    if found := ids.get("activity"):
        yield activities(Activity.id.in_(found))


def _of_messages(
    actor: Actor, messages: list[tuple[Message, str | None]]
) -> Iterable[sa.Select[Any]]:
    """Select the files of messages, and the requests they are read in."""
    if not messages:
        return
    if enclosing := [one.id for one, _state in messages if one.attachment_count]:
        yield files("message", enclosing)
    visible = visible_to(actor).whereclause
    talks = {one.conversation_id for one, _state in messages}
    read_with = sa.func.coalesce(Conversation.merged_into_id, Conversation.id)
    yield (
        rows("request", Conversation.id, ContactRequest.number, ContactRequest.subject)
        .join(ContactRequest, ContactRequest.conversation_id == read_with)
        .where(Conversation.id.in_(talks), sa.true() if visible is None else visible)
    )
