"""Amounts that are not plainly one length of the writer's own: parts, crews, bounds, income."""

from core.language.items import Item
from core.language.sense import Sense


def unclear_amounts(sense: Sense) -> bool:
    """Is it more or less than the hours and sums that were said?"""
    return _several_people(sense) or _parts(sense) or _loose_words(sense) or _income(sense)


def _several_people(sense: Sense) -> bool:
    """`kolme miestä 4h`, `2 men 3h`: for how many is to be booked?"""
    for item in sense.items.of("num"):
        after = sense.items.after(item)
        if (
            item.num is not None
            and item.num.value >= 2
            and after is not None
            and after.has("HEADS")
        ):
            return True
    return any(i.has("CREW") for i in sense.items.of("word"))


_NOT_PLAIN = frozenset(["x", "*", "×", "off", "ledigt", "ledig", "vapaata", "vapaalla"])


def _parts(sense: Sense) -> bool:
    """`3h, josta tunti matkaa`, `3h x 2`, a half left over: not one plain length."""
    if sense.items.says("PART") and len(sense.items.of("length", "num")) > 1:
        return True
    halves = any(t.low in _HALVES for t in sense.line.tokens)
    if sense.items.says("INSIDE") and len(sense.items.of("length", "span")) > 1:
        return True
    if (
        _bills_part(sense)
        or _overtime_inside(sense)
        or (halves and sense.items.of("length", "span"))
    ):
        return True
    for item in sense.items.of("length", "span", "km", "money"):
        after = sense.items.after(item)
        if after is not None and sense.items.text(after).lower() in _NOT_PLAIN:
            return True  # "4h x 2", "bell 3h off"
    return any(
        i.has("HALF", "ONEHALF", "TREKVART") and not i.has("EACH", "NOON")
        for i in sense.items.of("word")
    )


def _loose_words(sense: Sense) -> bool:
    """A word of time or a number that nothing explained stands beside the hours."""
    if sense.items.says("NEXT", "WEEK", "MONTH", "YEAR", "WEEKEND"):
        return True
    if any(i.has("LAST") and not _at_last(sense, i) for i in sense.items.of("word")):
        return True
    if any(_for_so_long(sense, i) for i in sense.items.of("length")):
        return True
    for item in sense.items.of("num"):
        after = sense.items.after(item)
        if after is not None and after.kind in ("length", "km") and not after.used:
            return True  # "eight fifteen minute jobs"
        if after is not None and after.has("NIGHT") and item.num and item.num.value > 1:
            return True  # "3 nights 8h"
    if any(_and_a_half(sense, item) for item in sense.items.of("length")):
        return True
    numbers = [i for i in sense.items.of("num") if i.num is not None and i.num.raw]
    if numbers and any(i.has("LESS", "MINUS") and not i.used for i in sense.items.of("word")):
        return True
    if numbers and sense.items.says("BREAK") and not sense.items.of("money"):
        return True
    for item in numbers:
        before, after = sense.items.before(item), sense.items.after(item)
        if after is not None and after.kind in ("length", "span"):
            return True
        if before is not None and before.kind in ("length", "span") and (
            after is None or after.kind != "word"
        ):  # fmt: skip
            return True
    return False


def _at_last(sense: Sense, item: Item) -> bool:
    """`first Dixon for an hour, then Farrow 2h, last Parker 1h`: the order in which it was done."""
    before, after = sense.items.before(item), sense.items.after(item)
    listed = before is not None and (before.kind == "sign" or before.has("AND"))
    return listed and after is not None and after.kind == "name" and sense.items.says("THEN")


def _and_a_half(sense: Sense, item: Item) -> bool:
    """`fyr å en halv timme`: a half of what the unknown word before it counts."""
    link, unknown = sense.items.before(item), sense.items.before(item, 2)
    half = any(sense.line.has(at, "HALF", "QUARTER") for at in range(item.first, item.last))
    return bool(
        half
        and link
        and unknown
        and link.has("AND")
        and unknown.kind == "word"
        and not unknown.tags
    )


def _for_so_long(sense: Sense, item: Item) -> bool:
    """Finnish `kolmeksi tunniksi`: how long one goes for, not how long it took."""
    last = sense.line.low(item.last - 1)
    return sense.language == "fi" and last in ("tunniksi", "tunniks", "minuutiksi")


def _bills_part(sense: Sense) -> bool:
    """`bell 2h but only bill 1h`, `fakturera 1`: another length than what was worked."""
    if not sense.items.of("length", "span"):
        return False
    for item in sense.items.words("BILL", "NOTBILL"):
        after = sense.items.after(item)
        while after is not None and after.kind == "word" and after.has("FILL", "OTHERS", "ME"):
            after = sense.items.after(after)
        if after is not None and after.kind in ("length", "num") and (
            after.kind == "num" or len(sense.items.of("length", "span")) > 1
        ):  # fmt: skip
            return True
    return False


_HALVES = frozenset(["puolet", "puolia", "hälften", "osittain", "delvis", "partly", "partially"])


def _overtime_inside(sense: Sense) -> bool:
    """`8h Bell, 1h overtime`: is the overtime a part of the eight hours or on top of them?"""
    lengths = sense.items.of("length")
    if len(lengths) < 2 or not sense.items.says("OVERTIME"):
        return False
    return not any(i.has("AND", "MORE", "THEN") for i in sense.items.between(*lengths[-2:])) and (
        not any(sense.items.text(i) == "+" for i in sense.items.between(*lengths[-2:]))
    )


_PAYS = frozenset(
    ["paid", "pays", "maksoi", "maksaa", "maksanut", "betalade", "betalar", "betalat"]
)


def _income(sense: Sense) -> bool:
    """`Hill paid £300`, `fakturera Björk 500 kr`: money that comes in is no expense."""
    sums = sense.items.of("money")
    if not sums:
        return False
    line = sense.line
    for item in sums:
        last = item.last
        if line.sign(last, "/") or (
            line.low(last) in ("per", "an", "a", "i") and line.has(last + 1, "HOUR")
        ):
            return True  # a rate, no sum
    for item in sense.items.of("name"):
        after = sense.items.after(item)
        if after is not None and sense.line.low(after.first) in _PAYS:
            return True
    billed = sense.items.says("BILL") and not sense.items.of("length", "span", "km")
    return billed and not sense.items.says("EXPENSE")
