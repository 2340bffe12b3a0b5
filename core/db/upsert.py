"""`INSERT … ON CONFLICT DO NOTHING RETURNING` on both databases."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import Record


def insert_for(session: AsyncSession, table: type[Record]) -> Any:
    """Return the dialect's INSERT of a table, which knows ON CONFLICT."""
    dialect = session.get_bind().dialect.name
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)


async def insert_new(
    session: AsyncSession, table: type[Record], rows: list[dict[str, Any]], *, key: list[str]
) -> list[Any]:
    """Insert the rows whose unique `key` is new; return the values of `id` of those inserted."""
    if not rows:
        return []
    statement = insert_for(session, table).on_conflict_do_nothing(index_elements=key)
    # Without render_nulls rows are grouped by which columns are None: a statement per group.
    result = await session.execute(
        statement.returning(sa.inspect(table).c.id), rows, execution_options={"render_nulls": True}
    )
    return list(result.scalars())
