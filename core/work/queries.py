"""Reading tasks, projects, workflows and reminders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from core.access.actor import Actor
from core.access.modules import Part
from core.access.permissions import Permission
from core.errors import NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.people.models import Customer
from core.staff.models import StaffMember
from core.staff.queries import actors_for
from core.work import policies
from core.work.directing import directed_staff, is_directed_to
from core.work.models import (
    Activity,
    Project,
    Reminder,
    Stage,
    Task,
    WorkKind,
    project_members,
)
from core.work.stage_rights import NOBODY, rights_of, sees_all, stage_in_sight
from core.work.workflow_queries import first_stage as first_stage
from core.work.workflow_queries import get_workflow as get_workflow
from core.work.workflow_queries import workflows as workflows

PAGE = 50


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as lists show it, names included."""

    task: Task
    stage: str
    stage_kind: str
    customer: str | None
    project: str | None
    doer: str | None


def visible_to(actor: Actor) -> sa.Select[Task]:
    """Select the tasks an actor may see: their own, their teams', or all with the right.

    An open activity directed to them makes a task theirs too. A task in a stage that is hidden
    from the actor is absent, whoever's it is.
    """
    tasks = _in_sight(actor)
    if actor.may(Permission.SEE_ALL_TASKS):
        return tasks
    return tasks.where(sa.or_(*_ways(actor))) if actor.kind == "staff" else tasks.where(sa.false())


def apart(actor: Actor) -> list[sa.Select[Task]]:
    """Select the tasks of `visible_to` in parts that have none in common.

    Each part is read along an index of its own (doer, responsible, team), where one condition with
    OR would fetch every row to see what is in it.
    """
    if actor.may(Permission.SEE_ALL_TASKS) or actor.kind != "staff":
        return [visible_to(actor)]
    ways = _ways(actor)
    return [
        _in_sight(actor).where(way, *(~sa.func.coalesce(one, sa.false()) for one in ways[:place]))
        for place, way in enumerate(ways)
    ]


def _in_sight(actor: Actor) -> sa.Select[Task]:
    tasks = sa.select(Task).where(Task.archived_at.is_(None))
    return tasks if sees_all(actor) else tasks.where(stage_in_sight(actor))


