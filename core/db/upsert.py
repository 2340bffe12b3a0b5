"""`INSERT … ON CONFLICT DO NOTHING RETURNING` on both databases."""

from functools import lru_cache
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import Record


def insert_for(session: AsyncSession, table: type[Record]) -> Any:
    """Return the dialect's INSERT of a table, which knows ON CONFLICT."""
    return _insert(session.get_bind().dialect.name, table)


def _insert(dialect: str, table: type[Record]) -> Any:
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert  # one of them is large
    rows: Any = sa.inspect(table).local_table
    return insert(rows)


async def insert_new(
    session: AsyncSession, table: type[Record], rows: list[dict[str, Any]], *, key: list[str]
) -> list[Any]:
    """Insert the rows whose unique `key` is new; return the values of `id` of those inserted."""
    if not rows:
        return []
    dialect = session.get_bind().dialect.name
    one_or_many = rows if len(rows) > 1 else rows[0]  # a list costs more
    result = await session.execute(_if_new(dialect, table, tuple(key)), one_or_many)
    return list(result.scalars())


@lru_cache
def _if_new(dialect: str, table: type[Record], key: tuple[str, ...]) -> Any:
    insert = _insert(dialect, table).on_conflict_do_nothing(index_elements=list(key))
    return insert.returning(sa.inspect(table).c.id)
