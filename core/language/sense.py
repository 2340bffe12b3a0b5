"""One message being understood: its pieces, who and what they name, and today's date."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from core.language.common_names import COMMON
from core.language.items import Item, Items
from core.language.line import Line, prepare
from core.language.mending import mend
from core.language.names import BARE_S, DOUBTFUL, EXACT, NEAR, SAME_NAME
from core.language.pairing import clauses
from core.language.presence import pair_moments
from core.language.reading import Customer, Named, Said
from core.language.scan import PREPOSITIONS, scan
from core.language.tokens import Token
from core.language.trace import Trace

PLACES = frozenset(
    ["hos", "at", "på", "till", "åt", "for", "för", "från", "with", "w", "to", "onto"]
)


_ANDS = frozenset(["ja", "sekä", "och", "samt", "o", "and", "plus"])
_ARTICLES = frozenset(["the", "a", "an", "en", "ett", "den", "det", "this", "that"])


@dataclass(slots=True)
class Mention:
    """A customer named in the text: the ones it may be, and how surely it is meant as a name."""

    item: Item
    places: tuple[int, ...]
    strong: bool
    doubtful: bool = False


@dataclass(slots=True)
class Sense:
    """Everything the grammar asks about one message."""

    said: Said
    line: Line
    items: Items
    customers: list[Mention] = field(default_factory=list)
    trace: Trace | None = None

    @property
    def today(self) -> dt.date:
        """The writer's day."""
        return self.said.now.date()

    @property
    def language(self) -> str:
        """The language the message is read in."""
        return self.line.language

    def customer(self, place: int) -> Customer:
        """A customer of the directory by its place."""
        return self.said.directory.customers[place]

    def places_of(self, name: str | None) -> tuple[int, ...]:
        """The places of the customers of a name."""
        return tuple(self.said.directory.places.get(name or "", ())[:SAME_NAME])

    def project(self, place: int, sub: int) -> Named:
        """A project by its customer's place and its own."""
        return self.said.directory.customers[place].projects[sub]

    def token(self, item: Item) -> Token:
        """The first token of a piece."""
        return self.line.tokens[item.first]

    def elapsed(self, day: dt.date, start: int, end: int) -> int:
        """Minutes that really pass between two clock times; an end not after is the next day."""
        zone = ZoneInfo(self.said.tz)
        first = dt.datetime.combine(day, _time(start), zone)
        following = day + dt.timedelta(days=1 if end <= start else 0)
        last = dt.datetime.combine(following, _time(end), zone)
        return int((last.timestamp() - first.timestamp()) // 60)

    @property
    def known_customer(self) -> bool:
        """Does it name any customer?"""
        return any(not m.doubtful for m in self.customers)


def _time(minute: int) -> dt.time:
    return dt.time(minute // 60 % 24, minute % 60)


def make_sense(said: Said) -> Sense:
    """Cut, tag and type a message, and find whom it names."""
    line = prepare(said.text, said.lang)
    mend(line, said.directory.index)
    sense = Sense(said, line, scan(line, said.directory.index))
    pair_moments(sense.items)
    if said.directory.colleagues:
        _join_colleagues(sense)
    found = [m for item in sense.items.of("name") if (m := _mention(sense, item)) is not None]
    sense.customers = _meant(sense, found)
    return sense


def _join_colleagues(sense: Sense) -> None:
    """`Matti ja Liisa`: an and of any language between two colleagues, whatever is read else."""
    for item in sense.items.of("word"):
        if sense.line.low(item.first) not in _ANDS:
            continue
        before, after = sense.items.before(item), sense.items.after(item)
        if before is not None and after is not None and _is_colleague(before) and (
            _is_colleague(after) or after.has("ME")
        ):  # fmt: skip
            item.tags = frozenset(("AND", "FILL"))


def _is_colleague(item: Item) -> bool:
    return item.match is not None and all(one.kind == "colleague" for one in item.match.targets)


def _mention(sense: Sense, item: Item) -> Mention | None:
    assert item.match is not None
    places = tuple(dict.fromkeys(t.index for t in item.match.targets if t.kind == "customer"))
    if not places:
        return None
    if any(t.kind in ("project", "task") for t in item.match.targets):
        return None
    quality = item.match.quality
    doubtful = quality == DOUBTFUL
    if quality == BARE_S:
        places = _close_names(sense, item, places)
    if any(t.kind == "colleague" for t in item.match.targets):
        doubtful = True
    return Mention(item, places, _strong(sense, item), doubtful)


def _close_names(sense: Sense, item: Item, places: tuple[int, ...]) -> tuple[int, ...]:
    """A bare -s beside a name one letter apart: both may be meant."""
    index = sense.said.directory.index
    word = sense.token(item).fold.removesuffix("s")
    found = list(places)
    for number in index.beside(word):
        node = index.root.next.get(number)
        found += [t.index for t in (node.targets if node else ()) if t.kind == "customer"]
    return tuple(dict.fromkeys(found))


def _strong(sense: Sense, item: Item) -> bool:
    """Is the name used as one: after a preposition, in a local case, capitalised, on its own?"""
    assert item.match is not None
    token = sense.token(item)
    before = sense.line.low(item.first - 1)
    if before in PLACES or before in PREPOSITIONS:
        return True
    if item.match.quality not in (EXACT, NEAR) or token.capital:
        return True
    if item.match.last - item.match.first > 1:
        return True
    if token.fold not in COMMON and len(token.fold) > 4:
        return True
    previous = sense.items.before(item)
    if previous is None or previous.kind not in ("word", "junk"):
        return True
    if previous.kind == "junk" or previous.has("DID") or before in _ARTICLES:
        return False
    return bool(previous.tags) or sense.language == "fi"


def _meant(sense: Sense, found: list[Mention]) -> list[Mention]:
    """Weak and misspelt mentions give way to a sure one of the same clause."""
    sure = [m for m in found if m.strong and not m.doubtful and _quality(m) < NEAR]
    if not sure:
        return found
    numbers = clauses(sense.items)
    here = {numbers[m.item.first] for m in sure}
    return [m for m in found if m in sure or numbers[m.item.first] not in here]


def _quality(mention: Mention) -> int:
    assert mention.item.match is not None
    return mention.item.match.quality
