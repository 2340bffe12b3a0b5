"""Everything small on the home page in one query: counts, tasks, activities, notices, hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.setup_steps import Setup, setup_selects
from admin.pages.small_rows import rows
from admin.pages.timeline_rows import moment_of
from core.access.actor import Actor
from core.access.permissions import Permission
from core.assistant import queries as drafts
from core.assistant.models import Draft
from core.contact_requests import policies as request_policies
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.notify import queries as notices
from core.notify.models import Notice
from core.people.models import Customer
from core.timesheets.approval_queries import count_of_waiting
from core.timesheets.endorsement_queries import count_of_disputed
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS, is_visible_to
from core.work.models import Activity, ActivityType, Project, Stage, Task
from core.work.queries import count_of_open, not_deferred, visible_to

SHOWN = 20
ALWAYS = ("tasks", "weeks", "disputes")
"""The counts that are there for everybody."""
LATELY = timedelta(days=7)
"""So long a task that came back is named as such."""


@dataclass(frozen=True, slots=True)
class TodayRow:
    """A task of mine."""

    number: str
    title: str
    stage: str
    stage_kind: str
    customer: str
    project: str
    due_on: date | None
    due_time: time | None


@dataclass(frozen=True, slots=True)
class ActRow:
    """An open activity directed to me."""

    id: UUID
    text: str
    type: str
    color: str
    number: str
    title: str
    customer: str
    due_on: date | None
    due_time: time | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """Hours of mine."""

    id: UUID
    customer: str
    project: str
    minutes: int
    day: date


@dataclass(slots=True)
class Beside:
    """The lists of the home page. `counts` by name: tasks, mine, team, unassigned, weeks, disputes."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ALWAYS, 0))
    tasks: list[TodayRow] = field(default_factory=list)
    back: list[TodayRow] = field(default_factory=list)
    activities: list[ActRow] = field(default_factory=list)
    drafts: list[tuple[str, str, datetime]] = field(default_factory=list)  # text, asking, said
    notices: list[tuple[UUID, str, str, datetime]] = field(default_factory=list)  # text, kind
    waiting: list[tuple[str, str, str, datetime]] = field(default_factory=list)  # who, about
    entries: list[EntryRow] = field(default_factory=list)
    setup: Setup = field(default_factory=Setup)

    def take(self, kind: str, identity: UUID, words: str, more: list[str]) -> None:
        """Put a row into its list."""
        match kind:
            case "count":
                self.counts[words] = int(more[0])
            case "task" | "back":
                chosen = self.tasks if kind == "task" else self.back
                number, stage, stage_kind, customer, project, when = more
                chosen.append(
                    TodayRow(number, words, stage, stage_kind, customer, project, *_due(when))
                )
            case "act":
                name, color, number, title, customer, when = more
                self.activities.append(
                    ActRow(identity, words, name, color, number, title, customer, *_due(when))
                )
            case "draft":
                self.drafts.append((words, more[0], moment_of(more[1])))
            case "notice":
                self.notices.append((identity, words, more[0], moment_of(more[1])))
            case "asked":
                who = more[1] or more[2]
                self.waiting.append((more[0], who, words, moment_of(more[3])))
            case "entry":
                day = date.fromisoformat(more[2])
                self.entries.append(EntryRow(identity, words, more[0], int(more[1]), day))
            case _:
                self.setup.take(kind, words, more)

    def put_in_order(self) -> None:
        """Sort what the one statement gives in no order; called once."""
        for named in (self.tasks, self.activities):
            named.sort(key=_urgency)
        self.back.sort(key=lambda one: one.number)
        self.drafts.sort(key=lambda one: one[2])
        self.notices.sort(key=lambda one: (one[3], one[0]), reverse=True)
        self.waiting.sort(key=lambda one: one[3])
        self.entries.sort(key=lambda one: one.id)


def _urgency(one: Any) -> tuple[date, bool, time, str]:
    return one.due_on or date.max, one.due_time is None, one.due_time or time(), one.number


def _due(packed: str) -> tuple[date | None, time | None]:
    day, wall = packed.split("|")
    return (date.fromisoformat(day) if day else None,
            time.fromisoformat(wall[:8]) if wall else None)  # fmt: skip


def _when(owner: Any) -> Any:
    day, wall = (sa.func.coalesce(sa.cast(one, sa.Text), "")
                 for one in (owner.due_on, owner.due_time))  # fmt: skip
    return day.concat("|").concat(wall)


