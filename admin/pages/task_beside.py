"""The small lists of a task's page in one query: people, checklist, links, activities, hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from admin.pages.small_rows import rows
from admin.pages.timeline_rows import moment_of
from core.access.actor import Actor
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.staff.models import StaffMember, Team
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS, is_visible_to
from core.work.models import (
    Activity,
    ActivityType,
    ChecklistItem,
    Recurrence,
    Reminder,
    Task,
    TaskLink,
    TaskLinkKind,
    group_members,
)
from core.work.project_queries import serving
from core.work.queries import visible_to
from core.work.task_queries import events_of


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist."""

    id: UUID
    text: str
    position: int
    is_done: bool
    done_by: str


@dataclass(frozen=True, slots=True)
class Act:
    """An activity, open or done."""

    id: UUID
    text: str
    type: str
    type_id: str
    color: str
    staff: str
    staff_id: str
    due_on: date | None
    due_time: time | None
    done_at: datetime | None
    result: str
    given_by_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Link:
    """A task at the other end of a link; `is_from`: the link begins at this page's task."""

    id: UUID
    number: str
    title: str
    kind: str
    is_from: bool
    is_open: bool


@dataclass(slots=True)
class Beside:
    """Everything small on a task's page."""

    doers: list[tuple[UUID, str]] = field(default_factory=list)
    serving: set[UUID] = field(default_factory=set)
    teams: list[tuple[UUID, str]] = field(default_factory=list)
    types: list[tuple[UUID, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    blockers: list[tuple[str, str]] = field(default_factory=list)
    overlaps: list[tuple[str, str]] = field(default_factory=list)
    reminders: list[tuple[UUID, datetime, str]] = field(default_factory=list)
    asked: tuple[str, str, str] | None = None
    recurrence: tuple[UUID, str] | None = None
    logged: list[tuple[str, int]] = field(default_factory=list)

    @property
    def done_items(self) -> int:
        """How many lines of the checklist are done."""
        return sum(one.is_done for one in self.items)

    @property
    def logged_minutes(self) -> int:
        """Everybody's hours on the task that the reader may see."""
        return sum(minutes for _name, minutes in self.logged)

    @property
    def people(self) -> list[tuple[UUID, str]]:
        """Whom one may choose, those who always serve the customer first."""
        return sorted(self.doers, key=lambda one: (one[0] not in self.serving, one[1].casefold()))

    def take(self, kind: str, identity: UUID, words: str, more: list[str]) -> None:
        """Put a row into its list."""
        match kind:
            case "doer":
                self.doers.append((identity, words))
            case "serving":
                self.serving.add(identity)
            case "team":
                self.teams.append((identity, words))
            case "type":
                self.types.append((identity, words))
            case "item":
                self.items.append(Item(identity, words, int(more[0]), bool(more[1]), more[2]))
            case "act":
                self.acts.append(_act(identity, words, more))
            case "link":
                self.links.append(
                    Link(identity, words, more[0], more[1], bool(more[2]), not more[3])
                )
            case "reminder":
                self.reminders.append((identity, moment_of(more[0]), words))
            case "asked":
                self.asked = (words, more[0], more[1])
            case "recurrence":
                self.recurrence = (identity, words)
            case "hours":
                self.logged.append((words, int(more[0])))
            case "blocker" | "overlap":
                chosen = self.blockers if kind == "blocker" else self.overlaps
                chosen.append((words, more[0]))

    def put_in_order(self) -> None:
        """Sort what the one statement gives in no order; called once."""
        self.types.sort(key=lambda one: one[1].casefold())
        self.teams.sort(key=lambda one: one[1].casefold())
        self.items.sort(key=lambda one: (one.position, one.id))
        self.acts.sort(key=lambda one: (one.done_at is not None, one.due_on or date.max, one.id))
        self.links.sort(key=lambda one: (one.kind, one.number))
        self.reminders.sort(key=lambda one: one[1])
        self.logged.sort(key=lambda one: -one[1])


def _act(identity: UUID, words: str, more: list[str]) -> Act:
    """Read an activity: type, people and moments are packed into six texts."""
    type_id, type_name, color = more[0].split("|", 2)[0], more[1], more[0].split("|", 2)[1]
    staff_id, given_by, version = more[2].split("|", 2)
    due_on, due_time, done_at = more[4].split("|", 2)
    return Act(
        identity, words, type_name, type_id, color, more[3], staff_id,
        date.fromisoformat(due_on) if due_on else None,
        time.fromisoformat(due_time[:8]) if due_time else None,
        moment_of(done_at) if done_at else None, more[5], given_by, int(version),
    )  # fmt: skip


def _packed(*parts: Any) -> Any:
    """Put several values into one text, parted by bars; ids and times hold none."""
    texts = [sa.func.coalesce(sa.cast(one, sa.Text), "") for one in parts]
    packed: Any = texts[0]
    for one in texts[1:]:
        packed = packed.concat("|").concat(one)
    return packed


async def beside(session: AsyncSession, actor: Actor, task: Task) -> Beside:
    """Return the lists of a task's page, one statement."""
    found = Beside()
    lists = [*_choices(task), *_of_task(actor, task), *_around(actor, task)]
    for kind, identity, words, *more in await session.execute(sa.union_all(*lists)):
        found.take(kind, identity, words, more)
    found.put_in_order()
    return found


def _flag(condition: Any) -> Any:
    return sa.case((condition, "1"), else_="")


def _choices(task: Task) -> Iterable[sa.Select[Any]]:
    """Select whom and what the forms offer."""
    yield rows("doer", StaffMember.id, StaffMember.name).where(StaffMember.deactivated_at.is_(None))
    yield rows("team", Team.id, Team.name).where(Team.archived_at.is_(None))
    yield rows("type", ActivityType.id, ActivityType.name).where(ActivityType.archived_at.is_(None))
    if task.customer_id is not None:
        served = serving(task.customer_id, None).subquery()
        yield (
            rows("serving", group_members.c.staff_id)
            .where(group_members.c.staff_id.in_(sa.select(served.c.staff_id)))
            .distinct()
        )


def _of_task(actor: Actor, task: Task) -> Iterable[sa.Select[Any]]:
    """Select what hangs on the task: checklist, activities, hours, reminders."""
    by = aliased(StaffMember)
    yield (
        rows("item", ChecklistItem.id, ChecklistItem.text, ChecklistItem.position,
             _flag(ChecklistItem.done_at.is_not(None)), by.name)
        .outerjoin(by, by.id == ChecklistItem.done_by_id)
        .where(ChecklistItem.task_id == task.id)
    )  # fmt: skip
    yield (
        rows("act", Activity.id, Activity.text, _packed(Activity.type_id, ActivityType.color),
             ActivityType.name, _packed(Activity.staff_id, Activity.given_by_id, Activity.version),
             StaffMember.name, _packed(Activity.due_on, Activity.due_time, Activity.done_at),
             Activity.result)
        .join(StaffMember, StaffMember.id == Activity.staff_id)
        .outerjoin(ActivityType, ActivityType.id == Activity.type_id)
        .where(Activity.task_id == task.id, Activity.removed_at.is_(None))
    )  # fmt: skip
    yield (
        rows("hours", StaffMember.id, StaffMember.name, sa.func.sum(TimeEntry.worked_minutes))
        .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .where(TimeEntry.task_id == task.id, is_visible_to(actor), *COUNTS)
        .group_by(StaffMember.id, StaffMember.name)
    )
    yield rows("reminder", Reminder.id, Reminder.text, Reminder.remind_at).where(
        Reminder.task_id == task.id, Reminder.staff_id == actor.id, Reminder.done_at.is_(None)
    )


def _around(actor: Actor, task: Task) -> Iterable[sa.Select[Any]]:
    """Select other things: linked tasks, the request, the recurrence, events at the same time."""
    in_sight: Any = visible_to(actor).whereclause
    ends = ((TaskLink.from_task_id, TaskLink.to_task_id, "1"),
            (TaskLink.to_task_id, TaskLink.from_task_id, ""))  # fmt: skip
    for near, far, is_from in ends:  # an index each, and the tasks by their ids
        yield (
            rows("link", TaskLink.id, Task.number, Task.title, TaskLink.kind, is_from,
                 _flag(Task.closed_at.is_not(None)))
            .join(Task, Task.id == far)
            .where(near == task.id, in_sight)
        )  # fmt: skip
    yield (
        rows("blocker", Task.id, Task.number, Task.title)
        .join(TaskLink, TaskLink.from_task_id == Task.id)
        .where(TaskLink.to_task_id == task.id, TaskLink.kind == TaskLinkKind.BLOCKS,
               Task.closed_at.is_(None), in_sight)
    )  # fmt: skip
    if task.contact_request_id is not None:
        asked = requests.visible_to(actor).where(ContactRequest.id == task.contact_request_id)
        seen = asked.with_only_columns(ContactRequest.id)
        yield rows("asked", ContactRequest.id, ContactRequest.number, ContactRequest.subject,
                   ContactRequest.asker_name).where(ContactRequest.id.in_(seen))  # fmt: skip
    if task.recurrence_id is not None:
        yield rows("recurrence", Recurrence.id, Recurrence.title).where(
            Recurrence.id == task.recurrence_id
        )
    if task.doer_id and task.starts_at and task.ends_at and task.is_open:
        meanwhile: Any = events_of(task.doer_id, task.starts_at, task.ends_at).whereclause
        yield rows("overlap", Task.id, Task.number, Task.title).where(
            meanwhile, Task.id != task.id, in_sight
        )
