"""Orders about all hours of some days, and about the clock: gone on with, given up."""

import datetime as dt

import pytest

from core.language.reading import (
    Bulk,
    Context,
    Customer,
    Directory,
    Named,
    Reading,
    RunningTimer,
    SavedEntry,
)
from core.language.understand import read

NOW = dt.datetime.fromisoformat("2026-03-31T15:05:00")
YESTERDAY = dt.date(2026, 3, 30)
DIRECTORY = Directory(
    (Customer("Lehto", "l", (), (Named("Ulkovuoraus", "u"),)), Customer("Bell", "b"),
     Customer("Heikkinen Antti", "a"), Customer("Heikkinen Sirpa", "s")),
    colleagues=(Named("Matti", "m"), Named("Liisa", "i")),
)  # fmt: skip
BELL = SavedEntry("bell", "time", YESTERDAY, "Bell", 180)
LEHTO = SavedEntry("lehto", "time", YESTERDAY, "Lehto", 120, project="Ulkovuoraus")


def said(text: str, lang: str, *saved: SavedEntry, timer: RunningTimer | None = None) -> Reading:
    return read(text, now=NOW, lang=lang, directory=DIRECTORY, context=Context(saved, timer))


@pytest.mark.parametrize(
    ("text", "lang"),
    [("move yesterday's hours to Lehto", "en"), ("please change yesterday's entries to Lehto", "en"),
     ("vaihda eilisen tunnit Lehdolle", "fi"), ("laita eilisen tunnit lehdolle", "fi"),
     ("flytta gårdagens timmar till Lehto", "sv"), ("kan du byta gårdagens timmar till lehto", "sv")],
)  # fmt: skip
def test_the_hours_of_a_day_are_neither_a_report_nor_a_question(text: str, lang: str) -> None:
    found = said(text, lang, LEHTO, BELL)
    assert (found.intent, found.ask, found.entries) == ("ask", ("confirm",), ())
    assert found.draft is not None
    assert found.draft.bulk == Bulk(YESTERDAY, YESTERDAY)
    assert found.draft.entries[0].customer == "Lehto"


def test_the_only_entry_of_the_day_is_corrected_at_once() -> None:
    found = said("move yesterday's hours to Lehto", "en", BELL)
    assert (found.intent, found.entries[0].customer_ref) == ("correct", "l")


def test_the_hours_of_one_customer_of_a_week_are_meant() -> None:
    found = said("siirrä viime viikon Bellin tunnit Lehdolle", "fi", LEHTO, BELL)
    assert found.draft is not None
    assert found.draft.bulk == Bulk(dt.date(2026, 3, 23), dt.date(2026, 3, 29), "Bell", "b")


def test_days_that_follow_each_other_are_one_stretch_and_others_are_asked_about() -> None:
    found = said("vaihda sunnuntain ja maanantain tunnit Lehdolle", "fi", LEHTO, BELL)
    assert found.draft is not None
    assert found.draft.bulk == Bulk(dt.date(2026, 3, 29), YESTERDAY)
    assert said("vaihda perjantain ja maanantain tunnit Lehdolle", "fi", LEHTO).ask == ("date",)


@pytest.mark.parametrize("goal", ["Heikkinen", "Zorro"])
def test_a_doubtful_goal_is_asked_for(goal: str) -> None:
    found = said(f"move yesterday's hours to {goal}", "en", LEHTO, BELL)
    assert found.ask == ("customer", "confirm")


@pytest.mark.parametrize(
    ("text", "lang"),
    [("yesterday's hours", "en"), ("eilisen tunnit", "fi"), ("yesterday's hours at Lehto", "en"),
     ("gårdagens timmar hos Lehto?", "sv")],
)  # fmt: skip
def test_without_an_order_to_move_hours_are_asked_for(text: str, lang: str) -> None:
    assert said(text, lang, LEHTO, BELL).intent in ("query", "ask", "none")
    assert said(text, lang, LEHTO, BELL).draft is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [("cancel the timer", "en"), ("discard timer", "en"), ("peru ajastin", "fi"),
     ("nollaa kello", "fi"), ("avbryt timern", "sv"), ("kassera klockan", "sv")],
)  # fmt: skip
def test_a_clock_is_given_up(text: str, lang: str) -> None:
    assert said(text, lang, BELL).intent == "drop_timer"


@pytest.mark.parametrize("text", ["don't cancel the timer", "cancel the timer meeting at Bell"])
def test_other_words_give_no_clock_up(text: str) -> None:
    assert said(text, "en", BELL).intent != "drop_timer"


@pytest.mark.parametrize(
    ("text", "lang"),
    [("continue yesterday's", "en"), ("jatka eilistä", "fi"), ("fortsätt gårdagens", "sv")],
)
def test_the_only_work_of_yesterday_goes_on_and_of_several_one_is_asked_for(
    text: str, lang: str
) -> None:
    [entry] = said(text, lang, LEHTO).entries
    assert (entry.customer_ref, entry.project_ref) == ("l", "u")
    found = said(text, lang, LEHTO, BELL)
    assert (found.intent, found.ask) == ("ask", ("customer",))
    assert found.draft is not None
    assert [one.value for one in found.draft.choices[0].options] == ["Lehto", "Bell"]


def test_a_customer_named_goes_on_and_a_plan_does_not() -> None:
    assert said("carry on at bell", "en", LEHTO).entries[0].customer == "Bell"
    assert said("jatketaan Lehdolla huomenna", "fi", LEHTO).intent != "start_timer"
    assert said("continue bell 3 h", "en", LEHTO).intent != "start_timer"


def test_what_runs_is_told_when_it_is_to_go_on() -> None:
    timer = RunningTimer("Bell", NOW)
    found = said("continue", "en", LEHTO, timer=timer)
    assert found.query is not None
    assert found.query.what == "timer"


@pytest.mark.parametrize("word", ["ja", "och", "and", "sekä"])
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_an_and_of_any_language_joins_colleagues(word: str, lang: str) -> None:
    found = said(f"Matti {word} Liisa 8h Bell", lang)
    assert [(one.person, one.minutes) for one in found.entries] == [("Matti", 480), ("Liisa", 480)]


def test_a_customer_called_like_a_street_is_a_customer() -> None:
    directory = Directory((Customer("Kotkankatu", "k"),))
    found = read("8h Kotkankatu", now=NOW, lang="fi", directory=directory)
    assert [one.customer for one in found.entries] == ["Kotkankatu"]
    assert read("8h Kotkankatu 5", now=NOW, lang="fi", directory=directory).intent == "ask"


@pytest.mark.parametrize(
    ("text", "lang"),
    [("no, Lehto", "en"), ("ei vaan Lehto", "fi"), ("inte Bell utan Lehto", "sv")],
)
def test_a_no_before_another_customer_corrects(text: str, lang: str) -> None:
    found = said(text, lang, BELL)
    assert (found.intent, found.entries[0].customer) == ("correct", "Lehto")
