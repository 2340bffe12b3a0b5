"""Project groups: people who always may serve a customer and work on its projects.

They are chosen first, may log hours on the customer's projects of attached people only, and new
requests of the customer may go to the group's team.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound, check_version
from core.events.bus import record
from core.kit import clock
from core.kit.text import fold
from core.staff.models import StaffMember
from core.work import policies
from core.work import project_events as events
from core.work.changing import Changes, apply_changes
from core.work.errors import NameTaken
from core.work.models import ProjectGroup, group_members
from core.work.naming import clean_name


async def create_group(
    session: AsyncSession, actor: Actor, *, name: str, customer_id: UUID | None = None,
    team_id: UUID | None = None, member_ids: Collection[UUID] = (),
) -> ProjectGroup:  # fmt: skip
    """Let people always serve a customer; raises NameTaken.

    With `team_id` the customer's new requests go to that team, unless a rule says otherwise.
    """
    require(policies.can_edit_projects(actor))
    group = ProjectGroup(name=clean_name(name), customer_id=customer_id, team_id=team_id)
    await _refuse_twin(session, group)
    session.add(group)
    await session.flush()
    await set_members(session, group_members, "group_id", group.id, member_ids)
    await record(session, actor, events.ProjectGroupCreated(group.id, group.name, customer_id))
    return group


async def change_group(
    session: AsyncSession, actor: Actor, group_id: UUID, *, version: int | None = None,
    member_ids: Collection[UUID] | None = None, **changes: Any,
) -> ProjectGroup:  # fmt: skip
    """Change `name`, `customer_id` or `team_id`; `member_ids` None leaves the people."""
    group = await _load(session, actor, group_id, version)
    if "name" in changes:
        changes["name"] = clean_name(changes["name"])
    changed = apply_changes(group, changes, ("name", "customer_id", "team_id"))
    if "name" in changed:
        await _refuse_twin(session, group)
    if member_ids is not None:
        changed |= await set_members(session, group_members, "group_id", group.id, member_ids)
    if changed:
        await session.flush()
        await record(session, actor, events.ProjectGroupChanged(group.id, group.name, changed))
    return group


async def archive_group(
    session: AsyncSession, actor: Actor, group_id: UUID, *, version: int | None = None
) -> ProjectGroup:
    """Let a group serve nobody any more; its projects keep it."""
    group = await _load(session, actor, group_id, version)
    if not group.is_archived:
        group.archived_at = clock.now()
        await session.flush()
        await record(session, actor, events.ProjectGroupArchived(group.id, group.name))
    return group


async def restore_group(
    session: AsyncSession, actor: Actor, group_id: UUID, *, version: int | None = None
) -> ProjectGroup:
    """Let a group serve its customer again."""
    group = await _load(session, actor, group_id, version)
    if group.is_archived:
        group.archived_at = None
        await session.flush()
        await record(session, actor, events.ProjectGroupRestored(group.id, group.name))
    return group


async def set_members(
    session: AsyncSession, table: sa.Table, column: str, owner_id: UUID,
    member_ids: Collection[UUID],
) -> Changes:  # fmt: skip
    """Attach just these people (of those who work here) by a table; returns the change by name."""
    owner, staff = table.c[column], table.c.staff_id
    named = sa.select(StaffMember.id, StaffMember.name)
    attached = named.join(table, staff == StaffMember.id).where(owner == owner_id)
    now_there = dict((await session.execute(attached)).all())
    wanted: dict[UUID, str] = {}
    if member_ids:
        chosen = named.where(StaffMember.id.in_(member_ids))
        wanted = dict((await session.execute(chosen)).all())
    gone, new = now_there.keys() - wanted.keys(), wanted.keys() - now_there.keys()
    if gone:
        await session.execute(sa.delete(table).where(owner == owner_id, staff.in_(gone)))
    if new:
        rows = [{column: owner_id, "staff_id": one} for one in new]
        await session.execute(sa.insert(table), rows)
    if not gone and not new:
        return {}
    return {"members": [sorted(now_there.values()), sorted(wanted.values())]}


async def _refuse_twin(session: AsyncSession, group: ProjectGroup) -> None:
    with session.no_autoflush:
        rows = await session.execute(sa.select(ProjectGroup.id, ProjectGroup.name))
    if any(fold(name) == fold(group.name) and key != group.id for key, name in rows):
        raise NameTaken(name=group.name)


async def _load(
    session: AsyncSession, actor: Actor, group_id: UUID, version: int | None
) -> ProjectGroup:
    require(policies.can_edit_projects(actor))
    group = await session.get(ProjectGroup, group_id, with_for_update=True)
    if group is None:
        raise NotFound
    check_version(group.version, version)
    return group
