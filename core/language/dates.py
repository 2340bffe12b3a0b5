"""Dates: `24/3`, `26.3.`, `9th of December`, `den 26:e`, `2026-03-19`."""

import datetime as dt
import re
from dataclasses import dataclass, replace

from core.language.line import Line
from core.language.ordinals import ORDINALS

_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?$")
MONTHS = {f"MO{n}": n for n in range(1, 13)}


@dataclass(frozen=True, slots=True)
class DaySpec:
    """A day as said. kind: rel, weekday, date, dom (day of month), weekend, fuzzy, week, month,
    year. `number`: offset, weekday, day; `until`: last weekday or day of a range."""

    kind: str
    last: int
    number: int = 0
    month: int = 0
    year: int | None = None
    mod: str = ""
    until: int = -1
    week: tuple[str, int] | None = None
    night: bool = False
    weekday: int = -1


def tagged(line: Line, at: int, table: dict[str, int]) -> int | None:
    if not 0 <= at < len(line.tokens):
        return None
    for tag in line.tags[at]:
        if tag in table:
            return table[tag]
    return None


def month_first(line: Line, at: int) -> DaySpec | None:
    """`helmikuun 16. päivä`, `Feb 19th`, or a month alone."""
    month = tagged(line, at, MONTHS)
    if month is None:
        return None
    short = line.low(at) in ("may", "mar", "march", "maj", "sun", "jan", "dec", "apr", "aug")
    following = at + 1
    if line.sign(following, ".") and line.glued(following):
        following += 1
    if line.is_num(following) and line.tokens[following].text.isdigit():
        number = int(line.tokens[following].text)
        if 1 <= number <= 31 and not _unit_after(line, following + 1):
            last = _ordinal_end(line, following + 1)
            year = _year(line, last)
            return DaySpec("date", last + (1 if year else 0), number, month, year)
    if (said := _ordinal_word(line, following)) is not None:
        return DaySpec("date", _ordinal_end(line, said[1]), said[0], month)
    before = line.low(at - 1)
    if short and not (before in ("in", "i", "for", "during", "last", "this", "since", "of") or (
        line.tokens[at].capital and len(line.low(at)) > 3
    )):  # fmt: skip
        return None
    year = _year(line, at + 1)
    return DaySpec("month", at + (2 if year else 1), month, year=year)


def _unit_after(line: Line, at: int) -> bool:
    return line.has(at, "HOUR", "MINUTE", "KM", "MIL", "MILE", "EUR", "SEK", "GBP", "USD") or (
        line.sign(at, ":-") and line.is_num(at + 1)
    )


def _year(line: Line, at: int) -> int | None:
    if line.is_num(at) and len(line.tokens[at].text) == 4 and line.tokens[at].text.isdigit():
        year = int(line.tokens[at].text)
        return year if 1990 <= year <= 2100 and not line.sign(at + 1, "-") else None
    return None


def _ordinal_end(line: Line, at: int) -> int:
    """Past `th`, `:e`, `.`, `. päivä` after a day's number."""
    if line.glued(at) and line.low(at) in ("st", "nd", "rd", "th"):
        return at + 1
    if line.sign(at, ":") and line.low(at + 1) in ("e", "a", "s"):
        return at + 2
    if line.sign(at, ".") and line.glued(at):
        at += 1
    if line.low(at) in ("päivä", "päivänä", "p", "pv", "päivän", "päivälle"):
        return at + 1
    return at


def ordinal(line: Line, at: int) -> DaySpec | None:
    """`the 26th`, `den 26:e`, `den 9 december`."""
    if line.low(at) in ("the", "den") and line.is_num(at + 1):
        found = numeric(line, at + 1)
        if found is not None:
            return found
        raw = line.tokens[at + 1].text
        if (
            line.low(at) == "den"
            and raw.isdigit()
            and 1 <= int(raw) <= 31
            and not _unit_after(line, at + 2)
        ):
            return DaySpec("dom", at + 2, int(raw))
    return None


