"""Which days, customers and people each amount is for: each of them, or one entry in all?"""

from core.kit.i18n import N_
from core.language.dating import Dated, Days
from core.language.ledger import Ledger
from core.language.quantities import Quantity
from core.language.reading import Ask, Named
from core.language.sense import Sense


def says_each(sense: Sense) -> bool:
    """A distributive word; Swedish `var` is one only after an amount (else it means was)."""
    for item in sense.items.words("EACH"):
        before = sense.items.before(item)
        if sense.line.low(item.first) != "var" or item.last - item.first > 1:
            return True
        if sense.line.low(item.last) in ("det", "jag", "vi"):
            continue
        if before is not None and before.kind in ("length", "span", "km", "money"):
            return True
    return False


Spread = list[tuple[Quantity, tuple[int, ...], Days, tuple[Named | None, ...]]]


def spread(
    sense: Sense,
    ledger: Ledger,
    groups: list[tuple[int, ...]],
    days: Dated,
    crews: list[tuple[Named | None, ...]],
) -> Spread:
    """Two days or customers with one duration need a word such as each or per day."""
    each = says_each(sense)
    result: Spread = []
    for quantity, places, dates, persons in zip(
        ledger.amounts.found, groups, days.days, crews, strict=True
    ):
        several = [len(places) > 1, len(dates) > 1]
        own = each and (len(ledger.amounts.found) == 1 or _each_here(sense, quantity, ledger))
        if any(several) and not own:
            part: Ask = "duration" if quantity.kind == "time" else "amount"
            ledger.ask(part, N_("Several days or customers share one amount: each, or together?"))
        if all(several):
            ledger.ask("duration", N_("Several days and customers share one amount."))
        kin = [q for q in ledger.amounts.found if q.kind == quantity.kind]
        if each and not any(several) and len(persons) == 1 and len(kin) == 1:
            ledger.ask("duration", N_("“Each” is said, but only of one."))
        result.append((quantity, places, dates, persons))
    if _overlap(result):
        ledger.ask("date", N_("A day is named by itself and among others."))
    return result


def _overlap(spread: Spread) -> bool:
    """`mon-wed 8h a day, except tue 6h`: does one amount say again what another said?"""
    for number, (quantity, places, dates, _) in enumerate(spread):
        for other, its_places, its_dates, _ in spread[number + 1 :]:
            several = len(dates) > 1 or len(its_dates) > 1
            same = quantity.kind == other.kind and set(places) & set(its_places)
            if several and same and set(dates) & set(its_dates) and dates != its_dates:
                return True
    return False


def _each_here(sense: Sense, quantity: Quantity, ledger: Ledger) -> bool:
    """`mon-thu 7.5h a day, fri 5h`: each is said right behind this one of several amounts."""
    others = {q.item.first for q in ledger.amounts.found}
    item = sense.items.after(quantity.item)
    while item is not None and item.kind in ("word", "name") and item.first not in others:
        if item.has("EACH"):
            return True
        item = sense.items.after(item)
    return False
