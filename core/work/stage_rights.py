"""Who may see and use the stages of workflows: rights by team and role, as conditions for reading.

Every read of tasks goes through these: a task in a stage that the actor may not see is absent.
The system and whoever has every right (the owner) see all. Stages are few: the condition is one
small set of hidden stages, never a join of tasks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.modules import rights_of as gone_with
from core.access.permissions import Permission
from core.staff.models import Role, Team
from core.work.models import Stage, StageRight, Task

EVERYTHING = frozenset(Permission)
"""What the owner may; less what nobody may while a part of the product is off."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Whom one stage names: may they see it, or use it too. Names are for refusals."""

    seeing: frozenset[UUID] = frozenset()
    using: frozenset[UUID] = frozenset()
    seers: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


NOBODY = Rights()


def sees_all(actor: Actor) -> bool:
    """Tell whether no stage is hidden from the actor: the system, and the owner."""
    if actor.kind == "system" or actor.permissions >= EVERYTHING:
        return True
    off = actor.modules_off
    return bool(off) and actor.permissions >= EVERYTHING - gone_with(off)


def groups_of(actor: Actor) -> frozenset[UUID]:
    """Return the teams and roles by which an actor may be named."""
    return actor.team_ids | actor.role_ids


def hidden_stages(actor: Actor, *, to_use: bool = False) -> sa.Select[UUID]:
    """Select the ids of the stages an actor may not see (or, `to_use`, not use either).

    Only for actors who do not see everything.
    """
    stage, right = aliased(Stage), aliased(StageRight)
    mine = sa.or_(right.team_id.in_(actor.team_ids), right.role_id.in_(actor.role_ids))
    named = sa.select(right.stage_id).where(right.stage_id == stage.id, mine)
    unseen = sa.and_(stage.sees_all.is_(False), ~named.correlate(stage).exists())
    if to_use:
        may_use = named.where(right.may_use).correlate(stage)
        unseen = sa.or_(unseen, sa.and_(stage.uses_all.is_(False), ~may_use.exists()))
    return sa.select(stage.id).where(unseen)


def stage_in_sight(actor: Actor, task: Any = Task) -> sa.ColumnElement[bool]:
    """Return the condition that a task (or an alias of it) stands where the actor may see it."""
    if sees_all(actor):
        return sa.true()
    hidden: sa.ColumnElement[bool] = task.stage_id.in_(hidden_stages(actor))
    return ~hidden


def is_hidden_task(actor: Actor, task_id: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a column names a task in a stage that the actor may not see.

    Looked up row by row: for short lists of other things that name tasks, such as notices.
    """
    if sees_all(actor):
        return sa.false()
    task = aliased(Task)
    return (
        sa.select(task.id)
        .where(task.id == task_id, task.stage_id.in_(hidden_stages(actor)))
        .exists()
    )


async def rights_of(session: AsyncSession, stage_ids: Sequence[UUID]) -> dict[UUID, Rights]:
    """Return whom stages name, teams before roles, by name: one statement."""
    rows = await session.execute(
        sa.select(StageRight, Team.name, Role.name)
        .outerjoin(Team, Team.id == StageRight.team_id)
        .outerjoin(Role, Role.id == StageRight.role_id)
        .where(StageRight.stage_id.in_(stage_ids))
        .order_by(StageRight.team_id.is_(None), Team.name, Role.name)
    )
    return gathered([(right, team or role or "") for right, team, role in rows])


def gathered(named: Sequence[tuple[StageRight, str]]) -> dict[UUID, Rights]:
    """Return the rights by stage from single ones with the names of their teams or roles."""
    found: dict[UUID, Rights] = {}
    for right, name in named:
        group, before = right.team_id or right.role_id, found.get(right.stage_id, NOBODY)
        assert group is not None  # a right names a team or a role
        one, label = frozenset((group,)), (name,)
        found[right.stage_id] = Rights(
            before.seeing | one, before.using | one if right.may_use else before.using,
            before.seers + label, before.users + label if right.may_use else before.users,
        )  # fmt: skip
    return found
