"""Tens of thousands of names, also alike ones, are indexed and searched with bounded work."""

import datetime as dt
import random
from functools import partial

import pytest

from core.language.reading import Customer, Directory, Named
from core.language.understand import read
from tests.core.language.test_fuzz import steps

NOW = dt.datetime(2026, 11, 20, 16, 20)  # noqa: DTZ001 (local wall time)
COUNT = 20_000
PATTERNS = {
    "Asunto Oy Kotkankatu {}": ["as oy kotkankatu {} 3h", "kotknkatu {} 2 h", "kotkankadulla 3h"],
    "Asiakas {} Oy": ["asiakas {} 3h", "asiakkaalla {} 2h", "asiaks {} 2h", "asiakas 3h"],
    "Nimi{} Rakennus ja Huolto Oy": ["rakennus ja huolto 3h", "nimi {} rakenus 3h"],
    "Lehdon Huolto {} Oy": ["lehto 3h", "lehdon huolto {} 3h", "ledon hulto 3h"],
}


def directory_of(name: str, count: int) -> Directory:
    """So many customers with names alike."""
    return Directory(customers=tuple(Customer(name.format(n), str(n)) for n in range(count)))


@pytest.mark.parametrize("name", PATTERNS)
def test_the_work_of_indexing_alike_names_grows_with_their_number(name: str) -> None:
    few, many = directory_of(name, COUNT // 20), directory_of(name, COUNT // 4)

    assert steps(lambda: few.index) * 5 * 1.3 > steps(lambda: many.index)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_phrase_among_many_alike_names_takes_bounded_work(name: str) -> None:
    directory = directory_of(name, COUNT)
    assert len(directory.index.spelled) >= COUNT

    for text in [text.format(n) for n in range(7, COUNT, 1997) for text in PATTERNS[name]]:
        assert steps(partial(read, text, now=NOW, lang="fi", directory=directory)) < 40_000


def test_the_one_meant_among_alike_names_is_found_and_a_shared_word_is_asked_about() -> None:
    customers = tuple(Customer(f"Asiakas {n} Oy", str(n)) for n in range(COUNT))
    directory = Directory(customers=customers)

    for text in ("asiakas 19321 3h", "3 h asiakas 19321 oy"):
        (entry,) = read(text, now=NOW, lang="fi", directory=directory).entries
        assert (entry.customer_ref, entry.minutes) == ("19321", 180)
    firms = tuple(Customer(f"Lehdon Huolto {n} Oy", str(n)) for n in range(COUNT))
    shared = read("lehdon huolto 3h", now=NOW, lang="fi", directory=Directory(customers=firms))
    assert (shared.intent, shared.ask) == ("ask", ("customer",))
    assert shared.draft is not None
    assert len(shared.draft.choices[0].options) == 3


def test_a_slip_in_one_of_many_names_still_finds_only_that_name() -> None:
    chance = random.Random(5)
    parts = [first + second for first in "hjklmnprstv" for second in ("a", "el", "i", "or", "un")]
    names = {"".join(chance.choices(parts, k=4)).capitalize() for _ in range(COUNT)}
    directory = Directory(customers=(*map(Customer, sorted(names)), Customer("Wikström")))

    (entry,) = read("wikstörm 3h", now=NOW, lang="sv", directory=directory).entries

    assert entry.customer == "Wikström"


def test_a_project_that_every_customer_has_takes_no_more_work_to_find() -> None:
    def calls(count: int, text: str) -> int:
        customers = tuple(
            Customer(f"Nimi{n}x", str(n), projects=(Named("Sauna", f"p{n}"),)) for n in range(count)
        )
        directory = Directory(customers=customers)
        read(text, now=NOW, lang="fi", directory=directory)
        return steps(lambda: read(text, now=NOW, lang="fi", directory=directory))

    for text in ("nimi77x sauna 3h", "sauna 3h", "aloitan saunan nimi77x"):
        assert calls(COUNT, text) < 2 * calls(100, text), text


def test_a_project_of_the_same_name_at_every_customer_is_that_of_the_one_named() -> None:
    customers = tuple(
        Customer(f"Nimi{n}", str(n), projects=(Named("Sauna", f"p{n}"),)) for n in range(5_000)
    )
    directory = Directory(customers=customers)

    (entry,) = read("nimi 4321 sauna 3h", now=NOW, lang="fi", directory=directory).entries

    assert (entry.customer_ref, entry.project_ref) == ("4321", "p4321")
