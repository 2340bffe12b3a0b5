"""A page of a list: read along an index, names only for the rows shown, counts to a limit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import operators

from core.columns import Column
from core.fields.queries import fields_of, names_of
from core.views.comparing import Clause
from core.views.criteria import Compiled, Tree, compile_tree
from core.views.order import Order, Position, order_of
from core.views.scope import Scope

PAGE = 50
EXACT = 10_000
"""Counts are exact to here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, in which order: criteria trees that all hold, words of the search field."""

    sort: str
    trees: tuple[Tree, ...] = ()
    words: str = ""
    columns: tuple[str, ...] = ()
    within: Clause | None = None  # rows of one group


@dataclass(frozen=True, slots=True)
class Row:
    """One record: `values` by column, `words` where a value is read by a name, and its tones."""

    id: UUID
    ref: Any
    values: Mapping[str, Any]
    words: Mapping[str, str | None]
    tones: Mapping[str, str | None]
    marks: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows and the cursors of its neighbours (None: there is none)."""

    rows: Sequence[Row]
    previous: str | None = None
    following: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows there are; `is_more`: at least so many."""

    number: int
    is_more: bool = False


def conditions(scope: Scope, wanted: Wanted, *, walking: bool = False) -> Compiled:
    """Return what all rows fulfil: criteria, words, the group."""
    made = compile_tree(*wanted.trees, scope=scope, walking=walking)
    if words := wanted.words.strip()[:200]:
        made.other.append(scope.module.find(words))
    if wanted.within is not None:
        made.other.append(wanted.within)
    return made


def select(
    scope: Scope, wanted: Wanted, columns: Iterable[Any], *, walking: bool = False,
    part: sa.Select[Any] | None = None,
) -> sa.Select[Any]:  # fmt: skip
    """Select columns of the visible rows (or of one part of them) that are wanted, in no order.

    `walking` (SQLite): the rows are read along the index of the order, so conditions other than
    those that indexes are limited to are kept from the planner, which would otherwise fetch
    everything an index finds and sort it.
    """
    rows = scope.module.visible(scope.actor) if part is None else part
    visible = rows.with_only_columns(*columns)
    made = conditions(scope, wanted, walking=walking)
    if not walking or len(visible.get_final_froms()) != 1:
        return visible.where(*made.plain, *made.other)
    plain = sa.select(*columns).select_from(*visible.get_final_froms())
    parts = [*_terms(visible.whereclause), *made.other]
    seen = [part for part in parts if _is_empty(part)]
    hidden = [sa.func.coalesce(part, sa.false()) for part in parts if not _is_empty(part)]
    return plain.where(*made.plain, *seen, *hidden)


def _terms(clause: Clause | None) -> list[Clause]:
    """Return the conditions that all hold in a clause."""
    if clause is None:
        return []
    if isinstance(clause, sa.BooleanClauseList) and clause.operator is operators.and_:
        return list(clause.clauses)
    return [clause]


def _is_empty(clause: Clause) -> bool:
    """Tell whether a condition is "column IS NULL": indexes may be limited to it."""
    return isinstance(clause, sa.BinaryExpression) and clause.operator is operators.is_


async def read_page(
    session: AsyncSession, scope: Scope, wanted: Wanted, cursor: str | None = None,
    *, size: int = PAGE, walking: bool = False,
) -> Listed:  # fmt: skip
    """Return a page: one statement, two where it lies on the border to empty values."""
    order = order_of(scope, wanted.sort)
    place = order.place(cursor)
    reader = Reader(scope, [scope.columns[name] for name in wanted.columns
                            if name in scope.columns], order)  # fmt: skip
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    base = select(scope, wanted, reader.expressions, walking=walking and is_sqlite)
    parts = scope.module.parts(scope.actor)
    seeks = (is_sqlite or len(parts) > 1) and not walking and order.rows is None
    keys = [select(scope, wanted, [scope.module.id], part=one) for one in parts] if seeks else []
    found = await _runs(session, base, order, place, size + 1, keys)
    back = place is not None and place.back
    more, found = len(found) > size, found[:size]
    rows = [reader.row(one) for one in (reversed(found) if back else found)]
    await reader.name_own(session, rows)
    ends = [reader.place_of(one) for one in (found[-1], found[0])[:: -1 if back else 1]] \
        if found else []  # fmt: skip
    before = (more if back else place is not None) and bool(found)
    after = (more or back) and bool(found)
    return Listed(
        rows,
        order.cursor(*ends[1], back=True) if before else None,
        order.cursor(*ends[0], back=False) if after else None,
    )


async def _runs(
    session: AsyncSession, base: sa.Select[Any], order: Order, place: Position | None, limit: int,
    keys: Sequence[sa.Select[Any]],
) -> list[Any]:  # fmt: skip
    """Read the runs until there are enough rows. With `keys` (for SQLite, which would read every row
    that it sorts, and for several parts) indexes tell the page's ids, and only their rows are read."""
    back = place is not None and place.back
    runs = list(order.runs(back))
    if place is not None and order.nullable:
        runs = runs[runs.index(place.value is not None) :]
    found: list[Any] = []
    for filled in runs:
        wanted = limit - len(found)
        ordered = []
        for query in keys or [base]:
            statement = order.part(query, filled)
            if place is not None and filled is runs[0]:
                statement = statement.where(order.beyond(place))
            ordered.append(statement.order_by(*order.keys(filled, back)).limit(wanted))
        query = _rows_of(base, order, ordered, order.keys(filled, back)) if keys else ordered[0]
        found += (await session.execute(query.limit(wanted))).all()
        if len(found) >= limit:
            break
    return found


