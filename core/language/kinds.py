"""Small questions beside chat: when, how long, how many, how much, which telephone number."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.language.durations import DAY_MINUTES
from core.language.folding import storable
from core.language.items import Item, Items
from core.language.line import Line, Numeral, prepare
from core.language.lines import decimal_of
from core.language.moments import moments_of
from core.language.names import NameIndex
from core.language.phones import all_e164
from core.language.scan import scan

_NO_NAMES = NameIndex()
_CURRENCIES = {"FI": "EUR", "SE": "SEK", "GB": "GBP", "fi": "EUR", "sv": "SEK", "en": "GBP"}


def pieces_of(text: str, lang: str | None) -> Items:
    """The typed pieces of a text in which nobody is named."""
    return scan(prepare(storable(text), lang), _NO_NAMES)


def _items(request: dict[str, Any]) -> Items:
    return pieces_of(str(request.get("text") or ""), request.get("lang"))


def when(request: dict[str, Any]) -> dict[str, Any]:
    """Date, start and end named in a text."""
    now = dt.datetime.fromisoformat(request["now"]).replace(tzinfo=None)
    return moments_of(_items(request), now)


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
        value = _plain_number(line, at)
        if value is None:
            found = line.numeral(at)
            if found is None or _is_article(line, at, found):
                continue
            value = _parts(line, at, found)
        return {"number": decimal_of(-value if _is_negative(line, at) else value)}
    return {"number": _fraction_alone(line)}


def _is_article(line: Line, at: int, found: Numeral) -> bool:
    """`a pipe`, `en halv`: no number of its own."""
    if found.last > at + 1 or line.low(at) not in ("a", "an", "en", "ett"):
        return False
    return line.low(at) in ("a", "an") or line.has(at + 1, "HALF", "QUARTER", "TREKVART", "PAIR")


def _parts(line: Line, at: int, found: Numeral) -> Decimal:
    """`two and a half`, `three quarters`, `.5`."""
    if found.raw.isdigit() and line.sign(at - 1, ".") and line.glued(at) and not line.glued(at - 1):
        return Decimal(f"0.{found.raw}")
    if line.has(found.last, "QUARTER") and found.value < 4:
        return found.value / 4
    return found.value + _and_a_half(line, found.last)


def _is_negative(line: Line, at: int) -> bool:
    if line.low(at - 1) in ("minus", "miinus"):
        return True
    return at > 0 and line.sign(at - 1, "-") and line.glued(at) and not line.glued(at - 1)


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


def _fraction_alone(line: Line) -> float | None:
    for at in range(len(line.tokens)):
        for tag, value in (("ONEHALF", 1.5), ("HALF", 0.5), ("TREKVART", 0.75), ("QUARTER", 0.25),
                           ("PAIR", 2)):  # fmt: skip
            if line.has(at, tag):
                return value
    return None


_NOTES = {
    "tenner": (10, "GBP"), "fiver": (5, "GBP"), "tusenlapp": (1000, "SEK"),
    "femhundralapp": (500, "SEK"), "hundralapp": (100, "SEK"),
}  # fmt: skip


def money(request: dict[str, Any]) -> dict[str, Any]:
    """The first sum in a text; without a sign the currency of the region or language."""
    items = _items(request)
    for token in items.line.tokens:
        if token.low in _NOTES:
            amount, currency = _NOTES[token.low]
            return {"amount": amount, "currency": currency}
    home = _CURRENCIES.get(str(request.get("region"))) or _CURRENCIES.get(str(request.get("lang")))
    home = request.get("currency") or home
    sums = [i for i in items.of("money") if i.amount is not None]
    plain = [i for i in items.of("num", "length", "junk") if _sum_of(items, i, home) is not None]
    if not sums and not plain:
        return {"amount": None, "currency": None}
    item = (sums or plain)[0]
    value = item.amount if sums else _sum_of(items, item, home)
    assert value is not None
    sign = -1 if _is_negative(items.line, item.first) else 1
    return {"amount": decimal_of(sign * value), "currency": item.currency or home}


def _sum_of(items: Items, item: Item, home: str | None) -> Decimal | None:
    """A bare number as a sum; in Sweden `499:50` too."""
    if item.num is not None:
        return item.num.value
    crowns, mark, cents = items.line.tokens[item.first].text.partition(":")
    if home == "SEK" and mark and crowns.isdigit() and cents.isdigit() and len(cents) == 2:
        return Decimal(f"{crowns}.{cents}")
    return None


def phone(request: dict[str, Any]) -> dict[str, Any]:
    """Every telephone number in E.164."""
    text = storable(str(request.get("text") or ""))[:10_000]
    return {"phones_e164": all_e164(text, request.get("region"), request.get("lang"))}


KINDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "when": when, "duration": how_long, "number": number, "money": money, "phone": phone,
}  # fmt: skip
