"""One criterion as SQL: an operator, a column's kind, a value; for whoever looks."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.columns import Column, Kind
from core.kit import clock
from core.kit.ids import parse_id
from core.kit.text import fold
from core.views.operators import NEEDS_DAYS, NEEDS_NONE
from core.views.relative import LONGEST, span
from core.views.scope import Scope

Clause = sa.ColumnElement[bool]
MANY = 100
"""Values that "is one of" takes."""
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9000, 12, 31)
"""Days that may be compared with: whatever the zone, their midnights are moments."""


class Unclear(Exception):
    """The value cannot be compared with."""


def compare(column: Column, op: str, value: Any, scope: Scope) -> Clause:
    """Return the condition of one criterion on a column's value; raises Unclear."""
    if op in NEEDS_NONE:
        return _empty(column, column.value) if op == "empty" else ~_empty(column, column.value)
    return _BY_KIND[column.kind](column, op, value, scope)


def _empty(column: Column, value: Any) -> Clause:
    clause: Clause = value.is_(None)
    return sa.or_(clause, value == "") if column.kind is Kind.TEXT else clause


def _text(column: Column, op: str, value: Any, _scope: Scope) -> Clause:
    words = str(value or "").strip()[:200]
    if not words:
        raise Unclear
    if op in ("is", "is_not"):
        same: Clause = column.value == words
        return same if op == "is" else column.value.is_distinct_from(words)
    if column.folded is not None:
        return sa.and_(*(column.folded.contains(f" {word}" if op == "begins" else word,
                                                autoescape=True)
                         for word in fold(words).split()[:8]))  # fmt: skip
    return holds(column.value, words, begins=op == "begins")


def holds(value: Any, words: str, *, begins: bool = False) -> Clause:
    """Return whether a text holds words whatever their case; SQLite knows only that of a to z."""
    test = value.istartswith if begins else value.icontains
    forms = {words, words.lower(), words.upper(), words.capitalize()}
    forms = {words} if words.isascii() else forms
    return sa.or_(*(test(form, autoescape=True) for form in sorted(forms)))


def _number(column: Column, op: str, value: Any, _scope: Scope) -> Clause:
    if op == "between":
        first, last = (_figure(one, column.scale) for one in _two(value))
        between: Clause = column.value.between(min(first, last), max(first, last))
        return between
    figure = _figure(value, column.scale)
    found: dict[str, Callable[[], Clause]] = {
        "is": lambda: column.value == figure,
        "is_not": lambda: column.value.is_distinct_from(figure),
        "over": lambda: column.value > figure,
        "under": lambda: column.value < figure,
    }
    return found[op]()


def _figure(value: Any, scale: int) -> int:
    try:
        figure = Decimal(str(value)[:60].replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except InvalidOperation:
        raise Unclear from None
    if not figure.is_finite() or figure.adjusted() > 15:  # an int of "1e999999" takes a minute
        raise Unclear
    whole = int((figure * scale).to_integral_value())
    if abs(whole) > 2**52:
        raise Unclear
    return whole


def _two(value: Any) -> tuple[Any, Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Unclear
    return value[0], value[1]


def days_of(op: str, value: Any, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day (inclusive, None: open) that a criterion means."""
    if op == "within":
        found = span(str(value), today)
        if found is None:
            raise Unclear
        return found
    if op in NEEDS_DAYS:
        return _counted(op, value, today)
    if op == "between":
        first, last = (_day(one, today) for one in _two(value))
        return min(first, last), max(first, last)
    day = _day(value, today)
    return {"is": (day, day), "from": (day, None), "until": (None, day)}[op]


def _counted(op: str, value: Any, today: date) -> tuple[date | None, date | None]:
    days = _figure(value, 1)
    if not 0 <= days <= LONGEST:
        raise Unclear
    step = timedelta(days=days)
    if op == "older_than":
        return None, today - step - timedelta(days=1)
    return (today, today + step) if op == "next_days" else (today - step, today)


def _day(value: Any, today: date) -> date:
    if value == "today":
        return today
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Unclear from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Unclear
    return day


def _days(column: Column, op: str, value: Any, scope: Scope) -> Clause:
    first, last = days_of(op, value, scope.today)
    return during(column, first, last, scope.actor.zone)


def during(column: Column, first: date | None, last: date | None, zone: str) -> Clause:
    """Return whether a date or moment lies within days of a zone, None: open."""
    if column.kind is Kind.MOMENT:
        begins = clock.at(first, time(), zone) if first else None
        ends = clock.at(last + timedelta(days=1), time(), zone) if last else None
        upper = column.value < ends if ends else None
    else:
        begins, upper = first, column.value <= last if last else None  # type: ignore[assignment]
    lower = column.value >= begins if begins else None
    return sa.and_(*(part for part in (lower, upper) if part is not None))


def _choice(column: Column, op: str, value: Any, _scope: Scope) -> Clause:
    keys = value if isinstance(value, list | tuple) else [value]
    known = [str(key) for key in keys if column.choice(str(key))]
    if not known or len(known) != len(keys) or (op != "one_of" and len(known) > 1):
        raise Unclear
    if op == "is_not":
        return column.value.is_distinct_from(column.stored(known[0]))  # type: ignore[no-any-return]
    # The keys are ours: written out in full, so that indexes limited to them are used.
    stored = [column.stored(key) for key in known]
    if len(stored) == 1:
        one: Any = sa.bindparam(None, stored[0], literal_execute=True)
        return column.value == one  # type: ignore[no-any-return]
    many: Any = sa.bindparam(None, stored, expanding=True, literal_execute=True)
    return column.value.in_(many)  # type: ignore[no-any-return]


def _reference(column: Column, op: str, value: Any, scope: Scope) -> Clause:
    meant = references(value, scope)
    if op == "is_not":
        return sa.or_(column.value.is_(None), column.value.not_in(meant))
    if len(meant) == 1:
        return column.value == meant[0]  # type: ignore[no-any-return]
    return column.value.in_(meant)  # type: ignore[no-any-return]


def references(value: Any, scope: Scope) -> list[UUID]:
    """Return the ids meant: "me", "my_teams" and ids as text; raises Unclear."""
    given = value if isinstance(value, list | tuple) else [value]
    if not given or len(given) > MANY:
        raise Unclear
    meant: list[UUID] = []
    for one in given:
        if one == "me":
            meant += scope.own
        elif one == "my_teams":
            meant += scope.teams
        elif identity := parse_id(str(one)):
            meant.append(identity)
        else:
            raise Unclear
    return meant


def _yes_no(column: Column, _op: str, value: Any, _scope: Scope) -> Clause:
    said = {"yes": True, "True": True, "no": False, "False": False}.get(str(value))
    if said is None:
        raise Unclear
    true: Clause = column.value
    return true if said else sa.not_(true)


def _tags(_column: Column, _op: str, _value: Any, _scope: Scope) -> Clause:
    raise Unclear  # tags without a key in `field_values` are only shown


_BY_KIND: dict[Kind, Callable[[Column, str, Any, Scope], Clause]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MINUTES: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.DATE: _days,
    Kind.MOMENT: _days,
    Kind.CHOICE: _choice,
    Kind.REFERENCE: _reference,
    Kind.YES_NO: _yes_no,
    Kind.TAGS: _tags,
}
