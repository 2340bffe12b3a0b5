"""The typed pieces of a message: what the grammar works on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from core.language.clocks import Clock, Span
from core.language.dates import DaySpec
from core.language.durations import Length
from core.language.line import Line, Numeral
from core.language.names import Match


@dataclass(slots=True)
class Item:
    """One piece over tokens[first:last]. kind says which field is filled:

    length, span, clock, day, money (amount, currency), km (amount), num, name (match), word (tags),
    and without fields: phone, mail, ref, link, junk (sizes), street, sign, line.
    """

    kind: str
    first: int
    last: int
    tags: frozenset[str] = frozenset()
    length: Length | None = None
    span: Span | None = None
    clock: Clock | None = None
    day: DaySpec | None = None
    amount: Decimal | None = None
    currency: str | None = None
    num: Numeral | None = None
    match: Match | None = None
    used: bool = False
    place: int = -1

    def has(self, *wanted: str) -> bool:
        """Is it a word with one of the tags?"""
        return not self.tags.isdisjoint(wanted)


@dataclass(slots=True)
class Items:
    """All pieces of one message in order."""

    line: Line
    all: list[Item] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Item]:
        """Pieces of these kinds, unused ones only."""
        return [i for i in self.all if i.kind in kinds and not i.used]

    def words(self, *tags: str) -> list[Item]:
        """Words with one of the tags; without any tag given all words."""
        if not tags:
            return [i for i in self.all if i.kind == "word"]
        return [i for i in self.all if i.kind == "word" and not i.tags.isdisjoint(tags)]

    def says(self, *tags: str) -> bool:
        """Is there a word with one of the tags?"""
        for i in self.all:  # noqa: SIM110 (asked often: quicker than any())
            if i.kind == "word" and not i.tags.isdisjoint(tags):
                return True
        return False

    def text(self, item: Item) -> str:
        """The piece as typed."""
        tokens = self.line.tokens
        return self.line.text[tokens[item.first].start : tokens[item.last - 1].end]

    def place(self, item: Item) -> int:
        """Its position among all pieces."""
        return item.place

    def before(self, item: Item, steps: int = 1) -> Item | None:
        """The piece so many places before."""
        at = self.place(item) - steps
        return self.all[at] if at >= 0 else None

    def after(self, item: Item, steps: int = 1) -> Item | None:
        """The piece so many places after."""
        at = self.place(item) + steps
        return self.all[at] if at < len(self.all) else None

    def between(self, one: Item, other: Item) -> Iterable[Item]:
        """Pieces between two others."""
        first, last = sorted((self.place(one), self.place(other)))
        return self.all[first + 1 : last]
