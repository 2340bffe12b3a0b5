"""Orders about whole weeks, and the messages that are none."""

from datetime import date, datetime

import pytest

from core.language.known import Named
from core.language.reading import Customer, Directory, WeekOrder
from core.language.understand import read
from core.language.weeks import people_meant

NOW = datetime.fromisoformat("2026-11-17T15:05")
W46, W47 = date(2026, 11, 9), date(2026, 11, 16)
PEOPLE = (Named("Matti Virtanen", "1"), Named("Maria Lind", "2"), Named("Sam Bell", "3"),
          Named("Matti Korhonen", "4"))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "intent", "order"),
    [
        ("hyväksy Matin viikko 46", "approve_week", WeekOrder(W46, "Matin")),
        ("Hyväksy matti virtasen viikko", "approve_week", WeekOrder(None, "matti virtasen")),
        ("godkänn Marias vecka", "approve_week", WeekOrder(None, "Marias")),
        ("godkänn marias förra vecka", "approve_week", WeekOrder(W46, "marias")),
        ("approve Sam's week", "approve_week", WeekOrder(None, "Sam's")),
        ("please approve week 46 for Sam", "approve_week", WeekOrder(W46, "Sam")),
        ("hyväksyttävät viikot", "approve_week", WeekOrder()),
        ("weeks to approve", "approve_week", WeekOrder()),
        ("veckor att godkänna", "approve_week", WeekOrder()),
        ("lähetä viikko hyväksyttäväksi", "submit_week", WeekOrder()),
        ("lähetä viikko 46 hyväksyttäväksi", "submit_week", WeekOrder(W46)),
        ("laheta viime viikko", "submit_week", WeekOrder(W46)),
        ("skicka in veckan", "submit_week", WeekOrder()),
        ("skicka in vecka 46", "submit_week", WeekOrder(W46)),
        ("lämna in min vecka", "submit_week", WeekOrder()),
        ("submit my week", "submit_week", WeekOrder()),
        ("submit this week", "submit_week", WeekOrder(W47)),
        ("send last week for approval", "submit_week", WeekOrder(W46)),
        ("palauta Matin viikko 46: torstai puuttuu", "reject_week",
         WeekOrder(W46, "Matin", "torstai puuttuu")),
        ("send back Sam's week", "reject_week", WeekOrder(None, "Sam's")),
        ("skicka tillbaka Marias vecka", "reject_week", WeekOrder(None, "Marias")),
        ("take back my week", "recall_week", WeekOrder()),
        ("ta tillbaka veckan", "recall_week", WeekOrder()),
        ("ota viikko takaisin", "recall_week", WeekOrder()),
    ],
)  # fmt: skip
def test_an_order_is_understood_in_three_languages(
    text: str, intent: str, order: WeekOrder
) -> None:
    found = read(text, now=NOW, directory=Directory((Customer("Lehto"),)))
    assert (found.intent, found.week) == (intent, order)


@pytest.mark.parametrize(
    "text",
    [
        "lehto 8 h", "lähetä tarjous Lehdolle ensi viikolla", "send the quote to Lehto this week",
        "skicka in offerten denna vecka", "my week", "viikko", "this week", "ota", "take lehto 2 h",
        "hyväksy 8 h Lehto viikko 46", "approve", "ta bort 2 h idag", "peru", "send 2 h lehto week",
        "hyväksy tarjouksen laskelma ja lähetä se asiakkaalle viikko 46",
        "did you approve my week", "",
    ],
)  # fmt: skip
def test_other_messages_are_no_orders_about_weeks(text: str) -> None:
    found = read(text, now=NOW, directory=Directory((Customer("Lehto"),)))
    assert found.week is None


@pytest.mark.parametrize(
    ("words", "refs"),
    [("Matin", ["1", "4"]), ("matti virtasen", ["1"]), ("Marias", ["2"]), ("Sam's", ["3"]),
     ("Sams", ["3"]), ("Korhosen", ["4"]), ("tarjous", [])],
)  # fmt: skip
def test_whose_week_it_is_is_found_inflected(words: str, refs: list[str]) -> None:
    assert sorted(one.ref or "" for one in people_meant(words, PEOPLE, NOW)) == refs
