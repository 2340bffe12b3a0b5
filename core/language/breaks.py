"""Breaks that come off: which length belongs to which word for a break, and how often."""

from decimal import Decimal

from core.language.items import Item, Items
from core.language.sense import Sense

_STRONG_MINUS = frozenset(
    ["miinus", "miinuksena", "minus", "less", "deduct", "deducting", "avdrag", "poislukien", "pl",
     "subtract", "excluding", "exkl"]
)  # fmt: skip


def breaks(sense: Sense) -> tuple[int, bool]:
    """Minutes of break, and whether one was named without a length."""
    items, total, doubt = sense.items, Decimal(0), False
    for word in items.words("BREAK"):
        if word.used or word.has("NOBREAK") or _goes_on(items, word):
            continue
        if _is_bought(items, word):
            continue
        length = _break_length(sense, word)
        if length is None:
            doubt = True
        else:
            total += length
        word.used = True
    for word in items.words("MINUS"):
        than = sense.line.low(word.last) == "than"  # "less than an hour"
        if sense.line.low(word.first) in _STRONG_MINUS and not word.used and not than:
            length = _break_length(sense, word, only_after=True)
            total += length or 0
            doubt = doubt or (length is None and not total)
    return int(total), doubt


def _goes_on(items: Items, word: Item) -> bool:
    """`tea breaks`: the next word names the same break."""
    after = items.after(word)
    return after is not None and after.kind == "word" and after.has("BREAK")


def _is_bought(items: Items, word: Item) -> bool:
    """`lunch 12 €` is an expense."""
    return any(i is not None and i.kind == "money" for i in (items.after(word), items.before(word)))


_CLOSE = ("sign", "line")


def _break_length(sense: Sense, word: Item, *, only_after: bool = False) -> Decimal | None:
    items = sense.items
    after = _reach(items, word, 1)
    before = None if only_after else _reach(items, word, -1)
    beside = before is not None and before.kind == "length" and _named_by(items, before, word)
    if beside and before is not None and after is not items.after(word):
        return _taken(sense, word, before)
    if after is not None and _adjacent(items, word, after) and after.kind in ("length", "num"):
        return _taken(sense, word, after)
    if before is not None and before.kind == "length":
        return _taken(sense, word, before)
    if after is not None:
        return _taken(sense, word, after)
    return None


def _named_by(items: Items, length: Item, word: Item) -> bool:
    """`20 min break`, `10 minute tea breaks`: nothing but the break's name between."""
    return all(i.kind == "word" and i.has("BREAK") for i in items.between(length, word))


def _adjacent(items: Items, word: Item, other: Item) -> bool:
    return not any(i.kind in _CLOSE for i in items.between(word, other))


def _reach(items: Items, word: Item, step: int) -> Item | None:
    """The nearest length, range or small number on one side, past at most three plain words."""
    place, passed = items.place(word) + step, 0
    while 0 <= place < len(items.all) and passed < 4:
        item = items.all[place]
        if item.kind in ("length", "span", "num", "clock") and not item.used:
            if item.kind == "clock" or (item.kind == "span" and step < 0):
                return None
            if item.kind == "num" and (step < 0 or not _is_minutes(item)):
                return None
            return item
        if item.kind == "sign" and items.text(item) in ":()":
            place += step
            continue
        if item.kind != "word" or (
            step < 0 and not item.has("FILL", "MINUS", "AND", "THEN", "BREAK")
        ):
            return None
        if item.has("START", "STOP", "DID") and not item.has("FILL"):
            return None
        place, passed = place + step, passed + 1
    return None


def _is_minutes(item: Item) -> bool:
    number = item.num
    return number is not None and number.whole and 5 <= number.value <= 120


def _taken(sense: Sense, word: Item, item: Item) -> Decimal | None:
    item.used = True
    if item.span is not None:
        return Decimal((item.span.end - item.span.start) % (24 * 60))
    if item.num is not None:
        return item.num.value
    assert item.length is not None
    if item.length.minutes is None or item.length.doubt:
        return None
    times = _times(sense, min(word, item, key=lambda i: i.first))
    return None if times is None else item.length.minutes * times


_TIMES = frozenset(["x", "×", "*", "st", "stycken", "kpl", "kappaletta", "times", "kertaa", "gånger",
                    "ggr", "separate", "lots", "of"])  # fmt: skip


def _times(sense: Sense, item: Item) -> Decimal | None:
    """How many equal breaks there were: `two 10 minute`, `2 x 15 min`, `a couple of 15 min`; None
    when it is not sure (`a few 10 min breaks`).
    """
    before = sense.items.before(item)
    while before is not None and (
        sense.items.text(before).lower() in _TIMES
        or (before.kind == "word" and before.has("BREAK"))
    ):
        before = sense.items.before(before)
    if before is None or before.used:
        return Decimal(1)
    if before.kind == "word" and before.has("PAIR"):
        return Decimal(2)
    if before.kind == "word" and before.has("FEW"):
        return None
    number = before.num
    if before.kind == "junk" and sense.line.low(before.last - 1) in _TIMES:  # "2 st"
        number = before.num = sense.line.numeral(before.first)
    if number is None or not number.whole or not 2 <= number.value <= 4:
        return Decimal(1)
    before.used = True
    return number.value