def _ordinal_word(line: Line, at: int) -> tuple[int, int] | None:
    """The day an ordinal word here names, and where it ends."""
    low = line.low(at)
    if line.sign(at + 1, "-"):
        low, at = f"{low}-{line.low(at + 2)}", at + 2
    elif low in ("twenty", "thirty"):
        low, at = f"{low}-{line.low(at + 1)}", at + 1
    number = ORDINALS.get(low)
    return None if number is None else (number, at + 1)


def spelled(line: Line, at: int) -> DaySpec | None:
    """`kolmas joulukuuta`, `den tredje december`, `the third of December`."""
    at = at + 1 if line.low(at) in ("the", "den") else at
    found = _ordinal_word(line, at)
    if found is None:
        return None
    number, last = found
    following = last + 1 if line.low(last) in ("of", "päivä") else last
    month = tagged(line, following, MONTHS)
    if month is None:
        return None
    year = _year(line, following + 1)
    return DaySpec("date", following + (2 if year else 1), number, month, year)


def numeric(line: Line, at: int) -> DaySpec | None:
    if not line.is_num(at):
        return None
    raw = line.tokens[at].text
    if raw.isdigit():
        return (
            _iso(line, at) or _iso_week(line, at) or _slash(line, at) or _dashed(line, at)
            or _day_first(line, at)
        )  # fmt: skip
    match = _DOTTED.match(raw)
    if match is None:
        return None
    number, month = int(match[1]), int(match[2])
    if not (1 <= number <= 31 and 1 <= month <= 12):
        return None
    if match[3]:
        return DaySpec("date", at + 1, number, month, _full_year(match[3]))
    dotted = line.sign(at + 1, ".") and line.glued(at + 1)
    if not dotted:
        if _unit_after(line, at + 1) or line.has(at + 1, "UNITJUNK"):
            return None
        if len(match[2]) == 2:
            return _undotted(line, at, number, month)
        if line.language != "fi":
            return None
        if line.has(at - 1, "EXPENSE", "CLOCK", "START", "STOP") or line.sign(at + 1, "-€/%"):
            return None
        return DaySpec("date", at + 1, number, month)
    if line.has(at - 1, "CLOCK", "START", "STOP") or line.sign(at - 1, "-"):
        return None
    if len(match[2]) == 2 and at + 2 == len(line.tokens) and line.language != "fi":
        return None
    return DaySpec("date", at + 2, number, month)


def _undotted(line: Line, at: int, number: int, month: int) -> DaySpec | None:
    """`18.11 4h`: a date where hours are said beside it and it is no likely clock time."""
    if line.has(at - 1, "EXPENSE", "CLOCK", "START", "STOP", "FROM", "UNTIL", "NOTOLD", "BREAK"):
        return None
    if line.sign(at - 1, "-€£/") or line.sign(at + 1, "-€£/%x") or line.has(at + 1, "UNTIL"):
        return None
    hours = any("HOUR" in tags for tags in line.tags)
    ranges = any(line.sign(n, "-") and line.is_num(n + 1) for n in range(len(line.tokens)))
    if not (hours or ranges) or any("EXPENSE" in tags for tags in line.tags):
        return None
    likely_clock = month in (5, 10) and number < 24
    return DaySpec("fuzzy" if likely_clock else "date", at + 1, number, month)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _iso(line: Line, at: int) -> DaySpec | None:
    raw = line.tokens[at].text
    if len(raw) != 4 or not (line.sign(at + 1, "-") and line.sign(at + 3, "-")):
        return None
    if not (line.is_num(at + 2) and line.is_num(at + 4) and line.glued(at + 4)):
        return None
    month, number = line.tokens[at + 2].text, line.tokens[at + 4].text
    if len(month) == 2 and len(number) == 2 and month.isdigit() and number.isdigit():
        return DaySpec("date", at + 5, int(number), int(month), int(raw))
    return None


