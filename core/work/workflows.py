"""Changing workflows and their stages."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound, check_version
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import N_, _, use_language
from core.settings.queries import load_company
from core.work import events, policies, queries
from core.work.changing import apply_changes
from core.work.errors import DefaultWorkflowStays, NameTaken, StageInUse, WorkflowNeedsStages
from core.work.models import Stage, StageKind, Task, Workflow
from core.work.projects import clean_name

DEFAULT_NAME = N_("Work")
DEFAULT_STAGES = (
    (N_("New"), StageKind.OPEN),
    (N_("In work"), StageKind.OPEN),
    (N_("Waiting"), StageKind.WAITING),
    (N_("Done"), StageKind.DONE),
    (N_("Cancelled"), StageKind.LOST),
)
STEP = 10


async def seed_default_workflow(session: AsyncSession, actor: Actor) -> Workflow:
    """Return the default workflow; the first time make it, named in the company's language."""
    found = await session.scalar(
        sa.select(Workflow).where(Workflow.is_default, Workflow.archived_at.is_(None)).limit(1)
    )
    if found is not None:
        return found
    with use_language((await load_company(session)).language):
        workflow = Workflow(name=_(DEFAULT_NAME), is_default=True)
        workflow.stages = [
            Stage(name=_(name), kind=kind, position=STEP * place)
            for place, (name, kind) in enumerate(DEFAULT_STAGES, 1)
        ]
    session.add(workflow)
    await session.flush()
    await record(session, actor, events.WorkflowCreated(workflow.id, workflow.name))
    return workflow


async def create_workflow(
    session: AsyncSession, actor: Actor, *, name: str, is_default: bool = False
) -> Workflow:
    """Add a process with an open and a done stage to begin with; raises NameTaken."""
    require(policies.can_manage_workflows(actor))
    name = clean_name(name)
    await _refuse_twin_workflow(session, name)
    workflow = Workflow(name=name)
    workflow.stages = [
        Stage(name=_("New"), kind=StageKind.OPEN, position=STEP),
        Stage(name=_("Done"), kind=StageKind.DONE, position=2 * STEP),
    ]
    session.add(workflow)
    await session.flush()
    if is_default:
        await _make_default(session, workflow)
    await record(session, actor, events.WorkflowCreated(workflow.id, workflow.name))
    return workflow


async def change_workflow(
    session: AsyncSession, actor: Actor, workflow_id: UUID, *, version: int | None = None,
    name: str | None = None, is_default: bool | None = None,
) -> Workflow:  # fmt: skip
    """Rename a workflow or make it the default one; the default one stays until another is."""
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    check_version(workflow.version, version)
    changes: dict[str, list[Any]] = {}
    if name is not None and (name := clean_name(name)) != workflow.name:
        await _refuse_twin_workflow(session, name, but=workflow.id)
        changes["name"] = [workflow.name, name]
        workflow.name = name
    if is_default is not None and is_default != workflow.is_default:
        if not is_default:
            raise DefaultWorkflowStays(workflow=workflow.name)
        _check_stages(workflow)
        await _make_default(session, workflow)
        changes["is_default"] = [False, True]
    if changes:
        await session.flush()
        await record(session, actor, events.WorkflowChanged(workflow.id, workflow.name, changes))
    return workflow


async def archive_workflow(
    session: AsyncSession, actor: Actor, workflow_id: UUID, *, version: int | None = None
) -> Workflow:
    """Put a workflow away; its tasks go on. Raises DefaultWorkflowStays."""
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    check_version(workflow.version, version)
    if workflow.is_default:
        raise DefaultWorkflowStays(workflow=workflow.name)
    if not workflow.is_archived:
        workflow.archived_at = clock.now()
        await session.flush()
        await record(session, actor, events.WorkflowArchived(workflow.id, workflow.name))
    return workflow


async def create_stage(
    session: AsyncSession, actor: Actor, *, workflow_id: UUID, name: str,
    kind: StageKind = StageKind.OPEN, position: int | None = None,
) -> Stage:  # fmt: skip
    """Add a step, by default after the last one; raises NameTaken."""
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    name = clean_name(name)
    _refuse_twin_stage(workflow, name)
    last = max((stage.position for stage in workflow.stages), default=0)
    stage = Stage(
        workflow_id=workflow_id, name=name, kind=StageKind(kind),
        position=last + STEP if position is None else position,
    )  # fmt: skip
    session.add(stage)
    await session.flush()
    await record(session, actor, events.StageCreated(stage.id, workflow_id, name))
    return stage


async def change_stage(
    session: AsyncSession, actor: Actor, stage_id: UUID, *, version: int | None = None,
    **changes: Any,
) -> Stage:  # fmt: skip
    """Change `name`, `kind` or `position`; the workflow keeps an open and a done stage."""
    require(policies.can_manage_workflows(actor))
    workflow, stage = await _stage_of(session, stage_id)
    check_version(stage.version, version)
    if "name" in changes:
        changes["name"] = clean_name(changes["name"])
        _refuse_twin_stage(workflow, changes["name"], but=stage.id)
    if "kind" in changes:
        changes["kind"] = StageKind(changes["kind"])
    changed = apply_changes(stage, changes, ("name", "kind", "position"))
    if "kind" in changed:
        _check_stages(workflow)
    if changed:
        await session.flush()
        fact = events.StageChanged(stage.id, workflow.id, stage.name, changed)
        await record(session, actor, fact)
    return stage


async def archive_stage(
    session: AsyncSession, actor: Actor, stage_id: UUID, *, version: int | None = None
) -> Stage:
    """Put a stage away; raises StageInUse while open tasks stand in it."""
    require(policies.can_manage_workflows(actor))
    workflow, stage = await _stage_of(session, stage_id)
    check_version(stage.version, version)
    standing = await session.scalar(
        sa.select(Task.id).where(Task.stage_id == stage_id, Task.closed_at.is_(None)).limit(1)
    )
    if standing is not None:
        raise StageInUse(stage=stage.name)
    if not stage.is_archived:
        stage.archived_at = clock.now()
        _check_stages(workflow)
        await session.flush()
        await record(session, actor, events.StageArchived(stage.id, workflow.id, stage.name))
    return stage


async def _stage_of(session: AsyncSession, stage_id: UUID) -> tuple[Workflow, Stage]:
    workflow_id = await session.scalar(sa.select(Stage.workflow_id).where(Stage.id == stage_id))
    if workflow_id is None:
        raise NotFound
    workflow = await queries.get_workflow(session, workflow_id)
    return workflow, next(stage for stage in workflow.stages if stage.id == stage_id)


async def _make_default(session: AsyncSession, workflow: Workflow) -> None:
    others = await session.scalars(
        sa.select(Workflow).where(Workflow.is_default, Workflow.id != workflow.id)
    )
    for other in others:
        other.is_default = False
    workflow.is_default = True


async def _refuse_twin_workflow(session: AsyncSession, name: str, but: UUID | None = None) -> None:
    twin = await session.scalar(sa.select(Workflow.id).where(Workflow.name == name))
    if twin is not None and twin != but:
        raise NameTaken(name=name)


def _refuse_twin_stage(workflow: Workflow, name: str, but: UUID | None = None) -> None:
    if any(stage.name == name and stage.id != but for stage in workflow.stages):
        raise NameTaken(name=name)


def _check_stages(workflow: Workflow) -> None:
    kinds = {stage.kind for stage in workflow.stages if not stage.is_archived}
    if not {StageKind.OPEN, StageKind.DONE} <= kinds:
        raise WorkflowNeedsStages(workflow=workflow.name)
