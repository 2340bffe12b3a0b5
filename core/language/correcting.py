"""Corrections of a saved entry: only the changed slots, computed from what is stored."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from core.language.amending import (
    PUTS,
    Unclear,
    Values,
    changes,
    moves_amount,
    with_named_project,
)
from core.language.choosing import Traits, choose, target_of
from core.language.clocks import NOON, clock
from core.language.items import Item
from core.language.people import crew, unknown_place
from core.language.pointing import adds_or_takes, whole_of
from core.language.quantities import as_clock
from core.language.reading import Entry, Reading, SavedEntry
from core.language.resolving import Doubtful, work_days
from core.language.restating import restates
from core.language.sense import Sense
from core.language.shared import ask, projects_named
from core.language.wordlists import words

_SOFT = frozenset(
    ["it was", "it's", "its", "that was", "det var", "det blev", "det är", "that's", "thats",
     "jo det var"]
)  # fmt: skip
_WEAK = frozenset(
    ["sorry", "sori", "oops", "oj", "hoppsan", "anteeks", "anteeksi", "ursäkta", "förlåt", "asiakas",
     "glömde", "unohdin", "typo", "whoops", "ops", "ojdå", "oho", "ohho", "hups", "hupsis", "hupsista",
     "näppäilyvirhe", "kirjoitusvirhe", "lyöntivirhe", "skrivfel", "tryckfel", "slarvfel", "misstryck",
     "fat fingers", "fat finger", "menikin", "meniki", "tulikin", "misclick", "vahinko", "misstag"]
)  # fmt: skip
_MEANING = words("siis eli alltså nimittäin tarkoitan tarkotan meinaan menar meaning")
_EXCHANGES = words("byt byta vaihda vaihdappa vaihdetaan switch swap change")
_CUSTOMER = words("asiakas asiakkaaksi asiakkaan kund kunden kunder customer client")
_RELATIVE = words("som who that which joka jotka jonka jossa where")
_INSTEAD = ("length", "span", "km", "day", "clock")
_NOES = words("no nope nah nej nä ei eiku")
_FIRST_ONLY = words(
    """change move edit amend update muuta siirrä vaihda ändra flytta korjaa rätta correct ändrar
    korjaan flyttas ändras siirretään muutetaan korjataan fix nej nä no nope nää switch"""
)


def correcting(sense: Sense) -> Reading | None:
    """A correction of a saved entry, or None."""
    values = _values(sense)
    if _same_but(sense) and values.new:
        return ask(sense, "intent", intent="correct")
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


def _same_but(sense: Sense) -> bool:
    """`sama mutta eilen`, `same but for Bell`: once more, or put right?"""
    low = sense.line.low
    return low(0) in ("sama", "samma", "same") and low(1) in (
        "mutta", "mut", "men", "but", "thing", "again", "igen", "taas", "för", "for", "sak",
    )  # fmt: skip


def _is_new_report(sense: Sense, values: Values) -> bool:
    """`sorry, 3h Bell`: a customer and an amount may be a new entry."""
    return bool(sense.customers) and bool(values.of("length", "span", "km", "money"))


# ------------------------------------------------------------------ is it one?


def _strength(sense: Sense, values: Values) -> int:
    """0: none, 1: perhaps (an apology, `it was …`), 2: surely a correction."""
    best = 1 if _means(sense, values) else 0
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
    if best < 2 and (_no_but(sense) or moves_amount(sense) or _only_billing(sense)):
        best = 2
    if best < 2 and (restates(sense, values) or _another_customer(sense, values)):
        best = 2
    return best


def _means(sense: Sense, values: Values) -> bool:
    """`siis eilen`, `se oli eilen`, `alltså wallin`: nothing but another day or customer."""
    low = sense.line.low
    names = [m.item for m in sense.customers]
    if len(values.new) != 1 or not (values.of("day") or values.new[0] in names):
        return False
    head = low(0) in _MEANING or (low(0) in ("se", "toi", "tuo", "sehän") and low(1) == "oli")
    return head and all(i.has("FILL", "IT", "DID", "CORRECT") for i in sense.items.of("word"))


def _another_customer(sense: Sense, values: Values) -> bool:
    """`byt till wallin` while no timer runs: nothing else could be exchanged."""
    if sense.said.context.running_timer is not None or not sense.said.context.last_entries:
        return False
    if len(values.new) != 1 or len(sense.customers) != 1 or sense.line.low(0) not in _EXCHANGES:
        return False
    return all(i.has("FILL", "IT", "SWITCH", "CORRECT", "UNTIL") for i in sense.items.of("word"))


def _no_but(sense: Sense) -> bool:
    """`no, 2.5h`, `nej 7-15`, `ei vaan Bell`: a no at the head and nothing but what it is instead."""
    first, *rest = sense.items.all
    if first.kind != "word" or sense.line.low(first.first) not in _NOES:
        return False
    named = [one.item for one in sense.customers]
    said = [item for item in rest if item.kind in _INSTEAD or item in named]
    return bool(said) and all(
        item in said or item.kind == "sign" or item.has("FILL", "IT", "START", "STOP", "UNTIL")
        for item in rest
    )


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
    if not sense.items.says("BILL", "NOTBILL"):
        return False
    saved = {e.customer for e in sense.said.context.last_entries}
    named = [sense.customer(p).name for m in sense.customers for p in m.places if not m.doubtful]
    names = len(sense.items.of("name"))
    pointed = names == len(sense.customers) == len(named) == 1 and named[0] in saved
    return (not names or pointed) and not sense.items.of("length", "span", "km", "money", "num")


# ------------------------------------------------------------------ values


_VALUES = ("length", "span", "clock", "num", "km", "money", "day")


def _values(sense: Sense) -> Values:
    found = Values()
    named = {id(m.item) for m in sense.customers}
    for item in sense.items.all:
        if item.kind not in _VALUES and id(item) not in named:
            continue
        _as_moment(sense, item)
        negated = _negated(sense, item)
        spoken = item.kind == "num" and item.num is not None and not item.num.raw
        if item.used or (spoken and not negated and not sense.items.says("START", "STOP")):
            continue
        (found.old if negated else found.new).append(item)
    return found


def _as_moment(sense: Sense, item: Item) -> None:
    """`end time should be 15:30`: no length of time beside a start or an end."""
    if item.kind != "length" or ":" not in sense.token(item).text:
        return
    if sense.items.says("START", "STOP") and (found := clock(sense.line, item.first, bare=True)):
        item.kind, item.clock, item.length = "clock", found, None


def _negated(sense: Sense, item: Item) -> bool:
    """Is it what was wrong: after not, inte, eikä, instead of?"""
    before, steps = sense.items.before(item), 1
    while before is not None and steps < 4:
        if sense.line.low(before.first) in ("förrän", "until", "before"):
            return False  # "inte förrän 9": from nine on
        if before.kind == "word" and before.has("RATHER"):
            return False  # `ei vaan Lehto`: what stands after it is what it is instead
        if before.kind == "word" and before.has("NOTOLD"):
            return True
        if before.kind != "word" or not before.has("FILL", "IT", "STOP", "START", "CLOCK", "UNTIL"):
            return False
        steps += 1
        before = sense.items.before(item, steps)
    return False


# ------------------------------------------------------------------ the change


def _corrected(sense: Sense, values: Values) -> Reading:
    if any(
        i.has("CONTACT") or not (i.tags or sense.line.low(i.first) in PUTS)
        for i in sense.items.of("word")
    ) or any(sense.line.low(m.item.last) in _RELATIVE for m in sense.customers):
        raise Unclear("intent")
    if crew(sense).stranger and not any(t.low in _CUSTOMER for t in sense.line.tokens):
        raise Unclear("intent")
    if unknown_place(sense) is not None or any(
        len(m.places) != 1 or m.doubtful for m in sense.customers if m.item in values.new
    ):
        raise Unclear("customer")
    customer = _one_customer(sense, values)
    date = _one_date(sense, values)
    amounts = values.of("length", "span", "km", "money", "clock", "num")
    other = bool(amounts) or sense.items.says("BILL", "NOTBILL") or bool(projects_named(sense))
    entry, by_customer, by_date = _select(sense, values, customer, date, other)
    change = changes(sense, values, entry)
    if date is not None and not by_date and date != entry.date:
        if date > sense.today:
            raise Unclear("date")
        change = replace(change, date=date)
    if customer is not None and not by_customer and customer[0] != entry.customer:
        change = replace(change, customer=customer[0], customer_ref=customer[1])
    change = with_named_project(sense, change, entry)
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
) -> tuple[SavedEntry, bool, bool]:
    """The entry meant, and whether the customer, and whether the day, only pointed at it."""
    kind = _kind(values)
    whole = whole_of(
        sense, values.of("day"), date, customer[0] if customer is not None and other else None
    )
    bare = not other and customer is None and not values.old  # "eiku eilinen": the new day
    if whole is not None and not (bare and whole.kind is None):
        return _the_whole(sense, values, whole, other), other, whole.date is not None
    if values.old and other and customer is not None:
        entry = next((e for e in _with_old(sense, values, kind) if e.customer == customer[0]), None)
        if entry is not None:
            return entry, True, False  # "walsh was 5 hours not 3"
    if values.old:
        entry = _by_old(sense, values, kind)
        if entry is None:
            raise Unclear("intent")
        return entry, False, False
    if other and (customer is not None or date is not None):
        pointed = Traits(customer=customer[0] if customer else None, date=date, kind=kind)
        entry = choose(sense, pointed)
        if entry is not None:
            return entry, True, True
        fitting = [e for e in sense.said.context.last_entries if pointed.fits(e)]
        if fitting or _refers(sense):
            raise Unclear("intent")
    entry = choose(sense, Traits(kind=kind)) or next(
        (e for e in sense.said.context.last_entries if e.kind == kind), None
    )
    if entry is None:
        raise Unclear("intent")
    return entry, False, False


def _the_whole(sense: Sense, values: Values, whole: Traits, other: bool) -> SavedEntry:
    """The only entry `gårdagens timmar` can mean; none and several are asked about."""
    kind = _kind(values)
    if kind is not None and whole.kind not in (None, kind):
        raise Unclear("intent")
    if adds_or_takes(sense) and not moves_amount(sense):
        raise Unclear("duration")
    whole = replace(whole, kind=kind or whole.kind)
    if other and whole.date is None and not values.old:
        entry = choose(sense, whole)
        if entry is None:
            raise Unclear("intent")
        return entry
    fitting = [e for e in sense.said.context.last_entries if whole.fits(e)]
    fitting = [e for e in fitting if all(_had(sense, item, e) for item in values.old)]
    if len(fitting) != 1:
        raise Unclear("intent")
    return fitting[0]


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
    return next(_with_old(sense, values, kind), None)


def _with_old(sense: Sense, values: Values, kind: str | None) -> Iterator[SavedEntry]:
    for entry in sense.said.context.last_entries:
        if kind is not None and entry.kind != kind:
            continue
        if all(_had(sense, item, entry) for item in values.old):
            yield entry


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
