"""The small lists of a customer's card in one query: requests, tasks, projects, hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.small_rows import rows
from admin.pages.task_lists import TaskRow, newest, row_of, task_rows
from admin.pages.timeline_rows import moment_of
from core.access.actor import Actor
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS, is_visible_to
from core.work.models import Project
from core.work.queries import projects_visible_to

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the customer."""

    number: str
    subject: str
    state: str
    opened_at: Any


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of the customer."""

    id: UUID
    name: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Visible minutes on a project ('': on none)."""

    project: str
    minutes: int


@dataclass(slots=True)
class Beside:
    """Everything small on a customer's card."""

    requests: list[Asked] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    projects: list[ProjectRow] = field(default_factory=list)
    hours: list[HoursRow] = field(default_factory=list)

    def take(self, kind: str, identity: UUID, words: str, more: list[str]) -> None:
        """Put a row into its list."""
        match kind:
            case "request":
                self.requests.append(Asked(more[0], words, more[1], moment_of(more[2])))
            case "task":
                self.tasks.append(row_of(words, more))
            case "project":
                self.projects.append(ProjectRow(identity, words, bool(more[0])))
            case "hours":
                self.hours.append(HoursRow(words, int(more[0])))

    def put_in_order(self) -> None:
        """Sort what the one statement gives in no order; called once."""
        self.requests.sort(key=lambda one: one.opened_at, reverse=True)
        self.tasks.sort(key=lambda one: (not one.is_open, one.due_on or date.max, one.number))
        self.projects.sort(key=lambda one: one.name.casefold())
        self.hours.sort(key=lambda one: (-one.minutes, one.project))


async def beside(
    session: AsyncSession, actor: Actor, customer_id: UUID, *, today: date, days: int
) -> Beside:
    """Return the lists of a customer's card, hours of the last days: one statement."""
    found = Beside()
    lists = _lists(actor, customer_id, today - timedelta(days=days), today)
    for kind, identity, words, *more in await session.execute(sa.union_all(*lists)):
        found.take(kind, identity, words, more)
    found.put_in_order()
    return found


def _lists(actor: Actor, customer_id: UUID, first: date, last: date) -> Iterable[sa.Select[Any]]:
    asked = newest(requests.visible_to(actor), ContactRequest, SHOWN,
                   ContactRequest.customer_id == customer_id)  # fmt: skip
    yield rows("request", ContactRequest.id, ContactRequest.subject, ContactRequest.number,
               ContactRequest.state, ContactRequest.opened_at).where(ContactRequest.id.in_(asked))  # fmt: skip
    yield task_rows(actor, SHOWN, customer_id=customer_id)
    closed = sa.case((Project.closed_at.is_not(None), "1"), else_="")
    seen: Any = projects_visible_to(actor).with_only_columns(Project.id)
    yield rows("project", Project.id, Project.name, closed).where(
        Project.customer_id == customer_id, Project.archived_at.is_(None),
        Project.id.in_(seen.where(Project.customer_id == customer_id)),
    )  # fmt: skip
    yield (
        rows("hours", sa.literal(customer_id, sa.Uuid()), Project.name,
             sa.func.sum(TimeEntry.worked_minutes))
        .select_from(TimeEntry)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .where(TimeEntry.customer_id == customer_id, TimeEntry.day.between(first, last),
               is_visible_to(actor), *COUNTS)
        .group_by(Project.id, Project.name)
    )  # fmt: skip
