"""Changing projects and kinds of work."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, NotFound, check_version
from core.events.bus import Event, record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import fold, one_line
from core.staff.models import StaffMember
from core.work import events, policies, queries
from core.work.changing import Changes, apply_changes
from core.work.errors import NameTaken
from core.work.models import Project, WorkKind, project_members

NAME_LENGTH = 200
CHANGEABLE = ("name", "aliases", "customer_id", "responsible_id", "budget_minutes", "members_only")
LARGEST_BUDGET = 60 * 1_000_000  # minutes


def clean_name(name: str) -> str:
    """Return a name on one line; raises Invalid when it is empty."""
    clean = one_line(name)[:NAME_LENGTH]
    if not clean:
        raise Invalid(_("Give it a name."), field="name")
    return clean


def clean_aliases(aliases: Iterable[str]) -> list[str]:
    """Return spoken names without repeats and empty ones."""
    found: dict[str, str] = {}
    for alias in aliases:
        if line := one_line(alias)[:NAME_LENGTH]:
            found.setdefault(fold(line), line)
    return list(found.values())


async def create_project(
    session: AsyncSession, actor: Actor, *, name: str, customer_id: UUID | None = None,
    aliases: Iterable[str] = (), responsible_id: UUID | None = None,
    budget_minutes: int | None = None, members_only: bool = False,
    member_ids: Collection[UUID] = (),
) -> Project:  # fmt: skip
    """Begin a customer's larger work; raises NameTaken within the customer.

    With `members_only` just `member_ids` may log hours on it.
    """
    require(policies.can_edit_projects(actor))
    _check_budget(budget_minutes)
    project = Project(
        name=clean_name(name), aliases=clean_aliases(aliases), customer_id=customer_id,
        responsible_id=responsible_id, budget_minutes=budget_minutes, members_only=members_only,
    )  # fmt: skip
    await _refuse_twin(session, project)
    session.add(project)
    await session.flush()
    await _set_members(session, project, member_ids)
    created = events.ProjectCreated(
        project_id=project.id, name=project.name, customer_id=customer_id
    )
    await record(session, actor, created)
    return project


async def change_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None,
    member_ids: Collection[UUID] | None = None, **changes: Any,
) -> Project:  # fmt: skip
    """Change fields of CHANGEABLE; raises Changed when `version` is not the stored one.

    `member_ids` are the people attached from now on; None leaves them.
    """
    project = await _load(session, actor, project_id, version)
    _check_budget(changes.get("budget_minutes"))
    if "name" in changes:
        changes["name"] = clean_name(changes["name"])
    if "aliases" in changes:
        changes["aliases"] = clean_aliases(changes["aliases"])
    changed = apply_changes(project, changes, CHANGEABLE)
    if {"name", "customer_id"} & changed.keys():
        await _refuse_twin(session, project)
    if member_ids is not None:
        changed |= await _set_members(session, project, member_ids)
    if changed:
        await _tell(session, actor, events.ProjectChanged(project.id, project.name, changed))
    return project


async def close_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None
) -> Project:
    """Let no more hours go onto a project; closing twice changes nothing."""
    project = await _load(session, actor, project_id, version)
    if project.closed_at is None:
        project.closed_at = clock.now()
        await _tell(session, actor, events.ProjectClosedDown(project.id, project.name))
    return project


async def reopen_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None
) -> Project:
    """Let hours go onto a closed or archived project again."""
    project = await _load(session, actor, project_id, version)
    if project.closed_at is not None or project.archived_at is not None:
        project.closed_at = project.archived_at = None
        await _tell(session, actor, events.ProjectReopened(project.id, project.name))
    return project


async def archive_project(
    session: AsyncSession, actor: Actor, project_id: UUID, *, version: int | None = None
) -> Project:
    """Put a project away; its hours stay."""
    project = await _load(session, actor, project_id, version)
    if project.archived_at is None:
        project.archived_at = clock.now()
        await _tell(session, actor, events.ProjectArchived(project.id, project.name))
    return project


async def create_work_kind(
    session: AsyncSession, actor: Actor, *, name: str, is_travel: bool = False
) -> WorkKind:
    """Add a kind of work; one archived under the name comes back. Raises NameTaken."""
    require(policies.can_manage_workflows(actor))
    name = clean_name(name)
    kind = await _kind_named(session, name)
    if kind is not None and not kind.is_archived:
        raise NameTaken(name=name)
    if kind is None:
        kind = WorkKind(name=name)
        session.add(kind)
    kind.archived_at, kind.is_travel = None, is_travel
    await _tell(session, actor, lambda: events.WorkKindCreated(kind.id, kind.name))
    return kind


async def change_work_kind(
    session: AsyncSession, actor: Actor, work_kind_id: UUID, *, name: str, is_travel: bool,
    version: int | None = None,
) -> WorkKind:  # fmt: skip
    """Give a kind of work another name, or say whether it is travelling; raises NameTaken."""
    require(policies.can_manage_workflows(actor))
    kind = await _get_kind(session, work_kind_id, version)
    if kind.is_travel != is_travel:
        kind.is_travel = is_travel
        await _tell(session, actor, events.WorkKindTravelSet(kind.id, kind.name, is_travel))
    name, before = clean_name(name), kind.name
    if name == before:
        return kind
    twin = await _kind_named(session, name)
    if twin is not None and twin.id != kind.id:
        raise NameTaken(name=name)
    kind.name = name
    await _tell(session, actor, events.WorkKindRenamed(kind.id, name, before))
    return kind


async def archive_work_kind(
    session: AsyncSession, actor: Actor, work_kind_id: UUID, *, version: int | None = None
) -> WorkKind:
    """Put a kind of work away; entries that carry it keep it."""
    require(policies.can_manage_workflows(actor))
    kind = await _get_kind(session, work_kind_id, version)
    if not kind.is_archived:
        kind.archived_at = clock.now()
        await _tell(session, actor, events.WorkKindArchived(kind.id, kind.name))
    return kind


def _check_budget(minutes: int | None) -> None:
    if minutes is not None and not 0 < minutes <= LARGEST_BUDGET:
        raise Invalid(_("A budget is more than nothing. Empty: there is none."), field="budget")


async def _set_members(
    session: AsyncSession, project: Project, member_ids: Collection[UUID]
) -> Changes:
    """Attach just these people (of those who work here); returns the change by name."""
    table, named = project_members.c, sa.select(StaffMember.id, StaffMember.name)
    attached = named.join(project_members, table.staff_id == StaffMember.id)
    attached = attached.where(table.project_id == project.id)
    now_there = dict((await session.execute(attached)).all())
    wanted: dict[UUID, str] = {}
    if member_ids:
        chosen = named.where(StaffMember.id.in_(member_ids))
        wanted = dict((await session.execute(chosen)).all())
    gone, new = now_there.keys() - wanted.keys(), wanted.keys() - now_there.keys()
    if gone:
        await session.execute(sa.delete(project_members).where(
            table.project_id == project.id, table.staff_id.in_(gone)
        ))  # fmt: skip
    if new:
        rows = [{"project_id": project.id, "staff_id": one} for one in new]
        await session.execute(sa.insert(project_members), rows)
    if not gone and not new:
        return {}
    return {"members": [sorted(now_there.values()), sorted(wanted.values())]}


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


async def _kind_named(session: AsyncSession, name: str) -> WorkKind | None:
    with session.no_autoflush:
        found = await session.scalars(sa.select(WorkKind))
    return next((kind for kind in found if fold(kind.name) == fold(name)), None)


async def _get_kind(session: AsyncSession, kind_id: UUID, version: int | None) -> WorkKind:
    kind = await session.get(WorkKind, kind_id, with_for_update=True)
    if kind is None:
        raise NotFound
    check_version(kind.version, version)
    return kind
