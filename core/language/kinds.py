"""Small questions beside chat: when, how long, how many, how much, which telephone number."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.language.clocks import clock
from core.language.durations import DAY_MINUTES
from core.language.folding import storable
from core.language.items import Item, Items
from core.language.line import Line, prepare
from core.language.lines import decimal_of, hour_of
from core.language.names import NameIndex
from core.language.phones import all_e164
from core.language.resolving import Doubtful, nearest
from core.language.scan import scan

_NO_NAMES = NameIndex()
_CURRENCIES = {"FI": "EUR", "SE": "SEK", "GB": "GBP", "fi": "EUR", "sv": "SEK", "en": "GBP"}


def _items(request: dict[str, Any]) -> Items:
    text = storable(str(request.get("text") or ""))
    return scan(prepare(text, request.get("lang")), _NO_NAMES)


# ------------------------------------------------------------------ when


def when(request: dict[str, Any]) -> dict[str, Any]:
    """Date, start and end named in a text; the nearest fitting day, the future one in a tie."""
    now = dt.datetime.fromisoformat(request["now"]).replace(tzinfo=None)
    items = _items(request)
    ahead = _ahead(items, now)
    if ahead is not None:
        return ahead
    date = _date(items, now.date())
    start = end = None
    spans, moments = items.of("span"), _moments(items)
    if spans and spans[0].span is not None:
        start, end = spans[0].span.start, spans[0].span.end
    elif moments:
        start = moments[0]
        end = moments[1] if len(moments) > 1 else None
    return {
        "date": date.isoformat() if date else None,
        "start": hour_of(_time(start)),
        "end": hour_of(_time(end)),
    }


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
    """`in two hours`, `om en kvart`, `tunnin päästä`, `in three days`."""
    for item in items.of("length"):
        before, after = items.before(item), items.after(item)
        lead = before is not None and items.line.low(before.first) in ("in", "om")
        tail = after is not None and after.has("IN") and items.line.language == "fi"
        if (lead or tail) and item.length is not None and item.length.minutes:
            moment = now + dt.timedelta(minutes=int(item.length.minutes))
            return {"date": moment.date().isoformat(), "start": f"{moment:%H:%M}", "end": None}
    return _days_ahead(items.line, now)


def _days_ahead(line: Line, now: dt.datetime) -> dict[str, Any] | None:
    for at in range(len(line.tokens)):
        number = line.numeral(at)
        unit = number.last if number else at
        if not line.has(unit, "DAYWORD", "WEEK"):
            continue
        finnish = line.language == "fi" and line.has(unit + 1, "IN")
        if finnish or (number and line.low(at - 1) in ("in", "om")):
            count = int(number.value) if number else 1
            date = now.date() + dt.timedelta(days=count * (7 if line.has(unit, "WEEK") else 1))
            return {"date": date.isoformat(), "start": None, "end": None}
    return None


def _moments(items: Items) -> list[int]:
    found = []
    for item in items.of("clock", "num", "length"):
        minute = _moment(items, item)
        if minute is not None:
            found.append(minute)
    return found


def _moment(items: Items, item: Item) -> int | None:
    if item.clock is not None:
        return item.clock.minute
    raw = items.text(item)
    if item.kind == "length" and ":" not in raw:
        return None
    if item.num is not None and raw.isdigit():
        return None
    found = clock(items.line, item.first, bare=True)
    return found.minute if found is not None else None


def _time(minute: int | None) -> dt.time | None:
    return None if minute is None else dt.time(minute // 60 % 24, minute % 60)


# ------------------------------------------------------------------ how long, how many, how much


def how_long(request: dict[str, Any]) -> dict[str, Any]:
    """All lengths of time in a text added up; null when none or a vague one is said."""
    items = _items(request)
    total = Decimal(0)
    for item in items.of("length", "span"):
        if item.span is not None:
            total += (item.span.end - item.span.start) % DAY_MINUTES
        elif item.length is None or item.length.minutes is None:
            return {"duration_minutes": None}
        else:
            total += item.length.minutes
    return {"duration_minutes": decimal_of(total) if total else None}


def number(request: dict[str, Any]) -> dict[str, Any]:
    """The first number in a text, in digits or words."""
    line = _items(request).line
    for at in range(len(line.tokens)):
        found = _plain_number(line, at) or line.numeral(at)
        value = found if isinstance(found, Decimal) else found.value if found else None
        if value is None or line.low(at) in ("a", "an"):
            continue
        if not isinstance(found, Decimal) and found is not None:
            value += _and_a_half(line, found.last)
        minus = at > 0 and line.sign(at - 1, "-") and line.glued(at) and not line.glued(at - 1)
        return {"number": decimal_of(-value if minus else value)}
    return {"number": _half_alone(line)}


def _plain_number(line: Line, at: int) -> Decimal | None:
    """`1,234` is a thousand in English, a fraction in Finnish and Swedish; `1.234` the reverse."""
    if not line.is_num(at):
        return None
    raw = line.tokens[at].text
    point = "." if line.language == "en" else ","
    head, mark, tail = raw.partition(point)
    if mark and head.isdigit() and tail.isdigit() and not line.is_num(at - 1):
        return Decimal(f"{head}.{tail}")
    return None


def _and_a_half(line: Line, at: int) -> Decimal:
    if not line.has(at, "AND"):
        return Decimal(0)
    step = at + 2 if line.low(at + 1) in ("a", "en", "ett") else at + 1
    if line.has(step, "HALF"):
        return Decimal("0.5")
    return Decimal("0.25") if line.has(step, "QUARTER") else Decimal(0)


def _half_alone(line: Line) -> float | None:
    for at in range(len(line.tokens)):
        if line.has(at, "ONEHALF"):
            return 1.5
        if line.has(at, "HALF"):
            return 0.5
    return None


def money(request: dict[str, Any]) -> dict[str, Any]:
    """The first sum in a text; without a sign the currency of the region or language."""
    items = _items(request)
    sums = items.of("money")
    home = _CURRENCIES.get(str(request.get("region"))) or _CURRENCIES.get(str(request.get("lang")))
    if sums and sums[0].amount is not None:
        currency = sums[0].currency or request.get("currency") or home
        return {"amount": decimal_of(sums[0].amount), "currency": currency}
    numbers = [i for i in items.of("num") if i.num is not None]
    if not numbers or numbers[0].num is None:
        return {"amount": None, "currency": None}
    return {"amount": decimal_of(numbers[0].num.value), "currency": request.get("currency") or home}


def phone(request: dict[str, Any]) -> dict[str, Any]:
    """Every telephone number in E.164."""
    text = storable(str(request.get("text") or ""))[:10_000]
    return {"phones_e164": all_e164(text, request.get("region"), request.get("lang"))}


KINDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "when": when, "duration": how_long, "number": number, "money": money, "phone": phone,
}  # fmt: skip
