"""Finding a task by what people say of it."""

import re

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from core.access.actor import Actor
from core.kit import clock
from core.work.models import Task
from core.work.queries import visible_to

_SPOKEN = re.compile(r"T-(?:(\d{4})-)?0*(\d{1,9})", re.IGNORECASE)
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
