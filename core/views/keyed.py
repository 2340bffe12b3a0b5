"""Own fields and tags as columns: found by their rows in `field_values`, read from the record."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.columns import Choice, Column, Kind
from core.fields.models import FieldKind, FieldValue
from core.fields.values import Field
from core.kit.text import fold
from core.views.comparing import Clause, Unclear, compare, days_of
from core.views.modules import ListModule
from core.views.scope import Scope

_KINDS: dict[FieldKind, Kind] = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.DATE: Kind.DATE,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.CHOICES: Kind.TAGS,
    FieldKind.PERSON: Kind.REFERENCE,
    FieldKind.CUSTOMER: Kind.REFERENCE,
    FieldKind.YES_NO: Kind.YES_NO,
}
_SCALES = {FieldKind.NUMBER: 1000, FieldKind.MONEY: 100}
_SORTED = {
    Kind.TEXT: FieldValue.text, Kind.NUMBER: FieldValue.number, Kind.MONEY: FieldValue.number,
    Kind.DATE: FieldValue.number, Kind.YES_NO: FieldValue.number,
}  # fmt: skip
"""What the rows of an own field are sorted by; each record has one at most."""
_AS_NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.YES_NO)
_OPPOSITE = {"is_not": "is", "has_not": "has", "empty": "filled"}


def own_columns(module: ListModule, fields: Iterable[Field]) -> dict[str, Column]:
    """Return a module's own fields as columns by name."""
    return {one.name: _column(module, one) for one in fields}


def _column(module: ListModule, field: Field) -> Column:
    kind = _KINDS[field.kind]
    return Column(
        field.name, field.label, kind, module.custom, key=field.name, is_own=True,
        scale=_SCALES.get(field.kind, 1), read=_reader(field.key),
        sort=_SORTED.get(kind), nullable=True,
        refers=str(field.kind) if kind is Kind.REFERENCE else "",
        choices=tuple(Choice(one["key"], one["label"], is_own=True) for one in field.choices),
    )  # fmt: skip


def _reader(key: str) -> Callable[[Any], Any]:
    return lambda held: (held or {}).get(key)


def compare_keyed(column: Column, op: str, value: Any, scope: Scope, *, walking: bool) -> Clause:
    """Return the condition of one criterion on an own field or on tags; raises Unclear.

    `walking` along another index asks row by row; else the rows of the values lead.
    """
    row = aliased(FieldValue)
    held = [row.module == scope.module.kind, row.key == column.key]
    positive = _OPPOSITE.get(op, op)
    if positive != "filled":
        held.append(_test(row, column, positive, value, scope))
    identity = scope.module.id
    if walking:
        asked = sa.select(row.id).where(*held, row.subject_id == identity)
        found: Clause = asked.correlate_except(row).exists()
    else:
        found = identity.in_(sa.select(row.subject_id).where(*held))
    return ~found if op in _OPPOSITE else found


def _test(row: Any, column: Column, op: str, value: Any, scope: Scope) -> Clause:
    if column.kind is Kind.DATE:
        first, last = (day and day.toordinal() for day in days_of(op, value, scope.today))
        ends = (row.number >= first if first else None, row.number <= last if last else None)
        return sa.and_(*(end for end in ends if end is not None))
    if column.kind is Kind.YES_NO:
        return row.number == int(value in ("yes", True))  # type: ignore[no-any-return]
    if column.kind in _AS_NUMBERS:
        return compare(replace(column, value=row.number), op, value, scope)
    if column.kind is Kind.REFERENCE:
        return row.text.in_(_texts(value))  # type: ignore[no-any-return]
    if column.kind is Kind.CHOICE:
        return compare(replace(column, value=row.text), op, value, scope)
    return _words(row, column, op, value)


def _words(row: Any, column: Column, op: str, value: Any) -> Clause:
    texts = _texts(value)
    if column.kind is Kind.TAGS:
        keys = texts if column.choices else [fold(one)[:200] for one in texts]
        return row.text.in_(keys)  # type: ignore[no-any-return]
    folded = fold(texts[0])[:200]
    tests: dict[str, Callable[[], Clause]] = {
        "is": lambda: row.text == folded,
        "begins": lambda: row.text.startswith(folded, autoescape=True),
        "contains": lambda: row.text.contains(folded, autoescape=True),
    }
    return tests[op]()


def _texts(value: Any) -> list[str]:
    given = value if isinstance(value, list | tuple) else [value]
    texts = [str(one).strip()[:200] for one in given if one is not None and str(one).strip()]
    if not texts or len(texts) > 100:
        raise Unclear
    return texts
