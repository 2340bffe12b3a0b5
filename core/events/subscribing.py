"""Who is told of which fact, by the names of modules, each loaded with the first fact of its kind.

A program that takes in mail need not load what follows from approved hours.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from core.events.bus import Event, Subscriber


class NamedBus(Mapping[type[Event], Sequence[Subscriber]]):
    """A bus of modules that hold SUBSCRIPTIONS (kind of fact -> subscribers), asked in order.

    `told` maps the module of facts to the modules that are told of one of them at least.
    """

    def __init__(self, told: Mapping[str, Sequence[str]]) -> None:
        self.told = told
        self._known: dict[type[Event], tuple[Subscriber, ...]] = {}

    def __getitem__(self, kind: type[Event]) -> Sequence[Subscriber]:
        """Return who is told of a kind of fact; raises KeyError when nobody is."""
        if kind not in self._known:
            self._known[kind] = tuple(
                one
                for name in self.told.get(kind.__module__, ())
                for one in import_module(name).SUBSCRIPTIONS.get(kind, ())
            )
        if not (found := self._known[kind]):
            raise KeyError(kind)
        return found

    def __iter__(self) -> Iterator[type[Event]]:
        """Return every kind of fact that somebody is told of; loads all of them."""
        names = dict.fromkeys(name for names in self.told.values() for name in names)
        return iter(
            dict.fromkeys(kind for name in names for kind in import_module(name).SUBSCRIPTIONS)
        )

    def __len__(self) -> int:
        return sum(1 for _kind in self)
