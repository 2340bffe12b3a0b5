"""Days counted from today: `in two days`, `om en månad`, `viikon päästä`, `3 weeks from now`."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from core.language.line import Line

_MOST = 400


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day said by its distance, at tokens[first:last]."""

    date: dt.date
    first: int
    last: int


def days_ahead(line: Line, today: dt.date) -> Ahead | None:
    """The first such day of a message, or None."""
    for at in range(len(line.tokens)):
        number = line.numeral(at)
        unit = number.last if number else at
        if not line.has(unit, "DAYWORD", "WEEK", "MONTH") and line.low(unit) != "fortnight":
            continue
        count = int(number.value) if number else 1
        if count > _MOST:
            continue
        if line.language == "fi" and line.has(unit + 1, "IN"):
            return Ahead(_moved(line, unit, count, today), at, unit + 2)
        if line.low(unit + 1) == "from" and line.low(unit + 2) in ("now", "today"):
            return Ahead(_moved(line, unit, count, today), at, unit + 3)
        if line.low(at - 1) in ("in", "om"):
            return Ahead(_moved(line, unit, count, today), at - 1, unit + 1)
    return None


def _moved(line: Line, unit: int, count: int, today: dt.date) -> dt.date:
    if line.has(unit, "MONTH"):
        months = today.year * 12 + today.month - 1 + count
        year, month = divmod(months, 12)
        return dt.date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    if line.low(unit) == "fortnight":
        return today + dt.timedelta(days=14 * count)
    return today + dt.timedelta(days=count * (7 if line.has(unit, "WEEK") else 1))
