"""Taking back an entry; more than one always asks first."""

from dataclasses import replace

from core.language.choosing import choose, target_of, traits_of
from core.language.moving import of_many
from core.language.reading import Reading
from core.language.resolving import Doubtful
from core.language.sense import Sense
from core.language.shared import ask, silence

_ALLOWED = ("UNDO", "UNDOWHAT", "FILL", "IT", "SMALL", "CORRECT", "LAST", "ME", "AND", "BULK", "THIS",
            "LESS", "MINUS", "HOURSQ", "HOUR", "ABOUT", "EXPENSE", "TRAVEL", "THEN", "SOMEONE")  # fmt: skip


def undoing(sense: Sense) -> Reading | None:
    """An order to delete, or None."""
    orders = sense.items.words("UNDO")
    if not orders:
        return None
    words = sense.items.of("word")
    if any(i.has("NEG", "NEVER", "COND") and not i.has("UNDO") for i in words):
        return silence(sense) if not sense.items.of("length", "span") else None
    if _bulk(sense):
        return of_many(sense, ask(sense, "confirm", intent="undo"))
    if not _is_order(sense):
        return None
    lengths = sense.items.of("length")
    if lengths and sense.items.says("LESS", "MINUS") and not sense.customers:
        return None  # "take half an hour off": a correction
    if not sense.said.context.last_entries:
        return replace(ask(sense, "intent", intent="undo"), bare=_is_bare(sense))
    return replace(_undo(sense), bare=_is_bare(sense))


def _is_bare(sense: Sense) -> bool:
    """Nothing is said of what is meant: then it is what was done last, of whatever kind."""
    return not sense.items.of("name", "day", "length", "km", "money", "num") and not (
        sense.items.says("EXPENSE", "TRAVEL")
    )


def _bulk(sense: Sense) -> bool:
    if any(i.has("BULK") and not i.has("UNDO", "IT", "UNDOWHAT") for i in sense.items.of("word")):
        return True
    if any((i.day and i.day.kind in ("week", "month", "year", "weekend")) or (
        i.day and i.day.until >= 0) for i in sense.items.of("day")):  # fmt: skip
        return True
    if sense.items.words("HOUR") and sense.items.of("day"):
        return True  # "gårdagens timmar": all hours of that day
    numbers = [i.num for i in sense.items.of("num") if i.num is not None]
    return any(n.value >= 2 for n in numbers) and not sense.customers


def _is_order(sense: Sense) -> bool:
    """Only words that fit an order to delete; anything else is some other story."""
    return all(i.has(*_ALLOWED) for i in sense.items.of("word")) and not sense.items.of(
        "span", "phone", "mail", "street"
    )


def _undo(sense: Sense) -> Reading:
    said = [m.item for m in sense.customers] + sense.items.of("day", "length", "km", "money")
    try:
        traits = traits_of(sense, said)
    except Doubtful:
        return ask(sense, "intent", intent="undo")
    entry = choose(sense, traits)
    if entry is None:
        return ask(sense, "intent", intent="undo")
    return Reading("undo", target=target_of(sense, entry), language=sense.language)
