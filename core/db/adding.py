"""Adding rows that nobody looks at again in their transaction, without the ORM's bookkeeping."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import Record, table_of


async def add_rows(session: AsyncSession, table: type[Record], *rows: dict[str, Any]) -> None:
    """Insert rows at once, after what waits in the session.

    Columns that a row does not name get their defaults; all rows name the same ones.
    """
    if rows:
        await session.execute(_insert(table), rows if len(rows) > 1 else rows[0])


@lru_cache
def _insert(table: type[Record]) -> Any:
    return sa.insert(table_of(table))
