"""The small lists of a project's page in one query: people, steps, groups, tasks, hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.small_rows import rows
from admin.pages.task_lists import TaskRow, row_of, task_rows
from core.access.actor import Actor
from core.staff.models import StaffMember
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS, is_visible_to
from core.work.models import (
    Project,
    ProjectGroup,
    ProjectStatus,
    Task,
    group_members,
    project_members,
)
from core.work.project_queries import serving
from core.work.queries import visible_to

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Status:
    """A step of projects."""

    id: UUID
    name: str
    position: int
    color: str
    is_closed: bool


@dataclass(slots=True)
class Beside:
    """Everything small on a project's page; minutes are worked, `hours` is of who may be seen."""

    active: list[tuple[UUID, str]] = field(default_factory=list)
    members: list[tuple[UUID, str]] = field(default_factory=list)
    serving: list[tuple[UUID, str]] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    groups: list[tuple[UUID, str]] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    open_tasks: int = 0
    hours: list[tuple[str, int, int]] = field(default_factory=list)  # name, worked, billed
    used: int = 0

    @property
    def people(self) -> list[tuple[UUID, str]]:
        """Whom a project may have, those who always serve the customer first."""
        first = {key for key, _name in self.serving}
        everybody = {*self.active, *self.members}
        return sorted(everybody, key=lambda one: (one[0] not in first, one[1].casefold()))

    @property
    def also_serving(self) -> list[str]:
        """Who may work on it by a group without being attached themselves."""
        attached = {key for key, _name in self.members}
        return sorted(name for key, name in self.serving if key not in attached)

    def take(self, kind: str, identity: UUID, words: str, more: list[str]) -> None:
        """Put a row into its list."""
        match kind:
            case "doer":
                self.active.append((identity, words))
            case "member":
                self.members.append((identity, words))
            case "serving":
                self.serving.append((identity, words))
            case "status":
                position, color, closed, *_rest = more
                self.statuses.append(Status(identity, words, int(position), color, bool(closed)))
            case "group":
                self.groups.append((identity, words))
            case "task":
                self.tasks.append(row_of(words, more))
            case "open":
                self.open_tasks = int(more[0])
            case "hours":
                self.hours.append((words, int(more[0]), int(more[1])))
            case "used":
                self.used = int(more[0])

    def put_in_order(self) -> None:
        """Sort what the one statement gives in no order; called once."""
        for named in (self.active, self.members, self.groups):
            named.sort(key=lambda one: one[1].casefold())
        self.statuses.sort(key=lambda one: (one.position, one.name))
        self.tasks.sort(key=lambda one: (not one.is_open, one.due_on or date.max, one.number))
        self.hours.sort(key=lambda one: (-one[1], one[0]))


async def beside(session: AsyncSession, actor: Actor, project: Project | None) -> Beside:
    """Return the lists of a project's page (None: of a new one's form), one statement."""
    found = Beside()
    lists = [*_choices(project)]
    if project is not None:
        lists += [*_people(project), *_work(actor, project)]
    for kind, identity, words, *more in await session.execute(sa.union_all(*lists)):
        found.take(kind, identity, words, more)
    found.put_in_order()
    return found


def _choices(project: Project | None) -> Iterable[sa.Select[Any]]:
    """Select whom and what the form offers; what the project has stays offered."""
    yield rows("doer", StaffMember.id, StaffMember.name).where(StaffMember.deactivated_at.is_(None))
    ends = sa.case((ProjectStatus.is_closed, "1"), else_="")
    status: Any = ProjectStatus.archived_at.is_(None)
    group: Any = ProjectGroup.archived_at.is_(None)
    if project is not None:
        status = sa.or_(status, ProjectStatus.id == project.status_id)
        group = sa.or_(group, ProjectGroup.id == project.group_id)
    yield rows("status", ProjectStatus.id, ProjectStatus.name, ProjectStatus.position,
               ProjectStatus.color, ends).where(status)  # fmt: skip
    yield rows("group", ProjectGroup.id, ProjectGroup.name).where(group)


def _people(project: Project) -> Iterable[sa.Select[Any]]:
    yield (
        rows("member", StaffMember.id, StaffMember.name)
        .join(project_members, project_members.c.staff_id == StaffMember.id)
        .where(project_members.c.project_id == project.id)
    )
    if project.customer_id is None and project.group_id is None:
        return
    served = serving(project.customer_id, project.group_id).with_only_columns(
        group_members.c.staff_id
    )
    yield rows("serving", StaffMember.id, StaffMember.name).where(StaffMember.id.in_(served))


def _work(actor: Actor, project: Project) -> Iterable[sa.Select[Any]]:
    yield task_rows(actor, SHOWN, project_id=project.id)
    still_open = visible_to(actor).where(Task.project_id == project.id, Task.closed_at.is_(None))
    counted = still_open.with_only_columns(sa.func.count()).scalar_subquery()
    yield rows("open", sa.literal(project.id, sa.Uuid()), "", counted)
    worked, billed = sa.func.sum(TimeEntry.worked_minutes), sa.func.sum(TimeEntry.billed_minutes)
    yield (
        rows("hours", StaffMember.id, StaffMember.name, worked, billed)
        .join(TimeEntry, TimeEntry.staff_id == StaffMember.id)
        .where(TimeEntry.project_id == project.id, is_visible_to(actor), *COUNTS)
        .group_by(StaffMember.id, StaffMember.name)
    )
    used = (
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.worked_minutes), 0))
        .where(TimeEntry.project_id == project.id, *COUNTS)
        .scalar_subquery()
    )
    yield rows("used", sa.literal(project.id, sa.Uuid()), "", used)
