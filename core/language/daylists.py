"""Bare numbers in a list of days: `ma 8 ti 8 ke 7 lehto`, `mon-thu Bell 7.5 a day, fri 5`."""

from decimal import Decimal

from core.language.durations import Length
from core.language.items import Item
from core.language.numerals import looks_like_minutes
from core.language.sense import Sense

_LONGEST = 16
_SURE = 3
"""So many days with a number each are surely hours; two whole numbers may be something else."""


def hours_of_days(sense: Sense) -> None:
    """Read the numbers beside two or more days as hours, in place."""
    items = sense.items
    numbers = [i for i in items.of("num") if i.num is not None and (i.num.raw or i.num.value > 1)]
    if not numbers or items.of("span", "clock", "money", "km"):
        return
    if items.says("START", "STOP", "STATE", "CLOCK"):
        return  # "starts mon 7 tue 7", "open mon 8 tue 9": clock times
    if not sense.known_customer or not all(_has_day(sense, i) for i in numbers):
        return
    lengths = items.of("length")
    each = any(i.has("EACH") for n in numbers if (i := items.after(n)) is not None)
    if len(numbers) + len(lengths) < 2 and not each:
        return
    decimals = [i for i in numbers if i.num is not None and not i.num.whole]
    places = {place for m in sense.customers for place in m.places}
    unknown = any(not i.tags for i in items.words())
    sure = bool(decimals or lengths or len(numbers) >= _SURE) and len(places) == 1
    sure = sure and not (unknown and len(numbers) <= _SURE)
    for item in numbers:
        assert item.num is not None
        doubt = not sure or looks_like_minutes(item.num.raw)
        item.kind = "length"
        item.length = Length(item.num.value * 60, item.last, doubt=doubt)


def _has_day(sense: Sense, item: Item) -> bool:
    """Does a day stand right before the number, or a word such as per day behind it?"""
    if item.num is None or not Decimal(0) < item.num.value <= _LONGEST:
        return False
    items, after, before = sense.items, sense.items.after(item), sense.items.before(item)
    names = [m.item for m in sense.customers]
    if after is not None and after.kind not in ("day", "sign", "line") and after not in names:
        if not after.has("EACH", "AND", "FILL", "EMPH") or after.has("OFSTUFF"):
            return False
        if after.has("EACH"):
            return bool(items.of("day"))
    while before is not None and (
        before in names or items.text(before) in (":", "-", "–", "=")
        or (before.kind == "word" and before.has("RATHER", "EMPH", "FILL", "DID"))
    ):  # fmt: skip
        before = items.before(before)
    return before is not None and before.kind == "day"
