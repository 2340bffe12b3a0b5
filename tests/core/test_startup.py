"""What an installation is put together from, and what it leaves to be loaded later."""

import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

import core
from core.events.bus import Event
from core.kit import ids
from core.startup import TOLD, App, build_bus
from core.views.subjects import SUBJECTS
from tests.bench.machine import ROOT

PAIRS = [(facts, told) for facts, names in TOLD.items() for told in names]
EARLY = """
import json, sys, tempfile
from core.config import Settings
from core.startup import compose
app = compose(Settings(data=tempfile.mkdtemp(), secret_key="k" * 40))
{more}
print(json.dumps(sorted(sys.modules)))
"""
ALL_KINDS = """
import json
from core.startup import build_bus
bus = build_bus()
from core.people.events import PersonAdded
bus.get(PersonAdded)
print(json.dumps(sorted(f"{kind.__module__}.{kind.__name__}" for kind in bus)))
"""


def _run(source: str) -> Any:
    """Run a program of its own, which prints JSON."""
    said = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(said.stdout)


def _everything() -> set[type[Event]]:
    """Load every module of facts and of subscribers; return the kinds that one subscribes to."""
    kinds: set[type[Event]] = set()
    for found in pkgutil.walk_packages(core.__path__, "core."):
        name = found.name.rpartition(".")[2]
        if "events" in name or name == "subscribers" or name.startswith("about_"):
            kinds |= set(getattr(import_module(found.name), "SUBSCRIPTIONS", {}))
    return kinds


@pytest.mark.parametrize(("facts", "told"), PAIRS)
def test_every_named_module_is_told_of_a_fact_of_those_it_is_named_for(
    facts: str, told: str
) -> None:
    kinds = import_module(told).SUBSCRIPTIONS
    assert any(kind.__module__ == facts for kind in kinds)
    assert all(callable(one) for subscribers in kinds.values() for one in subscribers)


def test_every_subscription_is_reached_by_the_name_of_its_fact() -> None:
    everything, bus = _everything(), build_bus()
    lost = [
        (kind, name)
        for name in {told for _facts, told in PAIRS}
        for kind, subscribers in import_module(name).SUBSCRIPTIONS.items()
        if not set(subscribers) <= set(bus.get(kind, ()))
    ]
    assert not lost
    assert {kind for kind in everything if not bus.get(kind)} == set()


def test_a_fact_that_nobody_is_told_of_has_no_subscribers() -> None:
    assert not build_bus().get(Event)


def test_whoever_is_loaded_first_the_same_kinds_of_facts_are_told() -> None:
    _everything()
    known = sorted(f"{kind.__module__}.{kind.__name__}" for kind in build_bus())
    assert _run(ALL_KINDS) == known


def test_putting_an_installation_together_loads_nothing_that_only_some_need() -> None:
    loaded = set(_run(EARLY.format(more="")))
    assert not loaded & {told for _facts, told in PAIRS}
    assert not [one for one in loaded if one.startswith(
        ("core.work", "core.timesheets", "core.assistant", "core.language", "core.views", "core.notify")
    )]  # fmt: skip


def test_taking_in_mail_from_files_loads_no_words_of_staff_and_no_hours() -> None:
    loaded = set(_run(EARLY.format(more="import deploy.cli, deploy.installing, mail.ingesting")))
    assert not loaded & {told for _facts, told in PAIRS}
    assert not [one for one in loaded if one.startswith(
        ("core.timesheets", "core.assistant", "core.language.kinds", "core.language.lexicon",
         "core.work.tasks", "core.expenses", "mail.incoming", "admin", "bot")
    )]  # fmt: skip


def test_what_is_loaded_late_is_what_it_stands_for(app: App) -> None:
    subjects = app.sessions.info["subjects"]
    assert list(subjects) == list(SUBJECTS)
    assert len(subjects) == len(SUBJECTS)
    assert subjects["task"] is SUBJECTS["task"]
    assert subjects.get("nothing") is None


async def test_a_late_call_answers_as_the_function_it_names(app: App) -> None:
    async with app.sessions.reading() as session:
        words = await app.sessions.info["waiting_words"](session, ids.new_id(), limit=1)
    assert words == []


def test_the_calls_that_wait_exist() -> None:
    for module, name in (
        ("core.assistant.queries", "waiting_words"), ("core.timesheets.locking", "ensure_open"),
        ("core.notify.withholding", "withheld"),
    ):  # fmt: skip
        assert callable(getattr(import_module(module), name))
