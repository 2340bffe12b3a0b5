"""What the parser did is told in words, without changing what it says."""

import json
from typing import Any

import pytest

from core.language.deciding import READERS
from core.language.explaining import _READERS
from core.language.understand import answer
from deploy.understanding import readable, request_of
from tests.core.language.scoring import SAMPLES, scorer

DIRECTORY = {
    "customers": [
        {"name": "Lehto", "aliases": [], "projects": ["Sauna"]}, {"name": "Lehtonen"},
        {"name": "Koski Oy"}, {"name": "Koski Matti"},
    ],
    "project_aliases": {}, "tasks": ["Mittaus"],
}  # fmt: skip


def explained(text: str, lang: str | None = "en", **more: Any) -> str:
    """The lines told about one message."""
    request = {"id": 1, "text": text, "lang": lang, "now": "2026-11-20T16:20:00",
               "directory": DIRECTORY, "explain": True, **more}  # fmt: skip
    lines: list[str] = answer(request)["explain"]
    return "\n".join(lines)


def test_every_slot_is_told_with_the_words_it_came_from() -> None:
    told = explained("ti 7-15.30 lehdol, ruokis ½h, 28km", "fi")

    assert "minutes = 480  ← ”7-15.30”" in told
    assert "customer = Lehto  ← ”lehdol”" in told
    assert "date = 2026-11-17  ← ”ti”" in told
    assert "km = 28  ← ”28km”" in told


def test_a_reading_that_lost_is_told_with_the_reason() -> None:
    told = explained("remind lehto tomorrow 3h")

    assert "✓ A task: create_task" in told
    assert "Finished work would also fit (ask), but A task comes first." in told
    assert "“3” as a clock time lost: it leaves a part unread" in told


def test_a_doubt_is_told_with_its_reason_and_its_choices() -> None:
    told = explained("koski 2.15 h")

    assert "Asked: duration. The number may be read in more than one way." in told
    assert "Asked: customer. Several customers fit the name." in told
    assert "To choose from: “Koski Oy”, “Koski Matti”" in told
    assert "no margin: several fit as well" in told


def test_the_margin_to_the_next_best_name_is_told() -> None:
    names = {"customers": [{"name": "Bergman"}, {"name": "Bergmann"}]}

    told = explained("bergman 3h", directory=names)

    assert "the next best, “bergmann”, is 1 letter away" in told
    assert "“bergmann” is 1 letter away; a form that fits exactly wins" in told


def test_every_reader_can_be_told_about() -> None:
    assert {reader.__name__ for reader in READERS} <= set(_READERS)


@pytest.mark.parametrize("kind", ["when", "duration", "number", "money", "phone"])
def test_a_small_question_is_explained_too(kind: str) -> None:
    assert "Pieces:" in explained("in 3 hours 20 e 044 555 0198", kind=kind)


def test_explaining_never_changes_the_answer_of_a_whole_set() -> None:
    module = scorer()
    header, cases = module.load(SAMPLES / "chat_phrases_dev.jsonl")
    for case in cases:
        request = module.request(header, case)
        told = answer({**request, "explain": True})
        assert told.pop("explain")
        assert told == answer(request)


def test_words_that_are_no_json_are_explained_as_a_message_of_now() -> None:
    request = json.loads(request_of(b"lehto 3h\n"))

    assert (request["text"], request["tz"]) == ("lehto 3h", "Europe/Helsinki")
    assert request_of(b' {"id": 1}') == b' {"id": 1}'
    assert readable({"intent": "none", "explain": ["a", "b"]}) == 'a\nb\n{"intent": "none"}\n'
