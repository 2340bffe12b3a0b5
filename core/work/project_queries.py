"""Reading what projects hang on: their steps, their groups, who may be attached."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.people.models import Customer
from core.staff.models import StaffMember, Team
from core.work.models import Project, ProjectGroup, ProjectStatus, group_members, project_members
from core.work.queries import projects_visible_to


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project with the names that its page shows."""

    project: Project
    customer: str | None
    status: str | None
    status_color: str | None
    group: str | None
    responsible: str | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A project group with its customer, team and people (id, name) in order of names."""

    group: ProjectGroup
    customer: str | None
    team: str | None
    members: tuple[tuple[UUID, str], ...] = ()


async def project_line(session: AsyncSession, actor: Actor, project_id: UUID) -> ProjectLine:
    """Return a project as its page shows it; raises NotFound."""
    statement = (
        projects_visible_to(actor)
        .outerjoin(Customer, Customer.id == Project.customer_id)
        .outerjoin(ProjectStatus, ProjectStatus.id == Project.status_id)
        .outerjoin(ProjectGroup, ProjectGroup.id == Project.group_id)
        .outerjoin(StaffMember, StaffMember.id == Project.responsible_id)
        .where(Project.id == project_id)
        .add_columns(Customer.name, ProjectStatus.name, ProjectStatus.color, ProjectGroup.name,
                     StaffMember.name)
    )  # fmt: skip
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise NotFound
    return ProjectLine(*found)


async def statuses(session: AsyncSession, *, archived: bool = False) -> Sequence[ProjectStatus]:
    """Return the steps of projects in order, those put away only when asked for."""
    statement = sa.select(ProjectStatus).order_by(ProjectStatus.position, ProjectStatus.name)
    if not archived:
        statement = statement.where(ProjectStatus.archived_at.is_(None))
    return (await session.scalars(statement)).all()


async def groups(session: AsyncSession, *, archived: bool = False) -> list[GroupLine]:
    """Return the project groups with their people, by name; two statements."""
    statement = _groups().order_by(ProjectGroup.name)
    if not archived:
        statement = statement.where(ProjectGroup.archived_at.is_(None))
    return await _with_members(session, statement)


async def get_group(session: AsyncSession, group_id: UUID) -> GroupLine:
    """Return one project group; raises NotFound."""
    found = await _with_members(session, _groups().where(ProjectGroup.id == group_id))
    if not found:
        raise NotFound
    return found[0]


def _groups() -> sa.Select[Any]:
    joined: Any = (
        sa.select(ProjectGroup, Customer.name, Team.name)
        .outerjoin(Customer, Customer.id == ProjectGroup.customer_id)
        .outerjoin(Team, Team.id == ProjectGroup.team_id)
    )
    lines: sa.Select[Any] = joined
    return lines


async def _with_members(session: AsyncSession, statement: sa.Select[Any]) -> list[GroupLine]:
    rows = (await session.execute(statement)).all()
    members: dict[UUID, list[tuple[UUID, str]]] = {}
    if rows:
        named = await session.execute(
            sa.select(group_members.c.group_id, StaffMember.id, StaffMember.name)
            .join(StaffMember, StaffMember.id == group_members.c.staff_id)
            .where(group_members.c.group_id.in_([row[0].id for row in rows]))
            .order_by(StaffMember.name)
        )
        for group_id, staff_id, name in named:
            members.setdefault(group_id, []).append((staff_id, name))
    return [
        GroupLine(group, customer, team, tuple(members.get(group.id, ())))
        for group, customer, team in rows
    ]


def serving(customer_id: Any, group_id: Any) -> sa.Select[UUID]:
    """Select the people of the groups in use that serve a customer, and of a project's group.

    Both may be columns or values; None serves nobody.
    """
    group = ProjectGroup.__table__.c
    return (
        sa.select(group_members.c.staff_id)
        .join(ProjectGroup.__table__, group.id == group_members.c.group_id)
        .where(group.archived_at.is_(None),
               sa.or_(group.customer_id == customer_id, group.id == group_id))
    )  # fmt: skip


def logging_allowed() -> sa.Select[Any]:
    """Select (staff, project) of everybody who is attached to a project, by a group too."""
    project, group = Project.__table__.c, ProjectGroup.__table__.c
    by_group = (
        sa.select(group_members.c.staff_id, project.id)
        .select_from(group_members)
        .join(ProjectGroup.__table__, group.id == group_members.c.group_id)
        .join(Project.__table__, sa.or_(project.group_id == group.id,
                                        project.customer_id == group.customer_id))
        .where(group.archived_at.is_(None), project.members_only)
    )  # fmt: skip
    direct = sa.select(project_members.c.staff_id, project_members.c.project_id)
    both: Any = direct.union(by_group).subquery()
    return sa.select(both.c.staff_id, both.c.project_id)


async def teams_of_customers(
    session: AsyncSession, customer_ids: Collection[UUID]
) -> dict[UUID, tuple[UUID, str]]:
    """Return by customer the team of its group and the group's name; the first by name."""
    if not customer_ids:
        return {}
    rows = await session.execute(
        sa.select(ProjectGroup.customer_id, ProjectGroup.team_id, ProjectGroup.name)
        .join(Team, Team.id == ProjectGroup.team_id)
        .where(ProjectGroup.customer_id.in_(customer_ids), ProjectGroup.archived_at.is_(None),
               Team.archived_at.is_(None))
        .order_by(ProjectGroup.name.desc())
    )  # fmt: skip
    return {customer: (team, name) for customer, team, name in rows if customer and team}
