"""Which saved entry words point to: by customer, day, amount; the newest when nothing is said."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from core.language.items import Item
from core.language.reading import SavedEntry
from core.language.resolving import Doubtful, work_days
from core.language.sense import Sense


@dataclass(frozen=True, slots=True)
class Traits:
    """What is said of an entry; None: nothing."""

    customer: str | None = None
    date: dt.date | None = None
    minutes: Decimal | None = None
    km: Decimal | None = None
    amount: Decimal | None = None
    kind: str | None = None

    def fits(self, entry: SavedEntry) -> bool:
        """Does the entry have all of it?"""
        return (
            (self.customer is None or entry.customer == self.customer)
            and (self.date is None or entry.date == self.date)
            and (self.minutes is None or entry.minutes == self.minutes)
            and (self.km is None or (entry.km is not None and abs(entry.km - self.km) < 1))
            and (self.amount is None or entry.amount == self.amount)
            and (self.kind is None or entry.kind == self.kind)
        )

    @property
    def empty(self) -> bool:
        """Is nothing said?"""
        return self == Traits()


def traits_of(sense: Sense, items: list[Item]) -> Traits:
    """Traits said by these pieces; raises Doubtful for an unclear day."""
    customer = date = minutes = km = amount = None
    for item in items:
        mention = next((m for m in sense.customers if m.item is item), None)
        if mention is not None:
            if len(mention.places) != 1:
                raise Doubtful
            customer = sense.customer(mention.places[0]).name
        elif item.day is not None:
            days = work_days(item.day, sense.today)
            if len(days) != 1:
                raise Doubtful
            date = days[0]
        elif item.length is not None:
            minutes = item.length.minutes
        elif item.kind == "km":
            km = item.amount
        elif item.kind == "money":
            amount = item.amount
    return Traits(customer, date, minutes, km, amount)


def choose(sense: Sense, traits: Traits) -> SavedEntry | None:
    """The only fitting entry, or the newest when it fits; None when the choice is open."""
    entries = sense.said.context.last_entries
    fitting = [e for e in entries if traits.fits(e)]
    if not fitting:
        return None
    if len(fitting) == 1 or fitting[0] is entries[0]:
        return fitting[0]
    return None


def target_of(sense: Sense, entry: SavedEntry) -> int | str | None:
    """Its id, left out for the newest."""
    return None if entry is sense.said.context.last_entries[0] else entry.id
