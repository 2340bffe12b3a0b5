"""What the page of a workflow shows: its stages with their rights and how much stands in each."""

from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFound
from core.staff.models import Role, StaffMember, Team
from core.work.models import Stage, StageRight, Task, Workflow
from core.work.standing import ENDS, MOST


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage, how many open tasks stand in it (at most `MOST`), and whom it names."""

    stage: Stage
    standing: int
    rights: dict[UUID, bool]

    @property
    def is_end(self) -> bool:
        return self.stage.kind in ENDS


@dataclass(frozen=True, slots=True)
class WorkflowPage:
    """A workflow with its stages in order, those in use and those put away."""

    workflow: Workflow
    lines: list[StageLine]
    archived: list[StageLine]

    def line(self, stage_id: UUID | None) -> StageLine | None:
        """Return the chosen stage, by default the first one in use."""
        every = [*self.lines, *self.archived]
        chosen = next((one for one in every if one.stage.id == stage_id), None)
        return chosen or next(iter(self.lines), None)

    @property
    def seen(self) -> int:
        """What tells whether anybody changed a stage meanwhile: the sum of versions."""
        return sum(one.stage.version for one in self.lines)


@dataclass(slots=True)
class Choices:
    """Whom rules may name, as (id, name) by name."""

    teams: list[tuple[UUID, str]] = field(default_factory=list)
    roles: list[tuple[UUID, str]] = field(default_factory=list)
    people: list[tuple[UUID, str]] = field(default_factory=list)


async def workflow_page(session: AsyncSession, workflow_id: UUID) -> WorkflowPage:
    """Return a workflow as its page shows it, two statements; raises NotFound."""
    few = (
        sa.select(Task.id)
        .where(Task.stage_id == Stage.id, Task.closed_at.is_(None), Task.archived_at.is_(None))
        .limit(MOST)
        .correlate(Stage)
        .subquery()
    )
    standing = sa.select(sa.func.count()).select_from(few).scalar_subquery()
    rows = (await session.execute(
        sa.select(Workflow, Stage, standing)
        .outerjoin(Stage, Stage.workflow_id == Workflow.id)
        .where(Workflow.id == workflow_id)
        .order_by(Stage.position, Stage.id)
    )).all()  # fmt: skip
    if not rows:
        raise NotFound
    rights = await _rights(session, workflow_id)
    lines = [
        StageLine(stage, count, rights.get(stage.id, {}))
        for _workflow, stage, count in rows if stage is not None
    ]  # fmt: skip
    return WorkflowPage(
        rows[0][0], [one for one in lines if not one.stage.is_archived],
        [one for one in lines if one.stage.is_archived],
    )  # fmt: skip


async def _rights(session: AsyncSession, workflow_id: UUID) -> dict[UUID, dict[UUID, bool]]:
    rows = await session.scalars(
        sa.select(StageRight)
        .join(Stage, Stage.id == StageRight.stage_id)
        .where(Stage.workflow_id == workflow_id)
    )
    found: dict[UUID, dict[UUID, bool]] = {}
    for one in rows:
        if group := one.team_id or one.role_id:
            found.setdefault(one.stage_id, {})[group] = one.may_use
    return found


async def choices(session: AsyncSession) -> Choices:
    """Return the teams, roles and people that rules may name: one statement."""
    team = sa.select(sa.literal("teams"), Team.id, Team.name).where(Team.archived_at.is_(None))
    role = sa.select(sa.literal("roles"), Role.id, Role.name)
    person = sa.select(sa.literal("people"), StaffMember.id, StaffMember.name).where(
        StaffMember.deactivated_at.is_(None)
    )
    found = Choices()
    for kind, identity, name in await session.execute(sa.union_all(team, role, person)):
        getattr(found, kind).append((identity, name))
    for named in (found.teams, found.roles, found.people):
        named.sort(key=lambda one: one[1].casefold())
    return found
