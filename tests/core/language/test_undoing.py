"""The hours of a day are never removed without asking."""

import pytest

from core.language.reading import SavedEntry
from tests.core.language.test_pointing import HOURS, MORE_HOURS, TODAYS_HOURS, said


@pytest.mark.parametrize("saved", [(HOURS,), (HOURS, MORE_HOURS), (TODAYS_HOURS, HOURS)])
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("ta bort gårdagens timmar", "sv"), ("ta bort igårs timmar", "sv"),
        ("radera dagens timmar", "sv"), ("ta bort timmarna igår", "sv"),
        ("poista eiliset tunnit", "fi"), ("remove yesterday's hours", "en"),
    ],
)  # fmt: skip
def test_removing_the_hours_of_a_day_is_confirmed_first(
    text: str, lang: str, saved: tuple[SavedEntry, ...]
) -> None:
    reading = said(text, lang, *saved)

    assert (reading.intent, reading.ask) == ("ask", ("confirm",))
