"""Many rows by one statement, their values made ready here: the general way costs each row more.

A statement is compiled once for each set of columns; what its columns' types do to values on the way
to the driver is done by the same functions, without a dictionary for each row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import Record, table_of

Row = dict[str, Any]
Make = Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The statement as the driver takes it, and what makes each of its values out of a row."""

    text: str
    makes: tuple[Make, ...]

    def values(self, row: Row) -> tuple[Any, ...]:
        return tuple([make(row) for make in self.makes])


async def insert_rows(session: AsyncSession, table: type[Record], rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns; the others get their defaults.

    Nothing that waits in the session is written before: flush what these rows point to.
    """
    if not rows:
        return
    dialect = session.get_bind().dialect
    plan = _insert(dialect, table, tuple(rows[0]))
    connection = await session.connection()
    await connection.exec_driver_sql(plan.text, [plan.values(row) for row in rows])


@lru_cache(200)
def _insert(dialect: sa.Dialect, table: type[Record], names: tuple[str, ...]) -> _Plan:
    columns = table_of(table).c
    if unknown := set(names) - set(columns.keys()):
        raise ValueError(f"{table.__tablename__} has no {sorted(unknown)}")
    defaults = {one.key: one.default for one in columns if one.default and one.key not in names}
    keys = [*names, *defaults]
    compiled: Any = sa.insert(table_of(table)).compile(dialect=dialect, column_keys=keys)
    makes = (
        _make(name, defaults.get(name), _processor(columns[name].type, dialect))
        for name in compiled.positiontup
    )
    return _Plan(str(compiled), tuple(makes))


def _processor(kind: Any, dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _make(name: str, default: Any, processor: Callable[[Any], Any] | None) -> Make:
    """Return what makes one value of a row."""
    if default is None:
        if processor is None:
            return lambda row: row[name]
        return lambda row: processor(row[name])
    if default.is_clause_element or default.is_sequence:
        raise ValueError(f"the database makes {name} itself")
    make = default.arg if default.is_callable else lambda _context: default.arg
    if processor is None:
        return lambda _row: make(None)
    return lambda _row: processor(make(None))
