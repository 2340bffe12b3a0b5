"""Every kind of event is told in words."""

import importlib
import pkgutil
from collections.abc import Iterator

import core
from admin.views.event_words import HAPPENED, told
from core.events.bus import Event


def _kinds(above: type[Event]) -> Iterator[type[Event]]:
    for kind in above.__subclasses__():
        yield kind
        yield from _kinds(kind)


def test_every_kind_of_event_has_words() -> None:
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if module.name.endswith("events"):  # `bank_events` beside `events`
            importlib.import_module(module.name)
    ours = [kind for kind in _kinds(Event) if kind.__module__.startswith("core.")]
    concrete = {kind.__name__ for kind in ours if not kind.__subclasses__()}

    assert len(concrete) > 80
    assert concrete - set(HAPPENED) == set()


def test_an_event_of_an_older_version_is_told_by_its_name() -> None:
    assert told("CoffeeMade") == "Coffee made"
