"""Absences said in three languages: why, which days, how much of them, and what is not sure."""

import datetime as dt

import pytest

from core.language.reading import Customer, Directory, Leave, Named
from core.language.understand import answer, read

NOW = dt.datetime(2026, 10, 28, 15, 0)  # noqa: DTZ001 (wall time; a Wednesday)
TODAY = NOW.date()


def leave(text: str, lang: str, now: dt.datetime = NOW) -> Leave:
    found = read(text, now=now, lang=lang)
    assert found.intent == "absence"
    assert found.entries == ()
    assert found.leave is not None
    return found.leave


def days(text: str) -> tuple[tuple[dt.date, dt.date], ...]:
    """`28.10.-30.10. 4.11.-6.11.` of the year 2026."""
    found = []
    for one in text.split():
        ends = [part.rstrip(".").split(".") for part in one.split("-")]
        dates = [
            dt.date(int(end[2]) if len(end) > 2 else 2026, int(end[1]), int(end[0])) for end in ends
        ]
        found.append((dates[0], dates[-1]))
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "lang", "kind", "said"),
    [
        ("olin sairaana eilen", "fi", "sick", "27.10."),
        ("lomalla 2.–6.11.", "fi", "vacation", "2.11.-6.11."),
        ("lomalla 2.11.-6.11.", "fi", "vacation", "2.11.-6.11."),
        ("lomalla 28.12.-3.1.", "fi", "vacation", "28.12.-3.1.2027"),
        ("sairaana viikolla 44", "fi", "sick", "26.10.-1.11."),
        ("lapsi sairaana tänään", "fi", "sick_child", "28.10."),
        ("saldovapaalla huomenna", "fi", "balance", "29.10."),
        ("hoitovapaalla marraskuussa", "fi", "parental", "1.11.-30.11."),
        ("opintovapaalla 1.1.2027-31.3.2027", "fi", "training", "1.1.2027-31.3.2027"),
        ("sairaana", "fi", "sick", "28.10."),
        ("sjuk idag", "sv", "sick", "28.10."),
        ("jag var sjuk i måndags", "sv", "sick", "26.10."),
        ("semester v 52", "sv", "vacation", "21.12.-27.12."),
        ("semester 7-18 dec", "sv", "vacation", "7.12.-18.12."),
        ("sjuk 2-4 november", "sv", "sick", "2.11.-4.11."),
        ("föräldraledig 1.12-31.12", "sv", "parental", "1.12.-31.12."),
        ("ledig på fredag", "sv", None, "30.10."),
        ("on leave thu-fri", "en", "vacation", "29.10.-30.10."),
        ("on holiday next week", "en", "vacation", "2.11.-8.11."),
        ("vacation from 2 Nov to 6 Nov", "en", "vacation", "2.11.-6.11."),
        ("off sick since monday", "en", "sick", "26.10.-28.10."),
        ("sick until friday", "en", "sick", "28.10.-30.10."),
        ("off sick yesterday and today", "en", "sick", "27.10.-28.10."),
        ("sick child today", "en", "sick_child", "28.10."),
        ("unpaid leave tomorrow", "en", "unpaid", "29.10."),
    ],
)  # fmt: skip
def test_days_and_reasons_are_understood(text: str, lang: str, kind: str | None, said: str) -> None:
    assert leave(text, lang) == Leave(kind, days(said))


@pytest.mark.parametrize(
    ("text", "lang", "minutes", "half"),
    [("vab imorgon halva dagen", "sv", None, True), ("sairaana iltapäivän", "fi", None, True),
     ("half a day sick today", "en", None, True), ("saikulla eilen 4h", "fi", 240, False),
     ("sairaana 8h", "fi", 480, False), ("sjuk idag 12-16", "sv", 240, False)],
)  # fmt: skip
def test_part_of_a_day_is_understood(text: str, lang: str, minutes: int | None, half: bool) -> None:
    found = leave(text, lang)

    assert (found.minutes, found.half) == (minutes, half)


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        ("vapaapäivä perjantaina", "fi", "30.10. 23.10."),
        ("lomalla maanantaista perjantaihin", "fi", "26.10.-30.10. 2.11.-6.11."),
        ("olin sairaana ke-pe", "fi", "21.10.-23.10."),
        ("olen vapaalla pe", "fi", "30.10."),
        ("lomalla", "fi", ""),
        ("on holiday mon and fri", "en", ""),
    ],
)  # fmt: skip
def test_days_that_may_be_two_are_both_told_and_unsaid_ones_are_none(
    text: str, lang: str, said: str
) -> None:
    assert leave(text, lang).options == days(said)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("Matti on sairaana", "fi"), ("sick today from 12", "en"), ("olenko lomalla pe?", "fi"),
     ("Kallen lapsi sairaana tänään", "fi")],
)  # fmt: skip
def test_what_may_be_about_somebody_else_or_says_more_is_not_sure(text: str, lang: str) -> None:
    found = read(text, now=NOW, lang=lang)

    assert found.leave is None or not found.leave.sure


def test_an_absence_beside_a_known_name_is_left_to_its_writer() -> None:
    directory = Directory((Customer("Lehto"),), colleagues=(Named("Matti Virtanen"),))

    for text in ("Matti sairaana tänään", "sairaana 8h lehto"):
        found = read(text, now=NOW, lang="fi", directory=directory)
        assert found.leave is None


@pytest.mark.parametrize("text", ["lomalla 2.–6.11.", "sjuk idag", "on leave thu-fri"])
def test_the_command_understands_an_absence_as_no_work(text: str) -> None:
    asked = {"id": "x", "kind": "chat", "text": text, "now": NOW.isoformat()}

    assert answer(asked) == {"id": "x", "intent": "none"}
