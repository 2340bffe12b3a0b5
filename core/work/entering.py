"""What entering a stage brings, and whether a new task may begin in one."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.staff.models import StaffMember
from core.work.models import Task
from core.work.standing import hold_limit, standing_of


async def give_doer(session: AsyncSession, task: Task) -> bool:
    """Give a task without doer to the one its stage names; False when nothing changed."""
    chosen = task.stage.default_doer_id
    if task.doer_id is not None or chosen is None:
        return False
    works_here = sa.select(StaffMember.id).where(
        StaffMember.id == chosen, StaffMember.deactivated_at.is_(None)
    )
    task.doer_id = await session.scalar(works_here)
    return task.doer_id is not None


async def check_beginning(session: AsyncSession, actor: Actor, task: Task) -> None:
    """Raise what the rules of its stage refuse to a new task; the system is refused nothing.

    What customers ask for becomes a task whatever a stage demands: nothing is lost.
    """
    stage = task.stage
    has_rules = (
        not stage.sees_all or not stage.uses_all or stage.required or stage.wip_limit is not None
    )
    if actor.kind == "system" or not has_rules:
        return
    await hold_limit(session, stage)
    standing = await standing_of(session, actor, task)
    if why := standing.entry_refusal(actor, stage):
        raise why
