"""Changing workflows and their stages."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import check_version
from core.events.bus import plain, record
from core.kit import clock
from core.kit.i18n import N_, _, use_language
from core.kit.text import storable
from core.settings.queries import load_company
from core.work import events, policies, queries, templates
from core.work.changing import apply_changes
from core.work.errors import DefaultWorkflowStays, NameTaken, WorkflowNeedsStages
from core.work.models import Stage, StageColor, StageKind, Workflow
from core.work.naming import clean_name

DEFAULT_NAME = N_("Work")
DEFAULT_STAGES = (
    (N_("New"), StageKind.OPEN, StageColor.BLUE),
    (N_("In work"), StageKind.OPEN, StageColor.TEAL),
    (N_("Waiting"), StageKind.WAITING, StageColor.YELLOW),
    (N_("Done"), StageKind.DONE, StageColor.GREEN),
    (N_("Cancelled"), StageKind.LOST, StageColor.GREY),
)
STEP = 10
ABOUT_LENGTH = 2000


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
            Stage(name=_(name), kind=kind, position=STEP * place, color=color)
            for place, (name, kind, color) in enumerate(DEFAULT_STAGES, 1)
        ]
    session.add(workflow)
    await session.flush()
    await record(session, actor, events.WorkflowCreated(workflow.id, workflow.name))
    return workflow


async def create_workflow(
    session: AsyncSession, actor: Actor, *, name: str = "", template: str | None = None,
    is_default: bool = False,
) -> Workflow:  # fmt: skip
    """Add a process: a copy of a template, else with an open and a done stage to begin with.

    A copy is named in the company's language; without a name it is called as its template.
    Raises NameTaken, and Invalid for a template that is not there.
    """
    require(policies.can_manage_workflows(actor))
    if template is None:
        workflow = Workflow(name=clean_name(name), stages=[
            Stage(name=_("New"), kind=StageKind.OPEN, position=STEP, color=StageColor.BLUE),
            Stage(name=_("Done"), kind=StageKind.DONE, position=2 * STEP, color=StageColor.GREEN),
        ])  # fmt: skip
    else:
        workflow = await templates.copied(session, template)
        workflow.name = clean_name(name) if name.strip() else workflow.name
    await _refuse_twin_workflow(session, workflow.name)
    session.add(workflow)
    await session.flush()
    if is_default:
        await _make_default(session, workflow)
    await record(session, actor, events.WorkflowCreated(workflow.id, workflow.name))
    return workflow


async def change_workflow(
    session: AsyncSession, actor: Actor, workflow_id: UUID, *, version: int | None = None,
    name: str | None = None, about: str | None = None, is_default: bool | None = None,
) -> Workflow:  # fmt: skip
    """Rename or describe a workflow, or make it the default one, which stays until another is."""
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    check_version(workflow.version, version)
    said: dict[str, str] = {}
    if name is not None:
        said["name"] = clean_name(name)
        await _refuse_twin_workflow(session, said["name"], but=workflow.id)
    if about is not None:
        said["about"] = storable(about).strip()[:ABOUT_LENGTH]
    changes = apply_changes(workflow, said, ("name", "about"))
    if is_default is not None and is_default != workflow.is_default:
        if not is_default:
            raise DefaultWorkflowStays(workflow=workflow.name)
        check_stages(workflow)
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


async def restore_workflow(session: AsyncSession, actor: Actor, workflow_id: UUID) -> Workflow:
    """Take a workflow that was put away back into use."""
    require(policies.can_manage_workflows(actor))
    workflow = await queries.get_workflow(session, workflow_id)
    if workflow.is_archived:
        changes = {"archived_at": [plain(workflow.archived_at), None]}
        workflow.archived_at = None
        await session.flush()
        await record(session, actor, events.WorkflowChanged(workflow.id, workflow.name, changes))
    return workflow


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


def check_stages(workflow: Workflow) -> None:
    """Raise WorkflowNeedsStages unless an open and a done stage are in use."""
    kinds = {stage.kind for stage in workflow.stages if not stage.is_archived}
    if not {StageKind.OPEN, StageKind.DONE} <= kinds:
        raise WorkflowNeedsStages(workflow=workflow.name)
