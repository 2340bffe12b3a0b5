"""Corrections of a saved entry: only the changed slots, computed from what is stored."""

import datetime as dt
from dataclasses import dataclass, field, replace

from core.language.choosing import Traits, choose, target_of
from core.language.clocks import NOON
from core.language.items import Item
from core.language.people import unknown_place
from core.language.quantities import as_clock
from core.language.reading import Ask, Entry, Reading, SavedEntry
from core.language.resolving import Doubtful, work_days
from core.language.sense import Sense
from core.language.shared import ask, projects_named
from core.language.wordlists import words

_SOFT = frozenset(
    ["it was", "it's", "its", "that was", "det var", "det blev", "det är", "that's", "thats",
     "jo det var"]
)  # fmt: skip
_WEAK = frozenset(
    ["sorry", "sori", "oops", "oj", "hoppsan", "anteeks", "anteeksi", "ursäkta", "förlåt", "asiakas",
     "glömde", "unohdin", "typo"]
)  # fmt: skip
_FIRST_ONLY = words(
    """change move edit amend update muuta siirrä vaihda ändra flytta korjaa rätta correct ändrar
    korjaan flyttas ändras siirretään muutetaan korjataan fix nej nä no nope nää switch"""
)


@dataclass(slots=True)
class Values:
    """What was said: new values and, marked by not, inte, eikä, the old ones."""

    new: list[Item] = field(default_factory=list)
    old: list[Item] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Item]:
        """New pieces of these kinds."""
        return [i for i in self.new if i.kind in kinds]


class Unclear(Exception):
    """A correction, but it must be asked what exactly."""

    def __init__(self, what: Ask) -> None:
        super().__init__(what)
        self.what: Ask = what


def correcting(sense: Sense) -> Reading | None:
    """A correction of a saved entry, or None."""
    values = _values(sense)
    strength = _strength(sense, values)
    if strength == 0:
        return None
    entries = sense.said.context.last_entries
    if not entries:
        return ask(sense, "intent", intent="correct") if strength > 1 and values.new else None
    if strength == 1 and _is_new_report(sense, values):
        return ask(sense, "intent", intent="correct")
    if not (values.new or sense.items.says("BILL", "NOTBILL") or projects_named(sense)):
        return ask(sense, "intent", intent="correct") if strength > 1 else None
    try:
        return _corrected(sense, values)
    except Doubtful:
        return ask(sense, "date", intent="correct")
    except Unclear as unclear:
        return ask(sense, unclear.what, intent="correct")


def _is_new_report(sense: Sense, values: Values) -> bool:
    """`sorry, 3h Bell`: a customer and an amount may be a new entry."""
    return bool(sense.customers) and bool(values.of("length", "span", "km", "money"))


# ------------------------------------------------------------------ is it one?


def _strength(sense: Sense, values: Values) -> int:
    """0: none, 1: perhaps (an apology, `it was …`), 2: surely a correction."""
    best = 0
    for number, item in enumerate(sense.items.all):
        if item.kind != "word" or not item.has("CORRECT"):
            continue
        text = sense.items.text(item).lower()
        if text in _SOFT or text in _WEAK:
            best = max(best, 1)
        elif text not in _FIRST_ONLY or number <= 2:
            best = 2
    if best < 2 and values.old and _same_kind(values):
        best = 2
    if best < 2 and _refers(sense):
        best = 2
    if best < 2 and (_moves_amount(sense) or _only_billing(sense)):
        best = 2
    return best


def _same_kind(values: Values) -> bool:
    """Is an old value set against a new one of its kind? A bare number fits any amount."""
    new = {i.kind for i in values.new}
    amounts = {"length", "km", "money", "clock", "num"}
    return any(i.kind in new or (i.kind == "num" and new & amounts) for i in values.old)


def _refers(sense: Sense) -> bool:
    """`se eilinen lehto oli 5h`: an entry that exists is pointed at."""
    first = sense.items.all[0]
    if first.kind != "word" or sense.line.low(first.first) not in (
        "se",
        "sen",
        "den",
        "that",
        "the",
    ):
        return False
    low = {t.low for t in sense.line.tokens}
    if not low & {"oli", "var", "was", "should", "olikin"}:
        return False
    return bool(sense.items.of("length", "km", "money")) and (
        first.first == 0 and (sense.line.low(0) != "the" or "one" in low)
    )


def _only_billing(sense: Sense) -> bool:
    """`ei laskuteta sitä`: nothing but how the last entry is billed."""
    return sense.items.says("BILL", "NOTBILL") and not sense.items.of(
        "length", "span", "km", "money", "name", "num"
    )


