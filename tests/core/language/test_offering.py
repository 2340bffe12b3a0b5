"""Which customers are offered where one is in doubt: never more than three, the writer's first."""

import datetime as dt

from core.language.reading import Context, Customer, Directory, Named, Reading
from core.language.understand import read

NOW = dt.datetime(2026, 11, 20, 16, 20)  # noqa: DTZ001 (local wall time, a Friday)
KOSKIS = tuple(Customer(f"Koski {name}", name) for name in ("Antti", "Eeva", "Jari", "Sirpa"))


def said(text: str, *customers: Customer, usual: tuple[str, ...] = ()) -> Reading:
    """The reading of a message by somebody with these usual customers."""
    directory = Directory(customers=customers)
    return read(text, now=NOW, lang="fi", directory=directory, context=Context(usual=usual))


def offered(reading: Reading) -> list[str]:
    """The names offered, in order."""
    assert reading.draft is not None
    return [o.value for c in reading.draft.choices if c.slot == "customer" for o in c.options]


def test_of_many_that_fit_the_writers_own_come_first_and_three_are_offered() -> None:
    usual = ("Koski Sirpa", "Koski Eeva")

    reading = said("koski 3h", *KOSKIS, usual=usual)

    assert reading.ask == ("customer",)
    assert offered(reading) == ["Koski Sirpa", "Koski Eeva", "Koski Antti"]


def test_what_is_usual_never_decides() -> None:
    assert said("koski 3h", *KOSKIS, usual=("Koski Sirpa",)).entries == ()
    assert said("3h", *KOSKIS, usual=("Koski Sirpa",)).entries == ()


def test_for_an_unknown_name_those_most_alike_are_offered() -> None:
    known = (Customer("Hirvonen"), Customer("Hirvelä"), Customer("Bell"), Customer("Virtanen"))

    for text in ("Hirvosalla 3h", "3h Hirvola"):
        reading = said(text, *known)
        assert "customer" in reading.ask, text
        assert offered(reading)[0] in ("Hirvonen", "Hirvelä"), text
        assert "Bell" not in offered(reading)


def test_a_project_that_many_have_offers_the_writers_own_customers() -> None:
    customers = tuple(
        Customer(f"Nimi{n}x", str(n), projects=(Named("Sauna", f"p{n}"),)) for n in range(500)
    )

    reading = said("sauna 3h", *customers, usual=("Nimi444x",))

    assert reading.ask == ("customer",)
    assert offered(reading)[0] == "Nimi444x"
    assert len(offered(reading)) == 3
