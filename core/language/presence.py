"""When one came and when one left: `arrived 7am, left 3.30pm`, `tulin 7 läksin 15` is a range."""

from core.language.clocks import Clock, Span, clock, settled
from core.language.items import Item, Items
from core.language.wordlists import words

_LOOSE = words("in out on off sisään ulos in: out: ut")
"""Words that tell of coming or leaving only right before a clock time."""
_NO_VERBS = words("på onsite offsite on off in out paikalla perillä framme klar färdig valmis ut")
_NAMED_AT = words("hos at till på åt from från to @ with by for i onto")
_VISITORS = words("kund client clients post mail")
_BRIDGES = ("FILL", "AND", "CLOCK", "ABOUT", "ME", "IT", "DID", "THIRD", "THEN", "THERE", "FROM")
_REACH = 5
_SEVERAL = 4  # two starts and two stops are no timer's


def pair_moments(items: Items) -> None:
    """Turn moments of coming and leaving into ranges, in place; what is unclear is left."""
    marks = [i for i in items.words("CAME", "LEFT", "START", "STOP") if _counts(items, i)]
    told = len(marks) >= _SEVERAL or any(i.has("CAME", "LEFT") for i in marks)
    if not told or len(marks) % 2 or len(marks) < 2:
        return
    bound = _bound(items, marks, 1) or _bound(items, marks, -1)
    if bound is None or any(_of_another(items, mark) for mark in marks):
        return
    order = "".join("I" if mark.has("CAME", "START") else "O" for mark in marks)
    if order == "OI" and not any(_is_loose(items, mark) for mark in marks):
        bound, order = bound[::-1], "IO"
    if order != "IO" * (len(marks) // 2):
        return
    ranges = [_range(items, *bound[n : n + 2]) for n in range(0, len(bound), 2)]
    if any(r is None for r in ranges):
        return
    for number, found in enumerate(ranges):
        first, last = bound[2 * number : 2 * number + 2]
        first.kind, first.span = "span", found
        first.clock = first.num = first.length = None
        last.used = True
    for mark in marks:
        mark.tags = frozenset(("FILL",))


def came_and_went(items: Items) -> bool:
    """Are coming and leaving and two moments said, however they belong together?"""
    if not (items.says("CAME", "START") and items.says("LEFT", "STOP")):
        return False
    return len([i for i in items.all if _moment(items, i) is not None]) > 1


def tells_two_moments(items: Items) -> bool:
    """Are two moments said beside a word of coming or leaving?"""
    told = items.says("CAME", "LEFT")
    return told and len([i for i in items.all if _moment(items, i) is not None]) > 1


def _is_loose(items: Items, mark: Item) -> bool:
    return items.line.low(mark.first) in _LOOSE and mark.last - mark.first == 1


def _counts(items: Items, mark: Item) -> bool:
    """Is a small word such as `in` followed by a time at once?"""
    if not _is_loose(items, mark):
        return True
    after = items.after(mark)
    if after is not None and items.text(after) == ":":
        after = items.after(after)
    before = items.before(mark)
    beside = after is not None and _moment(items, after) is not None
    return beside or (before is not None and _moment(items, before) is not None)


def _moment(items: Items, item: Item) -> Clock | None:
    """The clock time of a piece that may be one."""
    if item.used or item.kind not in ("clock", "num", "length"):
        return None
    if item.clock is not None:
        return item.clock
    if item.length is not None and ":" not in items.line.tokens[item.first].text:
        return None
    after = items.after(item)
    counts = after is not None and after.kind in ("word", "junk") and (
        not after.tags or after.has("PLAINNUM", "UNITJUNK", "OFSTUFF", "HEADS", "DAYWORD")
    )  # fmt: skip
    if item.num is not None and counts:
        return None  # "left 2 valves", "came with 2 men"
    return clock(items.line, item.first, bare=True)


def _bound(items: Items, marks: list[Item], step: int) -> list[Item] | None:
    """The moment behind (step 1) or before (-1) each mark; None when one has none of its own."""
    found: list[Item] = []
    for mark in marks:
        item = _beside(items, mark, step)
        if item is None or any(item is other for other in found):
            return None
        found.append(item)
    return found


def _beside(items: Items, mark: Item, step: int) -> Item | None:
    place = mark.place + step
    for _ in range(_REACH):
        item = items.all[place] if 0 <= place < len(items.all) else None
        if item is None:
            return None
        if _moment(items, item) is not None:
            return item
        bridge = item.kind in ("name", "day") or items.text(item) in (",", ":", "-", ".")
        if not bridge and not (item.kind == "word" and item.has(*_BRIDGES)):
            return None
        if item.has("CAME", "LEFT", "START", "STOP", "BREAK"):
            return None
        place += step
    return None


def _of_another(items: Items, mark: Item) -> bool:
    """`Hill arrived at 8`, `budet kom kl 8`: did somebody else come?"""
    line, before = items.line, items.before(mark)
    low = line.low(mark.first)
    if _is_loose(items, mark):
        things = [i for i in items.words() if not i.tags or i.has("PLAINNUM")]
        return bool(things) and (low in ("on", "off") or before in things)
    if line.language == "fi" or low in _NO_VERBS:
        return False
    if before is None or before.kind in ("line", "sign", "day", "clock", "num", "length"):
        return False
    if before.kind == "name":
        return line.low(before.first - 1) not in _NAMED_AT
    if before.has("OTHERS") or line.low(before.first) in _VISITORS:
        return True
    return not before.has("ME", "AND", "FILL", "THEN", "DID", "BREAK")


def _range(items: Items, first: Item, last: Item) -> Span | None:
    begin, end = _moment(items, first), _moment(items, last)
    if begin is None or end is None:
        return None
    start, stop = settled(begin, end)
    if start == stop:
        return None
    return Span(start, stop, first.last, not (begin.small and end.small), end.minute)
