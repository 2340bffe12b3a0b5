"""The company's own types of activities, which are counted."""

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
from core.work import activity_events as events
from core.work import policies
from core.work.changing import apply_changes
from core.work.errors import NameTaken
from core.work.models import ActivityType, StageColor
from core.work.naming import clean_name

STEP = 10


async def create_type(
    session: AsyncSession, actor: Actor, *, name: str, color: str = ""
) -> ActivityType:
    """Add a type at the end; one archived under the name comes back. Raises NameTaken."""
    require(policies.can_manage_workflows(actor))
    name = clean_name(name)
    known = await _all(session)
    found = next((one for one in known if fold(one.name) == fold(name)), None)
    if found is not None and not found.is_archived:
        raise NameTaken(name=name)
    if found is None:
        last = max((one.position for one in known), default=0)
        found = ActivityType(name=name, position=last + STEP)
        session.add(found)
    found.archived_at, found.color = None, _color(color)
    await session.flush()
    await record(session, actor, events.ActivityTypeCreated(found.id, found.name))
    return found


async def change_type(
    session: AsyncSession, actor: Actor, type_id: UUID, *, version: int | None = None,
    **changes: Any,
) -> ActivityType:  # fmt: skip
    """Change `name`, `color` or `position`; raises NameTaken."""
    require(policies.can_manage_workflows(actor))
    found = await _get(session, type_id, version)
    if "name" in changes:
        changes["name"] = name = clean_name(changes["name"])
        if any(fold(one.name) == fold(name) and one is not found for one in await _all(session)):
            raise NameTaken(name=name)
    if "color" in changes:
        changes["color"] = _color(changes["color"])
    if changed := apply_changes(found, changes, ("name", "color", "position")):
        await session.flush()
        await record(session, actor, events.ActivityTypeChanged(found.id, found.name, changed))
    return found


async def archive_type(
    session: AsyncSession, actor: Actor, type_id: UUID, *, version: int | None = None
) -> ActivityType:
    """Offer a type no more; activities of it keep it."""
    require(policies.can_manage_workflows(actor))
    found = await _get(session, type_id, version)
    if not found.is_archived:
        found.archived_at = clock.now()
        await session.flush()
        await record(session, actor, events.ActivityTypeArchived(found.id, found.name))
    return found


async def restore_type(
    session: AsyncSession, actor: Actor, type_id: UUID, *, version: int | None = None
) -> ActivityType:
    """Offer an archived type again."""
    require(policies.can_manage_workflows(actor))
    found = await _get(session, type_id, version)
    if found.is_archived:
        found.archived_at = None
        await session.flush()
        await record(session, actor, events.ActivityTypeRestored(found.id, found.name))
    return found


def _color(color: str) -> str:
    if color and color not in set(StageColor):
        raise Invalid(_("Choose one of the colours."), field="color")
    return color


async def _all(session: AsyncSession) -> list[ActivityType]:
    with session.no_autoflush:
        return list(await session.scalars(sa.select(ActivityType)))


async def _get(session: AsyncSession, type_id: UUID, version: int | None) -> ActivityType:
    found = await session.get(ActivityType, type_id, with_for_update=True)
    if found is None:
        raise NotFound
    check_version(found.version, version)
    return found
