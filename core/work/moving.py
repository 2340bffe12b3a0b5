"""Moving tasks through their workflow, by its rules: see `standing`."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import DomainError, NotFound, check_version
from core.events.bus import record
from core.kit import clock
from core.work import entering, events, policies, queries
from core.work import stage_refusals as refusals
from core.work.changing import facts, plan_reminding
from core.work.errors import StageElsewhere, TaskAlreadyDone, TaskNotDone
from core.work.models import Stage, StageKind, Task
from core.work.standing import ENDS, Standing, hold_limit, moves, names_of_groups, standing_of

__all__ = ["complete_task", "move_task", "moves", "reopen_task"]


async def move_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, stage_id: UUID,
    version: int | None = None,
) -> Task:  # fmt: skip
    """Move a task to another stage of its workflow; a done or lost stage closes it.

    Raises what the rules refuse (`stage_refusals`), NotFound for a stage hidden from the actor.
    """
    task = await _load(session, actor, which, version)
    if stage_id == task.stage_id:
        return task
    standing = await standing_of(session, actor, task)
    stage = next((one for one in standing.seen_by(actor) if one.id == stage_id), None)
    if stage is None:
        await _refuse_strange(session, stage_id, task)
        raise NotFound
    if why := standing.refusal(actor, stage):
        raise why
    await _stand_in(session, actor, task, stage)
    return task


async def complete_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, version: int | None = None
) -> Task:
    """Move a task to the first done stage its workflow lets it go to; raises TaskAlreadyDone."""
    task = await _load(session, actor, which, version)
    if not task.is_open:
        raise TaskAlreadyDone(number=task.number)
    standing = await standing_of(session, actor, task)
    await _stand_in(session, actor, task, _first_of(standing, actor, StageKind.DONE), done=True)
    return task


async def reopen_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, version: int | None = None
) -> Task:
    """Move a closed task back to the first open stage it may go to; raises TaskNotDone."""
    task = await _load(session, actor, which, version)
    if task.is_open:
        raise TaskNotDone(number=task.number)
    standing = await standing_of(session, actor, task)
    await _stand_in(session, actor, task, _first_of(standing, actor, StageKind.OPEN), done=False)
    return task


async def _load(
    session: AsyncSession, actor: Actor, which: str | UUID, version: int | None
) -> Task:
    task = await queries.get_task(session, actor, which, lock=True)
    require(policies.can_change_task(actor, task))
    check_version(task.version, version)
    return task


async def _refuse_strange(session: AsyncSession, stage_id: UUID, task: Task) -> None:
    """A stage of another workflow is named, unless it is hidden."""
    stage = await session.get(Stage, stage_id)
    if stage is not None and stage.workflow_id != task.workflow_id and stage.sees_all:
        raise StageElsewhere(stage=stage.name)


def _first_of(standing: Standing, actor: Actor, kind: StageKind) -> Stage:
    """Return the first stage of a kind that the task may go to; raises why not to the first."""
    here = standing.here
    if here.kind == kind:  # closed or opened where it stands: a stage whose kind was changed
        return here
    why: DomainError | None = None
    for stage in _of_kind(standing.seen_by(actor), kind):
        refusal = standing.refusal(actor, stage)
        if refusal is None:
            return stage
        why = why or refusal
    hidden = _of_kind([one for one in standing.stages if not one.is_archived], kind)
    raise why or _hidden(standing, hidden)


def _of_kind(stages: Sequence[Stage], kind: StageKind) -> list[Stage]:
    return [one for one in stages if one.kind == kind]


def _hidden(standing: Standing, stages: Sequence[Stage]) -> DomainError:
    names = names_of_groups(standing.rights, stages)
    if not names:
        return refusals.NothingFollows(here=standing.here.name)
    return refusals.NobodySees(names=refusals.listed(names))


async def _stand_in(
    session: AsyncSession, actor: Actor, task: Task, stage: Stage, *, done: bool | None = None
) -> None:
    """Put a task into a stage and record what that means; raises StageFull to who comes second."""
    if stage.id != task.stage_id and await hold_limit(session, stage):
        standing = await standing_of(session, actor, task)  # counted anew: nobody else gets in now
        if why := standing.entry_refusal(actor, stage):
            raise why
    before, since, was_open = task.stage, task.stage_since, task.is_open
    is_open = not (stage.kind in ENDS if done is None else done)
    task.stage_id, task.stage = stage.id, stage
    if stage.id != before.id:
        task.stage_since = clock.now()
    is_given = is_open and await entering.give_doer(session, task)
    if is_open != was_open:
        task.closed_at = None if is_open else clock.now()
    if is_open != was_open or is_given:
        await plan_reminding(session, actor, task, actor.zone)
    await session.flush()
    if stage.id != before.id:
        await record(session, actor, events.TaskMoved(
            **facts(task), from_stage=before.name, to_stage=stage.name,
            from_stage_id=before.id, to_stage_id=stage.id, left_since=since,
        ))  # fmt: skip
    if is_given:
        await record(session, actor, events.TaskAssigned(
            **facts(task), doer_id=task.doer_id, due_on=task.due_on
        ))  # fmt: skip
    if was_open != is_open:
        await record(session, actor, _ended(task) if was_open else _begun(task))


def _ended(task: Task) -> events.TaskCompleted:
    return events.TaskCompleted(
        **facts(task), contact_request_id=task.contact_request_id, doer_id=task.doer_id
    )


def _begun(task: Task) -> events.TaskReopened:
    return events.TaskReopened(**facts(task))