def _ways(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of which any makes a task theirs."""
    ways = [Task.doer_id == actor.id, Task.responsible_id == actor.id]
    if actor.team_ids:
        ways.append(Task.team_id.in_(actor.team_ids))
    return [*ways, is_directed_to(actor)]


def lines_for(actor: Actor) -> sa.Select[Any]:
    """Select visible tasks with the names that lists show."""
    return (
        visible_to(actor)
        .join(Stage, Stage.id == Task.stage_id)
        .outerjoin(Customer, Customer.id == Task.customer_id)
        .outerjoin(Project, Project.id == Task.project_id)
        .outerjoin(StaffMember, StaffMember.id == Task.doer_id)
        .add_columns(Stage.name, Stage.kind, Customer.name, Project.name, StaffMember.name)
    )


async def read_lines(session: AsyncSession, statement: sa.Select[Any]) -> list[TaskLine]:
    """Read what `lines_for` selects."""
    return [TaskLine(*row) for row in await session.execute(statement)]


BY_DUE = (Task.due_on.is_(None), Task.due_on, Task.due_time, Task.id)


async def get_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, lock: bool = False
) -> Task:
    """Return a task by number or id with its stage; raises NotFound when it is hidden."""
    identity = which if isinstance(which, UUID) else parse_id(which)
    statement = visible_to(actor).options(selectinload(Task.stage))
    statement = statement.where(Task.id == identity if identity else Task.number == str(which))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    task = await session.scalar(statement)
    if task is None:
        raise NotFound
    return task


async def task_line(session: AsyncSession, actor: Actor, which: str | UUID) -> TaskLine:
    """Return a task with the names its page shows; raises NotFound when it is hidden."""
    identity = which if isinstance(which, UUID) else parse_id(which)
    statement = lines_for(actor).where(
        Task.id == identity if identity else Task.number == str(which)
    )
    found = await read_lines(session, statement)
    if not found:
        raise NotFound
    return found[0]


async def my_tasks(session: AsyncSession, actor: Actor, *, limit: int = 100) -> list[TaskLine]:
    """Return the actor's own open tasks that are not deferred, the most urgent first."""
    statement = lines_for(actor).where(
        Task.doer_id == actor.id, Task.closed_at.is_(None), not_deferred(clock.today(actor.zone))
    )
    return await read_lines(session, statement.order_by(*BY_DUE).limit(limit))


async def tasks_due(
    session: AsyncSession, actor: Actor, day: date, *, limit: int = 50
) -> list[TaskLine]:
    """Return the actor's own open tasks due on a day or before it."""
    statement = lines_for(actor).where(
        Task.doer_id == actor.id, Task.closed_at.is_(None), Task.due_on <= day, not_deferred(day)
    )
    return await read_lines(session, statement.order_by(*BY_DUE).limit(limit))


async def tasks_of_customer(
    session: AsyncSession, actor: Actor, customer_id: UUID, *, limit: int = 50
) -> list[TaskLine]:
    """Return a customer's tasks, open ones first."""
    statement = lines_for(actor).where(Task.customer_id == customer_id)
    order = (Task.closed_at.is_not(None), *BY_DUE)
    return await read_lines(session, statement.order_by(*order).limit(limit))


async def tasks_of_request(
    session: AsyncSession, actor: Actor, contact_request_id: UUID
) -> list[TaskLine]:
    """Return the tasks made of a contact request."""
    statement = lines_for(actor).where(Task.contact_request_id == contact_request_id)
    return await read_lines(session, statement.order_by(Task.id))


async def task_page(
    session: AsyncSession, actor: Actor, *, done: bool = False, cursor: str | None = None,
    limit: int = PAGE,
) -> Page[TaskLine]:  # fmt: skip
    """Return visible tasks, newest first, one page at a time."""
    statement = lines_for(actor)
    statement = statement.where(Task.closed_at.is_not(None) if done else Task.closed_at.is_(None))
    after = decode_cursor(cursor)
    if after and (last := parse_id(str(after[0]))):
        statement = statement.where(Task.id < last)
    lines = await read_lines(session, statement.order_by(Task.id.desc()).limit(limit + 1))
    more = encode_cursor(lines[limit - 1].task.id) if len(lines) > limit else None
    return Page(lines[:limit], more)


async def count_due(session: AsyncSession, actor: Actor, day: date) -> tuple[int, int]:
    """Return how many own open tasks there are, and how many of them are due by a day."""
    row = await session.execute(
        _own_open(actor).with_only_columns(
            sa.func.count(), sa.func.count(sa.case((Task.due_on <= day, 1)))
        )
    )
    everything, due = row.one()
    return everything, due


def count_of_due(actor: Actor, day: date) -> sa.ScalarSelect[int]:
    """Select how many own open tasks are due by a day; for a statement of several counts."""
    due = _own_open(actor).where(Task.due_on <= day)
    return due.with_only_columns(sa.func.count()).scalar_subquery()


def count_of_open(actor: Actor) -> sa.ScalarSelect[int]:
    """Select how many own open tasks there are; for a statement of several counts."""
    return _own_open(actor).with_only_columns(sa.func.count()).scalar_subquery()


def not_deferred(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a task is not out of its doer's sight on a day."""
    return sa.or_(Task.deferred_until.is_(None), Task.deferred_until <= day)


def _own_open(actor: Actor) -> sa.Select[Any]:
    """Select the open tasks the actor does; without the other ways of seeing tasks it is quick."""
    own = sa.select(Task).where(
        Task.doer_id == actor.id, Task.closed_at.is_(None), Task.archived_at.is_(None),
        not_deferred(clock.today(actor.zone)),
    )  # fmt: skip
    return own if sees_all(actor) else own.where(stage_in_sight(actor))


async def who_sees_task(
    session: AsyncSession, task_id: UUID, staff_ids: Collection[UUID]
) -> set[UUID]:
    """Return those of the staff who may see a task now: for telling them of it."""
    task = await session.scalar(
        sa.select(Task).where(Task.id == task_id).options(selectinload(Task.stage))
    )
    if task is None or task.is_archived:
        return set()
    actors = await actors_for(session, staff_ids)
    rights = {} if task.stage.sees_all else await rights_of(session, [task.stage_id])
    named = rights.get(task.stage_id, NOBODY)
    directed = await session.scalars(directed_staff(task_id).where(Activity.staff_id.in_(actors)))
    theirs = set(directed)
    return {
        key for key, actor in actors.items()
        if actor.has(Part.WORK) and (key in theirs or policies.can_see_task(actor, task))
        and policies.can_see_stage(actor, task.stage, named)
    }  # fmt: skip


def projects_visible_to(actor: Actor) -> sa.Select[Project]:
    """Select the projects an actor may see: everybody on the staff, all."""
    query = sa.select(Project)
    return query if actor.kind != "customer" else query.where(sa.false())


async def get_project(session: AsyncSession, project_id: UUID, *, lock: bool = False) -> Project:
    """Return a project; raises NotFound."""
    statement = sa.select(Project).where(Project.id == project_id)
    if lock:
        statement = statement.with_for_update()
    project = await session.scalar(statement)
    if project is None:
        raise NotFound
    return project


async def project_list(
    session: AsyncSession, *, customer_id: UUID | None = None, open_only: bool = True
) -> Sequence[tuple[Project, str | None]]:
    """Return projects with their customers' names, by customer and name."""
    statement = (
        sa.select(Project, Customer.name)
        .outerjoin(Customer, Customer.id == Project.customer_id)
        .where(Project.archived_at.is_(None))
        .order_by(Customer.folded_name, Project.name)
    )
    if customer_id is not None:
        statement = statement.where(Project.customer_id == customer_id)
    if open_only:
        statement = statement.where(Project.closed_at.is_(None))
    return [(project, name) for project, name in await session.execute(statement)]


async def tasks_of_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, limit: int = 50
) -> list[TaskLine]:
    """Return a project's tasks, open ones first."""
    statement = lines_for(actor).where(Task.project_id == project_id)
    order = (Task.closed_at.is_not(None), *BY_DUE)
    return await read_lines(session, statement.order_by(*order).limit(limit))


async def members_of_project(session: AsyncSession, project_id: UUID) -> list[tuple[UUID, str]]:
    """Return (id, name) of the people attached to a project, by name."""
    rows = await session.execute(
        sa.select(StaffMember.id, StaffMember.name)
        .join(project_members, project_members.c.staff_id == StaffMember.id)
        .where(project_members.c.project_id == project_id)
        .order_by(StaffMember.name)
    )
    return [(key, name) for key, name in rows]


async def work_kinds(session: AsyncSession) -> Sequence[WorkKind]:
    """Return the kinds of work an entry may carry."""
    found = await session.scalars(
        sa.select(WorkKind).where(WorkKind.archived_at.is_(None)).order_by(WorkKind.name)
    )
    return found.all()


async def my_reminders(
    session: AsyncSession, actor: Actor, *, days: int = 31
) -> Sequence[Reminder]:
    """Return the actor's coming reminders."""
    until = clock.now() + timedelta(days=days)
    found = await session.scalars(
        sa.select(Reminder)
        .where(Reminder.staff_id == actor.id, Reminder.done_at.is_(None),
               Reminder.remind_at <= until)
        .order_by(Reminder.remind_at)
    )  # fmt: skip
    return found.all()


async def reminders_of_task(
    session: AsyncSession, actor: Actor, task_id: UUID
) -> Sequence[Reminder]:
    """Return the actor's own coming reminders about a task."""
    found = await session.scalars(
        sa.select(Reminder)
        .where(Reminder.task_id == task_id, Reminder.staff_id == actor.id,
               Reminder.done_at.is_(None))
        .order_by(Reminder.remind_at)
    )  # fmt: skip
    return found.all()


async def find_projects(
    session: AsyncSession, text: str, *, customer_id: UUID | None = None, limit: int = 20
) -> Sequence[tuple[Project, str | None]]:
    """Return open projects whose name holds the text, with their customers' names."""
    statement = (
        sa.select(Project, Customer.name)
        .outerjoin(Customer, Customer.id == Project.customer_id)
        .where(Project.archived_at.is_(None), Project.closed_at.is_(None))
        .order_by(Project.name, Project.id)
        .limit(limit)
    )
    if customer_id is not None:
        statement = statement.where(Project.customer_id == customer_id)
    if text.strip():
        statement = statement.where(Project.name.icontains(text.strip(), autoescape=True))
    return [(project, name) for project, name in await session.execute(statement)]


async def project_names(session: AsyncSession, project_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of projects by id."""
    if not project_ids:
        return {}
    rows = await session.execute(
        sa.select(Project.id, Project.name).where(Project.id.in_(project_ids))
    )
    return {row.id: row.name for row in rows}


async def due_reminder_ids(session: AsyncSession, limit: int = 200) -> Sequence[UUID]:
    """Return the reminders whose moment has come, the oldest first."""
    found = await session.scalars(
        sa.select(Reminder.id)
        .where(Reminder.done_at.is_(None), Reminder.remind_at <= clock.now())
        .order_by(Reminder.remind_at)
        .limit(limit)
    )
    return found.all()


async def due_task_ids(session: AsyncSession, limit: int = 200) -> Sequence[UUID]:
    """Return the open tasks whose doer is to be told now, the oldest first."""
    found = await session.scalars(
        sa.select(Task.id)
        .where(Task.closed_at.is_(None), Task.remind_at <= clock.now())
        .order_by(Task.remind_at)
        .limit(limit)
    )
    return found.all()
