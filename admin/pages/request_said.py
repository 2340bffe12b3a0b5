"""What colleagues said and logged about a request, put between its messages and changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from admin.pages import around
from admin.pages.timeline import SHOWS, Moment
from admin.pages.timeline_rows import FileRow, Said, activities, comments, hours
from core.access.actor import Actor
from core.contact_requests.models import ContactRequest
from core.contact_requests.timeline import Entry, Timeline
from core.discussion.models import Comment
from core.events.models import EventRecord
from core.kit.ids import parse_id
from core.timesheets.models import TimeEntry
from core.work.models import Activity, Task
from core.work.queries import visible_to

MOST = 200
"""At most so many of each kind on a page of a request's timeline."""


def selects(
    actor: Actor, asked: ContactRequest, told: Timeline, *, is_later_page: bool
) -> Iterable[sa.Select[Any]]:
    """Select what belongs between the messages of a page, and the lists around the request."""
    tasks = visible_to(actor).with_only_columns(Task.id).where(
        Task.contact_request_id == asked.id
    )  # fmt: skip
    about = sa.and_(Comment.subject_kind == "contact_request", Comment.subject_id == asked.id)
    for record, which, rows_of in (
        (Comment, about, comments),
        (TimeEntry, TimeEntry.task_id.in_(tasks), lambda one: [hours(actor, one)]),
        (Activity, Activity.task_id.in_(tasks), lambda one: [activities(one)]),
    ):
        newest = (
            sa.select(record.id)
            .where(which, *_window(record, told, is_later_page))
            .order_by(record.id.desc())
            .limit(MOST)
        )
        yield from rows_of(record.id.in_(sa.select(newest.subquery().c.id)))
    yield from around.selects(actor, "contact_request", asked.id)


def _window(record: Any, told: Timeline, is_later_page: bool) -> Iterable[Any]:
    """Limit rows to the time that a page of messages tells of."""
    moments = [entry.at for entry in told.entries if entry.message is not None]
    if moments and told.earlier:
        yield record.created_at >= min(moments)
    if moments and is_later_page:
        yield record.created_at <= max(moments)


def entries(told: Timeline, said: Said, show: str) -> list[Entry | Moment]:
    """Return everything in order of time, as the filter lets it through."""
    wanted = SHOWS[show]
    found: list[Entry | Moment] = [
        one for one in told.entries
        if ("message" if one.message is not None else "event") in wanted
    ]  # fmt: skip
    if "comment" in wanted:
        found += [Moment(one.at, one.id, comment=one) for one in said.comments.values()]
    if "hours" in wanted:
        found += [Moment(one.at, one.id, hours=one) for one in said.hours.values()]
    if "activity" in wanted:
        found += [Moment(one.at, one.id, activity=one) for one in said.activities.values()]
    return sorted(found, key=_order)


def _order(one: Entry | Moment) -> tuple[datetime, UUID]:
    """Ids are in order of time as well: they tell apart what happened in one moment."""
    if isinstance(one, Moment):
        return one.at, one.id
    known = one.message or one.event
    return one.at, known.id if known is not None else UUID(int=0)


def files_added(lists: around.Around, event: EventRecord) -> list[FileRow]:
    """Return the files that a change tells of and that are still there."""
    wanted = {parse_id(one) for one in (event.payload or {}).get("file_ids", ())}
    return [one for one in lists.documents if one.id in wanted]
