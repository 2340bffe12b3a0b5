"""`INSERT … ON CONFLICT DO NOTHING RETURNING` on both databases."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import Record
from core.db.bulk import Ending, insert_of, insert_returning


def insert_for(session: AsyncSession, table: type[Record]) -> Any:
    """Return the dialect's INSERT of a table, which knows ON CONFLICT."""
    return insert_of(session.get_bind().dialect.name, table)


async def insert_new(
    session: AsyncSession, table: type[Record], rows: list[dict[str, Any]], *, key: list[str]
) -> list[Any]:
    """Insert the rows whose unique `key` is new; return the values of `id` of those inserted."""
    return await insert_returning(session, table, rows, _if_new(table, tuple(key)))


@lru_cache
def _if_new(table: type[Record], key: tuple[str, ...]) -> Ending:
    identity = sa.inspect(table).c.id

    def ending(insert: Any) -> Any:
        return insert.on_conflict_do_nothing(index_elements=list(key)).returning(identity)

    return ending
