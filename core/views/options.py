"""What may be chosen for a reference: short lists whole, long ones by typing."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.modules import Part
from core.people import queries as people
from core.people.models import Customer, Organisation, Person
from core.people.policies import can_see
from core.sources.models import Source
from core.staff.models import StaffMember, Team
from core.views.comparing import holds
from core.work import queries as work
from core.work.models import (
    Project,
    ProjectGroup,
    ProjectStatus,
    Stage,
    Task,
    Workflow,
    WorkKind,
)
from core.work.stage_rights import hidden_stages, sees_all

MOST = 500
_SHORT: dict[str, tuple[Any, Any, tuple[Any, ...]]] = {
    # refers -> (record, what it is called, its order)
    "staff": (StaffMember, StaffMember.name, (StaffMember.name,)),
    "team": (Team, Team.name, (Team.name,)),
    "workflow": (Workflow, Workflow.name, (Workflow.name,)),
    "stage": (Stage, Stage.name, (Stage.workflow_id, Stage.position, Stage.name)),
    "source": (Source, Source.name, (Source.name,)),
    "work_kind": (WorkKind, WorkKind.name, (WorkKind.name,)),
    "project_status": (ProjectStatus, ProjectStatus.name, (ProjectStatus.position,)),
    "project_group": (ProjectGroup, ProjectGroup.name, (ProjectGroup.name,)),
}


def _organisations(actor: Actor) -> Any:
    asked = sa.select(Organisation.id, Organisation.name)
    return asked if can_see(actor) else asked.where(sa.false())


_LONG: dict[str, Callable[[Actor], Any]] = {
    # refers -> (id, what it is called) of all that the actor may see
    "customer": lambda who: people.visible_to(who).with_only_columns(Customer.id, Customer.name),
    "person": lambda who: people.persons_visible_to(who).with_only_columns(Person.id, Person.name),
    "project": lambda who: work.projects_visible_to(who).with_only_columns(
        Project.id, Project.name
    ),
    "task": lambda who: work.visible_to(who).with_only_columns(Task.id, Task.title),
    "organisation": _organisations,
}
_PARTS = {"task": Part.WORK, "project": Part.PROJECTS}
"""What is not offered while its part of the product is off."""
MINE = {"staff": "me", "team": "my_teams"}
"""What may be chosen instead of somebody: whoever looks."""

Option = tuple[UUID, str]


def is_short(refers: str) -> bool:
    """Tell whether all that a reference may name fits into a select."""
    return refers in _SHORT


def _short(actor: Actor, refers: str, every: bool) -> sa.Select[Any]:
    record, words, order = _SHORT[refers]
    asked = sa.select(record.id, words).order_by(*order).limit(MOST)
    if refers == "staff":
        return asked if every else asked.where(StaffMember.deactivated_at.is_(None))
    if not every:
        asked = asked.where(record.archived_at.is_(None))
    if refers == "stage":
        asked = asked.join(Workflow, Workflow.id == Stage.workflow_id)
        asked = asked.add_columns(Workflow.name)
        if not every:
            asked = asked.where(Workflow.archived_at.is_(None))
        if not sees_all(actor):
            asked = asked.where(Stage.id.not_in(hidden_stages(actor)))
    return asked


async def options_of(
    session: AsyncSession, actor: Actor, refers: str, *, every: bool = False
) -> list[Option]:
    """Return (id, words) of all that a short reference may name, in order; stages with theirs.

    `every`: those who left and what was put away too, which records still name.
    """
    if not is_short(refers):
        return []
    rows = (await session.execute(_short(actor, refers, every))).all()
    several = refers == "stage" and len({row[2] for row in rows}) > 1
    return [(row[0], f"{row[2]}: {row[1]}" if several else row[1]) for row in rows]


async def find_options(
    session: AsyncSession, actor: Actor, refers: str, text: str, limit: int = 15
) -> list[Option]:
    """Return (id, words) of what a long reference may name and holds the text, by name."""
    if refers not in _LONG or not actor.has(_PARTS.get(refers, "")):
        return []
    seen = _LONG[refers](actor)
    words = seen.selected_columns[1]
    if text.strip():
        seen = seen.where(holds(words, text.strip()))
    rows = await session.execute(seen.order_by(words).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def option_names(
    session: AsyncSession, actor: Actor, wanted: Collection[tuple[str, UUID]]
) -> dict[UUID, str]:
    """Return what the things behind references are called, one statement for all kinds."""
    parts = []
    for refers in sorted({kind for kind, _id in wanted}):
        ids = [identity for kind, identity in wanted if kind == refers]
        if refers in _SHORT:
            record, words, _order = _SHORT[refers]
            parts.append(sa.select(record.id, words).where(record.id.in_(ids)))
        elif refers in _LONG:
            seen = _LONG[refers](actor)
            parts.append(seen.where(seen.selected_columns[0].in_(ids)))
    if not parts:
        return {}
    rows = await session.execute(sa.union_all(*parts))
    return {row[0]: row[1] for row in rows}
