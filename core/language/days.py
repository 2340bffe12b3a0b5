"""Which day: every way of naming days, weeks and months, not yet resolved to a date."""

from dataclasses import replace

from core.language.dates import DaySpec, month_first, numeric, ordinal, spelled, tagged
from core.language.line import Line

_TAGGED = {f"DAY{n}": n for n in (0, -1, -2, 1, 2)}
_WEEKDAY = {f"WD{n}": n for n in range(7)}


def day(line: Line, at: int) -> DaySpec | None:
    """A day, week or month named here, or None."""
    if line.is_num(at):
        if _is_hours(line, at) and line.has(at - 1, *_WEEKDAY):
            return None
        return _ago(line, at) or numeric(line, at)
    if not (0 <= at < len(line.tokens)) or line.tokens[at].kind != "word":
        return None
    return (
        _night_before(line, at) or _relative(line, at) or _weekday(line, at)
        or _period(line, at) or month_first(line, at) or ordinal(line, at)
        or spelled(line, at) or _ago(line, at)
    )  # fmt: skip


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
    weekday = tagged(line, following + 1, _WEEKDAY)
    if weekday is None:
        return None
    return DaySpec("weekday", following + 2, (weekday - 1) % 7, night=True)


def _weekday(line: Line, at: int) -> DaySpec | None:
    mod, start = "", at
    if line.has(at, "LAST"):
        mod, start = "last", at + 1
    elif line.has(at, "NEXT"):
        mod, start = "next", at + 1
    elif line.has(at, "THIS") and tagged(line, at + 1, _WEEKDAY) is not None:
        mod, start = "this", at + 1
    elif line.language == "sv" and line.low(at) == "i" and line.low(at + 1).endswith("s"):
        mod, start = "past", at + 1
    elif line.low(at) == "på" or (line.low(at) == "nu" and line.low(at + 1) == "på"):
        mod, start = "coming", at + (1 if line.low(at) == "på" else 2)
    weekday = tagged(line, start, _WEEKDAY)
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
    if line.low(at).endswith(("'s", "gens")):
        return spec  # "move tuesday's to wednesday"
    joined = line.sign(other_at, "-") or line.phrase(other_at, "UNTIL")
    if joined:
        other_at += max(1, line.phrase(other_at, "UNTIL"))
    elif not (line.low(at).endswith(("sta", "st")) and line.low(other_at).endswith(("hin", "iin"))):
        between = line.has(other_at, "AND") and line.has(other_at + 2, "BETWEEN")
        if not between:
            return spec
        other_at += 1
    other = tagged(line, other_at, _WEEKDAY)
    if other is None:
        return spec
    return replace(spec, until=other, last=other_at + 1)


def _tail(line: Line, spec: DaySpec) -> DaySpec:
    """What follows a weekday: night, week, date, part of the day."""
    at = spec.last
    if spec.week is None and (week := _week_after(line, at)) is not None:
        return replace(spec, week=(week.mod or "rel", week.number), last=_parts(line, week.last))
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
    if (
        (not _is_hours(line, last) and (date := numeric(line, last)) is not None)
        and date.kind == "date"
        and spec.until < 0
    ):
        return replace(date, weekday=spec.number, night=night)
    comma = last + 1 if line.low(last) in ("den", "the") else last
    if comma > last and (date := day(line, last)) is not None and date.kind in ("date", "dom"):
        return replace(date, weekday=spec.number, night=night)
    return spec


_DAYS_OF_LIST = 3


def _is_hours(line: Line, at: int) -> bool:
    """`ma 8.5 ti 8.5 ke 7.5`: halves and quarters of hours in a list of weekdays, no dates."""
    if not line.is_num(at) or line.sign(at + 1, "."):
        return False
    whole, _, part = line.tokens[at].text.partition(".")
    if not whole.isdigit() or part not in ("5", "25", "75"):
        return False
    weekdays = sum(any(tag[:2] == "WD" for tag in tags) for tags in line.tags)
    return weekdays >= _DAYS_OF_LIST and not any("HOUR" in tags for tags in line.tags)


def _week_after(line: Line, at: int) -> DaySpec | None:
    """`tuesday last week`, `tisdag nästa vecka`, `maanantai vko 49`."""
    at = at + 1 if line.sign(at, ",") or line.low(at) in ("i", "on", "of", "in") else at
    found = _period(line, at)
    return found if found is not None and found.kind == "week" else None


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