async def beside(
    session: AsyncSession, actor: Actor, today: date, *, own_approval: bool, sets_up: bool
) -> Beside:
    """Return everything small on the home page, one statement."""
    found = Beside()
    lists = [
        *_counts(actor, own_approval=own_approval), *_work(actor, today), *_words(actor),
        *_hours(actor, today), *(setup_selects() if sets_up else ()),
    ]  # fmt: skip
    for kind, identity, words, *more in await session.execute(sa.union_all(*lists)):
        found.take(kind, identity, words, more)
    found.put_in_order()
    return found


def _counts(actor: Actor, *, own_approval: bool) -> Iterable[sa.Select[Any]]:
    me = sa.literal(actor.staff_id, sa.Uuid())
    yield rows("count", me, "tasks", count_of_open(actor))
    if request_policies.may_handle(actor):
        for box in ("mine", "team", "unassigned"):
            yield rows("count", me, box, requests.count_of_box(actor, box))
    if actor.may(Permission.APPROVE_HOURS):
        yield rows("count", me, "weeks", count_of_waiting(actor, own_allowed=own_approval))
    if (disputed := count_of_disputed(actor)) is not None:
        yield rows("count", me, "disputes", disputed)


def _few(visible: sa.Select[Any], record: Any, *order: Any) -> sa.Select[UUID]:
    """Select the ids of the first visible rows in an order, for an IN."""
    few = visible.order_by(*order).limit(SHOWN).with_only_columns(record.id).subquery()
    return sa.select(few.c.id)


def _work(actor: Actor, today: date) -> Iterable[sa.Select[Any]]:
    mine = visible_to(actor).where(Task.doer_id == actor.id, Task.closed_at.is_(None))
    due = mine.where(Task.due_on <= today, not_deferred(today))
    back = mine.where(Task.deferred_until > today - LATELY, Task.deferred_until <= today)
    for kind, wanted in (("task", due), ("back", back)):
        yield (
            rows(kind, Task.id, Task.title, Task.number, Stage.name, Stage.kind, Customer.name,
                 Project.name, _when(Task))
            .join(Stage, Stage.id == Task.stage_id)
            .outerjoin(Customer, Customer.id == Task.customer_id)
            .outerjoin(Project, Project.id == Task.project_id)
            .where(Task.id.in_(_few(wanted, Task, Task.due_on, Task.due_time, Task.id)))
        )  # fmt: skip
    directed = (
        visible_to(actor)
        .join(Activity, Activity.task_id == Task.id)
        .where(Activity.staff_id == actor.id, Activity.done_at.is_(None),
               Activity.removed_at.is_(None), Task.closed_at.is_(None),
               sa.or_(Activity.due_on.is_(None), Activity.due_on <= today + LATELY))
    )  # fmt: skip
    few = _few(directed, Activity, Activity.due_on.is_(None), Activity.due_on, Activity.id)
    yield (
        rows("act", Activity.id, Activity.text, ActivityType.name, ActivityType.color, Task.number,
             Task.title, Customer.name, _when(Activity))
        .join(Task, Task.id == Activity.task_id)
        .outerjoin(ActivityType, ActivityType.id == Activity.type_id)
        .outerjoin(Customer, Customer.id == Task.customer_id)
        .where(Activity.id.in_(few))
    )  # fmt: skip


def _words(actor: Actor) -> Iterable[sa.Select[Any]]:
    asking = _few(drafts.visible_to(actor).where(*drafts.WAITS), Draft, Draft.said_at)
    yield rows("draft", Draft.id, Draft.text, Draft.asking, Draft.said_at).where(
        Draft.id.in_(asking)
    )
    unread = notices.visible_to(actor).where(Notice.read_at.is_(None), Notice.kind != "mentioned")
    newest = _few(unread, Notice, Notice.created_at.desc(), Notice.id.desc())
    yield rows("notice", Notice.id, Notice.text, Notice.kind, Notice.created_at).where(
        Notice.id.in_(newest)
    )
    if not request_policies.may_handle(actor):
        return
    mine = requests.in_box(actor, "mine").where(ContactRequest.waiting_since.is_not(None))
    longest = _few(mine, ContactRequest, ContactRequest.waiting_since)
    yield rows(
        "asked", ContactRequest.id, ContactRequest.subject, ContactRequest.number,
        ContactRequest.asker_name, ContactRequest.asker_address, ContactRequest.waiting_since,
    ).where(ContactRequest.id.in_(longest))  # fmt: skip


def _hours(actor: Actor, today: date) -> Iterable[sa.Select[Any]]:
    if not actor.may(Permission.LOG_HOURS):
        return
    yield (
        rows("entry", TimeEntry.id, Customer.name, Project.name, TimeEntry.worked_minutes,
             TimeEntry.day)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .where(TimeEntry.staff_id == actor.id, is_visible_to(actor), *COUNTS,
               TimeEntry.day.between(today - timedelta(days=6), today))
    )  # fmt: skip
