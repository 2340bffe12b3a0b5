"""The changed slots of a corrected entry, computed from what is stored."""

import datetime as dt
from dataclasses import dataclass, field, replace

from core.language.clocks import NOON
from core.language.items import Item
from core.language.quantities import as_clock, is_negative
from core.language.reading import Ask, Entry, SavedEntry
from core.language.sense import Sense
from core.language.shared import projects_named
from core.language.wordlists import words


@dataclass(slots=True)
class Values:
    """What was said: new values and, marked by not, inte, eikä, the old ones."""

    new: list[Item] = field(default_factory=list)
    old: list[Item] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Item]:
        """New pieces of these kinds."""
        return [i for i in self.new if i.kind in kinds]


_MOST_ADDED = 120


PUTS = words(
    """laita laitappa laitetaan pane pannaan pistä merkkaa merkitse merkataan kirjaa lisää siirrä muuta
    vaihda lägg sätt skriv för flytta put tag log book file mark move set assign stick pop"""
)
"""Orders to write something onto an entry."""


class Unclear(Exception):
    """A correction, but it must be asked what exactly."""

    def __init__(self, what: Ask) -> None:
        super().__init__(what)
        self.what: Ask = what


def moves_amount(sense: Sense) -> bool:
    """`take half an hour off that`, `ota siitä puoli tuntia pois`, `lägg till en kvart`."""
    lengths = sense.items.of("length")
    if len(lengths) != 1 or sense.items.of("span"):
        return False
    if not sense.items.says("LESS", "MORE", "MINUS"):
        return False
    if sense.customers or sense.items.of("day") or _tells_of_else(sense):
        return False
    said = sense.items.says("IT", "UNDO", "UNDOWHAT", "LESS") and sense.items.says("LESS", "MORE")
    return said or _compares(sense) or _only_adds(sense, lengths[0])


def _only_adds(sense: Sense, length: Item) -> bool:
    """`lisää tunti`, `10 min till`, `add half an hour`: so short a time is added, no new work."""
    minutes = length.length.minutes if length.length is not None else None
    return minutes is not None and minutes <= _MOST_ADDED and all(
        i.has("MORE", "MINUS", "FILL", "IT", "AND", "SMALL") or sense.line.low(i.first) in PUTS
        for i in sense.items.of("word")
    )  # fmt: skip


def _tells_of_else(sense: Sense) -> bool:
    """`tunti pois niin lähden`: a plan or a condition, no order."""
    orders = ("LESS", "MORE", "CORRECT", "FILL", "UNDO", "IT", "ORDER")
    return any(
        i.has("PLAN", "COND", "OTHERS", "NEVER", "QWORD") and not i.has(*orders)
        for i in sense.items.of("word")
    )


def _compares(sense: Sense) -> bool:
    """`half an hour less`, `tunti enemmän`."""
    lows = {t.low for t in sense.line.tokens}
    return bool(lows & {"less", "more", "extra", "mindre", "mer", "enemmän", "vähemmän"})


def changes(sense: Sense, values: Values, entry: SavedEntry) -> Entry:
    change = Entry(kind=entry.kind)
    lengths, spans = values.of("length"), values.of("span")
    sums, kms = values.of("money"), values.of("km")
    clocks = values.of("clock", "num")
    if any(len(some) > 1 for some in (lengths, spans, sums, kms, clocks)):
        raise Unclear("duration" if lengths or spans else "amount")
    if lengths:
        change = _length(sense, lengths[0], entry, change)
    if spans:
        change = _span(sense, spans[0], entry, change)
    if kms:
        change = replace(change, km=kms[0].amount)
    if sums:
        change = _sum(sums[0], entry, change)
    if clocks and not lengths and not spans:
        change = _number(sense, values, clocks[0], entry, change)
    elif clocks:
        raise Unclear("duration")
    if sense.items.says("BILL", "NOTBILL"):
        billable = not (sense.items.says("NOTBILL") or sense.items.says("NEG"))
        if entry.billable != billable:
            change = replace(change, billable=billable)
    return change


def _length(sense: Sense, item: Item, entry: SavedEntry, change: Entry) -> Entry:
    assert item.length is not None
    minutes = item.length.minutes
    negative = is_negative(sense, item) and not sense.items.says("LESS", "MINUS")
    if minutes is None or item.length.doubt or negative or entry.kind != "time":
        raise Unclear("duration")
    total = int(minutes)
    if sense.items.says("LESS", "MINUS", "MORE") and (moves_amount(sense) or _compares(sense)):
        if entry.minutes is None:
            raise Unclear("duration")
        less = sense.items.says("LESS", "MINUS")
        if less and sense.items.says("MORE") and not sense.items.says("UNDO", "MINUS"):
            raise Unclear("duration")
        total = entry.minutes - total if less else entry.minutes + total
    if not 0 < total <= 24 * 60:
        raise Unclear("duration")
    return replace(change, minutes=total) if total != entry.minutes else change


