"""How people read figures and days, in each language."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.kit import clock as clocks
from core.kit import formatting
from core.kit.i18n import best_language, use_language
from core.kit.logs import redact
from core.kit.money import Money, from_amount
from core.kit.text import fold, shorten, storable


@pytest.mark.parametrize(
    ("language", "day", "hours", "wall", "money"),
    [
        ("fi", "ti 31.3.", "7,5 h", "7.30", "28,50 €"),
        ("sv", "tis 31/3", "7,5 h", "07.30", "28,50 €"),
        ("en", "Tue 31 Mar", "7.5 h", "07:30", "€28.50"),
    ],
)
def test_each_language_has_its_own_way(
    clock: Any, language: str, day: str, hours: str, wall: str, money: str
) -> None:
    with use_language(language):
        assert formatting.day(date(2026, 3, 31)) == day
        assert formatting.hours(450) == hours
        assert formatting.clock_time(datetime(2026, 3, 31, 7, 30)) == wall  # noqa: DTZ001
        assert formatting.money(Money(2850, "EUR")).replace("\xa0", " ") == money


def test_another_year_is_named(clock: Any) -> None:
    with use_language("fi"):
        assert formatting.day(date(2025, 12, 31)) == "ke 31.12.2025"


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0 min"), (30, "30 min"), (60, "1 h"), (135, "2 h 15 min")]
)
def test_spans_are_short(minutes: int, shown: str) -> None:
    assert formatting.span(minutes) == shown


def test_a_clock_change_makes_a_day_of_23_hours() -> None:
    begin, end = clocks.day_bounds(date(2026, 3, 29), "Europe/Helsinki")
    assert end - begin == timedelta(hours=23)
    assert begin == datetime(2026, 3, 28, 22, tzinfo=UTC)


def test_money_rounds_half_up_and_never_mixes_currencies() -> None:
    assert from_amount("12.345", "EUR") == Money(1235, "EUR")
    with pytest.raises(ValueError, match="cannot add"):
        _ = Money(1, "EUR") + Money(1, "SEK")


def test_strangers_text_becomes_storable() -> None:
    assert storable("a\x00b\ud800c\r\nd") == "abc\nd"
    assert fold("  Päiväkoti  ÅKE ") == "paivakoti ake"
    assert shorten("kolme pitkää sanaa", 15) == "kolme pitkää…"


def test_the_browsers_language_is_the_best_one_we_speak() -> None:
    assert best_language("de, sv-FI;q=0.8, fi;q=0.9") == "fi"
    assert best_language("de") == "en"
    assert best_language("sv;q=x, en;q=0") == "en"


def test_logs_show_no_address_and_no_secret() -> None:
    line = redact("mail from ville.lehto@mail.example token=abcdef123456")
    assert "ville.lehto" not in line
    assert "abcdef123456" not in line
    assert "v…@mail.example" in line
    assert redact("POST /link/reset/Ab-1_c failed") == "POST /link/reset/… failed"
    assert redact("url=https://api/bot12:AAH-x_9/getMe") == "url=https://api/bot12:…/getMe"
