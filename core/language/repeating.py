"""So often so long, and sums of lengths: `2 x 45 min`, `kahdesti tunti`, `4h + 2h = 6h`."""

from dataclasses import replace
from decimal import Decimal

from core.language.items import Item
from core.language.sense import Sense
from core.language.wordlists import words

_TWICE = {
    "kahdesti": 2, "kaheesti": 2, "kolmesti": 3, "neljästi": 4, "viidesti": 5, "twice": 2,
    "thrice": 3,
}  # fmt: skip
_CROSS = frozenset("x×*")
_PIECES = words("st kpl stycken kappaletta")
_EVERY = words("joka varje every each")
_LINKS = words("à á a an @ en ett of på om about noin ca n aina per yks yksi the")
_MOST = 12
TOTALS = words("= yhteensä yht total totalt altogether sammanlagt totalling summa tot kaikkiaan")


def repeat(sense: Sense) -> bool:
    """Multiply lengths said so often, in place; True where it is not sure how much it makes."""
    doubt = False
    for item in list(sense.items.all):
        if item.used:
            continue
        often = _often(sense, item)
        if often is not None:
            doubt = not _multiplied(sense, item, often) or doubt
    return doubt


def _often(sense: Sense, item: Item) -> Decimal | None:
    """How often, where the piece says so; 0 when it is not sure, None when it does not."""
    low = sense.items.text(item).lower()
    if item.kind == "word" and low in _TWICE:
        return Decimal(_TWICE[low])
    if item.kind == "junk" and sense.line.low(item.last - 1) in _CROSS:
        number = sense.line.numeral(item.first)  # "2 x half an hour"
        return number.value if number is not None and number.whole else Decimal(0)
    if item.kind == "junk" and sense.line.low(item.last - 1) in _PIECES:
        after = sense.items.after(item)
        return Decimal(0) if not item.place and after and after.kind == "length" else None
    visits = item.kind == "word" and item.has("VISITS")
    if visits and not _has_length_next(sense, item):
        return None
    if item.kind not in ("word", "sign") or not (low in _CROSS or item.has("TIMES") or visits):
        return None
    before = sense.items.before(item)
    if before is None or before.used:
        return None
    if before.kind == "day" and low in _CROSS:
        return Decimal(0)  # "3 days x 8h"
    if before.kind == "word" and sense.line.low(before.first) in _EVERY:
        return Decimal(0)
    if before.kind == "word":
        return Decimal(2) if before.has("PAIR") else Decimal(0) if before.has("FEW") else None
    if before.num is None or before.kind != "num" or before.num.value == 1:
        return None
    if visits:
        item.tags = frozenset(("DID", "FILL"))
        after = sense.items.after(item)
        if after is None or after.kind == "length":
            return Decimal(0)  # "2 jobs 45 min": each, or together?
    return before.num.value if before.num.whole and 2 <= before.num.value <= _MOST else Decimal(0)


def _has_length_next(sense: Sense, item: Item) -> bool:
    after = _next(sense, item)
    return after is not None and after.kind in ("length", "km", "money")


def _multiplied(sense: Sense, item: Item, often: Decimal) -> bool:
    """Is it sure, or is nothing there that could be multiplied?"""
    items = sense.items
    if not items.of("length", "span", "km", "money"):
        return True
    counted = items.before(item)
    first = counted if counted is not None and counted.kind in ("num", "word") else item
    if item.kind == "junk" or (item.kind == "word" and items.text(item).lower() in _TWICE):
        first = item
    after, before = _next(sense, item), items.before(first)
    target = next((i for i in (after, before) if i is not None and not i.used
                   and i.kind in ("length", "km", "money")), None)  # fmt: skip
    lengths = items.of("length")
    if target is None and len(lengths) == 1 and _is_total(sense, lengths[0]):
        return True
    if target is None or target.kind != "length":
        if target is not None:
            target.amount = None
        return target is not None
    length = target.length
    rhythm = items.after(target if target is after else item)
    if (
        length is None or length.minutes is None or length.doubt or not often
        or (rhythm is not None and rhythm.has("WEEK", "MONTH", "DAYWORD"))
    ):  # fmt: skip
        return False
    target.length = replace(length, minutes=length.minutes * often, lone_m=False)
    if first.kind == "num":
        first.used = True
    return True


def _next(sense: Sense, item: Item) -> Item | None:
    after = sense.items.after(item)
    while after is not None and (
        sense.items.text(after).lower() in _LINKS or (after.kind == "word" and after.has("EACH"))
    ):
        after = sense.items.after(after)
    return after


# ------------------------------------------------------------------ totals


def add_up(sense: Sense) -> bool:
    """`4h + 2h = 6h`: the sum is booked once; True where it does not fit its parts."""
    times = sense.items.of("length", "span")
    if len(times) < _LEAST_SUMMED or not _is_total(sense, times[-1]):
        return False
    *parts, total = times
    said = [_minutes(i) for i in times]
    if total.span or any(one is None for one in said) or sum(m for m in said[:-1] if m) != said[-1]:
        return True
    if any(part.span for part in parts):
        total.used = True
        return False
    places = {place for m in sense.customers for place in m.places}
    if len(places) > 1 or len(sense.items.of("day")) > 1:
        total.used = True
    else:
        for part in parts:
            part.used = True
    return False


_LEAST_SUMMED = 3


def _minutes(item: Item) -> Decimal | None:
    if item.span is not None:
        return Decimal((item.span.end - item.span.start) % (24 * 60))
    return item.length.minutes if item.length is not None else None


def _is_total(sense: Sense, item: Item) -> bool:
    """Does a word or sign for a sum stand beside it?"""
    beside = (sense.items.before(item), sense.items.after(item))
    return any(i is not None and sense.items.text(i).lower() in TOTALS for i in beside)
