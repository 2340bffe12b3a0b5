"""Where a task stands, and where it may go on to: the rules of its workflow put together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import DomainError
from core.fields.models import Module
from core.fields.queries import fields_of
from core.fields.values import PREFIX, Field, missing
from core.staff.models import Role, StaffMember, Team
from core.work import policies
from core.work import stage_refusals as refusals
from core.work.models import SignOff, Stage, StageKind, StageRight, Task
from core.work.stage_rights import NOBODY, Rights, gathered

ENDS = (StageKind.DONE, StageKind.LOST)
MOST = 1000
"""No limit of a stage is higher, and nobody counts further."""


@dataclass(frozen=True, slots=True)
class Move:
    """A stage a task could go to; `reason` says why not, or what to mind although it may."""

    stage: Stage
    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A role that signs before the task goes on, and who did."""

    role_id: UUID
    role: str
    sign_off_id: UUID | None = None
    staff_id: UUID | None = None
    name: str = ""
    at: datetime | None = None
    comment: str = ""


@dataclass(slots=True)
class Standing:
    """The rules around one task. `counts` are open tasks of limited stages, by stage."""

    task: Task
    stages: list[Stage]
    rights: dict[UUID, Rights]
    counts: dict[UUID, int]
    signatures: list[Signature] = field(default_factory=list)
    deciders: tuple[str, ...] = ()
    fields: Sequence[Field] = ()

    @property
    def here(self) -> Stage:
        """The stage the task stands in."""
        return next(one for one in self.stages if one.id == self.task.stage_id)

    def seen_by(self, actor: Actor) -> list[Stage]:
        """Return the stages in order that are in use and not hidden from the actor."""
        return [
            one for one in self.stages
            if not one.is_archived
            and policies.can_see_stage(actor, one, self.rights.get(one.id, NOBODY))
        ]  # fmt: skip

    def moves(self, actor: Actor) -> list[Move]:
        """Return every other stage the actor sees, and whether the task may go there."""
        others = [one for one in self.seen_by(actor) if one.id != self.task.stage_id]
        return [self._move(actor, stage) for stage in others]

    def _move(self, actor: Actor, stage: Stage) -> Move:
        if why := self.refusal(actor, stage):
            return Move(stage, False, why.sentence())
        full = self._over_limit(stage)
        warning = refusals.StageOverLimit(**full.values).sentence() if full else ""
        return Move(stage, True, warning)

    def refusal(self, actor: Actor, stage: Stage) -> DomainError | None:
        """Return why the actor may not move the task to a stage of its workflow, or None."""
        if not policies.can_change_task(actor, self.task):
            return refusals.SeesOnly()
        return self.step_refusal(actor, stage) or self.entry_refusal(actor, stage)

    def step_refusal(self, actor: Actor, stage: Stage) -> DomainError | None:
        """Return why no task goes from here to a stage by this actor's hand, or None."""
        return (
            self._no_such_step(actor, stage)
            or self._not_theirs(actor, self.here, refusals.MayNotLeave)
            or self._not_theirs(actor, stage, refusals.MayNotEnter)
        )

    def entry_refusal(self, actor: Actor, stage: Stage) -> DomainError | None:
        """Return why the task may not stand in a stage, wherever it comes from, or None."""
        full = self._over_limit(stage)
        return (
            self._not_theirs(actor, stage, refusals.MayNotEnter)
            or self._unsigned(stage)
            or missing_fields(self.task, stage, self.fields)
            or (None if actor.may(Permission.MANAGE_WORKFLOWS) else full)
        )

    def _no_such_step(self, actor: Actor, stage: Stage) -> DomainError | None:
        here = self.here
        if here.moves_to is None or str(stage.id) in here.moves_to:
            return None
        onward = [one.name for one in self.seen_by(actor) if str(one.id) in here.moves_to]
        if not onward:
            return refusals.NothingFollows(here=here.name)
        return refusals.MoveNotAllowed(here=here.name, onward=refusals.listed(onward))

    def _not_theirs(self, actor: Actor, stage: Stage, why: type[DomainError]) -> DomainError | None:
        rights = self.rights.get(stage.id, NOBODY)
        if policies.can_use_stage(actor, stage, rights):
            return None
        names = rights.seers if stage.uses_all else rights.users
        if not names:
            return refusals.OnlyOwnerMoves(stage=stage.name)
        return why(stage=stage.name, names=refusals.listed(names))

    def _unsigned(self, stage: Stage) -> DomainError | None:
        """Signatures are asked for on the way onward, not for going back or giving up."""
        here = self.here
        back = (stage.position, stage.id) < (here.position, here.id)
        waiting = [one.role for one in self.signatures if one.sign_off_id is None]
        if stage.id == here.id or back or stage.kind == StageKind.LOST or not waiting:
            return None
        return refusals.SignaturesMissing(stage=here.name, roles=refusals.listed(waiting))

    def _over_limit(self, stage: Stage) -> DomainError | None:
        limit, count = stage.wip_limit, self.counts.get(stage.id, 0)
        if limit is None or stage.kind in ENDS or count < limit:
            return None
        names = refusals.listed(self.deciders)
        return refusals.StageFull(stage=stage.name, count=count, limit=limit, names=names)


