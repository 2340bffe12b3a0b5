"""Who may see and use the stages of workflows: rights by team and role, as conditions for reading.

Every read of tasks goes through these: a task in a stage that the actor may not see is absent.
The system and whoever has every right (the owner) see all. Stages are few: the condition is one
small set of hidden stages, never a join of tasks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.permissions import Permission
from core.staff.models import Role, Team
from core.work.models import Stage, StageRight, Task

EVERYTHING = frozenset(Permission)


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
    return actor.kind == "system" or actor.permissions >= EVERYTHING


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


@dataclass(slots=True)
class _Gathered:
    """The rights of a stage while they are read."""

    seeing: set[UUID] = field(default_factory=set)
    using: set[UUID] = field(default_factory=set)
    seers: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)


async def rights_of(session: AsyncSession, stage_ids: Sequence[UUID]) -> dict[UUID, Rights]:
    """Return whom stages name, teams before roles, by name: one statement."""
    rows = await session.execute(
        sa.select(
            StageRight.stage_id, StageRight.may_use,
            sa.func.coalesce(StageRight.team_id, StageRight.role_id),
            sa.func.coalesce(Team.name, Role.name),
        )
        .outerjoin(Team, Team.id == StageRight.team_id)
        .outerjoin(Role, Role.id == StageRight.role_id)
        .where(StageRight.stage_id.in_(stage_ids))
        .order_by(StageRight.team_id.is_(None), sa.func.coalesce(Team.name, Role.name))
    )  # fmt: skip
    found: dict[UUID, _Gathered] = {}
    for stage_id, may_use, group_id, name in rows:
        one = found.setdefault(stage_id, _Gathered())
        one.seeing.add(group_id)
        one.seers.append(name)
        if may_use:
            one.using.add(group_id)
            one.users.append(name)
    return {
        key: Rights(frozenset(one.seeing), frozenset(one.using), tuple(one.seers), tuple(one.users))
        for key, one in found.items()
    }
