"""Reading workflows and their stages."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from core.access.actor import Actor
from core.errors import NotFound
from core.work.models import Stage, StageKind, Workflow
from core.work.stage_rights import hidden_stages, sees_all


async def workflows(session: AsyncSession, *, archived: bool = False) -> Sequence[Workflow]:
    """Return workflows with their stages in order, the default one first."""
    statement = sa.select(Workflow).options(selectinload(Workflow.stages))
    if not archived:
        statement = statement.where(Workflow.archived_at.is_(None))
    found = await session.scalars(statement.order_by(Workflow.is_default.desc(), Workflow.name))
    return found.all()


async def get_workflow(session: AsyncSession, workflow_id: UUID) -> Workflow:
    """Return a workflow with its stages; raises NotFound."""
    workflow = await session.scalar(
        sa.select(Workflow)
        .where(Workflow.id == workflow_id)
        .options(selectinload(Workflow.stages))
        .execution_options(populate_existing=True)
    )
    if workflow is None:
        raise NotFound
    return workflow


async def first_stage(
    session: AsyncSession, workflow_id: UUID | None = None, kind: StageKind | None = None,
    *, actor: Actor | None = None,
) -> Stage | None:  # fmt: skip
    """Return the first stage (of a kind) of a workflow, by default of the default one.

    With an actor: the first that is no end and that they may use, else the first of all.
    """
    mine: list[sa.ColumnElement[bool]] = []
    if actor is not None:
        mine.append(Stage.kind.in_((StageKind.DONE, StageKind.LOST)))
        if not sees_all(actor):
            mine.append(Stage.id.in_(hidden_stages(actor, to_use=True)))
    statement = (
        sa.select(Stage)
        .join(Workflow, Workflow.id == Stage.workflow_id)
        .where(Stage.archived_at.is_(None), Workflow.archived_at.is_(None))
        .order_by(Workflow.is_default.desc(), Workflow.id, *mine, Stage.position, Stage.id)
        .limit(1)
    )
    if workflow_id is not None:
        statement = statement.where(Workflow.id == workflow_id)
    if kind is not None:
        statement = statement.where(Stage.kind == kind)
    return await session.scalar(statement)
