"""Whom activities are directed to, as a condition on tasks."""

from uuid import UUID

import sqlalchemy as sa

from core.access.actor import Actor
from core.db.few import is_one_of
from core.work.models import Activity, Task


def is_directed_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Tell whether an open activity on a task is directed to the actor."""
    return is_one_of(Task.id, sa.select(Activity.task_id).where(
        Activity.staff_id == actor.id, Activity.done_at.is_(None), Activity.removed_at.is_(None),
    ))  # fmt: skip


def directed_staff(task_id: UUID) -> sa.Select[UUID]:
    """Select whom open activities on a task are directed to."""
    return sa.select(Activity.staff_id).where(
        Activity.task_id == task_id, Activity.done_at.is_(None), Activity.removed_at.is_(None)
    )
