"""An amount below nothing is asked about; a dash that lists or parts is no minus."""

import pytest

from tests.core.language.test_pointing import HOURS, TODAYS_HOURS, said


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("-3h lehto", "fi"), ("lehto -3h", "fi"), ("−3h lehto", "fi"), ("–3h lehto", "fi"),
        ("lehto, -0,5h", "fi"), ("-3 tim Bell", "sv"), ("-tre timmar Bell", "sv"),
        ("Bell -3h", "en"), ("lehto 8h -30 min", "fi"), ("\n-3h bell\n-2h lehto", "fi"),
    ],
)  # fmt: skip
def test_a_minus_before_a_length_asks_how_long(text: str, lang: str) -> None:
    reading = said(text, lang)

    assert (reading.intent, reading.entries) == ("ask", ())
    assert "duration" in reading.ask


def test_a_minus_before_the_length_of_a_correction_asks_too() -> None:
    assert said("nej, -3h", "sv", TODAYS_HOURS, HOURS).intent == "ask"


@pytest.mark.parametrize("text", ["- 3h lehto", "lehto - 3h", "lehto-3h"])
def test_a_dash_that_lists_or_parts_is_no_minus(text: str) -> None:
    (entry,) = said(text, "fi").entries

    assert entry.minutes == 180


def test_a_break_with_a_minus_is_still_taken_off() -> None:
    (entry,) = said("lehto 8-16, -30min lounas", "fi").entries

    assert entry.minutes == 450
