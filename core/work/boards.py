"""A workflow as a board: its stages as columns, and where cards may go from each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.kit.ids import new_id
from core.work.models import Stage, Task, Workflow
from core.work.standing import Standing, stages_of


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """A workflow's stages that the actor sees, and the steps that no card of theirs may take.

    `refusals`: from stage's id -> to stage's id -> why not. What depends on the card itself (fields,
    signatures, a full stage) is told when it is moved. `workflows` are all that are in use.
    """

    workflow: Workflow
    stages: Sequence[Stage]
    refusals: dict[str, dict[str, str]]
    workflows: Sequence[Workflow] = ()


async def board_plan(session: AsyncSession, actor: Actor, workflow_id: UUID | None) -> BoardPlan:
    """Return a workflow's board, by default the default workflow's; two statements."""
    query = sa.select(Workflow).where(Workflow.archived_at.is_(None))
    order = (Workflow.is_default.desc(), Workflow.name)
    every = (await session.scalars(query.order_by(*order))).all()
    workflow = next((one for one in every if workflow_id in (None, one.id)), None)
    if workflow is None:
        raise NotFound
    standing = await stages_of(session, Task(id=new_id(), workflow_id=workflow.id))
    seen = standing.seen_by(actor)
    refusals = {str(one.id): _refusals(standing, actor, one) for one in seen}
    return BoardPlan(workflow, seen, refusals, every)


def _refusals(standing: Standing, actor: Actor, here: Stage) -> dict[str, str]:
    standing.task.stage_id = here.id
    found = {}
    for stage in standing.seen_by(actor):
        why = standing.step_refusal(actor, stage) if stage.id != here.id else None
        if why is not None:
            found[str(stage.id)] = why.sentence()
    return found
