"""What reading hands on: invitations, attached mails, guesses, and forwards by proven staff."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.inbox.incoming import IncomingMessage
from core.kit.crypto import Keyring
from mail.house import House, Stored
from mail.incoming import to_incoming

SOURCE, MEMBER = uuid4(), uuid4()
HOUSE = House(
    own_addresses=frozenset({"apu@firma.example"}),
    country="FI",
    keyring=Keyring("k" * 40),
    vouchers={SOURCE: "mx.firma.example"},
    staff={"matti@firma.example": MEMBER},
)
PROVEN = (
    "Authentication-Results: mx.firma.example; dmarc=pass header.from=firma.example\n"
    "Received: from x by mx.firma.example; Mon, 23 Nov 2026 10:00:00 +0200\n"
)
FORWARD = (
    "Hoidatko?\n\n---------- Forwarded message ---------\nFrom: Kaisa Lehto <kaisa@lehto.example>\n"
    "Date: Mon, Nov 23, 2026 at 9:00 AM\nSubject: Vuoto\nTo: <matti@firma.example>\n\n"
    "Keittiössä vuotaa, voitteko tulla?\n\nKaisa\n"
)


def incoming(
    body: str, headers: str = "", sender: str = "Matti <matti@firma.example>", **payload: Any
) -> IncomingMessage:
    """The message of a mail to us."""
    head = f"{headers}From: {sender}\nTo: apu@firma.example\nSubject: Fwd: Vuoto\n"
    if "Content-Type" not in body:
        body = f"\n{body}"
    raw = f"{head}{body}".encode()
    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return to_incoming(Stored(uuid4(), SOURCE, "x", moment, raw, payload), HOUSE)


def test_a_forward_by_proven_staff_is_the_customers_own_message() -> None:
    found = incoming(FORWARD, PROVEN)

    assert (found.sender.address, found.sender.name) == ("kaisa@lehto.example", "Kaisa Lehto")
    assert found.sender.staff_id is None
    assert (found.subject, found.text) == ("Vuoto", "Keittiössä vuotaa, voitteko tulla?\n\nKaisa")
    assert found.full_text is not None
    assert found.full_text.startswith("Hoidatko?")
    assert "forwarded_by_staff" in found.flags
    assert UUID(found.extra["forwarded_by"]) == MEMBER
    assert found.extra["may_answer"] is False


@pytest.mark.parametrize(
    ("headers", "sender", "payload"),
    [
        ("", "Matti <matti@firma.example>", {}),
        (PROVEN.replace("dmarc=pass", "dmarc=fail"), "Matti <matti@firma.example>", {}),
        (PROVEN.replace("mx.firma.example;", "mx.elsewhere.example;"), "matti@firma.example", {}),
        (PROVEN, "Stranger <x@firma.example>", {}),
        (PROVEN, "Matti <matti@firma.example>", {"envelope_from": "matti@firma.example"}),
    ],
    ids=["no word", "failed", "another server", "no member", "local door"],
)
def test_a_forward_without_proof_stays_its_senders_with_a_suggestion(
    headers: str, sender: str, payload: dict[str, Any]
) -> None:
    found = incoming(FORWARD, headers, sender, **payload)

    assert found.sender.address in {"matti@firma.example", "x@firma.example"}
    assert "forwarded_by_staff" not in found.flags
    assert found.extra["forward"]["from_address"] == "kaisa@lehto.example"


def test_our_own_mail_forwarded_by_staff_stays_theirs() -> None:
    found = incoming(FORWARD.replace("kaisa@lehto.example", "apu@firma.example"), PROVEN)

    assert found.sender.address == "matti@firma.example"


def test_an_invitation_stands_below_the_words_and_an_attached_mail_bears_its_title() -> None:
    event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Katselmus\nLOCATION:Koivukuja 3\nEND:VEVENT\n"
    inside = (
        "From: Kaisa Lehto <k@lehto.example>\nSubject: =?utf-8?q?Vuoto_keitti=C3=B6ss=C3=A4?=\n\nx"
    )
    found = incoming(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nTervetuloa\n"
        f"--b\nContent-Type: text/calendar\n\n{event}END:VCALENDAR\n"
        f"--b\nContent-Type: message/rfc822\n\n{inside}\n--b--\n"
    )

    assert found.text == "Tervetuloa\n\nKatselmus\nKoivukuja 3"
    assert found.extra["invitation"] == {
        "summary": "Katselmus", "place": "Koivukuja 3", "lines": "Katselmus\nKoivukuja 3",
    }  # fmt: skip
    assert [one.name for one in found.attachments] == [
        "1.ics",
        "Vuoto keittiössä – Kaisa Lehto.eml",
    ]


def test_a_country_that_was_inferred_is_said() -> None:
    found = incoming("Soittakaa 040 123 4567.\n", sender="Kaisa <kaisa@lehto.example>")

    assert found.sender.phone == "+358401234567"
    assert found.extra["contact_notes"] == ["phone-country-from-region"]