def _iso_week(line: Line, at: int) -> DaySpec | None:
    """`2026-W49-3` and `2026-W49`, which is its Monday."""
    raw = line.tokens[at].text
    if not (len(raw) == 4 and line.sign(at + 1, "-") and line.low(at + 2) == "w"):
        return None
    if not (line.is_num(at + 3) and line.glued(at + 3) and line.tokens[at + 3].text.isdigit()):
        return None
    number, last = 1, at + 4
    if line.sign(last, "-") and line.glued(last) and line.is_num(last + 1):
        number, last = int(line.tokens[last + 1].text[:1]), last + 2
    try:
        day = dt.date.fromisocalendar(int(raw), int(line.tokens[at + 3].text[:3]), number)
    except ValueError:
        return DaySpec("fuzzy", last)
    return DaySpec("date", last, day.day, day.month, day.year)


def _dashed(line: Line, at: int) -> DaySpec | None:
    """`3-12-2026`."""
    if not all(line.sign(n, "-") and line.glued(n) and line.glued(n + 1) for n in (at + 1, at + 3)):
        return None
    if not (line.is_num(at + 2) and (year := _year(line, at + 4))):
        return None
    number, month = line.tokens[at].text, line.tokens[at + 2].text
    if not (month.isdigit() and len(month) <= 2 and len(number) <= 2):
        return None
    return DaySpec("date", at + 5, int(number), int(month), year)


def _slash(line: Line, at: int) -> DaySpec | None:
    if not (line.sign(at + 1, "/") and line.is_num(at + 2) and line.glued(at + 1)):
        return None
    number, month = line.tokens[at].text, line.tokens[at + 2].text
    if not (month.isdigit() and len(number) <= 2 and len(month) <= 2 and line.glued(at + 2)):
        return None
    if line.has(at + 3, "HOUR") or not 1 <= int(number) <= 31:
        return None
    last, year = at + 3, None
    if line.sign(last, "/-") and line.glued(last) and line.is_num(last + 1):
        text = line.tokens[last + 1].text
        if len(text) in (2, 4) and text.isdigit():
            last, year = last + 2, _full_year(text)
    elif (said := _year(line, last)) and not _unit_after(line, last + 1):
        last, year = last + 1, said  # "31/3 2026"
    return DaySpec("date", last, int(number), int(month), year)


def _day_first(line: Line, at: int) -> DaySpec | None:
    """`14 feb`, `9th of December`, `16. helmikuuta`, `26:e`, `26th`."""
    number = int(line.tokens[at].text[:4])
    if not 1 <= number <= 31 or len(line.tokens[at].text) > 2:
        return None
    last = _ordinal_end(line, at + 1)
    following = last + 1 if line.low(last) == "of" else last
    month = tagged(line, following, MONTHS)
    if month is not None and not (line.sign(at + 1, ".") and not line.glued(at + 1)):
        end = following + 1
        if line.sign(end, ".") and line.glued(end) and len(line.low(following)) <= 4:
            end += 1
        year = _year(line, end)
        return DaySpec("date", end + (1 if year else 0), number, month, year)
    marked = last > at + 1 and not (last == at + 2 and line.sign(at + 1, "."))
    if marked:
        return DaySpec("dom", last, number)
    return _dotted_range(line, at)


def _dotted_range(line: Line, at: int) -> DaySpec | None:
    """`1.-3.4.`: both days and those between."""
    follow = at + 1
    if line.sign(follow, "."):
        follow += 1
    if follow == at + 1 or not line.sign(follow, "-"):
        return None
    end = _numeric_date_only(line, follow + 1)
    if end is None or end.month == 0:
        return None
    return replace(end, number=int(line.tokens[at].text), until=end.number)


def _numeric_date_only(line: Line, at: int) -> DaySpec | None:
    match = _DOTTED.match(line.tokens[at].text) if line.is_num(at) else None
    if match is None or not line.sign(at + 1, "."):
        return None
    return DaySpec("date", at + 2, int(match[1]), int(match[2]))
