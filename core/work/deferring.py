"""Putting tasks aside until a day, and telling their doers when they are back."""

from datetime import date, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.errors import Invalid
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.staff.models import StaffMember
from core.work import task_events as events
from core.work.changing import facts
from core.work.models import Task
from core.work.tasks import change_task

MORNING = time(7)


async def defer_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, until: date | None,
    version: int | None = None,
) -> Task:  # fmt: skip
    """Put a task out of its doer's sight until a day to come; None brings it back now."""
    if until is not None and until <= clock.today(actor.zone):
        raise Invalid(_("Choose a day that is still to come."), field="deferred_until")
    return await change_task(session, actor, which, version=version, deferred_until=until)


async def bring_back(session: AsyncSession, task_id: UUID) -> bool:
    """Tell a task's doer that it is back; False when another worker did, or nobody is to know."""
    task = await session.scalar(
        sa.select(Task)
        .where(Task.id == task_id, Task.return_at <= clock.now())
        .with_for_update(skip_locked=True)
    )
    if task is None:
        return False
    task.return_at = None
    doer = await session.get(StaffMember, task.doer_id) if task.doer_id else None
    await session.flush()
    if not task.is_open or task.is_archived:
        return False
    await record(session, system("deferred until today"), events.TaskCameBack(
        **facts(task), doer_id=doer.id if doer and doer.is_active else None,
        deferred_until=task.deferred_until, customer_id=task.customer_id,
    ))  # fmt: skip
    return True
