"""An outgoing mail reads in every client as it was meant, and its headers survive unchanged."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from mail.composing import (
    BadAddress,
    DkimKey,
    Enclosure,
    Letter,
    build,
    restored_pem,
    sendable,
    sign,
)

WHEN = datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
LONG_ID = (
    "<abcdefghijklm.abcdefghijklmnop.abcdefghijklmnop@" + "a-very-long-domain." * 8 + "example>"
)


def a_letter(**values: Any) -> Letter:
    given: dict[str, Any] = {
        "from_address": "asiakas@putki.example", "from_name": "Matti Meikäläinen, Putki Oy",
        "to": "ann@example.com", "subject": "Re: Vesivahinko – kiire!", "text": "Hei\n\nTulemme tänään.",
        "date": WHEN, "message_id": LONG_ID,
    } | values  # fmt: skip
    return Letter(**given)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_comes_back_as_it_was_written() -> None:
    letter = a_letter(
        html="<p>Hei ä</p>", in_reply_to="<their@id>", references=["<a@b>", "their@id"]
    )
    message = read(build(letter))

    assert message["From"].addresses[0].display_name == "Matti Meikäläinen, Putki Oy"
    assert message["Subject"] == "Re: Vesivahinko – kiire!"
    assert message.get_body(("plain",)).get_content() == "Hei\r\n\r\nTulemme tänään.\r\n"  # type: ignore[union-attr]
    assert message.get_body(("html",)).get_content() == "<p>Hei ä</p>\r\n"  # type: ignore[union-attr]
    assert message["Date"].datetime == WHEN


def test_long_ids_stand_in_the_headers_as_they_are() -> None:
    raw = build(
        a_letter(
            in_reply_to=LONG_ID, references=[LONG_ID.replace("abc", str(n)) for n in range(40)]
        )
    )

    head = raw.partition(b"\r\n\r\n")[0]
    assert f"Message-ID: {LONG_ID}".encode() in head
    assert f"In-Reply-To: {LONG_ID}".encode() in head
    assert b"=?" not in head.partition(b"References:")[2].partition(b"MIME-Version")[0]
    references = read(raw)["References"].split()
    assert references[0] == LONG_ID.replace("abc", "0")
    assert references[-1] == LONG_ID.replace("abc", "39")
    assert len(references) == 20
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_what_a_person_wrote_carries_no_sign_of_a_machine() -> None:
    message = read(build(a_letter()))
    assert message["Auto-Submitted"] is None
    assert message["X-Apuri-Loop"] is None


def test_automatic_mail_says_so() -> None:
    message = read(build(a_letter(auto_submitted="auto-replied", loop_mark="us")))
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-Apuri-Loop"] == "us"


@pytest.mark.parametrize("field", ["subject", "from_name", "message_id", "in_reply_to"])
def test_no_value_can_add_a_header(field: str) -> None:
    message = read(build(a_letter(**{field: "x\r\nBcc: everyone@example.com\r\n\r\n<b@c>"})))
    assert message["Bcc"] is None
    assert set(message.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip


def test_files_arrive_byte_for_byte_under_their_names() -> None:
    files = [
        Enclosure("työ “1”.pdf", "application/pdf", bytes(range(256))),
        Enclosure("mail.eml", "message/rfc822", b"Subject: x\r\n\r\nx"),
        Enclosure("odd", "nonsense", b"?"),
        Enclosure("note.txt", "text/plain", "hei ä\r\n".encode()),
    ]
    found = list(read(build(a_letter(html="<p>x</p>", enclosures=files))).iter_attachments())
    assert [one.get_filename() for one in found] == [one.name for one in files]
    assert [one.get_payload(decode=True) for one in found] == [one.data for one in files]


@pytest.mark.parametrize(
    "address", ["", "ann", "@x", "a b@x.example", "ännä@x.example", "a@x\n", "<a@x>"]
)
def test_an_address_that_would_change_on_the_way_is_refused(address: str) -> None:
    if address == "a@x\n":
        assert sendable(address) == "a@x"
        return
    with pytest.raises(BadAddress):
        sendable(address)


def test_a_domain_with_letters_is_sent_in_ascii() -> None:
    assert sendable("info@työ.example") == "info@xn--ty-gka.example"


def test_an_unusable_key_lets_the_mail_leave_unsigned() -> None:
    raw = build(a_letter())
    assert sign(raw, DkimKey("s1", "putki.example", "no key at all")) == raw
    assert restored_pem("no key at all") == "no key at all"


def test_the_same_letter_has_the_same_bytes_however_often_it_is_built() -> None:
    letter = a_letter(html="<p>Hei</p>", enclosures=[Enclosure("a.pdf", "application/pdf", b"x")])
    assert build(letter) == build(letter)
    assert b"boundary=" in build(letter)
