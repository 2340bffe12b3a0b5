"""Where the entries of a timeline come from: a select of (what, id) for each, newest first."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from admin.pages.wording import TELLERS
from core.access.actor import Actor
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation, Message
from core.discussion.models import Comment
from core.events.models import EventRecord
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS, is_visible_to
from core.work.models import Activity, Task
from core.work.queries import visible_to as tasks_visible_to

Source = tuple[str, sa.Select[Any]]


def sources_of(
    actor: Actor, kind: str, subject_id: UUID, before: UUID | None, limit: int
) -> Iterable[Source]:
    """Return what may stand in the timeline of a thing, each with its select of (what, id)."""

    def newest(what: str, record: Any, *where: Any, sorted_already: bool = False) -> Source:
        # Told to sort by the id alone, a database might walk a whole table backwards until it has
        # enough: `coalesce` keeps it to the index of what the rows are about.
        key = record.id if sorted_already else sa.func.coalesce(record.id, record.id)
        query = sa.select(sa.literal(what).label("what"), record.id.label("id")).where(*where)
        if before is not None:
            query = query.where(key < sa.literal(before, sa.Uuid()))
        few = query.order_by(key.desc()).limit(limit).subquery()
        return what, sa.select(few)

    yield newest("comment", Comment, Comment.subject_kind == kind,
                 Comment.subject_id == subject_id, sorted_already=True)  # fmt: skip
    yield newest("event", EventRecord, EventRecord.subject_kind == kind,
                 EventRecord.subject_id == subject_id,
                 EventRecord.name.in_(list(TELLERS)), EventRecord.payload.is_not(None))  # fmt: skip
    if (asked := _requests(actor, kind, subject_id)) is not None:
        yield newest("message", Message, Message.conversation_id.in_(_talks(asked)))
    if (logged := _logged_on(actor, kind, subject_id)) is not None:
        yield newest("hours", TimeEntry, logged, is_visible_to(actor), *COUNTS)
    if (tasks := _tasks(actor, kind, subject_id)) is not None:
        yield newest("activity", Activity, Activity.task_id.in_(tasks),
                     Activity.removed_at.is_(None))  # fmt: skip


def _requests(actor: Actor, kind: str, subject_id: UUID) -> sa.Select[Any] | None:
    """Select the conversations of the requests behind a thing that the actor may see."""
    column: Any
    match kind:
        case "contact_request":
            which = ContactRequest.id == subject_id
        case "customer":
            which = ContactRequest.customer_id == subject_id
        case "person":
            which = ContactRequest.person_id == subject_id
        case "task" | "project":
            column = Task.id if kind == "task" else Task.project_id
            which = ContactRequest.id.in_(
                tasks_visible_to(actor)
                .with_only_columns(Task.contact_request_id)
                .where(column == subject_id, Task.contact_request_id.is_not(None))
            )
        case _:
            return None
    seen = requests.visible_to(actor).where(which)
    return seen.with_only_columns(ContactRequest.conversation_id)


def _talks(asked: sa.Select[Any]) -> sa.Select[Any]:
    """Select these conversations and those read with them, however deep."""
    family = asked.cte("talks", recursive=True)
    (start,) = family.c
    child = sa.select(Conversation.id).where(Conversation.merged_into_id == start)
    return sa.select(*family.union(child).c)


def _logged_on(actor: Actor, kind: str, subject_id: UUID) -> Any:
    match kind:
        case "task":
            return TimeEntry.task_id == subject_id
        case "project":
            return TimeEntry.project_id == subject_id
        case "customer":
            return TimeEntry.customer_id == subject_id
        case "contact_request":
            return TimeEntry.task_id.in_(_tasks(actor, kind, subject_id))
    return None


def _tasks(actor: Actor, kind: str, subject_id: UUID) -> Any:
    """Select the tasks of a thing whose acts and hours belong to its story."""
    seen = tasks_visible_to(actor).with_only_columns(Task.id)
    match kind:
        case "task":
            return seen.where(Task.id == subject_id)
        case "project":
            return seen.where(Task.project_id == subject_id)
        case "customer":
            return seen.where(Task.customer_id == subject_id)
        case "contact_request":
            return seen.where(Task.contact_request_id == subject_id)
        case "person":
            return seen.where(Task.person_id == subject_id)
    return None
