"""Many rows by one statement, their values made ready here: the general way costs each row more.

A statement is compiled once for each set of columns; what its columns' types do to values on the way
to the driver is done by the same functions, without a dictionary for each row. PostgreSQL is given
each column as an array, so that the statement is the same, and planned once, for any number of rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from core.db.base import Record, table_of

Row = dict[str, Any]
Make = Callable[[Row], Any]
Ending = Callable[[Any], Any]
"""Makes an INSERT end in a way of its own: ON CONFLICT, RETURNING. A function that stays the same."""
_AT_ONCE = 50
"""Rows in one statement of SQLite, which takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The statement as the driver takes it, and what makes each of its values out of a row."""

    beginning: str  # INSERT INTO … (…)
    mark: str  # (?, ?): the values of a row; PostgreSQL: SELECT * FROM unnest(…)
    end: str
    makes: tuple[Make, ...]
    read: Callable[[Any], Any] | None  # what a returned value goes through

    def values(self, row: Row) -> tuple[Any, ...]:
        return tuple([make(row) for make in self.makes])

    def columns(self, rows: Sequence[Row]) -> tuple[Any, ...]:
        return tuple([[make(row) for row in rows] for make in self.makes])

    def text(self, count: int) -> str:
        return f"{self.beginning} VALUES {', '.join([self.mark] * count)}{self.end}"

    @property
    def of_arrays(self) -> str:
        return f"{self.beginning} {self.mark}{self.end}"


def insert_of(dialect: str, table: type[Record]) -> Any:
    """Return the dialect's INSERT of a table, which knows ON CONFLICT."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table_of(table))  # one is large


async def insert_rows(
    session: AsyncSession, table: type[Record], rows: Sequence[Row], *, ending: Ending | None = None
) -> None:
    """Insert rows that all name the same columns; the others get their defaults.

    Nothing that waits in the session is written before: flush what these rows point to. With an
    `ending` that updates what is there, no two of the rows may be the same one.
    """
    if not rows:
        return
    plan, connection = await _ready(session, table, rows, ending)
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql(plan.text(1), [plan.values(row) for row in rows])
    else:
        await connection.exec_driver_sql(plan.of_arrays, plan.columns(rows))


async def insert_returning(
    session: AsyncSession, table: type[Record], rows: Sequence[Row], ending: Ending
) -> list[Any]:
    """Insert rows like `insert_rows`; return the one value that the ending returns of each."""
    if not rows:
        return []
    plan, connection = await _ready(session, table, rows, ending)
    found: list[Any] = []
    for text, values in _statements(plan, rows, connection.dialect.name):
        found += (await connection.exec_driver_sql(text, values)).scalars()
    return [plan.read(one) for one in found] if plan.read else found


async def _ready(
    session: AsyncSession, table: type[Record], rows: Sequence[Row], ending: Ending | None
) -> tuple[_Plan, AsyncConnection]:
    connection = await session.connection()
    return _plan(connection.dialect, table, tuple(rows[0]), ending), connection


def _statements(
    plan: _Plan, rows: Sequence[Row], dialect: str
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if dialect != "sqlite":
        yield plan.of_arrays, plan.columns(rows)
        return
    for begin in range(0, len(rows), _AT_ONCE):
        some = rows[begin : begin + _AT_ONCE]
        yield plan.text(len(some)), tuple([make(row) for row in some for make in plan.makes])


@lru_cache(200)
def _plan(
    dialect: sa.Dialect, table: type[Record], names: tuple[str, ...], ending: Ending | None
) -> _Plan:
    columns = table_of(table).c
    if unknown := set(names) - set(columns.keys()):
        raise ValueError(f"{table.__tablename__} has no {sorted(unknown)}")
    defaults = {one.key: one.default for one in columns if one.default and one.key not in names}
    statement = insert_of(dialect.name, table)
    statement = ending(statement) if ending else statement
    compiled: Any = statement.compile(dialect=dialect, column_keys=[*names, *defaults])
    order = tuple(compiled.positiontup)
    beginning, _values, rest = str(compiled).partition(" VALUES (")
    end = rest[rest.index(" ON CONFLICT") :] if ending else ""
    if len(order) != len(names) + len(defaults):
        raise ValueError("an ending brings no values of its own")
    makes = (
        _make(name, defaults.get(name), _processor(columns[name].type, dialect)) for name in order
    )
    returned = statement.exported_columns.values() if statement._returning else ()
    read = _reader(returned[0].type, dialect) if returned else None
    return _Plan(
        beginning, _mark([columns[one] for one in order], dialect), end, tuple(makes), read
    )


def _mark(columns: Sequence[sa.Column[Any]], dialect: sa.Dialect) -> str:
    """Return where a row's values stand, or (PostgreSQL) the arrays of all rows' values."""
    if dialect.name == "sqlite":
        return f"({', '.join('?' for _each in columns)})"
    if any(isinstance(one.type, sa.ARRAY) for one in columns):
        raise ValueError("arrays of arrays become one long array")
    kinds = [one.type.compile(dialect=dialect) for one in columns]
    arrays = (f"${number}::{kind}[]" for number, kind in enumerate(kinds, 1))
    return f"SELECT * FROM unnest({', '.join(arrays)})"  # noqa: S608 - names of types, no values


def _reader(kind: Any, dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None
    found = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


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
