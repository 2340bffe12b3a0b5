"""Which day: every way of naming days, weeks and months, not yet resolved to a date."""

import re
from dataclasses import dataclass, replace

from core.language.line import Line

_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?$")
_TAGGED = {f"DAY{n}": n for n in (0, -1, -2, 1, 2)}
_WEEKDAY = {f"WD{n}": n for n in range(7)}
_MONTH = {f"MO{n}": n for n in range(1, 13)}


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


def day(line: Line, at: int) -> DaySpec | None:
    """A day, week or month named here, or None."""
    if line.is_num(at):
        return _numeric(line, at)
    if not (0 <= at < len(line.tokens)) or line.tokens[at].kind != "word":
        return None
    return (
        _night_before(line, at) or _relative(line, at) or _weekday(line, at)
        or _period(line, at) or _month_first(line, at) or _ordinal(line, at) or _ago(line, at)
    )  # fmt: skip


def _tag(line: Line, at: int, table: dict[str, int]) -> int | None:
    if not 0 <= at < len(line.tokens):
        return None
    for tag in line.tags[at]:
        if tag in table:
            return table[tag]
    return None


# ------------------------------------------------------------------ words


def _relative(line: Line, at: int) -> DaySpec | None:
    if size := line.phrase(at, "FUZZYDAY"):
        return DaySpec("fuzzy", at + size)
    if size := line.phrase(at, "LASTNIGHT"):
        return DaySpec("rel", at + size, -1, night=True)
    best: DaySpec | None = None
    for tag, offset in _TAGGED.items():
        size = line.phrase(at, tag)
        if size and (best is None or at + size > best.last):
            best = DaySpec("rel", at + size, offset)
    if best is not None:
        last = _parts(line, best.last)
        return replace(best, last=last, night=_is_night(line, best.last, last))
    return None


def _parts(line: Line, at: int) -> int:
    """Past morning, evening and night words after a day."""
    while line.has(at, "DAYPART", "NIGHT") or (
        line.sign(at, "-") and line.has(at + 1, "DAYPART", "NIGHT")
    ):
        at += 1
        if line.sign(at - 1, "-"):
            at += 1
    return at


def _is_night(line: Line, first: int, last: int) -> bool:
    return any(line.has(i, "NIGHT") for i in range(first, last))


def _night_before(line: Line, at: int) -> DaySpec | None:
    """`natten till söndag` began on Saturday."""
    if not line.has(at, "NIGHT"):
        return None
    following = at + 1
    if line.low(following) not in ("till", "mot", "to", "before", "into"):
        return None
    if line.low(following + 1) in ("i", "last"):
        following += 1
    weekday = _tag(line, following + 1, _WEEKDAY)
    if weekday is None:
        return None
    return DaySpec("weekday", following + 2, (weekday - 1) % 7, night=True)


def _weekday(line: Line, at: int) -> DaySpec | None:
    mod, start = "", at
    if line.has(at, "LAST"):
        mod, start = "last", at + 1
    elif line.has(at, "NEXT"):
        mod, start = "next", at + 1
    elif line.has(at, "THIS") and _tag(line, at + 1, _WEEKDAY) is not None:
        mod, start = "this", at + 1
    elif line.language == "sv" and line.low(at) == "i" and line.low(at + 1).endswith("s"):
        mod, start = "past", at + 1
    elif line.low(at) == "på" or (line.low(at) == "nu" and line.low(at + 1) == "på"):
        mod, start = "coming", at + (1 if line.low(at) == "på" else 2)
    weekday = _tag(line, start, _WEEKDAY)
    if weekday is None:
        return None
    if mod == "" and line.low(start).endswith("dags") and line.language == "sv":
        mod = "past"
    last = start + 1
    if line.sign(last, ".") and line.glued(last) and len(line.low(start)) <= 4:
        last += 1
    spec = DaySpec("weekday", last, weekday, mod=mod)
    return _tail(line, _range(line, spec, start))


def _range(line: Line, spec: DaySpec, at: int) -> DaySpec:
    """`to-la`, `mån till fre`, `maanantaista perjantaihin`."""
    other_at = spec.last
    joined = line.sign(other_at, "-") or line.phrase(other_at, "UNTIL")
    if joined:
        other_at += max(1, line.phrase(other_at, "UNTIL"))
    elif not (line.low(at).endswith(("sta", "st")) and line.low(other_at).endswith(("hin", "iin"))):
        between = line.has(other_at, "AND") and line.has(other_at + 2, "BETWEEN")
        if not between:
            return spec
        other_at += 1
    other = _tag(line, other_at, _WEEKDAY)
    if other is None:
        return spec
    return replace(spec, until=other, last=other_at + 1)


