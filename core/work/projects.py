"""Changing projects."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, check_version
from core.events.bus import Event, record
from core.fields.filling import set_values
from core.fields.models import Module
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import fold, storable
from core.work import events, policies, queries
from core.work.changing import apply_changes
from core.work.errors import GroupServesAnother, NameTaken
from core.work.models import Project, ProjectGroup, ProjectStatus, project_members
from core.work.naming import clean_aliases, clean_name
from core.work.project_groups import set_members
from core.work.project_statuses import first_status

LARGEST_BUDGET = 60 * 1_000_000  # minutes


class ProjectFields(TypedDict, total=False):
    """What may be said of a project besides its name; `budget_minutes` are worked minutes."""

    aliases: Iterable[str]
    customer_id: UUID | None
    responsible_id: UUID | None
    budget_minutes: int | None
    members_only: bool
    description: str
    status_id: UUID | None
    group_id: UUID | None
    starts_on: date | None
    ends_on: date | None


CHANGEABLE = ("name", *ProjectFields.__annotations__)


async def create_project(
    session: AsyncSession, actor: Actor, *, name: str, member_ids: Collection[UUID] = (),
    custom: Mapping[str, Any] | None = None, tags: Sequence[str] | None = None,
    **fields: Unpack[ProjectFields],
) -> Project:  # fmt: skip
    """Begin a customer's larger work, in the first status; raises NameTaken within the customer.

    A group brings its customer, a customer with one group that group. With `members_only` just
    `member_ids` and the people of the customer's groups may log hours on it.
    """
    require(policies.can_edit_projects(actor))
    project = Project(name=clean_name(name))
    for field, value in _clean({"aliases": (), **fields}).items():
        setattr(project, field, value)
    if project.status_id is None:
        project.status_id = await first_status(session, is_closed=False)
    await _fit(session, project, is_new=True)
    await _refuse_twin(session, project)
    session.add(project)
    await set_values(session, actor, Module.PROJECT, project, custom, tags, is_new=True)
    await session.flush()
    await set_members(session, project_members, "project_id", project.id, member_ids)
    created = events.ProjectCreated(project.id, project.name, customer_id=project.customer_id)
    await record(session, actor, created)
    return project


async def change_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None,
    member_ids: Collection[UUID] | None = None, custom: Mapping[str, Any] | None = None,
    tags: Sequence[str] | None = None, **changes: Any,
) -> Project:  # fmt: skip
    """Change fields of CHANGEABLE; raises Changed when `version` is not the stored one.

    `member_ids` are the people attached from now on; None leaves them. A status that ends
    projects closes this one, another one opens it again.
    """
    project = await _load(session, actor, project_id, version)
    changed = apply_changes(project, _clean(changes), CHANGEABLE)
    changed |= await set_values(session, actor, Module.PROJECT, project, custom, tags)
    await _fit(session, project)
    if {"name", "customer_id"} & changed.keys():
        await _refuse_twin(session, project)
    if member_ids is not None:
        changed |= await set_members(session, project_members, "project_id", project.id, member_ids)
    if changed:
        await _tell(session, actor, events.ProjectChanged(project.id, project.name, changed))
    if "status_id" in changed:
        await _follow_status(session, actor, project)
    return project


async def close_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None
) -> Project:
    """Let no more hours go onto a project; closing twice changes nothing."""
    project = await _load(session, actor, project_id, version)
    if project.closed_at is None:
        await _close(session, actor, project)
        project.status_id = await first_status(session, is_closed=True) or project.status_id
    return project


async def reopen_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None
) -> Project:
    """Let hours go onto a closed or archived project again."""
    project = await _load(session, actor, project_id, version)
    if project.closed_at is not None or project.archived_at is not None:
        await _reopen(session, actor, project)
        status = await session.get(ProjectStatus, project.status_id) if project.status_id else None
        if status is not None and status.is_closed:
            project.status_id = await first_status(session, is_closed=False)
    return project


async def _close(session: AsyncSession, actor: Actor, project: Project) -> None:
    project.closed_at = clock.now()
    await _tell(session, actor, events.ProjectClosedDown(project.id, project.name))


async def _reopen(session: AsyncSession, actor: Actor, project: Project) -> None:
    project.closed_at = project.archived_at = None
    await _tell(session, actor, events.ProjectReopened(project.id, project.name))


async def _follow_status(session: AsyncSession, actor: Actor, project: Project) -> None:
    """A status that ends projects closes one; a status that does not opens it again."""
    status = await session.get(ProjectStatus, project.status_id) if project.status_id else None
    ends = status is not None and status.is_closed
    if ends and project.closed_at is None:
        await _close(session, actor, project)
    elif not ends and project.closed_at is not None:
        await _reopen(session, actor, project)


async def archive_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None
) -> Project:
    """Put a project away; its hours stay."""
    project = await _load(session, actor, project_id, version)
    if project.archived_at is None:
        project.archived_at = clock.now()
        await _tell(session, actor, events.ProjectArchived(project.id, project.name))
    return project


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    clean = dict(fields)
    minutes = clean.get("budget_minutes")
    if minutes is not None and not 0 < minutes <= LARGEST_BUDGET:
        raise Invalid(_("A budget is more than nothing. Empty: there is none."), field="budget")
    if "name" in clean:
        clean["name"] = clean_name(clean["name"])
    if "aliases" in clean:
        clean["aliases"] = clean_aliases(clean["aliases"])
    if "description" in clean:
        clean["description"] = storable(clean["description"] or "")
    return clean


async def _fit(session: AsyncSession, project: Project, *, is_new: bool = False) -> None:
    """A group and its project serve one customer; a project ends after it began."""
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise Invalid(_("It ends before it begins."), field="ends_on")
    if project.group_id is None and is_new and project.customer_id is not None:
        found = await session.scalars(
            sa.select(ProjectGroup.id)
            .where(ProjectGroup.customer_id == project.customer_id,
                   ProjectGroup.archived_at.is_(None))
            .limit(2)
        )  # fmt: skip
        only = found.all()
        project.group_id = only[0] if len(only) == 1 else None
    group = await session.get(ProjectGroup, project.group_id) if project.group_id else None
    if group is None or group.customer_id is None:
        return
    project.customer_id = project.customer_id or group.customer_id
    if project.customer_id != group.customer_id:
        raise GroupServesAnother(group=group.name)


async def _load(
    session: AsyncSession, actor: Actor, project_id: UUID, version: int | None
) -> Project:
    project = await queries.get_project(session, project_id, lock=True)
    require(policies.can_edit_projects(actor))
    check_version(project.version, version)
    return project


async def _tell(session: AsyncSession, actor: Actor, event: Any) -> None:
    """Write the rows, then the fact (made after the flush when it needs a new id)."""
    await session.flush()
    fact = event if isinstance(event, Event) else event()
    await record(session, actor, fact)


async def _refuse_twin(session: AsyncSession, project: Project) -> None:
    """Two open projects of a customer with one name could not be told apart in chat."""
    with session.no_autoflush:
        rows = await session.execute(
            sa.select(Project.id, Project.name).where(
                Project.customer_id == project.customer_id
                if project.customer_id
                else Project.customer_id.is_(None),
                Project.archived_at.is_(None),
            )
        )
    if any(fold(name) == fold(project.name) and key != project.id for key, name in rows):
        raise NameTaken(name=project.name)
