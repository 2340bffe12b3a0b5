"""What is money and what is not: pieces are counted, pence belong to pounds, currencies differ."""

from decimal import Decimal

import pytest

from tests.core.language.test_pointing import said


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("bell 8h, 200 screws", "en"), ("bell 8h, 2 thousand screws", "en"), ("bell 8h, 3 tools", "en"),
        ("bell 8 tim, 200 skruvar", "sv"), ("bell 8 tim, 2 tusen skruv", "sv"),
        ("lehto 8h, 200 ruuvia", "fi"), ("lehto 8h, kaksi tuhatta ruuvia", "fi"),
    ],
)  # fmt: skip
def test_pieces_are_no_cost(text: str, lang: str) -> None:
    reading = said(text, lang)

    assert [(e.kind, e.minutes) for e in reading.entries] == [("time", 480)]


@pytest.mark.parametrize(
    ("text", "lang", "amount", "currency"),
    [
        ("paid 12 pounds 50 parking bell", "en", "12.5", "GBP"),
        ("bell parking £12 50p", "en", "12.5", "GBP"),
        ("paid two hundred and fifty quid for parts bell", "en", "250", "GBP"),
        ("parking 100 usd bell", "en", "100", "USD"),
        ("bell parkering 12 kr 50 öre", "sv", "12.5", "SEK"),
        ("ostin tarvikkeita 2 tuhatta euroa lehto", "fi", "2000", "EUR"),
        ("parkkimaksu kaksitoista ja puoli euroa lehto", "fi", "12.5", "EUR"),
    ],
)  # fmt: skip
def test_a_sum_is_booked_whole_and_in_its_currency(
    text: str, lang: str, amount: str, currency: str
) -> None:
    (entry,) = said(text, lang).entries

    assert (entry.kind, entry.amount, entry.currency) == ("expense", Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "lang", "date"),
    [
        ("tuesday last week 8h bell", "en", "2026-11-10"), ("18-11-2026 bell 8h", "en", "2026-11-18"),
        ("on the third of november bell 8h", "en", "2026-11-03"),
        ("måndag förra veckan bell 8 tim", "sv", "2026-11-09"),
        ("måndag v 46 bell 8 tim", "sv", "2026-11-09"), ("3/11 2026 bell 8 tim", "sv", "2026-11-03"),
        ("lehto 8h maanantai viime viikolla", "fi", "2026-11-09"),
    ],
)  # fmt: skip
def test_a_day_said_with_its_week_or_in_words_is_that_day(text: str, lang: str, date: str) -> None:
    (entry,) = said(text, lang).entries

    assert entry.date is not None
    assert (entry.date.isoformat(), entry.minutes) == (date, 480)


def test_a_long_distance_keeps_its_thousands() -> None:
    (entry,) = said("lehto 1 000,5 km", "fi").entries

    assert entry.km == Decimal("1000.5")
