"""What people said, did and attached, as rows of the one statement of small lists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from admin.pages.small_rows import rows
from core.access.actor import Actor
from core.discussion.mentioning import marked
from core.discussion.models import Comment, Mention
from core.files.models import StoredFile
from core.people.models import Customer
from core.staff.models import StaffMember
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS, is_visible_to
from core.work.models import Activity, ActivityType, Project


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as lists show it; `is_picture` ones have a small picture to show."""

    id: UUID
    name: str
    size: int
    content_type: str

    @property
    def is_picture(self) -> bool:
        return self.content_type in ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(slots=True)
class CommentRow:
    """A remark. A removed one has neither text nor files."""

    id: UUID
    at: datetime
    author: str
    author_id: UUID
    version: int
    is_edited: bool
    is_removed: bool
    text: str
    mentioned: list[tuple[UUID, str]] = field(default_factory=list)
    files: list[FileRow] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text in parts, each with whether it names a colleague."""
        return marked(self.text, self.mentioned)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Logged work."""

    id: UUID
    at: datetime
    who: str
    day: date
    minutes: int
    note: str
    customer: str
    project: str

    def where(self, kind: str) -> str:
        """Return where it was done, but for what the page of this kind of thing says already."""
        customer = "" if kind in ("customer", "project") else self.customer
        return " · ".join(
            one for one in (customer, "" if kind == "project" else self.project) if one
        )


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An act on a task that was directed to somebody."""

    id: UUID
    at: datetime
    what: str
    who: str
    text: str
    result: str
    is_done: bool
    due_on: date | None


@dataclass(slots=True)
class Said:
    """Rows by their kind, put together."""

    comments: dict[UUID, CommentRow] = field(default_factory=dict)
    hours: dict[UUID, HoursRow] = field(default_factory=dict)
    activities: dict[UUID, ActivityRow] = field(default_factory=dict)
    files: dict[UUID, list[FileRow]] = field(default_factory=dict)
    by_id: dict[UUID, FileRow] = field(default_factory=dict)
    _mentions: list[tuple[UUID, UUID, str]] = field(default_factory=list)

    def take(self, kind: str, identity: UUID, words: str, *more: str) -> bool:
        """Put a row into its list; tells whether it is one of these kinds."""
        match kind:
            case "comment":
                self.comments[identity] = _comment(identity, words, more)
            case "mention":
                self._mentions.append((UUID(more[0]), UUID(more[1]), words))
            case "file":
                file = FileRow(identity, words, int(more[1]), more[2])
                self.by_id[identity] = file
                self.files.setdefault(UUID(more[0]), []).append(file)
            case "hours":
                self.hours[identity] = HoursRow(
                    identity, moment_of(more[5]), more[0], date.fromisoformat(more[2]),
                    int(more[1]), words, more[3], more[4],
                )  # fmt: skip
            case "activity":
                due = date.fromisoformat(more[4]) if more[4] else None
                self.activities[identity] = ActivityRow(
                    identity, moment_of(more[5]), more[0], more[1], words, more[2], bool(more[3]),
                    due,
                )  # fmt: skip
            case _:
                return False
        return True

    def put_together(self) -> None:
        """Give every comment its files and the names in it; called once, after the last row."""
        for comment_id, staff_id, name in self._mentions:
            if comment := self.comments.get(comment_id):
                comment.mentioned.append((staff_id, name))
        for comment in self.comments.values():
            if not comment.is_removed:
                comment.files = sorted(self.files.get(comment.id, ()), key=lambda one: one.id)


def moment_of(text: str) -> datetime:
    """Return a moment that a database gave as text."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _comment(identity: UUID, words: str, more: Sequence[str]) -> CommentRow:
    author, author_id, at, marks, version, _nothing = more
    removed = "r" in marks
    return CommentRow(
        identity, moment_of(at), author, UUID(author_id), int(version), "e" in marks, removed,
        "" if removed else words,
    )  # fmt: skip


Condition = sa.ColumnElement[bool]


def comments(which: Condition) -> Iterable[sa.Select[Any]]:
    """Select comments, whom they mention, and their files."""
    edited = sa.case((Comment.edited_at.is_not(None), "e"), else_="")
    removed = sa.case((Comment.removed_at.is_not(None), "r"), else_="")
    text = sa.case((Comment.removed_at.is_(None), Comment.text), else_="")
    theirs = sa.select(Comment.id).where(which)
    mentioned = aliased(StaffMember)
    return [
        rows("comment", Comment.id, text, StaffMember.name, Comment.author_id, Comment.created_at,
             edited + removed, Comment.version)
        .join(StaffMember, StaffMember.id == Comment.author_id)
        .where(which),
        rows("mention", Mention.id, mentioned.name, Mention.comment_id, Mention.staff_id)
        .join(mentioned, mentioned.id == Mention.staff_id)
        .where(Mention.comment_id.in_(theirs)),
        files("comment", theirs),
    ]  # fmt: skip


def files(kind: str, ids: Any, *also: Condition) -> sa.Select[Any]:
    """Select the files in use of things of one kind."""
    whose = (StoredFile.subject_kind == kind, StoredFile.subject_id.in_(ids))
    return _files().where(*whose, *also)


def files_by_id(ids: Collection[UUID]) -> sa.Select[Any]:
    """Select those of these files that are in use."""
    return _files().where(StoredFile.id.in_(ids), StoredFile.subject_id.is_not(None))


def _files() -> sa.Select[Any]:
    found = rows(
        "file", StoredFile.id, StoredFile.name, StoredFile.subject_id, StoredFile.size,
        StoredFile.content_type,
    )  # fmt: skip
    return found.where(StoredFile.archived_at.is_(None))


def hours(actor: Actor, which: Condition) -> sa.Select[Any]:
    """Select logged work that the actor may see, with where it was done."""
    return (
        rows("hours", TimeEntry.id, TimeEntry.note, StaffMember.name, TimeEntry.worked_minutes,
             TimeEntry.day, Customer.name, Project.name, TimeEntry.created_at)
        .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .where(which, is_visible_to(actor), *COUNTS)
    )  # fmt: skip


def activities(which: Condition) -> sa.Select[Any]:
    """Select acts on tasks; that the tasks may be seen, the caller makes sure."""
    done = sa.case((Activity.done_at.is_not(None), "1"), else_="")
    return (
        rows("activity", Activity.id, Activity.text, ActivityType.name, StaffMember.name,
             Activity.result, done, Activity.due_on, Activity.created_at)
        .join(StaffMember, StaffMember.id == Activity.staff_id)
        .outerjoin(ActivityType, ActivityType.id == Activity.type_id)
        .where(which, Activity.removed_at.is_(None))
    )  # fmt: skip
