"""Orders that name what is meant by its day or kind: `gårdagens timmar`, `eiliset tunnit`."""

import datetime as dt

from core.language.choosing import Traits
from core.language.items import Item
from core.language.sense import Sense
from core.language.wordlists import words

_OF_A_DAY = {
    "fi": ("nen", "sen", "set", "siä", "sia", "stä", "tain", "kon", "päivän"),
    "sv": ("ens", "igårs", "i gårs"),
    "en": ("'s", "’s", "days"),
}
_TO_A_DAY = ("lle", "seen", "ksi", "hin")
_TOWARDS = frozenset(["till", "to", "onto", "åt"])
_MOVES = words("flytta flyttar siirrä siirretään siirrän move ändra muuta vaihda change switch byt")


def whole_of(
    sense: Sense, days: list[Item], date: dt.date | None, customer: str | None
) -> Traits | None:
    """What is said of the entry itself; None when neither its hours nor its day are named.

    `days`: the new days said, `date` the one they give, `customer` one that points, no new one.
    """
    hours = bool(sense.items.words("HOUR"))
    named = bool(days) and is_its_own(sense, days[0], hours=hours)
    if not hours and not named:
        return None
    return Traits(customer, date if named else None, kind=_kind(sense, hours))


def adds_or_takes(sense: Sense) -> bool:
    """`lägg till en timme`, `siitä pois`: the amount is a change, not what it shall be."""
    said = sense.items.words("MORE", "LESS", "MINUS")
    return any(sense.items.text(i).lower() not in _TOWARDS for i in said)


def _kind(sense: Sense, hours: bool) -> str | None:
    if hours:
        return "time"
    if sense.items.says("EXPENSE"):
        return "expense"
    return "travel" if sense.items.says("TRAVEL") else None


def is_its_own(sense: Sense, day: Item, *, hours: bool) -> bool:
    """Is it the day of the entry, not one to move it to (`till igår`, `eiliselle`)?"""
    if sense.line.low(day.first - 1) in _TOWARDS or sense.line.low(day.first) in _TOWARDS:
        return False
    text = sense.items.text(day).lower()
    if sense.language == "fi" and text.endswith(_TO_A_DAY):
        return False
    if text.endswith(_OF_A_DAY.get(sense.language, ())):
        return True
    return hours or _moves_from(sense, day) or (is_subject(sense, day) and not sense.customers)


_SUBJECT_OF = {"fi": ("nen", "tai", "ko"), "sv": ("gen", "gens", "ens"), "en": ("",)}
_IS = words("oli olikin oliki var blev was should is ska skulle piti")


def is_subject(sense: Sense, day: Item) -> bool:
    """`eilinen oli 6h`, `gårdagen var 6 tim`: the day at the head stands for its entry."""
    before = [i for i in sense.items.all[: day.place] if i.kind != "sign"]
    if any(i.kind != "word" or not i.has("CORRECT", "FILL", "SMALL") for i in before):
        return False
    text = sense.items.text(day).lower()
    return text.endswith(_SUBJECT_OF.get(sense.language, ())) and sense.line.low(day.last) in _IS


def _moves_from(sense: Sense, day: Item) -> bool:
    """`flytta igår till Peippo`: the day stands before the customer it all goes to."""
    return sense.line.low(0) in _MOVES and any(
        m.item.first > day.first and sense.items.place(day) <= 2 for m in sense.customers
    )