def missing_fields(task: Task, stage: Stage, fields: Sequence[Field]) -> DomainError | None:
    """Return which fields a stage demands that the task lacks; a default doer counts."""
    own = [
        name for name in stage.required
        if name in refusals.REQUIRABLE and getattr(task, name) in (None, "")
        and not (name == "doer_id" and stage.default_doer_id)
    ]  # fmt: skip
    labels = [one.label for one in missing(fields, task.custom or {}, stage.required)]
    return refusals.FieldsMissing(stage.name, own, labels) if own or labels else None


async def standing_of(session: AsyncSession, actor: Actor, task: Task) -> Standing:
    """Return the rules around a task: one statement, a second where roles or names are needed.

    Own fields of the company, when a stage demands any, come from what is kept of them.
    """
    found = await stages_of(session, task)
    limited = any(found._over_limit(one) for one in found.stages)
    if found.here.signing_role_ids or (limited and not actor.may(Permission.MANAGE_WORKFLOWS)):
        await _signatures(session, found)
    if any(name.startswith(PREFIX) for one in found.stages for name in one.required):
        found.fields = await fields_of(session, Module.TASK)
    return found


async def hold_limit(session: AsyncSession, stage: Stage) -> bool:
    """Let one transaction at a time put tasks into a limited stage; tells whether that was needed.

    To be asked before its tasks are counted. SQLite has one writer at a time anyway.
    """
    if stage.wip_limit is None or session.get_bind().dialect.name != "postgresql":
        return False
    same = sa.select(Stage.id).where(Stage.id == stage.id)
    await session.execute(same.with_for_update(key_share=True))
    return True


async def moves(session: AsyncSession, actor: Actor, task: Task) -> list[Move]:
    """Return where a task may go on to and why not elsewhere, for menus, boards and chat."""
    return (await standing_of(session, actor, task)).moves(actor)


def _tasks_here(task: Task) -> sa.ScalarSelect[int]:
    """Select how many other open tasks stand in a stage, at most as many as a limit may be."""
    few = (
        sa.select(Task.id)
        .where(Task.stage_id == Stage.id, Task.closed_at.is_(None), Task.archived_at.is_(None),
               Task.id != task.id)
        .limit(MOST)
        .correlate(Stage)
        .subquery()
    )  # fmt: skip
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()


async def stages_of(session: AsyncSession, task: Task) -> Standing:
    """Read a workflow's stages in order, whom each names, and how full the limited ones are."""
    count = sa.case((Stage.wip_limit.is_not(None), _tasks_here(task)))
    rows = await session.execute(
        sa.select(Stage, count, StageRight, Team.name, Role.name)
        .outerjoin(StageRight, StageRight.stage_id == Stage.id)
        .outerjoin(Team, Team.id == StageRight.team_id)
        .outerjoin(Role, Role.id == StageRight.role_id)
        .where(Stage.workflow_id == task.workflow_id)
        .order_by(Stage.position, Stage.id, StageRight.team_id.is_(None), Team.name, Role.name)
    )
    stages: dict[UUID, Stage] = {}
    counts: dict[UUID, int] = {}
    named: list[tuple[StageRight, str]] = []
    for stage, standing, right, team, role in rows:
        stages[stage.id] = stage
        if standing is not None:
            counts[stage.id] = standing
        if right is not None:
            named.append((right, team or role or ""))
    return Standing(task, list(stages.values()), gathered(named), counts)


async def _signatures(session: AsyncSession, found: Standing) -> None:
    """Read the roles: those that sign here, with who did since the task came, and who decides."""
    task, here = found.task, found.here
    given = sa.and_(
        SignOff.role_id == Role.id, SignOff.task_id == task.id, SignOff.stage_id == here.id,
        SignOff.withdrawn_at.is_(None), SignOff.created_at >= (task.stage_since or task.created_at),
    )  # fmt: skip
    rows = await session.execute(
        sa.select(Role, SignOff, StaffMember.name)
        .outerjoin(SignOff, given)
        .outerjoin(StaffMember, StaffMember.id == SignOff.staff_id)
        .order_by(Role.name)
    )
    signing, deciders = [], []
    for role, sign_off, name in rows:
        if Permission.MANAGE_WORKFLOWS in role.allows:
            deciders.append(role.name)
        if str(role.id) in here.signing_role_ids:
            signing.append(_signature(role, sign_off, name))
    found.signatures, found.deciders = signing, tuple(deciders)


def _signature(role: Role, sign_off: SignOff | None, name: str | None) -> Signature:
    if sign_off is None:
        return Signature(role.id, role.name)
    return Signature(
        role.id, role.name, sign_off.id, sign_off.staff_id, name or "", sign_off.created_at,
        sign_off.comment,
    )  # fmt: skip


def names_of_groups(rights: dict[UUID, Rights], stages: Collection[Stage]) -> tuple[str, ...]:
    """Return whom these stages name, each once."""
    names = [name for one in stages for name in rights.get(one.id, NOBODY).seers]
    return tuple(dict.fromkeys(names))
