"""Own fields named in messages of three languages: what is set, what is asked, what is neither."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.labels import Filling, Labels, filling, same_name, spoken_number
from core.language.reading import Customer, Directory, Named, Said

LABELS = Labels([
    ("Ovikoodi", "customer:code"), ("Door code", "customer:door"), ("Portkod", "customer:port"),
    ("Lämmitys", "customer:heat"), ("Takuu (kk)", "task:takuu"), ("Titteli", "person:title"),
])  # fmt: skip
PEOPLE = Directory((
    Customer("Lehto", "c1", (), (Named("Ulkovuoraus", "p1"),)), Customer("Heikkinen Antti", "c2"),
    Customer("Heikkinen Sirpa", "c3"), Customer("Brf Kyrkbacken", "c4"),
))  # fmt: skip


NOW = dt.datetime.fromisoformat("2026-03-31T15:05")  # local wall time, as the parser wants it


def heard(text: str, lang: str = "fi") -> Filling | None:
    return filling(Said(text, NOW, lang=lang, directory=PEOPLE), LABELS)


@pytest.mark.parametrize(("lang", "text", "ref", "whose", "value"), [
    ("fi", "lehto ovikoodi 1234", "customer:code", ["Lehto"], "1234"),
    ("fi", "lehdon ovikoodi on 12 34", "customer:code", ["Lehto"], "12 34"),
    ("fi", "aseta lehdon ovikoodiksi 1234", "customer:code", ["Lehto"], "1234"),
    ("fi", "ovikoodi lehto 1234", "customer:code", ["Lehto"], "1234"),
    ("fi", "Lehto: lämmitys = maalämpö", "customer:heat", ["Lehto"], "maalämpö"),
    ("en", "Lehto's door code is 12 34", "customer:door", ["Lehto"], "12 34"),
    ("en", "set the door code of Lehto to 1234", "customer:door", ["Lehto"], "1234"),
    ("sv", "kyrkbackens portkod är 4455", "customer:port", ["Brf Kyrkbacken"], "4455"),
    ("fi", "heikkisen ovikoodi 99", "customer:code", ["Heikkinen Antti", "Heikkinen Sirpa"], "99"),
    ("fi", "mikä on lehdon ovikoodi", "customer:code", ["Lehto"], ""),
    ("fi", "onko lehdolla ovikoodi", "customer:code", ["Lehto"], ""),
    ("fi", "mikä lehdon ovikoodi oli?", "customer:code", ["Lehto"], ""),
    ("en", "what is the door code of Lehto", "customer:door", ["Lehto"], ""),
    ("sv", "vad är portkoden hos kyrkbacken?", "customer:port", ["Brf Kyrkbacken"], ""),
])  # fmt: skip
def test_a_field_of_a_customer(
    lang: str, text: str, ref: str, whose: list[str], value: str
) -> None:
    found = heard(text, lang)

    assert found is not None
    assert (found.refs, [one.name for one in found.customers], found.value, found.sure) == (
        (ref,), whose, value, True,
    )  # fmt: skip


@pytest.mark.parametrize(("text", "number", "value"), [
    ("T-2026-0042 takuu 24 kk", "T-2026-0042", "24 kk"), ("T-42 takuu 24", "T-42", "24"),
    ("takuu t-42 24", "T-42", "24"), ("muuta T-42 takuu: 36", "T-42", "36"),
    ("T-42 takuu?", "T-42", ""), ("mikä on T-42 takuu", "T-42", ""),
])  # fmt: skip
def test_a_field_of_a_task_by_its_number(text: str, number: str, value: str) -> None:
    found = heard(text)

    assert found is not None
    assert (found.refs, found.number, found.value) == (("task:takuu",), number, value)


def test_words_before_a_field_may_be_a_persons_name() -> None:
    found = heard("Liisa Peltola titteli isännöitsijä")

    assert found is not None
    assert (found.name, found.value) == ("Liisa Peltola", "isännöitsijä")


@pytest.mark.parametrize("text", [
    "2h lehto", "ti 7-15 lehdol ovikoodi ei toiminut", "lehto 2h takuu", "2h lehto, takuukorjaus",
    "muista soittaa lehdolle ovikoodista huomenna", "", "lehto ovikodi 1234",
])  # fmt: skip
def test_what_is_not_wholly_understood_is_nothing(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize("text", [
    "lehto ovikoodi ei toimi", "lehto ovikoodi vaihtuu joka syksy kai",
])  # fmt: skip
def test_a_sentence_behind_a_bare_name_is_not_sure(text: str) -> None:
    found = heard(text)

    assert found is not None
    assert not found.sure


@given(st.text(max_size=80), st.sampled_from(("", "lehto ovikoodi ", "T-1 takuu ")))
def test_no_text_breaks_it(text: str, before: str) -> None:
    heard(before + text)
    same_name(text, ["Uusi", "Työn alla"])
    spoken_number(text)


def test_stages_are_named_whole_or_inflected() -> None:
    stages = ["Uusi", "Asennettu", "Valmis", "Työn alla"]

    assert same_name("asennettu", stages) == [1]
    assert same_name("valmiiksi", stages) == [2]
    assert same_name("työn alla", stages) == [3]
    assert same_name("asennus", stages) == []
    assert same_name("valmis nyt", stages) == []
    assert spoken_number("siirrä T-42 asennettu") == ("T-42", "siirrä   asennettu")
