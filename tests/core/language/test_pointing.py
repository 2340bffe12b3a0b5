"""A correction that names hours or a day never touches anything else."""

import datetime as dt
from decimal import Decimal

import pytest

from core.language.reading import Context, Customer, Directory, Reading, SavedEntry
from core.language.understand import read

TODAY = dt.date(2026, 11, 20)
YESTERDAY = dt.date(2026, 11, 19)
NOW = dt.datetime(2026, 11, 20, 16, 20)  # noqa: DTZ001 (local wall time, a Friday)
DIRECTORY = Directory(
    customers=tuple(Customer(name, name) for name in ("Peippo Oy", "Lehto", "Bell"))
)
COST = SavedEntry("cost", "expense", TODAY, "Lehto", amount=Decimal(12), currency="EUR")
TRIP = SavedEntry("trip", "travel", TODAY, "Lehto", km=Decimal(24))
HOURS = SavedEntry("hours", "time", YESTERDAY, "Lehto", minutes=300)
MORE_HOURS = SavedEntry("more", "time", YESTERDAY, "Bell", minutes=120)
TODAYS_HOURS = SavedEntry("today", "time", TODAY, "Bell", minutes=60)

MOVES = [
    ("flytta gårdagens timmar till Peippo", "sv"), ("flytta igårs timmar till Peippo", "sv"),
    ("ändra gårdagens timmar till Peippo", "sv"), ("flytta timmarna igår till Peippo", "sv"),
    ("flytta gårdagens till Peippo", "sv"), ("flytta igår till Peippo", "sv"),
    ("siirrä eiliset tunnit peipolle", "fi"),
    ("change yesterday's hours to Peippo", "en"),
]  # fmt: skip


def said(text: str, lang: str, *saved: SavedEntry) -> Reading:
    """The reading of a message after these entries, newest first."""
    return read(
        text, now=NOW, tz="Europe/Helsinki", lang=lang, directory=DIRECTORY,
        context=Context(saved), region="FI", currency="EUR",
    )  # fmt: skip


@pytest.mark.parametrize(("text", "lang"), MOVES)
def test_the_only_hours_of_the_day_move_and_todays_cost_and_trip_stay(text: str, lang: str) -> None:
    reading = said(text, lang, COST, TRIP, TODAYS_HOURS, HOURS)

    (change,) = reading.entries
    assert (reading.intent, reading.target) == ("correct", "hours")
    assert (change.kind, change.customer, change.date) == ("time", "Peippo Oy", None)


@pytest.mark.parametrize(("text", "lang"), MOVES)
@pytest.mark.parametrize(
    "saved", [(COST,), (TRIP, COST), (TODAYS_HOURS, COST), (COST, HOURS, MORE_HOURS)]
)
def test_none_or_several_that_fit_are_asked_about(
    text: str, lang: str, saved: tuple[SavedEntry, ...]
) -> None:
    assert (said(text, lang, *saved).intent, said(text, lang, *saved).entries) == ("ask", ())


@pytest.mark.parametrize(
    ("text", "lang"),
    [("flytta timmarna till igår", "sv"), ("siirrä tunnit eiliselle", "fi"),
     ("flytta timmarna till Peippo", "sv")],
)  # fmt: skip
def test_hours_without_a_day_of_theirs_are_never_a_cost(text: str, lang: str) -> None:
    assert said(text, lang, COST, TRIP).intent == "ask"
    assert said(text, lang, COST, TODAYS_HOURS).target == "today"


def test_a_new_length_for_hours_of_a_day_goes_to_that_day_only() -> None:
    text = "ändra gårdagens timmar till 4h"

    assert said(text, "sv", TODAYS_HOURS, HOURS).target == "hours"
    assert said(text, "sv", TODAYS_HOURS, COST).intent == "ask"


def test_an_hour_more_for_hours_of_a_day_is_not_taken_for_their_length() -> None:
    assert said("ändra gårdagens timmar, 1h mer", "sv", HOURS).intent == "ask"


def test_the_cost_of_a_day_is_not_its_hours() -> None:
    assert said("flytta gårdagens utlägg till Peippo", "sv", TRIP, HOURS).intent == "ask"
