"""Changing the stages of workflows: their rules, their order, putting one away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound, check_version
from core.events.bulk import record_many
from core.events.bus import plain, record
from core.kit import clock
from core.work import events, policies, queries
from core.work.changing import Changes, apply_changes
from core.work.errors import NameTaken, StageElsewhere, StageInUse, TooManyStages
from core.work.models import Stage, StageColor, StageKind, Task, Workflow
from core.work.naming import clean_name
from core.work.stage_fields import CHANGEABLE, clean_rules, keep_rights
from core.work.standing import ENDS
from core.work.workflows import STEP, check_stages


async def create_stage(
    session: AsyncSession, actor: Actor, *, workflow_id: UUID, name: str,
    kind: StageKind = StageKind.OPEN, position: int | None = None,
) -> Stage:  # fmt: skip
    """Add a step: after the last one of the same sort, ends last; raises NameTaken.

    The stage before it leads to it, so that tasks get there.
    """
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    name, kind = clean_name(name), StageKind(kind)
    _refuse_twin_stage(workflow, name)
    _refuse_too_many(workflow)
    stage = Stage(
        workflow_id=workflow_id, name=name, kind=kind, color=_COLORS[kind], moves_to=None,
        position=position or 0,
    )  # fmt: skip
    session.add(stage)
    await session.flush()
    await record(session, actor, events.StageCreated(stage.id, workflow_id, name))
    others = [one for one in workflow.stages if not one.is_archived]
    if position is None:
        at = next((place for place, one in enumerate(others)
                   if kind not in ENDS and one.kind in ENDS), len(others))  # fmt: skip
        ordered = [*others[:at], stage, *others[at:]]
        await _number(session, actor, ordered)
        if at:
            await _lead_to(session, actor, others[at - 1], stage)
    return stage


MOST_STAGES = 14
"""More than this is read by nobody; the matrix of steps stays one form."""
_COLORS = {
    StageKind.OPEN: StageColor.BLUE, StageKind.WAITING: StageColor.YELLOW,
    StageKind.DONE: StageColor.GREEN, StageKind.LOST: StageColor.GREY,
}  # fmt: skip


async def change_stage(
    session: AsyncSession, actor: Actor, stage_id: UUID, *, version: int | None = None,
    **changes: Any,
) -> Stage:  # fmt: skip
    """Change a stage's name, kind and rules (`stage_fields.CHANGEABLE`, and `rights`).

    `rights` are (team or role id, may use) of everybody the stage names. The workflow keeps an
    open and a done stage. Raises NameTaken, WorkflowNeedsStages, Changed, Invalid.
    """
    require(policies.can_manage_workflows(actor))
    workflow, stage = await _stage_of(session, stage_id)
    check_version(stage.version, version)
    if "name" in changes:
        changes["name"] = clean_name(changes["name"])
        _refuse_twin_stage(workflow, changes["name"], but=stage.id)
    rights = changes.pop("rights", None)
    changes = await clean_rules(session, workflow, stage, changes, rights)
    changed = apply_changes(stage, changes, CHANGEABLE)
    if "kind" in changed:
        check_stages(workflow)
    if rights is not None:
        changed |= await keep_rights(session, stage, rights)
    if changed:
        await _changed(session, actor, stage, changed)
    return stage


async def order_stages(
    session: AsyncSession, actor: Actor, workflow_id: UUID, stage_ids: Sequence[UUID]
) -> Workflow:
    """Put a workflow's stages in this order; those not named keep theirs behind them."""
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    by_id = {one.id: one for one in workflow.stages}
    named = [by_id[key] for key in dict.fromkeys(stage_ids) if key in by_id]
    rest = [one for one in workflow.stages if one not in named]
    await _number(session, actor, [*named, *rest])
    return workflow


async def set_moves(
    session: AsyncSession, actor: Actor, workflow_id: UUID, allowed: dict[UUID, set[UUID]], *,
    seen: int | None = None,
) -> Workflow:  # fmt: skip
    """Say from each stage to which others tasks may go; every other one means: anywhere.

    `seen` is the sum of the stages' versions when they were shown; raises Changed.
    """
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    stages = [one for one in workflow.stages if not one.is_archived]
    check_version(sum(one.version for one in stages), seen)
    for stage in stages:
        others = [one.id for one in stages if one.id != stage.id]
        chosen = [str(key) for key in others if key in allowed.get(stage.id, set())]
        moves_to = None if len(chosen) == len(others) else chosen
        if changed := apply_changes(stage, {"moves_to": moves_to}, ("moves_to",)):
            await _changed(session, actor, stage, changed)
    return workflow


