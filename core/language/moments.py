"""When, as a general question: the date and the clock times a text names."""

import datetime as dt
from typing import Any

from core.language.ahead import days_ahead
from core.language.clocks import NOON, Clock, clock
from core.language.items import Item, Items
from core.language.lines import hour_of
from core.language.resolving import Doubtful, nearest

_NO_DAY = {"date": None, "start": None, "end": None}


def moments_of(items: Items, now: dt.datetime) -> dict[str, Any]:
    """Date, start and end named in a text; the nearest fitting day, the future one in a tie."""
    try:
        return _ahead(items, now) or _when(items, now)
    except OverflowError:  # a day that no calendar has
        return dict(_NO_DAY)


def _when(items: Items, now: dt.datetime) -> dict[str, Any]:
    date = _date(items, now.date())
    start = end = None
    spans, moments = items.of("span"), _moments(items)
    if spans and spans[0].span is not None:
        span = spans[0].span
        start, end = span.start, span.end
        if not span.sure and end <= NOON and _says(items, "EVENING"):
            start, end = start + NOON, end + NOON
    elif moments:
        start = moments[0]
        end = moments[1] if len(moments) > 1 else None
    return {
        "date": date.isoformat() if date else None,
        "start": hour_of(_time(start)),
        "end": hour_of(_time(end)),
    }


def _says(items: Items, *tags: str) -> bool:
    return any(items.line.has(at, *tags) for at in range(len(items.line.tokens)))


def _date(items: Items, today: dt.date) -> dt.date | None:
    for item in items.of("day"):
        assert item.day is not None
        try:
            found = nearest(item.day, today)
        except Doubtful:
            continue
        if found is not None:
            return found
    return None


def _ahead(items: Items, now: dt.datetime) -> dict[str, Any] | None:
    """`in two hours`, `om en kvart`, `tunnin päästä`, `an hour ago`, `in three days`."""
    for item in items.of("length"):
        before, after = items.before(item), items.after(item)
        lead = before is not None and items.line.low(before.first) in ("in", "om")
        tail = after is not None and after.has("IN") and items.line.language == "fi"
        back = after is not None and after.has("AGO")
        if (lead or tail or back) and item.length is not None and item.length.minutes:
            passed = dt.timedelta(minutes=int(item.length.minutes))
            moment = now - passed if back else now + passed
            return {"date": moment.date().isoformat(), "start": f"{moment:%H:%M}", "end": None}
    found = days_ahead(items.line, now.date())
    return None if found is None else {"date": found.date.isoformat(), "start": None, "end": None}


def _moments(items: Items) -> list[int]:
    found: list[int] = []
    evening, morning = _says(items, "EVENING"), _says(items, "MORNING")
    for item in items.of("clock", "num", "length"):
        moment = _moment(items, item, bare=evening or morning) if len(found) < 2 else None
        if moment is not None:
            later = moment.small and moment.minute < NOON and evening
            found.append(moment.minute + (NOON if later else 0))
    return found


def _moment(items: Items, item: Item, *, bare: bool) -> Clock | None:
    """A clock time; a bare hour only beside a part of the day: `3 in the afternoon`."""
    if item.clock is not None:
        return item.clock
    raw = items.text(item)
    if item.kind == "length" and ":" not in raw:
        return None
    if item.num is not None and raw.isdigit():
        whole = len(raw) == 4 and raw[0] == "0"
        if not whole and not (len(raw) < 3 and bare):
            return None
    return clock(items.line, item.first, bare=True)


def _time(minute: int | None) -> dt.time | None:
    return None if minute is None else dt.time(minute // 60 % 24, minute % 60)
