"""The company's own steps of projects, in order; a closed one ends a project."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import fold
from core.work import policies
from core.work import project_events as events
from core.work.changing import apply_changes
from core.work.errors import NameTaken
from core.work.models import ProjectStatus, StageColor
from core.work.naming import clean_name

STEP = 10


async def create_status(
    session: AsyncSession, actor: Actor, *, name: str, color: str = "", is_closed: bool = False
) -> ProjectStatus:
    """Add a step at the end; one archived under the name comes back. Raises NameTaken."""
    require(policies.can_manage_workflows(actor))
    name = clean_name(name)
    known = await _all(session)
    found = next((one for one in known if fold(one.name) == fold(name)), None)
    if found is not None and not found.is_archived:
        raise NameTaken(name=name)
    if found is None:
        last = max((one.position for one in known), default=0)
        found = ProjectStatus(name=name, position=last + STEP)
        session.add(found)
    found.archived_at, found.color, found.is_closed = None, _color(color), is_closed
    await session.flush()
    await record(session, actor, events.ProjectStatusCreated(found.id, found.name))
    return found


async def change_status(
    session: AsyncSession, actor: Actor, status_id: UUID, *, version: int | None = None,
    **changes: Any,
) -> ProjectStatus:  # fmt: skip
    """Change `name`, `color`, `position` or `is_closed`; projects in it stay as they are."""
    require(policies.can_manage_workflows(actor))
    found = await _get(session, status_id, version)
    if "name" in changes:
        changes["name"] = name = clean_name(changes["name"])
        if any(fold(one.name) == fold(name) and one is not found for one in await _all(session)):
            raise NameTaken(name=name)
    if "color" in changes:
        changes["color"] = _color(changes["color"])
    if changed := apply_changes(found, changes, ("name", "color", "position", "is_closed")):
        await session.flush()
        await record(session, actor, events.ProjectStatusChanged(found.id, found.name, changed))
    return found


async def archive_status(
    session: AsyncSession, actor: Actor, status_id: UUID, *, version: int | None = None
) -> ProjectStatus:
    """Offer a step no more; projects that stand in it stay there."""
    require(policies.can_manage_workflows(actor))
    found = await _get(session, status_id, version)
    if not found.is_archived:
        found.archived_at = clock.now()
        await session.flush()
        await record(session, actor, events.ProjectStatusArchived(found.id, found.name))
    return found


async def restore_status(
    session: AsyncSession, actor: Actor, status_id: UUID, *, version: int | None = None
) -> ProjectStatus:
    """Offer an archived step again."""
    require(policies.can_manage_workflows(actor))
    found = await _get(session, status_id, version)
    if found.is_archived:
        found.archived_at = None
        await session.flush()
        await record(session, actor, events.ProjectStatusRestored(found.id, found.name))
    return found


async def first_status(session: AsyncSession, *, is_closed: bool) -> UUID | None:
    """Return the first step in use that ends projects, or does not; None when there is none."""
    found: UUID | None = await session.scalar(
        sa.select(ProjectStatus.id)
        .where(ProjectStatus.archived_at.is_(None), ProjectStatus.is_closed.is_(is_closed))
        .order_by(ProjectStatus.position, ProjectStatus.id)
        .limit(1)
    )
    return found


def _color(color: str) -> str:
    if color and color not in set(StageColor):
        raise Invalid(_("Choose one of the colours."), field="color")
    return color


async def _all(session: AsyncSession) -> list[ProjectStatus]:
    with session.no_autoflush:
        return list(await session.scalars(sa.select(ProjectStatus)))


async def _get(session: AsyncSession, status_id: UUID, version: int | None) -> ProjectStatus:
    found = await session.get(ProjectStatus, status_id, with_for_update=True)
    if found is None:
        raise NotFound
    check_version(found.version, version)
    return found
