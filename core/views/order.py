"""The order of a list along an index: (value, id), empty values last, in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.columns import Column
from core.db.base import UtcDateTime
from core.fields.models import FieldValue
from core.kit.ids import parse_id
from core.kit.paging import decode_cursor, encode_cursor
from core.views.comparing import Clause
from core.views.criteria import label_of
from core.views.errors import ColumnRefused, NotSortable
from core.views.scope import Scope


@dataclass(frozen=True, slots=True)
class Position:
    """A row's place: `value` of the order (None: empty), and its id. `back`: what is before it."""

    value: Any
    id: UUID
    back: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """By a column's `sort`, or by the id alone; `down`: the greatest first.

    `rows`: the values of an own field, read along their own index.
    """

    value: Any
    id: Any
    down: bool
    nullable: bool
    rows: Any = None
    module: str = ""
    key: str = ""

    @property
    def read(self) -> Any:
        """What tells a row's place, in either run."""
        if self.rows is None:
            return self.value
        row = aliased(FieldValue)
        asked = sa.select(getattr(row, self.value.key)).where(*self._held(row))
        return asked.correlate_except(row).scalar_subquery()

    def _held(self, row: Any) -> tuple[Clause, ...]:
        return (row.subject_id == self.id, row.module == self.module, row.key == self.key)

    @property
    def by_id(self) -> bool:
        """Whether the id itself is the order."""
        return self.value is self.id

    def runs(self, back: bool) -> Sequence[bool]:
        """Return the runs over the index in the order of reading: with values?, empty last."""
        both = (True, False) if self.nullable else (True,)
        return both[::-1] if back else both

    def part(self, base: sa.Select[Any], filled: bool) -> sa.Select[Any]:
        """Return the rows of one run."""
        if self.rows is not None:
            if filled:
                return base.join_from(self.id.class_, self.rows, sa.and_(*self._held(self.rows)))
            held = sa.select(self.rows.id).where(*self._held(self.rows))
            return base.where(~held.correlate_except(self.rows).exists())
        if not self.nullable:
            return base
        return base.where(self.value.is_not(None) if filled else self.value.is_(None))

    def keys(self, filled: bool, back: bool) -> list[Any]:
        """Return what a run is ordered by."""
        last = self.id if self.rows is None or not filled else self.rows.subject_id
        parts = [last] if self.by_id or not filled else [self.value, last]
        return [part.desc() if self.down != back else part.asc() for part in parts]

    def beyond(self, place: Position) -> Clause:
        """Return what lies after a place (before it when it looks back) within its run."""
        up = self.down == place.back
        if self.by_id or place.value is None:
            return self.id > place.id if up else self.id < place.id  # type: ignore[no-any-return]
        here = sa.tuple_(sa.literal(place.value, self.value.type), sa.literal(place.id, sa.Uuid()))
        last = self.id if self.rows is None else self.rows.subject_id
        key = sa.tuple_(self.value, last)
        return key > here if up else key < here

    def cursor(self, value: Any, identity: UUID, *, back: bool) -> str:
        """Return the address of a row's place."""
        held = value.isoformat() if isinstance(value, date | datetime) else value
        return encode_cursor("b" if back else "f", held, identity)

    def place(self, cursor: str | None) -> Position | None:
        """Return the place that a cursor names; None when it is missing or broken."""
        parts = decode_cursor(cursor)
        if not parts or len(parts) != 3 or (identity := parse_id(str(parts[2]))) is None:
            return None
        try:
            value = None if self.by_id or parts[1] is None else _value(self.value.type, parts[1])
        except (TypeError, ValueError):
            return None
        return Position(value, identity, parts[0] == "b")


def _value(kind: Any, held: Any) -> Any:
    if isinstance(kind, UtcDateTime | sa.DateTime):
        moment = datetime.fromisoformat(str(held))
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if isinstance(kind, sa.Date):
        return date.fromisoformat(str(held))
    return int(held) if isinstance(kind, sa.Integer) else str(held)


def order_of(scope: Scope, sort: str) -> Order:
    """Return the order that "name" or "-name" asks for; raises ColumnRefused or NotSortable."""
    column = _column(scope, sort.removeprefix("-"))
    if column.sort is None:
        raise NotSortable(label=label_of(column))
    down = sort.startswith("-")
    if not column.key:
        return Order(column.sort, scope.module.id, down, column.nullable)
    rows = aliased(FieldValue)
    value = getattr(rows, column.sort.key)
    return Order(value, scope.module.id, down, True, rows, scope.module.kind, column.key)


def _column(scope: Scope, name: str) -> Column:
    column = scope.columns.get(name)
    if column is None:
        raise ColumnRefused(column=name)
    return column
