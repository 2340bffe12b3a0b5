"""Rows that take one another's place: a correction is a new row that names the one before."""

from typing import Protocol, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFound


class Superseding(Protocol):
    """A table whose rows are corrected by newer ones (`supersedes_id`, `superseded_at`)."""

    id: UUID


Row = TypeVar("Row", bound=Superseding)


async def newest_of(session: AsyncSession, table: type[Row], row_id: UUID) -> Row:
    """Return what took a row's place at last (itself when nothing did); raises NotFound."""
    first = sa.inspect(table).local_table.c
    later = sa.inspect(table).local_table.alias("later")
    chain = sa.select(first.id).where(first.id == row_id).cte("chain", recursive=True)
    chain = chain.union_all(sa.select(later.c.id).join(chain, later.c.supersedes_id == chain.c.id))
    row = await session.scalar(
        sa.select(table).where(first.id.in_(sa.select(chain.c.id)), first.superseded_at.is_(None))
    )
    if row is None:
        raise NotFound
    return row
