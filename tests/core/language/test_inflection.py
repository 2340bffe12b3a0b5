"""Names in their inflected forms, written down by hand, are found as those names alone."""

import pytest

from core.language.directory import Directory
from core.language.known import Customer
from core.language.names import NEAR
from core.language.tokens import cut
from tests.core.language.scoring import SAMPLES


def table() -> list[tuple[str, list[str]]]:
    """Each name with its forms."""
    lines = (SAMPLES / "inflected_names.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(name, forms.split()) for name, forms in rows]


@pytest.fixture(scope="module")
def directory() -> Directory:
    """All the names of the table as customers."""
    return Directory(customers=tuple(Customer(name) for name, _forms in table()))


def test_every_form_of_the_table_is_found_as_its_own_name(directory: Directory) -> None:
    wrong = []
    for name, forms in table():
        for form in forms:
            match = directory.index.longest_match(cut(form), 0, lambda _token: False)
            found = {directory.customers[t.index].name for t in match.targets} if match else set()
            if found != {name}:
                wrong.append((form, name, found))

    assert sum(len(forms) for _name, forms in table()) >= 200
    assert wrong == []


def test_a_slip_in_an_inflected_form_is_near_and_never_exact(directory: Directory) -> None:
    for slip, name in (("lindströmilä", "Lindström"), ("ruusuvuorela", "Ruusuvuori"),
                       ("kotkankdulla", "Kotkankatu"), ("vanhatlolla", "Vanhatalo")):  # fmt: skip
        match = directory.index.longest_match(cut(slip), 0, lambda _token: True)
        assert match is not None, slip
        assert match.quality >= NEAR
        assert name in {directory.customers[t.index].name for t in match.targets}
