"""Reading sources. They are no secret inside the house; their credentials are."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFound
from core.kit.text import one_line
from core.sources.models import Source, SourceKind


async def active_sources(session: AsyncSession, kind: SourceKind | str) -> Sequence[Source]:
    """Return the sources of a kind that are in use, oldest first."""
    found = await session.scalars(_in_use(kind))
    return found.all()


async def source_for(session: AsyncSession, kind: SourceKind | str) -> Source | None:
    """Return the first source of a kind that is in use, or None."""
    found: Source | None = await session.scalar(_in_use(kind).limit(1))
    return found


async def get_source(session: AsyncSession, source_id: UUID, *, lock: bool = False) -> Source:
    """Return a source, archived or not; raises NotFound."""
    query = sa.select(Source).where(Source.id == source_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


async def source_at(session: AsyncSession, kind: SourceKind | str, address: str) -> Source | None:
    """Return the source in use with an address, number or slug, or None."""
    found: Source | None = await session.scalar(
        _in_use(kind).where(sa.func.lower(Source.address) == one_line(address).lower())
    )
    return found


async def all_sources(session: AsyncSession) -> Sequence[Source]:
    """Return every source that is not archived, oldest first."""
    found = await session.scalars(
        sa.select(Source).where(Source.archived_at.is_(None)).order_by(Source.id)
    )
    return found.all()


def _in_use(kind: SourceKind | str) -> sa.Select[Source]:
    return (
        sa.select(Source)
        .where(Source.kind == str(kind), Source.active, Source.archived_at.is_(None))
        .order_by(Source.id)
    )
