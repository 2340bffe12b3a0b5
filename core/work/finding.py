"""Finding a task by what people say of it."""

import re

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from core.access.actor import Actor
from core.kit import clock
from core.work.models import Task
from core.work.queries import visible_to

_SPOKEN = re.compile(r"T-(?:(\d{4})-)?0*(\d{1,9})", re.IGNORECASE)
OWN = 200
"""So many own tasks are looked through for the words of a title."""
LATE_YEARS = 10
"""A number without its year is looked for so far back, by the index of numbers."""


async def find_spoken(session: AsyncSession, actor: Actor, text: str) -> Task | None:
    """Return the task people mean by `T-2026-0042`, or by `T-42` the newest of late years."""
    found = _SPOKEN.fullmatch(text.strip())
    if found is None:
        return None
    this = clock.now().year
    years = [found[1]] if found[1] else range(this - LATE_YEARS, this + 2)
    numbers = [f"T-{year}-{int(found[2]):04}" for year in years]
    query = visible_to(actor).options(selectinload(Task.stage))
    query = query.where(Task.number.in_(numbers), Task.archived_at.is_(None))
    task: Task | None = await session.scalar(query.order_by(Task.id.desc()).limit(1))
    return task


async def own_open(session: AsyncSession, actor: Actor) -> list[Task]:
    """Return the open tasks the actor does, for finding one by words of its title; the newest."""
    query = visible_to(actor).options(selectinload(Task.stage))
    query = query.where(Task.doer_id == actor.id, Task.closed_at.is_(None))
    return list(await session.scalars(query.order_by(Task.id.desc()).limit(OWN)))
