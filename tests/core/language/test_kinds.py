"""The small questions: when, how long, how many, how much, which telephone number."""

import json
from typing import Any

import pytest

from core.language.understand import answer
from tests.core.language.scoring import SAMPLES


def ask(kind: str, text: str, lang: str) -> dict[str, Any]:
    """The answer without its id; now is a Friday."""
    request = {"id": 1, "kind": kind, "text": text, "lang": lang, "now": "2026-11-20T16:20:00"}
    return {name: value for name, value in answer(request).items() if name != "id"}


@pytest.mark.parametrize("kind", ["when", "duration", "number", "money", "phone"])
def test_every_phrase_of_our_own_set_is_read_as_it_says(kind: str) -> None:
    lines = (SAMPLES / "own_kinds.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["kind"] == kind]
    wrong = []
    for case in cases:
        want = case.pop("want")
        given = answer({"id": 1, "now": "2026-11-20T16:20:00", **case})
        if given != {"id": 1, **want}:
            wrong.append((case["text"], want, given))

    assert len(cases) > 25
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "lang", "date", "start", "end"),
    [
        ("ensi tiistaina klo 14", "fi", "2026-11-24", "14:00", None),
        ("tiistaina", "fi", "2026-11-17", None, None),
        ("maanantaina", "fi", "2026-11-23", None, None),
        ("på måndag 8-10", "sv", "2026-11-23", "08:00", "10:00"),
        ("halv nio på onsdag", "sv", "2026-11-25", "08:30", None),
        ("tomorrow at 3pm", "en", "2026-11-21", "15:00", None),
        ("in two hours", "en", "2026-11-20", "18:20", None),
        ("viikon päästä", "fi", "2026-11-27", None, None),
        ("1/2", "en", "2027-02-01", None, None),
        ("3.12. klo 9.30", "fi", "2026-12-03", "09:30", None),
        ("hello", "en", None, None, None),
    ],
)
def test_when(text: str, lang: str, date: str | None, start: str | None, end: str | None) -> None:
    assert ask("when", text, lang) == {"date": date, "start": start, "end": end}


@pytest.mark.parametrize(
    ("text", "lang", "minutes"),
    [
        ("två o en halv timme", "sv", 150), ("puolitoista tuntia", "fi", 90),
        ("three quarters of an hour", "en", 45), ("1:30", "fi", 90), ("8-16", "fi", 480),
        ("muutama tunti", "fi", None), ("hello", "en", None),
    ],
)  # fmt: skip
def test_duration(text: str, lang: str, minutes: int | None) -> None:
    assert ask("duration", text, lang) == {"duration_minutes": minutes}


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        ("1 284,50", "fi", 1284.5), ("1,234", "en", 1234), ("1,234", "fi", 1.234), ("-5", "en", -5),
        ("twenty-five", "en", 25), ("kolme ja puoli", "fi", 3.5), ("tjugofem", "sv", 25),
        ("two hundred and fifty", "en", 250), ("2½", "sv", 2.5), ("nothing", "en", None),
    ],
)  # fmt: skip
def test_number(text: str, lang: str, number: float | None) -> None:
    assert ask("number", text, lang) == {"number": number}


@pytest.mark.parametrize(
    ("text", "lang", "amount", "currency"),
    [
        ("1 284,50 €", "fi", 1284.5, "EUR"), ("£2,400 + VAT", "en", 2400, "GBP"),
        ("620:-", "sv", 620, "SEK"), ("two hundred quid", "en", 200, "GBP"),
        ("1.250 kr", "sv", 1250, "SEK"), ("12,50", "fi", 12.5, "EUR"),
    ],
)  # fmt: skip
def test_money(text: str, lang: str, amount: float, currency: str) -> None:
    assert ask("money", text, lang) == {"amount": amount, "currency": currency}


def test_phone() -> None:
    text = "soita 044 555 0198 tai +46 70 123 45 67"

    assert ask("phone", text, "fi") == {"phones_e164": ["+358445550198", "+46701234567"]}