async def archive_stage(
    session: AsyncSession, actor: Actor, stage_id: UUID, *, version: int | None = None,
    move_to: UUID | None = None,
) -> Stage:  # fmt: skip
    """Put a stage away; raises StageInUse while open tasks stand in it, unless they may move on.

    `move_to` is another open or waiting stage of the workflow that takes them.
    """
    require(policies.can_manage_workflows(actor))
    workflow, stage = await _stage_of(session, stage_id)
    check_version(stage.version, version)
    if stage.is_archived:
        return stage
    # Who is moving a task here holds the row: they come first, and their task is counted.
    await session.execute(sa.select(Stage.id).where(Stage.id == stage.id).with_for_update())
    if move_to is not None:
        await _empty(session, actor, workflow, stage, move_to)
    standing = await session.scalar(_standing(sa.select(Task.id), stage.id).limit(1))
    if standing is not None:
        raise StageInUse(stage=stage.name)
    stage.archived_at = clock.now()
    check_stages(workflow)
    await session.flush()
    await record(session, actor, events.StageArchived(stage.id, workflow.id, stage.name))
    return stage


async def restore_stage(session: AsyncSession, actor: Actor, stage_id: UUID) -> Stage:
    """Take a stage that was put away back into use."""
    require(policies.can_manage_workflows(actor))
    workflow, stage = await _stage_of(session, stage_id)
    if stage.is_archived:
        _refuse_too_many(workflow)
        changed: Changes = {"archived_at": [plain(stage.archived_at), None]}
        stage.archived_at = None
        await _changed(session, actor, stage, changed)
    return stage


async def _empty(
    session: AsyncSession, actor: Actor, workflow: Workflow, stage: Stage, move_to: UUID
) -> None:
    """Move a stage's open tasks to another one at once; each has it in its history."""
    target = next((one for one in workflow.stages if one.id == move_to), None)
    if target is None or target.is_archived or target.id == stage.id or target.kind in ENDS:
        raise StageElsewhere(stage=target.name if target else "")
    rows = await session.execute(
        _standing(sa.update(Task), stage.id)
        .values(stage_id=target.id, stage_since=clock.now(), version=Task.version + 1)
        .returning(Task.id, Task.number, Task.title)
        .execution_options(synchronize_session=False)
    )
    await record_many(session, [
        (actor, events.TaskMoved(
            row.id, row.number, row.title, from_stage=stage.name, to_stage=target.name,
            from_stage_id=stage.id, to_stage_id=target.id, quietly=True,
        ))
        for row in rows
    ])  # fmt: skip


def _standing(statement: Any, stage_id: UUID) -> Any:
    return statement.where(
        Task.stage_id == stage_id, Task.closed_at.is_(None), Task.archived_at.is_(None)
    )


async def _number(session: AsyncSession, actor: Actor, stages: Sequence[Stage]) -> None:
    for place, stage in enumerate(stages, 1):
        if changed := apply_changes(stage, {"position": STEP * place}, ("position",)):
            await _changed(session, actor, stage, changed)


async def _lead_to(session: AsyncSession, actor: Actor, before: Stage, stage: Stage) -> None:
    if before.moves_to is not None:
        onward = {"moves_to": [*before.moves_to, str(stage.id)]}
        await _changed(session, actor, before, apply_changes(before, onward, ("moves_to",)))


async def _changed(session: AsyncSession, actor: Actor, stage: Stage, changed: Changes) -> None:
    await session.flush()
    fact = events.StageChanged(stage.id, stage.workflow_id, stage.name, changed)
    await record(session, actor, fact)


async def _stage_of(session: AsyncSession, stage_id: UUID) -> tuple[Workflow, Stage]:
    workflow_id = await session.scalar(sa.select(Stage.workflow_id).where(Stage.id == stage_id))
    if workflow_id is None:
        raise NotFound
    workflow = await queries.get_workflow(session, workflow_id)
    return workflow, next(stage for stage in workflow.stages if stage.id == stage_id)


def _refuse_too_many(workflow: Workflow) -> None:
    if sum(not one.is_archived for one in workflow.stages) >= MOST_STAGES:
        raise TooManyStages(workflow=workflow.name, most=MOST_STAGES)


def _refuse_twin_stage(workflow: Workflow, name: str, but: UUID | None = None) -> None:
    if any(stage.name == name and stage.id != but for stage in workflow.stages):
        raise NameTaken(name=name)
