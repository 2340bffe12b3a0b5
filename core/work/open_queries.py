"""What is open: of a customer, of a colleague, and what is late. Only what the actor may see."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.work.models import Task
from core.work.queries import BY_DUE, TaskLine, lines_for, read_lines

LATE_DAYS = 60
"""Others' tasks that are late for longer are no news."""


async def open_for(
    session: AsyncSession, actor: Actor, *, customer_id: UUID | None = None,
    doer_id: UUID | None = None, limit: int = 50,
) -> list[TaskLine]:  # fmt: skip
    """Return the open tasks of a customer or of a doer, the most urgent first."""
    statement = lines_for(actor).where(Task.closed_at.is_(None))
    if customer_id is not None:
        statement = statement.where(Task.customer_id == customer_id)
    if doer_id is not None:
        statement = statement.where(Task.doer_id == doer_id)
    return await read_lines(session, statement.order_by(*BY_DUE).limit(limit))


async def late_of(
    session: AsyncSession, actor: Actor, day: date, *, limit: int = 50
) -> list[TaskLine]:
    """Return the actor's own open tasks that were due before a day, the latest first."""
    statement = lines_for(actor).where(
        Task.doer_id == actor.id, Task.closed_at.is_(None), Task.due_on < day
    )
    return await read_lines(session, statement.order_by(*BY_DUE).limit(limit))


async def late_of_others(
    session: AsyncSession, actor: Actor, day: date, *, limit: int = 50
) -> list[TaskLine]:
    """Return others' open tasks that were due in the weeks before a day, the newest first."""
    statement = lines_for(actor).where(
        Task.doer_id.is_distinct_from(actor.id), Task.closed_at.is_(None),
        Task.due_on < day, Task.due_on >= day - timedelta(days=LATE_DAYS),
    )  # fmt: skip
    return await read_lines(
        session, statement.order_by(Task.due_on.desc(), Task.id.desc()).limit(limit)
    )
