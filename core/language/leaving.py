"""The days of an absence: a day, a range or a week, behind or ahead; two fitting ones are both told."""

import datetime as dt
import re
from itertools import pairwise

from core.language.dates import DaySpec
from core.language.items import Item
from core.language.resolving import Doubtful, Period, nearest, next_weekday, query_period
from core.language.sense import Sense

_TO = r"\s*(?:[-–—]|to|till|until|asti)\s*"
_BOTH = re.compile(
    rf"(?<![\d:.,])(\d{{1,2}})[./](?:(\d{{1,2}})\.?)?(\d{{4}})?{_TO}(\d{{1,2}})[./](\d{{1,2}})\.?(\d{{4}})?(?![\d:])"
)
_DAYS_OF = re.compile(rf"(?<![\d:.,])(\d{{1,2}})\.?{_TO}(\d{{1,2}})\.?\s+([^\W\d]+)")
_OF_DAYS = re.compile(rf"([^\W\d]+)\s+(\d{{1,2}}){_TO}(\d{{1,2}})(?![\d:.,])")
_PAST = frozenset(
    [
        "olin",
        "oli",
        "olimme",
        "oltiin",
        "ollut",
        "var",
        "varit",
        "was",
        "were",
        "been",
        "had",
        "took",
        "tog",
        "hade",
    ]
)
_AHEAD = frozenset(
    [
        "olen",
        "oon",
        "olemme",
        "tulen",
        "jään",
        "pidän",
        "pidan",
        "är",
        "ar",
        "ska",
        "kommer",
        "blir",
        "tar",
        "am",
        "will",
        "going",
        "i'm",
        "im",
        "be",
        "taking",
    ]
)
_SURELY_NEARER = 4  # days


def periods(sense: Sense) -> tuple[list[Period], bool]:
    """Return the periods that may be meant, the likelier first, and whether days were said.

    Raises Doubtful for days that make no period.
    """
    if (found := written(sense)) is not None:
        return [found], True
    items = [item for item in sense.items.of("day") if item.day is not None]
    if not items:
        return [], False
    specs = [item.day for item in items if item.day is not None]
    if len(specs) == 1:
        return _one(sense, items[0], specs[0]), True
    return [_joined(sense, specs)], True


def _one(sense: Sense, item: Item, spec: DaySpec) -> list[Period]:
    before = sense.items.before(item)
    options = _options(spec, sense.today)
    if before is not None and before.has("FROM"):  # off sick since Monday
        past = [one for one in options if one.first <= sense.today]
        return [Period(past[0].first, sense.today)] if past else options
    if before is not None and before.has("UNTIL"):  # away until Friday
        ahead = [one for one in options if one.last >= sense.today]
        return [Period(sense.today, ahead[0].last)] if ahead else options
    return _meant(sense, options)


def _options(spec: DaySpec, today: dt.date) -> list[Period]:
    """Return the periods a day said alone may mean, the nearer first."""
    if spec.kind == "weekday":
        return _weekdays(spec, today)
    if spec.kind in ("week", "month"):
        return [_whole(spec, today)]
    if spec.kind == "date" and spec.until >= 0:
        first = nearest(DaySpec("date", 0, spec.number, spec.month, spec.year), today)
        last = nearest(DaySpec("date", 0, spec.until, spec.month, spec.year), today)
    else:
        first = last = nearest(spec, today)
    if first is None or last is None or last < first:
        raise Doubtful
    return [Period(first, last)]


def _whole(spec: DaySpec, today: dt.date) -> Period:
    found = query_period(spec, today)
    if spec.kind == "month" and spec.mod != "rel" and spec.year is None:
        ahead = query_period(DaySpec("month", 0, spec.number, 0, found.first.year + 1), today)
        if abs((ahead.first - today).days) < abs((today - found.last).days):
            return ahead
    return found


