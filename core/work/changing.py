"""What every change of work shares: setting fields, fitting projects, planning the reminding."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.events.bus import plain
from core.kit import clock
from core.staff.models import StaffMember
from core.work import due
from core.work.checking import check_span
from core.work.errors import ProjectClosed, ProjectOfAnotherCustomer
from core.work.models import Project, Task

Changes = dict[str, list[Any]]
"""Field -> [before, after], as JSON values."""


def apply_changes(row: Any, changes: dict[str, Any], allowed: Iterable[str]) -> Changes:
    """Set allowed fields and return those that differ; another field is a TypeError."""
    changed: Changes = {}
    for name, value in changes.items():
        if name not in allowed:
            raise TypeError(f"{type(row).__name__}.{name} cannot be changed here")
        if (before := getattr(row, name)) != value:
            changed[name] = [plain(before), plain(value)]
            setattr(row, name, value)
    return changed


async def check_project(
    session: AsyncSession, project_id: UUID | None, customer_id: UUID | None
) -> UUID | None:
    """Return the customer, the project's own when a project but no customer is given.

    Raises ProjectOfAnotherCustomer, ProjectClosed, NotFound.
    """
    if project_id is None:
        return customer_id
    project = await session.get(Project, project_id)
    if project is None:
        raise NotFound
    if customer_id is not None and project.customer_id not in (None, customer_id):
        raise ProjectOfAnotherCustomer(project=project.name)
    if project.closed_at is not None or project.archived_at is not None:
        raise ProjectClosed(project=project.name)
    return customer_id or project.customer_id


async def fit_times(session: AsyncSession, actor: Actor, task: Task, zone: str) -> None:
    """Let an event be due when it begins, and set when the task returns and is told of next."""
    check_span(task.starts_at, task.ends_at)
    zone = await _zone_of_doer(session, actor, task, zone)
    if task.starts_at is not None:
        wall = clock.local(task.starts_at, zone)
        task.due_on, task.due_time = wall.date(), wall.time().replace(second=0, microsecond=0)
    returns = clock.at(task.deferred_until, due.MORNING, zone) if task.deferred_until else None
    task.return_at = returns if returns and returns > clock.now() else None
    _plan(task, zone)


async def plan_reminding(session: AsyncSession, actor: Actor, task: Task, zone: str) -> None:
    """Set when the doer is told next; nobody is told of a task without doer."""
    _plan(task, await _zone_of_doer(session, actor, task, zone))


def _plan(task: Task, zone: str) -> None:
    if task.doer_id is None or task.due_on is None or not task.is_open:
        task.remind_at = None
        return
    moment = max(clock.now(), task.return_at or clock.now())
    task.remind_at = due.next_moment(task.due_on, task.due_time, zone, moment)


async def _zone_of_doer(session: AsyncSession, actor: Actor, task: Task, zone: str) -> str:
    if task.doer_id is None:
        return zone
    if task.doer_id == actor.id:
        return actor.zone
    statement = sa.select(StaffMember.zone).where(StaffMember.id == task.doer_id)
    return await session.scalar(statement) or zone


def facts(task: Task) -> dict[str, Any]:
    """Return what every event of a task says."""
    return {"task_id": task.id, "number": task.number, "title": task.title}
