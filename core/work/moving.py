"""Moving tasks through their workflow."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound, check_version
from core.events.bus import record
from core.kit import clock
from core.work import events, policies, queries
from core.work.changing import facts, plan_reminding
from core.work.errors import StageElsewhere, TaskAlreadyDone, TaskNotDone
from core.work.models import Stage, StageKind, Task


async def move_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, stage_id: UUID,
    version: int | None = None,
) -> Task:  # fmt: skip
    """Move a task to another stage of its workflow; a done or lost stage closes it."""
    task = await queries.get_task(session, actor, which, lock=True)
    require(policies.can_change_task(actor, task))
    check_version(task.version, version)
    stage = await session.get(Stage, stage_id)
    if stage is None:
        raise NotFound
    if stage.workflow_id != task.workflow_id:
        raise StageElsewhere(stage=stage.name)
    if stage.id != task.stage_id:
        await _stand_in(session, actor, task, stage)
    return task


async def complete_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, version: int | None = None
) -> Task:
    """Move a task to the done stage of its workflow; raises TaskAlreadyDone."""
    task = await queries.get_task(session, actor, which, lock=True)
    require(policies.can_change_task(actor, task))
    check_version(task.version, version)
    if not task.is_open:
        raise TaskAlreadyDone(number=task.number)
    stage = await queries.first_stage(session, task.workflow_id, StageKind.DONE)
    await _stand_in(session, actor, task, stage or task.stage, done=True)
    return task


async def reopen_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, version: int | None = None
) -> Task:
    """Move a closed task back to the first open stage; raises TaskNotDone."""
    task = await queries.get_task(session, actor, which, lock=True)
    require(policies.can_change_task(actor, task))
    check_version(task.version, version)
    if task.is_open:
        raise TaskNotDone(number=task.number)
    stage = await queries.first_stage(session, task.workflow_id, StageKind.OPEN)
    await _stand_in(session, actor, task, stage or task.stage, done=False)
    return task


async def _stand_in(
    session: AsyncSession, actor: Actor, task: Task, stage: Stage, *, done: bool | None = None
) -> None:
    """Put a task into a stage and record what that means."""
    before, was_open = task.stage.name, task.is_open
    is_open = not (stage.kind in (StageKind.DONE, StageKind.LOST) if done is None else done)
    task.stage_id, task.stage = stage.id, stage
    if is_open != was_open:
        task.closed_at = None if is_open else clock.now()
        await plan_reminding(session, actor, task, actor.zone)
    await session.flush()
    if before != stage.name:
        moved = events.TaskMoved(**facts(task), from_stage=before, to_stage=stage.name)
        await record(session, actor, moved)
    if was_open and not is_open:
        completed = events.TaskCompleted(
            **facts(task), contact_request_id=task.contact_request_id, doer_id=task.doer_id
        )
        await record(session, actor, completed)
    elif is_open and not was_open:
        await record(session, actor, events.TaskReopened(**facts(task)))
