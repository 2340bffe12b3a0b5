"""Finished work turned into entries, each with its customer, day and amount, or into doubts."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import product

from core.kit.i18n import N_
from core.language.dating import Dated, dated
from core.language.items import Item
from core.language.ledger import Ledger
from core.language.offering import alike, customer_choice, owners_of
from core.language.pairing import clauses, pair
from core.language.people import Crew, crew, unknown_place
from core.language.quantities import Quantity, amounts
from core.language.reading import Ask, Entry, Kind, Named
from core.language.sense import Mention, Sense
from core.language.slots import add_billing, add_projects, add_tasks
from core.language.spreading import spread

_KINDS: dict[str, Kind] = {"time": "time", "travel": "travel", "expense": "expense"}


_LONGEST = 14 * 60  # a longer range is rather a misread one


_MOST_ENTRIES = 31


def read_work(sense: Sense) -> Ledger:
    """Everything the message reports as done."""
    ledger = Ledger(amounts=amounts(sense))
    found = ledger.amounts.found
    people = crew(sense)
    if people.stranger:
        ledger.ask("intent", N_("Somebody who is not known here is said to have worked."))
    _check_amounts(ledger)
    groups = _customer_groups(sense, ledger, found)
    one = len({g for g in groups if g}) <= 1
    days = dated(sense, found, one_customer=one)
    if days.doubt:
        ledger.ask("date", N_("Which day is meant is not sure."))
    crews = _crews(sense, people, found, ledger)
    for quantity, places, dates, persons in spread(sense, ledger, groups, days, crews):
        for date, place, person in product(dates or (None,), places or (None,), persons):
            ledger.entries.append(_entry(sense, ledger, quantity, place, date, person, days))
    if _run_over(ledger.entries):
        ledger.ask("duration", N_("The clock times overlap."))
    if len(ledger.entries) > _MOST_ENTRIES:
        ledger.ask("intent", N_("So many entries are rather a mistake."))
    add_projects(sense, ledger)
    add_tasks(sense, ledger)
    add_billing(sense, ledger)
    if sense.trace is not None:
        sense.trace.ledger = ledger
    return ledger


def _run_over(entries: list[Entry]) -> bool:
    """`8-16 Bell, 11-12 Nolan`: does one range lie within another of the same person?"""
    timed = [
        (e.date, e.person, e.start, e.end) for e in entries
        if e.start is not None and e.end is not None and e.start < e.end
    ]  # fmt: skip
    return any(
        (date, person) == (its_date, its_person) and start < its_end and its_start < end
        for number, (date, person, start, end) in enumerate(timed)
        for its_date, its_person, its_start, its_end in timed[number + 1 :]
    )


# ------------------------------------------------------------------ amounts


def _check_amounts(ledger: Ledger) -> None:
    found = ledger.amounts.found
    if ledger.amounts.doubt:
        ledger.ask("duration", N_("A break or a length is named whose minutes are not sure."))
    for quantity in found:
        if quantity.doubt:
            slot: Ask = "duration" if quantity.kind == "time" else "amount"
            ledger.ask(slot, N_("The number may be read in more than one way."))
        if quantity.kind == "expense" and quantity.currency is None:
            ledger.ask("amount", N_("A sum is said without its currency."))


# ------------------------------------------------------------------ customers


def _customer_groups(sense: Sense, ledger: Ledger, found: list[Quantity]) -> list[tuple[int, ...]]:
    """The customers of each quantity; empty for internal work."""
    if (unknown := unknown_place(sense)) is not None:
        ledger.ask("customer", N_("A name is used as a customer's that is not known."))
        if (choice := alike(sense, unknown)) is not None:
            ledger.choices.append(choice)
    marks = _groups(sense, len(found))
    for mention in sense.customers:
        if len(mention.places) != 1 or mention.doubtful or not mention.strong:
            ledger.ask("customer", _why_open(mention))
            ledger.choices.append(customer_choice(sense, mention.places))
    if not marks:
        if not sense.items.says("INTERNAL"):
            ledger.ask("customer", N_("No customer is said."))
            _project_owners(sense, ledger)
        return [()] * len(found)
    paired = pair(sense.items, marks, [q.item for q in found])
    if paired is None:
        if found:
            open_slot: Ask = "customer" if len(found) > 1 else "duration"
            ledger.ask(open_slot, N_("Which amount belongs to which customer is not sure."))
        return [marks[0][1]] * len(found)
    if {value for _, value in marks} - set(paired):
        # "Koski 3h and 2 more at Lehto": one is left without hours
        ledger.ask("duration", N_("A customer is named without an amount."))
    if len({value for _, value in marks}) == 1 and len(found) > 1:
        _check_strange_clauses(sense, ledger, found)
    if sense.items.says("INTERNAL") and len(found) > 1:
        ledger.ask("customer", N_("Own work and a customer stand side by side."))
    return paired


def _why_open(mention: Mention) -> str:
    if len(mention.places) > 1:
        return N_("Several customers fit the name.")
    if mention.doubtful:
        return N_("The name is written unlike any that is known.")
    return N_("The word may be no name here.")


def _groups(sense: Sense, quantities: int) -> list[tuple[Item, tuple[int, ...]]]:
    """Customers named side by side (`Bell and McKenzie`) are one mark."""
    marks: list[tuple[Item, tuple[int, ...]]] = []
    previous: Item | None = None
    for mention in sense.customers:
        if previous and quantities == 1 and _linked(sense, previous, mention.item):
            marks[-1] = (marks[-1][0], tuple(dict.fromkeys((*marks[-1][1], mention.places[0]))))
        else:
            marks.append((mention.item, (mention.places[0],)))
        previous = mention.item
    return marks


def _linked(sense: Sense, one: Item, other: Item) -> bool:
    between = list(sense.items.between(one, other))
    return all(
        (i.kind == "word" and i.has("AND", "EACH", "FILL") and not i.has("THEN"))
        or (i.kind == "sign" and sense.items.text(i) in ",&+/")
        or (i.kind == "name" and i.match is not None and i.match.targets[0].kind == "project")
        for i in between
    )


def _project_owners(sense: Sense, ledger: Ledger) -> None:
    """A project alone gives no customer, but its owners are worth offering; else names alike."""
    for item in sense.items.of("name"):
        assert item.match is not None
        if owners := owners_of(sense, item.match):
            ledger.choices.append(customer_choice(sense, owners))
    if not ledger.choices and (choice := alike(sense)) is not None:
        ledger.choices.append(choice)


def _check_strange_clauses(sense: Sense, ledger: Ledger, found: list[Quantity]) -> None:
    """`Koski 2h, Virtanen 1h`: an unknown word where the other clause has its customer."""
    numbers = clauses(sense.items)
    named = {numbers[m.item.first] for m in sense.customers}
    for quantity in found:
        if quantity.kind != "time":
            continue
        here = numbers[quantity.item.first]
        if here in named:
            if any(
                not i.tags and i.first and sense.token(i).capital for i in sense.items.of("word")
            ):
                ledger.ask("customer", N_("A word stands where a customer may be meant."))
            continue
        for item in sense.items.of("word"):
            if numbers[item.first] == here and not item.tags and _name_like(sense, item):
                ledger.ask("customer", N_("A word stands where a customer may be meant."))


def _name_like(sense: Sense, item: Item) -> bool:
    token = sense.token(item)
    return token.capital or token.fold.endswith(("lla", "lle", "lta")) or len(token.fold) > 3


# ------------------------------------------------------------------ people


def _apart(sense: Sense, item: Item, people: Crew, found: list[Quantity]) -> bool:
    """`Dave was off, 4h Hill`: no hours in the clause that names the colleague."""
    named = {id(mark) for mark, _ in people.marks}
    pieces = sense.items.all
    for step in (1, -1):
        at = item.place + step
        while 0 <= at < len(pieces):
            piece = pieces[at]
            if any(q.item is piece for q in found):
                return False
            listed = any(
                0 <= n < len(pieces) and id(pieces[n]) in named for n in (at + step, at + 2 * step)
            )
            ends = piece.kind == "line" or sense.items.text(piece) in (",", ".", ";")
            if ends and not listed:
                break
            at += step
    return True


def _crews(
    sense: Sense, people: Crew, found: list[Quantity], ledger: Ledger
) -> list[tuple[Named | None, ...]]:
    """The people of each quantity; the writer alone where nobody is named."""
    if not people.marks:
        return [(None,)] * len(found)
    marks: list[tuple[Item, tuple[Named | None, ...]]] = []
    previous: Item | None = None
    if any(who is not None and _apart(sense, item, people, found) for item, who in people.marks):
        ledger.ask("intent", N_("A colleague is named, but not with the hours."))
    for item, who in people.marks:
        if previous is not None and _linked(sense, previous, item):
            marks[-1] = (marks[-1][0], (*marks[-1][1], who))
        else:
            marks.append((item, (who,)))
        previous = item
    paired = pair(sense.items, marks, [q.item for q in found])
    if paired is None or any(q.kind != "time" for q in found):
        ledger.ask("intent", N_("Whose hours they are is not sure."))
        return [(None,)] * len(found)
    return paired


# ------------------------------------------------------------------ one entry


def _entry(
    sense: Sense,
    ledger: Ledger,
    quantity: Quantity,
    place: int | None,
    date: dt.date | None,
    person: Named | None,
    days: Dated,
) -> Entry:
    customer = sense.customer(place) if place is not None else None
    entry = Entry(
        kind=_KINDS[quantity.kind],
        date=date or sense.today,
        customer=customer.name if customer else None,
        customer_ref=customer.ref if customer else None,
        internal=customer is None and sense.items.says("INTERNAL"),
        person=person.name if person else None,
        person_ref=person.ref if person else None,
    )
    if quantity.kind == "travel":
        return _dated(sense, ledger, replace(entry, km=quantity.amount))
    if quantity.kind == "expense":
        entry = replace(entry, amount=quantity.amount, currency=quantity.currency)
        return _dated(sense, ledger, entry)
    return _dated(
        sense, ledger, _timed(sense, ledger, quantity, entry, days, said=date is not None)
    )


def _dated(sense: Sense, ledger: Ledger, entry: Entry) -> Entry:
    if entry.date is not None and entry.date > sense.today:
        ledger.ask("date", N_("The day lies ahead."))
        ledger.ask("intent", N_("The day lies ahead."))
    return entry


def _timed(
    sense: Sense, ledger: Ledger, quantity: Quantity, entry: Entry, days: Dated, *, said: bool
) -> Entry:
    start, end = quantity.start, quantity.end
    if start is None:
        return replace(entry, minutes=_whole(quantity.minutes))
    assert entry.date is not None
    now = sense.said.now.hour * 60 + sense.said.now.minute
    date = entry.date
    if start > now and date == sense.today and end is not None:
        if end <= start and not said:
            date -= dt.timedelta(days=1)
        else:
            ledger.ask("date", N_("The clock times have not come yet today."))
    if days.night and end is not None and end > start and start < 6 * 60:
        # "last night 01-05": which calendar day is meant is not said
        ledger.ask("date", N_("Which day the night belongs to is not sure."))
    if end is None:
        return _started(quantity, replace(entry, date=date))
    elapsed = sense.elapsed(date, start, end)
    minutes = elapsed - quantity.rest
    if quantity.net and quantity.minutes is not None:
        net = int(quantity.minutes)
        too_short = elapsed - net > max(120, elapsed * 4 // 10)
        if net > elapsed or too_short or (quantity.rest and net != minutes):
            ledger.ask("duration", N_("The length does not fit the clock times."))
        minutes = net
    if not 0 < minutes <= 24 * 60 or elapsed > _LONGEST:
        ledger.ask("duration", N_("So long a day is rather misread."))
    return replace(entry, date=date, minutes=minutes, start=_clock(start), end=_clock(end))


def _started(quantity: Quantity, entry: Entry) -> Entry:
    assert quantity.start is not None
    return replace(entry, minutes=_whole(quantity.minutes), start=_clock(quantity.start))


def _whole(minutes: Decimal | None) -> int | None:
    return None if minutes is None else int(minutes)


def _clock(minute: int) -> dt.time:
    return dt.time(minute // 60 % 24, minute % 60)
