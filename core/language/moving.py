"""Orders about all hours of some days: `move yesterday's hours to Bell`, `eilisen tunnit Koskelle`.

Several entries are never changed by one word: they are listed, and the writer confirms.
"""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

from core.language.choosing import Traits, target_of
from core.language.items import Item
from core.language.pointing import is_its_own
from core.language.reading import Bulk, Draft, Entry, Reading
from core.language.resolving import Doubtful, query_period, work_days
from core.language.sense import Mention, Sense
from core.language.shared import ask, projects_named
from core.language.wordlists import words

_MOVES = words(
    """move shift transfer reassign rebook switch change swap put flytta flyttar byt byta ändra sätt
    siirrä siirräppä siirretään siirtää vaihda vaihdappa vaihdetaan vaihtaa muuta muutappa muuttaa laita
    pistä"""
)
_BEFORE_IT = ("FILL", "IT", "ME", "QWORD", "CORRECT")
_POLITE = words("can could would you please voitko voisitko voisiksää kan kunde du snälla vänligen")
_AMOUNTS = ("length", "span", "clock", "km", "money")


def moving(sense: Sense) -> Reading | None:
    """An order to give all hours of some days another customer, project or day, or None."""
    verb = _verb(sense)
    days = sense.items.of("day")
    if verb is None or not days or sense.items.of(*_AMOUNTS):
        return None
    if sense.items.says("EXPENSE", "TRAVEL"):
        return None
    head = _whole(sense, verb, days[0])
    if head is None:
        return None
    goal = [one for one in sense.customers if one.item.first > head.first]
    projects = [one for one in projects_named(sense) if not goal]
    unknown = any(not one.tags and one.first > head.first for one in sense.items.of("word"))
    theirs = [one for one in days if one.first <= head.first]
    if not goal and not projects and len(theirs) == len(days) and not unknown:
        return None
    try:
        bulk = _bulk(sense, theirs, [one for one in sense.customers if one not in goal])
        change = _change(sense, goal, days[len(theirs) :])
    except Doubtful:
        return ask(sense, "date", intent="correct")
    if bulk is None:
        return None
    if change is None or unknown:
        return _asked(sense, bulk, Entry(), "customer", "confirm")
    return _one(sense, bulk, change) or _asked(sense, bulk, change, "confirm")


def of_many(sense: Sense, reading: Reading) -> Reading:
    """Add to a doubtful order which hours it means, when their days are said."""
    days = sense.items.of("day")
    try:
        bulk = _bulk(sense, days, sense.customers) if days else None
    except Doubtful:
        bulk = None
    if bulk is None or reading.draft is None:
        return reading
    return replace(reading, draft=replace(reading.draft, bulk=bulk))


def _verb(sense: Sense) -> Item | None:
    """The order at the head of the message, after nothing but politeness."""
    for item in sense.items.all[:5]:
        if sense.line.low(item.first) in _MOVES:
            return item
        low = sense.line.low(item.first)
        if item.kind != "word" or not (item.has(*_BEFORE_IT) or low in _POLITE):
            return None
    return None


def _whole(sense: Sense, verb: Item, day: Item) -> Item | None:
    """The piece that names all hours of the day, or the day itself when it says so."""
    if day.first < verb.first:
        return None
    hours = sense.items.words("HOUR", "BULK")
    if hours:
        return max(day, hours[0], key=lambda one: one.first)
    return day if is_its_own(sense, day, hours=False) else None


def _bulk(sense: Sense, days: list[Item], sources: list[Mention]) -> Bulk | None:
    """The days, one after another, and the customer whose hours alone are meant."""
    periods = [query_period(one.day, sense.today) for one in days if one.day is not None]
    periods.sort(key=lambda one: one.first)
    if any((b.first - a.last).days != 1 for a, b in pairwise(periods)):
        raise Doubtful
    first, last = periods[0].first, min(periods[-1].last, sense.today)
    if first > last or len(sources) > 1:
        return None
    if not sources:
        return Bulk(first, last)
    if len(sources[0].places) != 1 or sources[0].doubtful:
        return None
    source = sense.customer(sources[0].places[0])
    return Bulk(first, last, source.name, source.ref)


def _change(sense: Sense, goal: list[Mention], days: list[Item]) -> Entry | None:
    """What all of them shall have; None when the customer is in doubt."""
    change = Entry()
    if days:
        change = replace(change, date=_day(days, sense.today))
    projects = projects_named(sense)
    if goal:
        places = {place for one in goal for place in one.places}
        if len(places) != 1 or any(one.doubtful for one in goal):
            return None
        place = places.pop()
        change = replace(
            change, customer=sense.customer(place).name, customer_ref=sense.customer(place).ref
        )
        projects = projects_named(sense, place)
    elif len(projects) == 1:
        owner = sense.customer(projects[0][0])
        change = replace(change, customer=owner.name, customer_ref=owner.ref)
    if len(projects) > 1:
        return None
    for _place, project in projects:
        change = replace(change, project=project.name, project_ref=project.ref)
    return change


def _day(days: list[Item], today: dt.date) -> dt.date:
    said = [work_days(one.day, today) for one in days if one.day is not None]
    if len(said) != 1 or len(said[0]) != 1 or said[0][0] > today:
        raise Doubtful
    return said[0][0]


def _one(sense: Sense, bulk: Bulk, change: Entry) -> Reading | None:
    """A single entry is corrected at once."""
    traits = Traits(bulk.customer, kind="time")
    fits = [
        one
        for one in sense.said.context.last_entries
        if traits.fits(one) and bulk.first <= one.date <= bulk.last
    ]
    if len(fits) != 1:
        return None
    return Reading("correct", (change,), target=target_of(sense, fits[0]), language=sense.language)


def _asked(sense: Sense, bulk: Bulk, change: Entry, *asks: str) -> Reading:
    found = ask(sense, *asks, intent="correct", entries=(change,))  # type: ignore[arg-type]
    assert isinstance(found.draft, Draft)
    return replace(found, draft=replace(found.draft, bulk=bulk))
