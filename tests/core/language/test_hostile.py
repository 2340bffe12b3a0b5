"""Texts nobody types in good faith get an answer and book nothing."""

import json
from typing import Any

import pytest

from core.language.understand import answer

DIRECTORY = {
    "customers": [{"name": "Lehto", "aliases": [], "projects": ["Sauna"]}],
    "project_aliases": {},
    "tasks": ["Mittaus"],
}


def ask(text: Any, **more: Any) -> dict[str, Any]:
    """The answer to one text."""
    return answer(
        {
            "id": "h", "text": text, "lang": "fi", "now": "2026-03-31T15:05:00",
            "tz": "Europe/Helsinki", "region": "FI", "currency": "EUR", "directory": DIRECTORY,
            "context": {"last_entries": [], "running_timer": None}, **more,
        }
    )  # fmt: skip


HOSTILE = {
    "words": "lehto kolme tuntia hommia " * 400,
    "digits": "8" * 10_000,
    "digits apart": "8 " * 5_000,
    "ranges": "8-16 " * 2_000,
    "names": "lehto " * 1_700,
    "near names": "lehtoa lehte letho " * 600,
    "emoji": "🙏" * 10_000,
    "right to left": "\u202e" + "שלום " * 2_000,
    "nul": "\x00" * 10_000,
    "lone surrogates": "\ud800" * 5_000,
    "surrogates between": "lehto \udcff 3\ud800h 4",
    "brackets": "(" * 10_000,
    "one word": "a" * 10_000,
    "apostrophes": "a'" * 5_000,
    "at signs": "a@" * 5_000,
    "almost an address": "a." * 5_000 + "@",
    "zeros": "0" * 10_000,
    "fractions": "1/2 " * 2_500,
    "halves": "puoli " * 1_700,
    "number words": "kolme " * 1_700,
    "lines": "\n" * 10_000,
    "nothing": "",
    "blank": " \t\n ",
    "combining marks": "e\u0301\u0301\u0301" * 2_500,
    "huge number": "lehto 99999999999999999999999999h",
    "huge decimals": "lehto 3.00000000000000000000001h",
    "superscript": "lehto 3²h",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_answered_and_books_nothing(name: str) -> None:
    given = ask(HOSTILE[name])  # how much work it makes is counted in test_fuzz

    assert given["id"] == "h"
    assert "entries" not in given
    json.dumps(given, ensure_ascii=False).encode()  # storable: no lone surrogate


def test_a_name_or_number_is_never_cut_out_of_a_longer_one() -> None:
    assert ask("lehtokatuinen 3h")["intent"] == "ask"
    assert ask("lehto 123456789h")["intent"] == "ask"


@pytest.mark.parametrize(
    "broken",
    [{"text": None}, {"text": 7}, {"now": "yesterday"}, {"tz": "Mars/Base"}, {"directory": []},
     {"context": {"last_entries": [{}]}}, {"kind": "song"}],
)  # fmt: skip
def test_a_broken_request_still_gets_its_answer_line(broken: dict[str, Any]) -> None:
    given = ask("lehto 8-16", **broken) if "text" not in broken else ask(broken["text"])

    assert given["id"] == "h"
    assert "entries" not in given


def test_even_an_empty_request_is_answered() -> None:
    assert answer({}) == {"id": None, "intent": "ask", "ask": ["intent"]}
