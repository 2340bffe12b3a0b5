"""Teams: whom requests are directed to."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from core.access.actor import Actor, require
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.kit.clock import now
from core.kit.i18n import _
from core.kit.text import one_line
from core.staff import events, policies
from core.staff.errors import NameTaken
from core.staff.models import StaffMember, Team


async def create_team(
    session: AsyncSession, actor: Actor, *, name: str, member_ids: Sequence[UUID] = ()
) -> Team:
    """Make a team; raises NameTaken, NotFound or Invalid."""
    require(policies.can_manage_staff(actor))
    team = Team(name=_name(name))
    await _refuse_taken(session, team)
    team.members = await _members(session, member_ids)
    session.add(team)
    await session.flush()
    await record(session, actor, events.TeamCreated(team.id, team.name))
    return team


async def change_team(
    session: AsyncSession, actor: Actor, team_id: UUID, *, version: int | None = None,
    name: str | None = None, member_ids: Sequence[UUID] | None = None,
) -> Team:  # fmt: skip
    """Change name or members; raises NameTaken, NotFound, Invalid or Changed."""
    team = await _get(session, team_id)
    require(policies.can_manage_staff(actor))
    check_version(team.version, version)
    before = {"name": team.name, "members": sorted(one.name for one in team.members)}
    if name is not None:
        team.name = _name(name)
        await _refuse_taken(session, team)
    if member_ids is not None:
        team.members = await _members(session, member_ids)
    after = {"name": team.name, "members": sorted(one.name for one in team.members)}
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    if changed:
        flag_modified(team, "name")  # members alone would not raise the version
        await session.flush()
        await record(session, actor, events.TeamChanged(team.id, team.name, changed))
    return team


async def archive_team(session: AsyncSession, actor: Actor, team_id: UUID) -> Team:
    """Put a team away; what was directed to it stays. Twice is harmless."""
    team = await _get(session, team_id)
    require(policies.can_manage_staff(actor))
    if not team.is_archived:
        team.archived_at = now()
        await session.flush()
        await record(session, actor, events.TeamArchived(team.id, team.name))
    return team


async def restore_team(session: AsyncSession, actor: Actor, team_id: UUID) -> Team:
    """Take an archived team into use again."""
    team = await _get(session, team_id)
    require(policies.can_manage_staff(actor))
    if team.is_archived:
        team.archived_at = None
        await session.flush()
        await record(session, actor, events.TeamRestored(team.id, team.name))
    return team


async def _get(session: AsyncSession, team_id: UUID) -> Team:
    found: Team | None = await session.scalar(
        sa.select(Team)
        .where(Team.id == team_id)
        .options(selectinload(Team.members))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


async def _members(session: AsyncSession, ids: Sequence[UUID]) -> list[StaffMember]:
    with session.no_autoflush:
        query = sa.select(StaffMember).where(StaffMember.id.in_(ids))
        found = list((await session.scalars(query)).all())
    if len(found) != len(set(ids)):
        raise NotFound
    return found


async def _refuse_taken(session: AsyncSession, team: Team) -> None:
    with session.no_autoflush:
        same = sa.select(Team.id).where(sa.func.lower(Team.name) == team.name.lower())
        others = set(await session.scalars(same))
    if others - {team.id}:
        raise NameTaken(name=team.name)


def _name(given: str) -> str:
    name = one_line(given)[:100]
    if not name:
        raise Invalid(_("Give a name."), field="name")
    return name
