"""Every kind of own field in three languages: what is stored is told, and what is told is read."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.fields import values
from core.fields.models import FieldKind, Module
from core.fields.values import Field
from core.kit.ids import new_id

COLOURS = ({"key": "red", "label": "Punainen"}, {"key": "blue", "label": "Sininen"})
LANGUAGES = st.sampled_from(("fi", "sv", "en"))


def a_field(kind: FieldKind, label: str = "Takuu", **more: object) -> Field:
    choices = COLOURS if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else ()
    return Field(new_id(), Module.TASK, "takuu", label, kind, choices=choices, **more)  # type: ignore[arg-type]


def again(kind: FieldKind, stored: object, language: str) -> object:
    """What is read from what the form shows of a stored value."""
    one = a_field(kind)
    shown = values.typed_again(one, stored, language)
    return values.parse(one, shown, language, currency="EUR", today=date(2026, 3, 31))


@given(st.decimals(-999_999_999, 999_999_999, places=3), LANGUAGES)
def test_numbers_are_read_as_they_are_shown(number: Decimal, language: str) -> None:
    stored = values.parse(a_field(FieldKind.NUMBER), f"{number:f}", "en")

    assert again(FieldKind.NUMBER, stored, language) == stored
    assert Decimal(stored) == number


@given(st.integers(-99_999_999_999, 99_999_999_999), st.sampled_from(("EUR", "SEK", "GBP", "DKK")),
       LANGUAGES)  # fmt: skip
def test_sums_are_read_as_they_are_shown(minor: int, currency: str, language: str) -> None:
    stored = {"minor": minor, "currency": currency}

    assert again(FieldKind.MONEY, stored, language) == stored


@given(st.integers(-99_999_999, 99_999_999), LANGUAGES)
def test_sums_are_read_as_people_are_told_them(minor: int, language: str) -> None:
    one, stored = a_field(FieldKind.MONEY), {"minor": minor, "currency": "EUR"}

    told = values.in_words(one, stored, language)

    assert values.parse(one, told, language, currency="SEK") == stored


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), LANGUAGES)
def test_days_are_read_as_they_are_shown(day: date, language: str) -> None:
    one = a_field(FieldKind.DATE)
    told = values.in_words(one, day.isoformat(), language)

    assert again(FieldKind.DATE, day.isoformat(), language) == day.isoformat()
    assert values.parse(one, told, language) == day.isoformat()


@given(st.text(min_size=1, max_size=300), LANGUAGES)
def test_text_is_kept_on_one_line(text: str, language: str) -> None:
    one = a_field(FieldKind.TEXT)
    stored = values.parse(one, text, language)

    if stored is not None:
        assert again(FieldKind.TEXT, stored, language) == stored


@given(st.sampled_from(("red", "blue")), LANGUAGES)
def test_a_choice_is_read_by_its_name(key: str, language: str) -> None:
    one = a_field(FieldKind.CHOICE)

    assert values.parse(one, values.in_words(one, key, language), language) == key
    assert again(FieldKind.CHOICE, key, language) == key


@given(st.sets(st.sampled_from(("red", "blue")), min_size=1), LANGUAGES)
def test_several_choices_stand_in_the_fields_order(keys: set[str], language: str) -> None:
    one = a_field(FieldKind.CHOICES)
    stored = values.parse(one, sorted(keys), language)

    assert stored == [key for key in ("red", "blue") if key in keys]
    assert values.parse(one, values.in_words(one, stored, language), language) == stored


@given(st.booleans(), LANGUAGES)
def test_yes_and_no_are_read_in_words(said: bool, language: str) -> None:
    one = a_field(FieldKind.YES_NO)

    assert values.parse(one, values.in_words(one, said, language), language) is said
    assert again(FieldKind.YES_NO, said, language) is said


@given(st.uuids(), st.sampled_from((FieldKind.PERSON, FieldKind.CUSTOMER)))
def test_references_are_ids(identity: UUID, kind: FieldKind) -> None:
    assert again(kind, str(identity), "fi") == str(identity)
    assert values.in_words(a_field(kind), str(identity), "fi", {str(identity): "Liisa"}) == "Liisa"


@given(st.sampled_from(list(FieldKind)), st.text(max_size=60), LANGUAGES)
def test_anything_typed_is_read_or_refused_by_name(
    kind: FieldKind, text: str, language: str
) -> None:
    one, refusals = a_field(kind), []
    try:
        values.parse(one, text, language, today=date(2026, 3, 31))
    except Invalid as refusal:
        refusals.append(refusal)
    assert all(refusal.field == "custom.takuu" for refusal in refusals)
    assert all("Takuu" in refusal.sentence() for refusal in refusals)


@pytest.mark.parametrize(("kind", "typed", "language", "stored"), [
    (FieldKind.NUMBER, "12,5", "fi", "12.5"), (FieldKind.NUMBER, "12.5", "fi", "12.5"),
    (FieldKind.NUMBER, "1 234,5", "sv", "1234.5"), (FieldKind.NUMBER, "1,234.5", "en", "1234.5"),
    (FieldKind.NUMBER, "1.234", "en", "1.234"), (FieldKind.NUMBER, "1.234", "fi", "1234"),
    (FieldKind.NUMBER, "−3", "fi", "-3"), (FieldKind.NUMBER, "kaksikymmentä", "fi", "20"),
    (FieldKind.NUMBER, "24 kk", "fi", "24"), (FieldKind.NUMBER, "0,0", "fi", "0"),
    (FieldKind.MONEY, "1 250 €", "fi", {"minor": 125_000, "currency": "EUR"}),
    (FieldKind.MONEY, "200 kr", "sv", {"minor": 20_000, "currency": "SEK"}),
    (FieldKind.MONEY, "12,50", "fi", {"minor": 1250, "currency": "EUR"}),
    (FieldKind.MONEY, "£5", "en", {"minor": 500, "currency": "GBP"}),
    (FieldKind.DATE, "huomenna", "fi", "2026-04-01"),
    (FieldKind.DATE, "31.12.2027", "fi", "2027-12-31"),
    (FieldKind.DATE, "31/12/2027", "en", "2027-12-31"),
    (FieldKind.CHOICES, "punainen, SININEN", "fi", ["red", "blue"]),
    (FieldKind.YES_NO, "Kyllä", "fi", True), (FieldKind.YES_NO, "nej", "sv", False),
    (FieldKind.TEXT, "  ", "fi", None), (FieldKind.CHOICES, [], "fi", None),
])  # fmt: skip
def test_people_write_it_their_way(
    kind: FieldKind, typed: object, language: str, stored: object
) -> None:
    one = a_field(kind, "Takuu (kk)")

    assert values.parse(one, typed, language, today=date(2026, 3, 31)) == stored


@pytest.mark.parametrize(("kind", "typed", "sentence"), [
    (FieldKind.NUMBER, "24 kk", "Takuu takes a number such as 12.5, not “24 kk”."),
    (FieldKind.NUMBER, "12 or 13", "Takuu takes a number such as 12.5, not “12 or 13”."),
    (FieldKind.MONEY, "a lot", "Takuu takes a sum such as €12.50, not “a lot”."),
    (FieldKind.MONEY, "1.255", "Takuu cannot hold “1.255”: a sum has two decimals at most."),
    (FieldKind.DATE, "31.2.2027", "Takuu takes a day such as 31/03/2027, not “31.2.2027”."),
    (FieldKind.CHOICE, "black", "Takuu takes one of these: Punainen, Sininen."),
    (FieldKind.YES_NO, "maybe", "Takuu takes yes or no, not “maybe”."),
    (FieldKind.CUSTOMER, "Lehto", "Choose “Takuu” from the list."),
    (FieldKind.TEXT, "x" * 1001, "Takuu is too long: at most 1000 characters fit."),
])  # fmt: skip
def test_what_does_not_fit_is_refused_in_a_sentence(
    kind: FieldKind, typed: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        values.parse(a_field(kind), typed, "en")
    assert refused.value.sentence() == sentence
    assert refused.value.field == "custom.takuu"


def test_what_is_missing_is_named_in_order() -> None:
    door = Field(new_id(), Module.TASK, "door", "Door code", is_required=True)
    size = Field(new_id(), Module.TASK, "size", "Size")
    gone = Field(new_id(), Module.TASK, "gone", "Gone", is_required=True, is_archived=True)

    assert values.missing([door, size, gone], {}) == [door]
    assert values.missing([door, size, gone], {"door": ""}, ["custom.size", "doer"]) == [size]
    assert values.missing([door, size], {"door": "1", "size": "2"}, ["custom.size"]) == []
