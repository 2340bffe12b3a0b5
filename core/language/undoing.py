"""Taking back an entry; more than one always asks first."""

from dataclasses import replace

from core.language.choosing import Traits, choose, target_of, traits_of
from core.language.items import Item
from core.language.moving import of_many
from core.language.reading import Reading
from core.language.resolving import Doubtful
from core.language.sense import Sense
from core.language.shared import ask, silence
from core.language.wordlists import words

_ALLOWED = ("UNDO", "UNDOWHAT", "FILL", "IT", "SMALL", "CORRECT", "LAST", "ME", "AND", "BULK", "THIS",
            "LESS", "MINUS", "HOURSQ", "HOUR", "ABOUT", "EXPENSE", "TRAVEL", "THEN", "SOMEONE", "OOPS",
            "EMPH", "HELLO")  # fmt: skip
_NOES = words("no nope nah nej nä nää nej")
_LINKING = words("oli olikin tuli on var blev är ska was is be should come just skulle bli")
_POLITE = words("kan du can could would you please voitko voisitko snälla voitteko kunde ni pls")
_TAKES = words(
    """ota otetaan otetaanpa otetaas otas otappa otahan laita pistä heitä heitetään ta tar släng plocka
    take throw chuck get pull"""
)
_AWAY = words("pois bort väck takaisin takas takasin roskiin roskikseen tillbaka out away back")


def undoing(sense: Sense) -> Reading | None:
    """An order to delete, or None."""
    orders = sense.items.words("UNDO") or _away(sense)
    if not orders:
        return None
    if _forbids(sense, orders):
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


def _away(sense: Sense) -> list[Item]:
    """`se pois`, `bort med den`, `take that one out`: away with what was said, and no more."""
    if sense.customers or sense.items.of("length", "span", "km", "money", "num", "name", "day"):
        return []
    if not sense.items.says("IT", "UNDOWHAT", "OOPS") or sense.items.says("BILL", "NOTBILL"):
        return []
    return [i for i in sense.items.of("word") if sense.line.low(i.first) in _AWAY]


def _forbids(sense: Sense, orders: list[Item]) -> bool:
    """`ei poisteta`, `don't delete it`; a no apart from the order (`nej, ta bort`) forbids nothing."""
    for item in sense.items.of("word"):
        if not item.has("NEG", "NEVER", "COND") or item.has("UNDO", "OOPS"):
            continue
        if item.has("COND") or not _is_apart(sense, item, orders):
            return True
    return False


def _is_apart(sense: Sense, no: Item, orders: list[Item]) -> bool:
    if no.first == 0 and sense.line.low(0) in _NOES:
        return True
    return all(
        any(i.kind in ("sign", "line") for i in sense.items.between(no, order)) for order in orders
    )


def _is_bare(sense: Sense) -> bool:
    """Nothing is said of what is meant: then it is what was done last, of whatever kind."""
    return not sense.items.of("name", "day", "length", "km", "money", "num") and not (
        sense.items.says("EXPENSE", "TRAVEL")
    )


def _bulk(sense: Sense) -> bool:
    words = sense.items.of("word")
    if any(i.has("BULK", "EACH") and not i.has("UNDO", "IT", "UNDOWHAT", "DID") for i in words):
        return True
    whole = (i for i in words if i.has("UNDO", "SUMUP") and i.last - i.first > 1)
    if any(sense.line.has(at, "BULK") for i in whole for at in range(i.first, i.last)):
        return True  # "ta bort alla"
    if any((i.day and i.day.kind in ("week", "month", "year", "weekend")) or (
        i.day and i.day.until >= 0) for i in sense.items.of("day")):  # fmt: skip
        return True
    if sense.items.words("HOUR") and sense.items.of("day"):
        return True  # "gårdagens timmar": all hours of that day
    numbers = [i.num for i in sense.items.of("num") if i.num is not None]
    return any(n.value >= 2 for n in numbers) and not sense.customers


def _is_order(sense: Sense) -> bool:
    """Only words that fit an order to delete; anything else is some other story."""
    if sense.items.of("span", "phone", "mail", "street"):
        return False
    said = ((i, sense.line.low(i.first)) for i in sense.items.of("word"))
    return all(
        i.has(*_ALLOWED) or i.has("NEG") or low in _LINKING | _POLITE | _TAKES | _AWAY
        for i, low in said
    )


def _of_kind(sense: Sense, traits: Traits) -> Traits:
    """`poista kilometrit`, `delete the receipt`: the kind is said, not the amount."""
    if traits.minutes is not None or traits.km is not None or traits.amount is not None:
        return traits
    if sense.items.says("TRAVEL", "KM", "MIL", "MILE"):
        return replace(traits, kind="travel")
    return replace(traits, kind="expense") if sense.items.says("EXPENSE") else traits


def _several_of_a_day(sense: Sense, traits: Traits) -> bool:
    """`ta bort gårdagens`: a day alone, and more than one entry of it."""
    if traits.date is None or traits != Traits(date=traits.date):
        return False
    return sum(traits.fits(e) for e in sense.said.context.last_entries) > 1


def _undo(sense: Sense) -> Reading:
    said = [m.item for m in sense.customers] + sense.items.of("day", "length", "km", "money")
    try:
        traits = _of_kind(sense, traits_of(sense, said))
    except Doubtful:
        return ask(sense, "intent", intent="undo")
    if _several_of_a_day(sense, traits):
        return of_many(sense, ask(sense, "confirm", intent="undo"))
    entry = choose(sense, traits)
    if entry is None:
        return ask(sense, "intent", intent="undo")
    return Reading("undo", target=target_of(sense, entry), language=sense.language)