def _weekdays(spec: DaySpec, today: dt.date) -> list[Period]:
    length = dt.timedelta(days=(spec.until - spec.number) % 7 if spec.until >= 0 else 0)
    if spec.week is not None or spec.mod in ("next", "coming"):
        first = next_weekday(spec, today)
        return [Period(first, first + length)]
    back = dt.timedelta(days=(today.weekday() - spec.number) % 7)
    if spec.mod in ("last", "past"):
        first = today - (back or dt.timedelta(days=7))
        return [Period(first, first + length)]
    first, week = today - back, dt.timedelta(days=7)
    starts = [first, first + week]
    if first <= today < first + length:
        starts = [first, first - week, first + week] if first < today else [first, first - week]
    elif first == today:
        starts = [first]
    found = [Period(start, start + length) for start in starts]
    return sorted(found, key=lambda one: _distance(one, today))


def _distance(one: Period, today: dt.date) -> int:
    return (today - one.last).days if one.last < today else (one.first - today).days


def _meant(sense: Sense, options: list[Period]) -> list[Period]:
    """Keep what the tense says, or what is surely nearer."""
    if len(options) < 2:
        return options
    words = {token.low for token in sense.line.tokens}
    past = [one for one in options if one.last <= sense.today]
    ahead = [one for one in options if one.last >= sense.today]
    if words & _PAST and past:
        return past[:1]
    if words & _AHEAD and ahead:
        return ahead[:1]
    if options[0].first < sense.today < options[0].last:  # begun already, or next week's
        return [options[0], *(one for one in ahead if one != options[0])]
    gap = _distance(options[1], sense.today) - _distance(options[0], sense.today)
    return options[:1] if gap >= _SURELY_NEARER else options


def _joined(sense: Sense, specs: list[DaySpec]) -> Period:
    """`yesterday and today`, `thu and fri`, `from 2 Nov to 6 Nov`: days that follow each other."""
    found = [_meant(sense, _options(spec, sense.today)) for spec in specs]
    firsts = [options[0] for options in found]
    if all(spec.kind == "weekday" for spec in specs) and len(found[0]) > 1:
        ahead = [one[-1] if one[-1].first > one[0].first else one[0] for one in found]
        firsts = ahead if not sense.items.says("DID") else firsts
    if any(one.first < before.last for before, one in pairwise(firsts)):
        raise Doubtful
    ranged = len(specs) == 2 and (sense.items.says("UNTIL") or "-" in sense.line.text)
    gaps = [(one.first - before.last).days for before, one in pairwise(firsts)]
    if not ranged and any(gap > 1 for gap in gaps):
        raise Doubtful  # days apart are two absences
    return Period(firsts[0].first, firsts[-1].last)


# ------------------------------------------------------------------ ranges as they are written


def written(sense: Sense) -> Period | None:
    """Return the days of a range written in figures, or None. Raises Doubtful."""
    text = sense.line.text.lower()
    if (found := _BOTH.search(text)) is not None:
        day, month, year, last_day, last_month, last_year = found.groups()
        return _range(sense.today, int(day), int(month or last_month), int(last_day),
                      int(last_month), int(last_year or year or 0))  # fmt: skip
    if (found := _DAYS_OF.search(text)) is not None and (number := _month(sense, found[3])):
        return _range(sense.today, int(found[1]), number, int(found[2]), number, 0)
    if (found := _OF_DAYS.search(text)) is not None and (number := _month(sense, found[1])):
        return _range(sense.today, int(found[2]), number, int(found[3]), number, 0)
    return None


def _month(sense: Sense, word: str) -> int:
    """Return the number of a month's name, 0 for any other word."""
    for at, token in enumerate(sense.line.tokens):
        if token.low == word:
            numbers = [number for number in range(1, 13) if sense.line.has(at, f"MO{number}")]
            return numbers[0] if numbers else 0
    return 0


def _range(
    today: dt.date, day: int, month: int, last_day: int, last_month: int, year: int
) -> Period:
    try:
        if year:
            last = dt.date(year, last_month, last_day)
        else:
            near = nearest(DaySpec("date", 0, last_day, last_month), today)
            last = near if near is not None else dt.date(today.year, last_month, last_day)
        first = dt.date(last.year - (month > last_month), month, day)
    except ValueError:
        raise Doubtful from None
    if last < first:
        raise Doubtful
    return Period(first, last)
