"""Changing the kinds of work that hours may carry."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound, check_version
from core.events.bus import Event, record
from core.kit import clock
from core.kit.text import fold
from core.work import events, policies
from core.work.errors import NameTaken
from core.work.models import WorkKind
from core.work.naming import clean_name


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


async def _tell(session: AsyncSession, actor: Actor, event: Any) -> None:
    """Write the rows, then the fact (made after the flush when it needs a new id)."""
    await session.flush()
    fact = event if isinstance(event, Event) else event()
    await record(session, actor, fact)


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