def _span(sense: Sense, item: Item, entry: SavedEntry, change: Entry) -> Entry:
    assert item.span is not None
    start, end = item.span.start, item.span.end
    minutes = sense.elapsed(entry.date, start, end)
    if entry.start and entry.end and entry.minutes is not None:
        rest = sense.elapsed(entry.date, _minute(entry.start), _minute(entry.end)) - entry.minutes
        if rest:
            raise Unclear("duration")
    return replace(change, start=_time(start), end=_time(end), minutes=minutes)


def _sum(item: Item, entry: SavedEntry, change: Entry) -> Entry:
    if entry.kind != "expense":
        raise Unclear("intent")
    if item.currency and item.currency != entry.currency:
        change = replace(change, currency=item.currency)
    return replace(change, amount=item.amount)


def _number(sense: Sense, values: Values, item: Item, entry: SavedEntry, change: Entry) -> Entry:
    """A clock time moves an end; a bare number takes the place of the number it is set against."""
    if _counts_pieces(sense, item):
        raise Unclear("intent")
    old = next((i for i in values.old if i.kind in ("num", "clock")), None)
    if item.num is not None and old is not None and old.num is not None:
        if entry.km is not None and entry.km == old.num.value:
            return replace(change, km=item.num.value)
        if entry.amount is not None and entry.amount == old.num.value:
            return replace(change, amount=item.num.value)
    if item.num is not None and old is None and entry.kind == "expense":
        return replace(change, amount=item.num.value)
    if item.num is not None and old is None and entry.kind == "travel":
        return replace(change, km=item.num.value)
    if item.num is not None and _hours_were(old, entry) and 0 < item.num.value <= NOON // 60:
        return replace(change, minutes=int(item.num.value * 60))
    minute = as_clock(sense, item)
    if minute is None or entry.kind != "time":
        raise Unclear("intent")
    if item.num is not None and item.num.raw.isdigit() and old is None and not sense.items.says(
        "START", "STOP", "CLOCK", "UNTIL"
    ):  # fmt: skip
        raise Unclear("duration")
    return _moved(sense, minute, _which_end(sense, old, entry, item), entry, change)


def _counts_pieces(sense: Sense, item: Item) -> bool:
    """`not 3 but 4 sockets`: a number of things."""
    after = sense.items.after(item)
    return after is not None and after.kind == "word" and (
        not after.tags or after.has("PLAINNUM", "UNITJUNK", "OFSTUFF", "HEADS")
    )  # fmt: skip


def _hours_were(old: Item | None, entry: SavedEntry) -> bool:
    """`ei 3 vaan 4`: the old number is the hours saved, and no clock time of the entry."""
    if old is None or old.num is None or entry.minutes != old.num.value * 60:
        return False
    clocks = {t.hour % 12 for t in (entry.start, entry.end) if t is not None}
    return old.num.value % 12 not in clocks


def _which_end(sense: Sense, old: Item | None, entry: SavedEntry, new: Item) -> str:
    if sense.items.says("STOP"):
        return "end"
    if sense.items.says("START"):
        return "start"
    minute = as_clock(sense, old) if old is not None else None
    if minute is not None:
        for side, time in (("end", entry.end), ("start", entry.start)):
            if time is not None and _minute(time) % NOON == minute % NOON:
                return side
    case = new.clock.case if new.clock is not None else new.num.case if new.num else ""
    if sense.items.says("UNTIL") or case == "to":
        return "end"
    if case == "from":
        return "start"
    raise Unclear("intent")


def _moved(sense: Sense, minute: int, side: str, entry: SavedEntry, change: Entry) -> Entry:
    """A new start or end and the minutes that follow from it."""
    stored = entry.end if side == "end" else entry.start
    if stored is None or entry.start is None or entry.end is None or entry.minutes is None:
        raise Unclear("duration")
    if minute < NOON + 60:
        around = [m % (24 * 60) for m in (minute % NOON, minute % NOON + NOON)]
        minute = min(around, key=lambda m: abs(m - _minute(stored)))
    start, end = _minute(entry.start), _minute(entry.end)
    before = sense.elapsed(entry.date, start, end)
    start, end = (start, minute) if side == "end" else (minute, end)
    if start == end:
        raise Unclear("duration")
    total = entry.minutes + sense.elapsed(entry.date, start, end) - before
    if not 0 < total <= 24 * 60:
        raise Unclear("duration")
    if side == "end":
        return replace(change, end=_time(minute), minutes=total)
    return replace(change, start=_time(minute), minutes=total)


def with_named_project(sense: Sense, change: Entry, entry: SavedEntry) -> Entry:
    if not projects_named(sense):
        return change
    places = sense.places_of(change.customer or entry.customer)
    own = {p.name: p for _place, p in projects_named(sense, *places)} if places else {}
    if len(own) != 1:
        raise Unclear("project")
    project = next(iter(own.values()))
    if project.name == entry.project:
        return change
    return replace(change, project=project.name, project_ref=project.ref)


def _minute(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _time(minute: int) -> dt.time:
    return dt.time(minute // 60 % 24, minute % 60)
