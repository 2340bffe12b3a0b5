"""Tasks as rows of the one statement of small lists: of a person, of a project."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from admin.pages.small_rows import rows
from core.access.actor import Actor
from core.staff.models import StaffMember
from core.work.models import Stage, Task
from core.work.queries import visible_to


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a small list."""

    number: str
    title: str
    doer: str
    stage: str
    stage_kind: str
    due_on: date | None
    is_open: bool


def newest(visible: sa.Select[Any], record: Any, limit: int, *where: Any) -> sa.Select[UUID]:
    """Select the ids of the newest visible rows, for an IN."""
    few = visible.where(*where).order_by(record.id.desc()).limit(limit)
    inner = few.with_only_columns(record.id).subquery()
    return sa.select(inner.c.id)


def task_rows(actor: Actor, limit: int, **wanted: Any) -> sa.Select[Any]:
    """Select the open and the newest closed tasks with these columns, for `row_of`."""
    where = [getattr(Task, name) == value for name, value in wanted.items()]
    few = (
        visible_to(actor)
        .where(*where)
        .order_by(Task.closed_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id.desc())
        .limit(limit)
        .with_only_columns(Task.id)
        .subquery()
    )
    is_open = sa.case((Task.closed_at.is_(None), "1"), else_="")
    return (
        rows("task", Task.id, Task.title, Task.number, StaffMember.name, Stage.name, Stage.kind,
             Task.due_on, is_open)
        .join(Stage, Stage.id == Task.stage_id)
        .outerjoin(StaffMember, StaffMember.id == Task.doer_id)
        .where(Task.id.in_(sa.select(few.c.id)))
    )  # fmt: skip


def row_of(title: str, more: list[str]) -> TaskRow:
    """Read a row that `task_rows` selected."""
    number, doer, stage, stage_kind, due_on, is_open = more
    due = date.fromisoformat(due_on) if due_on else None
    return TaskRow(number, title, doer, stage, stage_kind, due, bool(is_open))