def _moves_amount(sense: Sense) -> bool:
    """`take half an hour off that`, `ota siitä puoli tuntia pois`, `lägg till en kvart`."""
    lengths = sense.items.of("length")
    if len(lengths) != 1 or sense.items.of("span") or not sense.items.says("LESS", "MORE"):
        return False
    if sense.customers or sense.items.of("day"):
        return False
    return sense.items.says("IT", "UNDO", "UNDOWHAT", "LESS", "MINUS") or _compares(sense)


# ------------------------------------------------------------------ values


_VALUES = ("length", "span", "clock", "num", "km", "money", "day")


def _values(sense: Sense) -> Values:
    found = Values()
    named = {id(m.item) for m in sense.customers}
    for item in sense.items.all:
        if item.kind not in _VALUES and id(item) not in named:
            continue
        if item.used or (item.kind == "num" and item.num is not None and not item.num.raw):
            continue
        (found.old if _negated(sense, item) else found.new).append(item)
    return found


def _negated(sense: Sense, item: Item) -> bool:
    """Is it what was wrong: after not, inte, eikä, instead of?"""
    before, steps = sense.items.before(item), 1
    while before is not None and steps < 4:
        if before.kind == "word" and before.has("NOTOLD") and not before.has("RATHER"):
            return True
        if before.kind != "word" or not before.has("FILL", "IT", "STOP", "START", "CLOCK", "UNTIL"):
            return False
        steps += 1
        before = sense.items.before(item, steps)
    return False


# ------------------------------------------------------------------ the change


def _corrected(sense: Sense, values: Values) -> Reading:
    if any(not i.tags for i in sense.items.of("word")):
        raise Unclear("intent")
    if unknown_place(sense) is not None or any(
        len(m.places) != 1 or m.doubtful for m in sense.customers if m.item in values.new
    ):
        raise Unclear("customer")
    customer = _one_customer(sense, values)
    date = _one_date(sense, values)
    amounts = values.of("length", "span", "km", "money", "clock", "num")
    other = bool(amounts) or sense.items.says("BILL", "NOTBILL") or bool(projects_named(sense))
    entry, selected = _select(sense, values, customer, date, other)
    change = _changes(sense, values, entry)
    if date is not None and not selected and date != entry.date:
        if date > sense.today:
            raise Unclear("date")
        change = replace(change, date=date)
    if customer is not None and not selected and customer[0] != entry.customer:
        change = replace(change, customer=customer[0], customer_ref=customer[1])
    change = _with_project(sense, change, entry)
    if change == Entry(kind=entry.kind):
        raise Unclear("intent")
    return Reading("correct", (change,), target=target_of(sense, entry), language=sense.language)


def _one_customer(sense: Sense, values: Values) -> tuple[str, str | None] | None:
    named = {m.places[0] for m in sense.customers if any(m.item is item for item in values.new)}
    if len(named) > 1:
        raise Unclear("customer")
    for place in named:
        found = sense.customer(place)
        return found.name, found.ref
    return None


def _one_date(sense: Sense, values: Values) -> dt.date | None:
    days = [work_days(i.day, sense.today) for i in values.of("day") if i.day is not None]
    if not days:
        return None
    if len(days) > 1 or len(days[0]) != 1:
        raise Unclear("date")
    return days[0][0]


def _select(
    sense: Sense,
    values: Values,
    customer: tuple[str, str | None] | None,
    date: dt.date | None,
    other: bool,
) -> tuple[SavedEntry, bool]:
    """The entry meant, and whether customer and day only pointed at it."""
    kind = _kind(values)
    if values.old:
        entry = _by_old(sense, values, kind)
        if entry is None:
            raise Unclear("intent")
        return entry, False
    if other and (customer is not None or date is not None):
        pointed = Traits(customer=customer[0] if customer else None, date=date, kind=kind)
        entry = choose(sense, pointed)
        if entry is not None:
            return entry, True
        fitting = [e for e in sense.said.context.last_entries if pointed.fits(e)]
        if fitting or _refers(sense):
            raise Unclear("intent")
    entry = choose(sense, Traits(kind=kind)) or next(
        (e for e in sense.said.context.last_entries if e.kind == kind), None
    )
    if entry is None:
        raise Unclear("intent")
    return entry, False


def _kind(values: Values) -> str | None:
    if values.of("km"):
        return "travel"
    if values.of("money"):
        return "expense"
    if values.of("length", "span", "clock"):
        return "time"
    return None


def _by_old(sense: Sense, values: Values, kind: str | None) -> SavedEntry | None:
    """The newest entry that has the old values named."""
    for entry in sense.said.context.last_entries:
        if kind is not None and entry.kind != kind:
            continue
        if all(_had(sense, item, entry) for item in values.old):
            return entry
    return None


