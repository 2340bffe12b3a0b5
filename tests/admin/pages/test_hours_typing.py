"""What may be typed into a cell of the week."""

from datetime import time

import pytest

from admin.pages.hours_typing import Typed, typed_in
from core.errors import Invalid
from core.kit.i18n import use_language


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("7,5", 450), ("7.5", 450), ("7:30", 450), ("7h30", 450), ("7 h 30 min", 450), ("½", 30),
     ("90 min", 90), ("7,50", 450), ("7.25", 435), ("7,33", 440), ("kolme tuntia", 180), ("", 0),
     (" ", 0), ("-", 0), ("0", 0), ("8\xa0h", 480)],
)  # fmt: skip
def test_lengths_are_understood(text: str, minutes: int) -> None:
    assert typed_in(text, "fi") == Typed(minutes)


@pytest.mark.parametrize(
    ("text", "language", "minutes", "start", "end"),
    [
        ("8-15.30", "fi", 450, time(8), time(15, 30)),
        ("08:00–16:00", "en", 480, time(8), time(16)),
        ("klo 8-16", "fi", 480, time(8), time(16)),
        ("8-16, ruokis ½h", "fi", 450, time(8), time(16)),
        ("8-16 rast 30 min", "sv", 450, time(8), time(16)),
        ("8am-4pm", "en", 480, time(8), time(16)),
        ("22-6", "sv", 480, time(22), time(6)),
    ],
)  # fmt: skip
def test_from_when_until_when_is_understood(
    text: str, language: str, minutes: int, start: time, end: time
) -> None:
    assert typed_in(text, language) == Typed(minutes, start, end)


@pytest.mark.parametrize(
    "text",
    ["abc", "2h Lehto", "tomorrow 2h", "8-", "-2", "3x2", "8-12, 13-16", "25 km", "12 €", "x" * 90,
     "8-16 pipes", "2h and 1h", "about 3h", "=SUM(A1)", "1 2"],
)  # fmt: skip
def test_what_is_no_length_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        typed_in(text, "en")

    assert "is no length of time" in refusal.value.sentence()


@pytest.mark.parametrize("text", ["7.30", "7,15", "7.45"])
def test_what_may_be_minutes_or_hundredths_is_asked(text: str) -> None:
    with pytest.raises(Invalid) as refusal, use_language("en"):
        typed_in(text, "en")

    first = text.replace(",", ".").rstrip("0")
    assert (
        f"Write {first} or {text.replace('.', ':').replace(',', ':')}." in refusal.value.sentence()
    )
