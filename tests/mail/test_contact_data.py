"""Who asks: from signature, form or header; a phone's country is never guessed silently."""

import pytest

from mail.business_ids import business_id
from mail.phones import Phone, find_phones
from mail.reading import read_mail


@pytest.mark.parametrize(
    ("text", "language", "region", "address", "expected"),
    [
        ("soita +358 40 123 4567", None, None, None, Phone("+358401234567", "written")),
        ("soita 00358 40 1234567", None, None, None, Phone("+358401234567", "written")),
        ("+44 (0)20 7946 0958", None, None, None, Phone("+442079460958", "written")),
        ("puh 09 4241 8000", "fi", None, None, Phone("+358942418000", "language")),
        ("tel 08-123 456 78", "sv", "SE", None, Phone("+46812345678", "region")),
        ("tel 08-123 456 78", "sv", None, "a@example.se", Phone("+46812345678", "domain")),
        ("ring 070-174 06 05", None, None, None, Phone("+46701740605", "shape")),
    ],
)
def test_a_number_says_how_its_country_is_known(
    text: str, language: str | None, region: str | None, address: str | None, expected: Phone
) -> None:
    assert find_phones(text, language, region, address) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "23.11.2026",
        "klo 10.00-12.30",
        "tilaus 1234567890",
        "Y-tunnus 0737546-2",
        "2026-11-23",
        "FI21 1234 5600 0007 85",
    ],
)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert find_phones(text, "fi") == []


def test_business_ids_need_a_true_check_digit() -> None:
    assert business_id("Y-tunnus 0737546-2") == "0737546-2"
    assert business_id("Y-tunnus 0737546-3") is None
    assert business_id("Org.nr 556036-0793") == "556036-0793"


def test_a_form_is_the_person_in_it_and_not_the_machine_that_sent_it() -> None:
    raw = (
        "From: Sivusto <noreply@example.org>\nReply-To: kaisa@example.net\nSubject: Lomake\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
        "Etunimi: Kaisa\nSukunimi: Lehto\nPuhelin: 050 555 1234\nY-tunnus: 0737546-2\n"
    )

    contact = read_mail(raw.encode()).contact

    assert contact.name == "Kaisa Lehto"
    assert contact.email == "kaisa@example.net"
    assert contact.phone == "+358505551234"
    assert contact.business_id == "0737546-2"


def test_a_name_with_the_last_name_first_is_turned() -> None:
    raw = b'From: "Virtanen, Matti (Putki Oy)" <m@example.fi>\nSubject: x\n\nHei'

    assert read_mail(raw).contact.name == "Matti Virtanen"


def test_a_bounce_has_no_contact() -> None:
    raw = (
        b"From: MAILER-DAEMON@example.net\nSubject: failure notice\n\nuser unknown <a@example.com>"
    )

    assert read_mail(raw).contact.email is None
