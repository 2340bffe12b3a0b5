"""The customers worth offering as answers: what fits the words, the writer's own first."""

from collections.abc import Iterable

from core.language.items import Item
from core.language.names import Match
from core.language.reading import Choice, Option
from core.language.sense import Sense

MOST = 3


def customer_choice(sense: Sense, places: Iterable[int]) -> Choice:
    """The best of these customers; those the writer works for or is assigned to come first."""
    rank = {name: number for number, name in enumerate(sense.said.context.usual)}
    names = [(place, sense.customer(place)) for place in dict.fromkeys(places)]
    names.sort(key=lambda one: rank.get(one[1].name, len(rank)))
    return Choice("customer", 0, tuple(Option(c.name, c.name, c.ref) for _p, c in names[:MOST]))


def owners_of(sense: Sense, match: Match) -> list[int]:
    """Customers that have the project named, the writer's own among them however many there are."""
    usual = [place for name in sense.said.context.usual for place in sense.places_of(name)]
    own = [place for place in usual if match.projects_of(place)]
    return [*own, *(t.index for t in match.targets if t.kind == "project")]


def alike(sense: Sense, item: Item | None = None) -> Choice | None:
    """Customers whose names are most like an unknown word, or like any unknown word."""
    unknown = [item] if item is not None else _unknown(sense)
    index = sense.said.directory.index
    places = [
        target.index
        for one in unknown[:MOST] for target in index.alike(sense.token(one).fold)
        if target.kind == "customer"
    ]  # fmt: skip
    # the most alike come first here: what is usual says nothing about an unknown name
    found = [sense.customer(place) for place in dict.fromkeys(places)][:MOST]
    if not found:
        return None
    return Choice("customer", 0, tuple(Option(c.name, c.name, c.ref) for c in found))


def _unknown(sense: Sense) -> list[Item]:
    return [
        item for item in sense.items.of("word")
        if not item.tags and sense.token(item).kind == "word" and len(sense.token(item).fold) > 3
    ]  # fmt: skip