def _tail(line: Line, spec: DaySpec) -> DaySpec:
    """What follows a weekday: night, week, date, part of the day."""
    at = spec.last
    if line.has(at, "EVENOF") and line.has(at + 1, "NIGHT"):
        both = spec.until >= 0
        number = spec.number if both else (spec.number - 1) % 7
        return replace(spec, number=number, until=-1, night=True, last=at + 2)
    if line.has(at, "BETWEEN") and line.has(at + 1, "NIGHT"):
        return replace(spec, until=-1, night=True, last=at + 2)
    last = _parts(line, at)
    night = _is_night(line, at, last)
    if night and spec.until >= 0:
        spec = replace(spec, until=-1)
    spec = replace(spec, last=last, night=night)
    if (date := _numeric(line, last)) is not None and date.kind == "date" and spec.until < 0:
        return replace(date, weekday=spec.number, night=night)
    comma = last + 1 if line.low(last) in ("den", "the") else last
    if comma > last and (date := day(line, last)) is not None and date.kind in ("date", "dom"):
        return replace(date, weekday=spec.number, night=night)
    return spec


def _ago(line: Line, at: int) -> DaySpec | None:
    start = at
    if line.low(at) == "för":
        start = at + 1
    if line.low(start) in ("viikko", "week") and line.has(start + 1, "AGO"):
        return DaySpec("rel", start + 2, -7)
    number = line.numeral(start)
    if number is None or not number.whole or not 0 < number.value < 400:
        return None
    unit = number.last
    if not line.has(unit + 1, "AGO") or not line.has(unit, "DAYWORD", "WEEK"):
        return None
    days = int(number.value) * (7 if line.has(unit, "WEEK") else 1)
    return DaySpec("rel", unit + 2, -days)


def _period(line: Line, at: int) -> DaySpec | None:
    """Weeks, months, weekends, years."""
    if size := line.phrase(at, "LASTWEEK"):
        return _in_week(line, DaySpec("week", at + size, -1))
    if size := line.phrase(at, "THISWEEK"):
        return _in_week(line, DaySpec("week", at + size, 0))
    offset, start = 0, at
    for tag, step in (("LAST", -1), ("NEXT", 1), ("THIS", 0)):
        if line.has(at, tag):
            offset, start = step, at + 1
    moved = start > at
    if line.low(start) == "här":
        start += 1
    if line.has(start, "WEEKEND"):
        return DaySpec("weekend", start + 1, offset, mod="next" if offset > 0 else "")
    if line.has(start, "WEEK"):
        numbered = start + 2 if line.sign(start + 1, ".") else start + 1
        if not moved and line.is_num(numbered) and line.tokens[numbered].text.isdigit():
            number = int(line.tokens[numbered].text)
            if 1 <= number <= 53 and not line.has(numbered + 1, "HOUR"):
                return _in_week(line, DaySpec("week", numbered + 1, number, mod="iso"))
        return _in_week(line, DaySpec("week", start + 1, offset)) if moved else None
    if moved and line.has(start, "MONTH"):
        return DaySpec("month", start + 1, offset, mod="rel")
    if moved and line.has(start, "YEAR"):
        return DaySpec("year", start + 1, offset)
    return None


def _in_week(line: Line, week: DaySpec) -> DaySpec:
    """`viime viikon keskiviikkona`, `v 12 fre`: a weekday of that week."""
    kind = (week.mod or "rel", week.number)
    at = week.last
    if line.low(at) in ("on", "på", "'s"):
        at += 1
    inner = _weekday(line, at)
    if inner is not None and inner.kind == "weekday":
        return replace(inner, week=kind)
    return week


# ------------------------------------------------------------------ dates


def _month_first(line: Line, at: int) -> DaySpec | None:
    """`helmikuun 16. päivä`, `Feb 19th`, or a month alone."""
    month = _tag(line, at, _MONTH)
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
    before = line.low(at - 1)
    if short and not (before in ("in", "i", "for", "during", "last", "this", "since", "of") or (
        line.tokens[at].capital and len(line.low(at)) > 3
    )):  # fmt: skip
        return None
    year = _year(line, at + 1)
    return DaySpec("month", at + (2 if year else 1), month, year=year)


def _unit_after(line: Line, at: int) -> bool:
    return line.has(at, "HOUR", "MINUTE", "KM", "MIL", "MILE", "EUR", "SEK", "GBP") or (
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


def _ordinal(line: Line, at: int) -> DaySpec | None:
    """`the 26th`, `den 26:e`, `den 9 december`."""
    if line.low(at) in ("the", "den") and line.is_num(at + 1):
        found = _numeric(line, at + 1)
        if found is not None:
            return found
        raw = line.tokens[at + 1].text
        if line.low(at) == "den" and raw.isdigit() and 1 <= int(raw) <= 31:
            if not _unit_after(line, at + 2):
                return DaySpec("dom", at + 2, int(raw))
    return None


def _numeric(line: Line, at: int) -> DaySpec | None:
    if not line.is_num(at):
        return None
    raw = line.tokens[at].text
    if raw.isdigit():
        return _iso(line, at) or _slash(line, at) or _day_first(line, at) or _ago(line, at)
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
    return DaySpec("date", last, int(number), int(month), year)


def _day_first(line: Line, at: int) -> DaySpec | None:
    """`14 feb`, `9th of December`, `16. helmikuuta`, `26:e`, `26th`."""
    number = int(line.tokens[at].text[:4])
    if not 1 <= number <= 31 or len(line.tokens[at].text) > 2:
        return None
    last = _ordinal_end(line, at + 1)
    following = last + 1 if line.low(last) == "of" else last
    month = _tag(line, following, _MONTH)
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
