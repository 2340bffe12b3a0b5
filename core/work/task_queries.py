"""What stands beside a task: its checklist, links, what blocks it, events that overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.errors import NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.people.models import Customer, Person
from core.staff.models import StaffMember, Team
from core.work.models import (
    ChecklistItem,
    Project,
    Stage,
    Task,
    TaskLink,
    TaskLinkKind,
    Workflow,
)
from core.work.queries import visible_to
from core.work.stage_rights import stage_in_sight


@dataclass(frozen=True, slots=True)
class Linked:
    """The task at the other end of a link. `is_from`: the link begins at the one asked about."""

    link_id: UUID
    kind: str
    is_from: bool
    task_id: UUID
    number: str
    title: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task with every name that its page shows."""

    task: Task
    stage: str
    stage_kind: str
    workflow: str
    customer: str | None
    person: str | None
    project: str | None
    doer: str | None
    responsible: str | None
    team: str | None


async def task_facts(session: AsyncSession, actor: Actor, which: str) -> TaskFacts:
    """Return a task by its number or id, as its page shows it; raises NotFound when hidden."""
    doer, responsible = aliased(StaffMember), aliased(StaffMember)
    identity = parse_id(which)
    statement = (
        visible_to(actor)
        .join(Stage, Stage.id == Task.stage_id)
        .join(Workflow, Workflow.id == Task.workflow_id)
        .outerjoin(Customer, Customer.id == Task.customer_id)
        .outerjoin(Person, Person.id == Task.person_id)
        .outerjoin(Project, Project.id == Task.project_id)
        .outerjoin(doer, doer.id == Task.doer_id)
        .outerjoin(responsible, responsible.id == Task.responsible_id)
        .outerjoin(Team, Team.id == Task.team_id)
        .where(Task.id == identity if identity else Task.number == which)
        .add_columns(Stage.name, Stage.kind, Workflow.name, Customer.name, Person.name,
                     Project.name, doer.name, responsible.name, Team.name)
    )  # fmt: skip
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise NotFound
    return TaskFacts(*found)


async def checklist_of(session: AsyncSession, task_id: UUID) -> Sequence[ChecklistItem]:
    """Return a task's checklist in order."""
    found = await session.scalars(
        sa.select(ChecklistItem)
        .where(ChecklistItem.task_id == task_id)
        .order_by(ChecklistItem.position, ChecklistItem.id)
    )
    return found.all()


async def links_of(session: AsyncSession, actor: Actor, task_id: UUID) -> list[Linked]:
    """Return the visible tasks that a task is linked with."""
    other = visible_to(actor).with_only_columns(
        Task.id, Task.number, Task.title, Task.closed_at
    ).subquery()  # fmt: skip
    is_from = TaskLink.from_task_id == task_id
    rows = await session.execute(
        sa.select(TaskLink.id, TaskLink.kind, is_from, other)
        .join(other, other.c.id == sa.case((is_from, TaskLink.to_task_id),
                                           else_=TaskLink.from_task_id))
        .where(sa.or_(is_from, TaskLink.to_task_id == task_id))
        .order_by(TaskLink.id)
    )  # fmt: skip
    return [
        Linked(link_id, kind, starts_here, other_id, number, title, closed_at is None)
        for link_id, kind, starts_here, other_id, number, title, closed_at in rows
    ]


async def open_blockers(
    session: AsyncSession, actor: Actor, task_id: UUID
) -> list[tuple[str, str]]:
    """Return (number, title) of the open tasks that block a task and the actor may see."""
    rows = await session.execute(
        visible_to(actor)
        .with_only_columns(Task.number, Task.title)
        .join(TaskLink, TaskLink.from_task_id == Task.id)
        .where(TaskLink.to_task_id == task_id, TaskLink.kind == TaskLinkKind.BLOCKS,
               Task.closed_at.is_(None))
        .order_by(Task.id)
        .limit(10)
    )  # fmt: skip
    return [(number, title) for number, title in rows]


async def overlapping(
    session: AsyncSession, doer_id: UUID, starts_at: datetime, ends_at: datetime, *,
    but: UUID | None = None,
) -> list[Task]:  # fmt: skip
    """Return the doer's other open events within a span of time (UTC), by their beginning."""
    statement = events_of(doer_id, starts_at, ends_at)
    if but is not None:
        statement = statement.where(Task.id != but)
    found = await session.scalars(statement.order_by(Task.starts_at).limit(5))
    return list(found)


def events_of(doer_id: UUID, first: datetime, last: datetime) -> sa.Select[Task]:
    """Select a person's open events that touch a span of time (UTC)."""
    return sa.select(Task).where(
        Task.doer_id == doer_id, Task.closed_at.is_(None), Task.archived_at.is_(None),
        Task.starts_at < last, Task.ends_at > first,
    )  # fmt: skip


async def deferred_of(session: AsyncSession, actor: Actor, day: date) -> list[Task]:
    """Return the actor's own open tasks that are out of sight on a day, the next to return first."""
    found = await session.scalars(
        sa.select(Task)
        .where(Task.doer_id == actor.id, Task.closed_at.is_(None), Task.archived_at.is_(None),
               Task.deferred_until > day, stage_in_sight(actor))
        .order_by(Task.deferred_until, Task.id)
        .limit(100)
    )  # fmt: skip
    return list(found)


async def due_return_ids(session: AsyncSession, limit: int = 200) -> Sequence[UUID]:
    """Return the tasks that come back now, the oldest first."""
    found = await session.scalars(
        sa.select(Task.id)
        .where(Task.return_at <= clock.now())
        .order_by(Task.return_at)
        .limit(limit)
    )
    return found.all()
