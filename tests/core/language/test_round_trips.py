"""What our own cards and pages write is understood again, in three languages."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.assistant import faces
from core.kit import formatting
from core.kit.i18n import LANGUAGES, use_language
from core.kit.money import Money
from core.language.understand import answer

NOW = dt.datetime(2026, 11, 20, 16, 20)  # noqa: DTZ001 (local wall time, a Friday)
REGIONS = {"fi": "FI", "sv": "SE", "en": "GB"}
DIRECTORY = {
    "customers": [{"name": "Lehto", "aliases": [], "projects": []}],
    "project_aliases": {},
    "tasks": [],
}

languages = st.sampled_from(LANGUAGES)
lengths = st.integers(1, 24 * 60)
clock_times = st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None))


@pytest.fixture(autouse=True)
def _this_year(clock: Any) -> None:
    clock.move_to(NOW.replace(tzinfo=dt.UTC))


def ask(text: str, lang: str, kind: str) -> dict[str, Any]:
    """The answer without its id."""
    found = answer({"id": 1, "kind": kind, "text": text, "lang": lang, "now": NOW.isoformat(),
                    "region": REGIONS[lang], "directory": DIRECTORY, "currency": "EUR"})  # fmt: skip
    return {name: value for name, value in found.items() if name != "id"}


@given(minutes=lengths, lang=languages)
def test_a_length_of_a_card_is_read_as_the_same_minutes(minutes: int, lang: str) -> None:
    with use_language(lang):
        for text in (faces.hours(minutes), formatting.span(minutes)):
            assert ask(text, lang, "duration") == {"duration_minutes": minutes}, text


@given(minutes=lengths, lang=languages)
def test_hours_of_a_card_written_beside_a_customer_are_booked_as_they_are(
    minutes: int, lang: str
) -> None:
    with use_language(lang):
        text = f"Lehto {faces.hours(minutes)}"

    found = ask(text, lang, "chat")

    assert found["intent"] == "log_time", text
    assert found["entries"][0]["minutes"] == minutes, text


@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)), lang=languages)
def test_a_day_of_a_card_is_read_as_the_same_day(day: dt.date, lang: str) -> None:
    with use_language(lang):
        text = formatting.day(day)

    assert ask(text, lang, "when")["date"] == day.isoformat(), text


@given(back=st.integers(0, 300), lang=languages)
def test_a_day_of_a_card_beside_hours_is_the_day_they_are_booked_on(back: int, lang: str) -> None:
    day = NOW.date() - dt.timedelta(days=back)
    with use_language(lang):
        text = f"{formatting.day(day)} Lehto 3 h"

    found = ask(text, lang, "chat")

    assert found["intent"] == "log_time", text
    assert found["entries"][0]["date"] == day.isoformat(), text


@given(start=clock_times, end=clock_times, lang=languages)
def test_from_when_until_when_is_read_as_the_same_times(
    start: dt.time, end: dt.time, lang: str
) -> None:
    assume(start != end)
    # "11-3" without a leading zero is 11 to 15, as people mean it
    first = 1 if lang == "fi" else 10
    assume(end > start or not all(first <= t.hour < 13 for t in (start, end)))
    with use_language(lang):
        text = faces.between(start, end)

    found = ask(text, lang, "when")

    assert (found["start"], found["end"]) == (f"{start:%H:%M}", f"{end:%H:%M}"), text


@given(moment=st.datetimes(dt.datetime(2026, 6, 1), dt.datetime(2027, 5, 1)), lang=languages)  # noqa: DTZ001
def test_a_moment_is_read_as_the_same_day_and_time(moment: dt.datetime, lang: str) -> None:
    utc = moment.replace(second=0, microsecond=0, tzinfo=dt.UTC)
    with use_language(lang):
        text = formatting.moment(utc, "UTC")

    found = ask(text, lang, "when")

    assert (found["date"], found["start"]) == (utc.date().isoformat(), f"{utc:%H:%M}"), text


@given(minor=st.integers(1, 10**9), currency=st.sampled_from(["EUR", "SEK", "GBP"]), lang=languages)
def test_a_sum_is_read_as_the_same_sum(minor: int, currency: str, lang: str) -> None:
    with use_language(lang):
        text = formatting.money(Money(minor, currency))

    found = ask(text, lang, "money")

    assert Decimal(str(found["amount"])) == Decimal(minor) / 100, text
    assert found["currency"] == currency, text


@given(hundreds=st.integers(1, 20_000), lang=languages)
def test_a_distance_is_booked_as_the_same_kilometres(hundreds: int, lang: str) -> None:
    with use_language(lang):
        text = f"Lehto {formatting.kilometres(hundreds * 100)}"

    found = ask(text, lang, "chat")

    assert found["intent"] == "log_travel", text
    assert Decimal(str(found["entries"][0]["km"])) == Decimal(hundreds) / 10, text


@given(
    start=st.integers(5 * 4, 95), quarters=st.integers(4, 40), pause=st.sampled_from([0, 15, 30, 60]),
    back=st.integers(1, 200), lang=languages,
)  # fmt: skip
def test_the_line_of_a_card_with_times_and_break_is_understood_again(
    start: int, quarters: int, pause: int, back: int, lang: str
) -> None:
    # "2-5" is asked about: in the night or in the afternoon?
    begin, end = start * 15, (start + quarters) * 15 % (24 * 60)
    day = NOW.date() - dt.timedelta(days=back)
    with use_language(lang):
        times = faces.between(wall(begin), wall(end))
        text = f"Lehto {formatting.day(day)} {times}"
        if pause and pause < quarters * 15:
            text += f", {_pause(pause, lang)}"

    found = ask(text, lang, "chat")

    assert found["intent"] == "log_time", text
    (entry,) = found["entries"]
    assert (entry["date"], entry["start"]) == (day.isoformat(), f"{wall(begin):%H:%M}"), text
    assert entry["end"] == f"{wall(end):%H:%M}", text


def _pause(minutes: int, lang: str) -> str:
    word = {"fi": "tauko", "sv": "rast", "en": "break"}[lang]
    return f"{word} {formatting.span(minutes)}"


def wall(minute: int) -> dt.time:
    """A wall time of minutes after midnight."""
    return dt.time(minute // 60 % 24, minute % 60)