def _had(sense: Sense, item: Item, entry: SavedEntry) -> bool:
    mention = next((m for m in sense.customers if m.item is item), None)
    if mention is not None:
        return any(sense.customer(p).name == entry.customer for p in mention.places)
    if item.day is not None:
        return entry.date in work_days(item.day, sense.today)
    if item.length is not None:
        return entry.minutes == item.length.minutes
    if item.kind == "km":
        return entry.km is not None and item.amount is not None and abs(entry.km - item.amount) < 1
    if item.kind == "money":
        return entry.amount == item.amount
    return _had_number(sense, item, entry)


def _had_number(sense: Sense, item: Item, entry: SavedEntry) -> bool:
    """A bare number or clock time that is stored: an end, a start, a sum, hours."""
    minute = as_clock(sense, item)
    if minute is not None and any(
        t is not None and (t.hour * 60 + t.minute) % NOON == minute % NOON
        for t in (entry.start, entry.end)
    ):
        return True
    if item.num is None:
        return False
    value = item.num.value
    return value in (entry.km, entry.amount) or entry.minutes == value * 60


# ------------------------------------------------------------------ slots


def _changes(sense: Sense, values: Values, entry: SavedEntry) -> Entry:
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
        change = _sum(sense, sums[0], entry, change)
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
    if minutes is None or item.length.doubt or entry.kind != "time":
        raise Unclear("duration")
    total = int(minutes)
    if sense.items.says("LESS", "MINUS", "MORE") and (_moves_amount(sense) or _compares(sense)):
        if entry.minutes is None:
            raise Unclear("duration")
        less = sense.items.says("LESS", "MINUS")
        if less and sense.items.says("MORE") and not sense.items.says("UNDO", "MINUS"):
            raise Unclear("duration")
        total = entry.minutes - total if less else entry.minutes + total
    if not 0 < total <= 24 * 60:
        raise Unclear("duration")
    return replace(change, minutes=total) if total != entry.minutes else change


def _compares(sense: Sense) -> bool:
    """`half an hour less`, `tunti enemmän`."""
    lows = {t.low for t in sense.line.tokens}
    return bool(lows & {"less", "more", "extra", "mindre", "mer", "enemmän", "vähemmän"})


def _span(sense: Sense, item: Item, entry: SavedEntry, change: Entry) -> Entry:
    assert item.span is not None
    start, end = item.span.start, item.span.end
    minutes = sense.elapsed(entry.date, start, end)
    if entry.start and entry.end and entry.minutes is not None:
        rest = sense.elapsed(entry.date, _minute(entry.start), _minute(entry.end)) - entry.minutes
        if rest:
            raise Unclear("duration")
    return replace(change, start=_time(start), end=_time(end), minutes=minutes)


def _sum(sense: Sense, item: Item, entry: SavedEntry, change: Entry) -> Entry:
    if entry.kind != "expense":
        raise Unclear("intent")
    if item.currency and item.currency != entry.currency:
        change = replace(change, currency=item.currency)
    return replace(change, amount=item.amount)


def _number(sense: Sense, values: Values, item: Item, entry: SavedEntry, change: Entry) -> Entry:
    """A clock time moves an end; a bare number takes the place of the number it is set against."""
    old = next((i for i in values.old if i.kind in ("num", "clock")), None)
    if item.num is not None and old is not None and old.num is not None:
        if entry.km is not None and entry.km == old.num.value:
            return replace(change, km=item.num.value)
        if entry.amount is not None and entry.amount == old.num.value:
            return replace(change, amount=item.num.value)
    minute = as_clock(sense, item)
    if minute is None or entry.kind != "time":
        raise Unclear("intent")
    if item.num is not None and item.num.raw.isdigit() and old is None and not sense.items.says(
        "START", "STOP", "CLOCK"
    ):  # fmt: skip
        raise Unclear("duration")
    return _moved(sense, minute, _which_end(sense, old, entry), entry, change)


def _which_end(sense: Sense, old: Item | None, entry: SavedEntry) -> str:
    if sense.items.says("STOP"):
        return "end"
    if sense.items.says("START"):
        return "start"
    minute = as_clock(sense, old) if old is not None else None
    if minute is not None:
        for side, time in (("end", entry.end), ("start", entry.start)):
            if time is not None and _minute(time) % NOON == minute % NOON:
                return side
    if sense.items.says("UNTIL"):
        return "end"
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


def _with_project(sense: Sense, change: Entry, entry: SavedEntry) -> Entry:
    named = projects_named(sense)
    if not named:
        return change
    customer = change.customer or entry.customer
    own = {p.name: p for place, p in named if sense.customer(place).name == customer}
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