def _rows_of(
    base: sa.Select[Any], order: Order, parts: Sequence[sa.Select[Any]], keys: list[Any]
) -> sa.Select[Any]:
    """Select the rows whose ids are the first of any part; the caller takes the first of all."""
    several = [sa.select(one.subquery()) for one in parts]
    ids: Any = parts[0] if len(parts) == 1 else sa.union_all(*several)
    plain = sa.select(*base.selected_columns).select_from(order.id.class_)
    return plain.where(order.id.in_(ids)).order_by(*keys)


@dataclass(slots=True)
class Reader:
    """Selects what the shown columns need and reads it into rows."""

    scope: Scope
    columns: Sequence[Column]
    order: Order | None = None
    expressions: list[Any] = field(init=False)
    _at: dict[tuple[str, str], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        module = self.scope.module
        last = self.order.read if self.order is not None else module.id
        self.expressions = []
        self._add(("", "id"), module.id)
        self._add(("", "ref"), module.ref)
        self._add(("", "order"), last)
        for name, mark in module.marks.items():
            self._add(("mark", name), mark)
        for column in self.columns:
            self._add(("value", column.name), column.value)
            for what in ("words", "tone"):
                if (expression := getattr(column, what)) is not None:
                    self._add((what, column.name), expression)

    def _add(self, key: tuple[str, str], expression: Any) -> None:
        self._at[key] = len(self.expressions)
        self.expressions.append(expression.label(f"c{len(self.expressions)}"))

    def place_of(self, found: Any) -> tuple[Any, UUID]:
        """Return a row's place in the order."""
        return found[2], found[0]

    def row(self, found: Any) -> Row:
        """Return a row as read."""
        values = {one.name: found[self._at["value", one.name]] for one in self.columns}
        for one in self.columns:
            if one.read is not None:
                values[one.name] = one.read(values[one.name])
        return Row(
            found[0], found[1], values, self._all(found, "words"), self._all(found, "tone"),
            self._all(found, "mark"),
        )  # fmt: skip

    def _all(self, found: Any, what: str) -> dict[str, Any]:
        return {name: found[at] for (kind, name), at in self._at.items() if kind == what}

    async def name_own(self, session: AsyncSession, rows: Sequence[Row]) -> None:
        """Fill in what own fields refer to, one statement for each kind that is shown."""
        referring = {one.name for one in self.columns if one.is_own and one.refers}
        if not referring or not rows:
            return
        fields = [one for one in await fields_of(session, self.scope.module.kind)
                  if one.name in referring]  # fmt: skip
        customs = [{one.key: row.values[one.name] for one in fields} for row in rows]
        names = await names_of(session, self.scope.actor, fields, customs)
        for row in rows:
            for name in referring:
                row.words[name] = names.get(str(row.values[name]))  # type: ignore[index]


def bounded(scope: Scope, wanted: Wanted, limit: int = EXACT) -> sa.ScalarSelect[int]:
    """Select how many rows there are, at most one more than the limit."""
    one: Any = sa.literal_column("1").label("one")  # no column: an index alone may tell
    parts = [
        select(scope, wanted, [one], part=part).select_from(scope.module.id.class_).limit(limit + 1)
        for part in scope.module.parts(scope.actor)
    ]
    rows: Any = parts[0]
    if len(parts) > 1:
        every = sa.union_all(*(sa.select(part.subquery()) for part in parts)).subquery()
        rows = sa.select(every).limit(limit + 1)
    return sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery()


def as_count(number: int, limit: int = EXACT) -> Counted:
    """Return a bounded count as people read it."""
    return Counted(min(number, limit), number > limit)


async def count_exactly(session: AsyncSession, scope: Scope, wanted: Wanted) -> int:
    """Return how many rows there are, however many."""
    every = select(scope, wanted, [scope.module.id.label("id")]).subquery()
    found = await session.scalar(sa.select(sa.func.count()).select_from(every))
    return int(found or 0)
