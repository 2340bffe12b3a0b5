"""`apuri understand` answers mail, reply and forward, whatever it is given."""

import json
from typing import Any

import pytest

from mail.understand import answer


def test_a_reply_request_gets_words_and_signature() -> None:
    text = "Sopii.\n\n-- \nMatti\n040 123 4567\n\nma 23.11.2026 klo 10.00 X <x@example.org> kirjoitti:\n> a"

    got = answer({"id": 7, "kind": "reply", "text": text})

    assert got == {"id": 7, "reply_text": "Sopii.", "signature": "Matti\n040 123 4567"}


def test_a_forward_request_gets_the_mail_inside() -> None:
    text = "Katso\n\n---------- Forwarded message ---------\nFrom: Eva <eva@example.net>\nSubject: Pumppu\n\nRikki."

    got = answer({"id": "f", "kind": "forward", "text": text, "subject": "Fwd: Pumppu"})

    assert got == {
        "id": "f",
        "is_forward": True,
        "forward_subject": "Pumppu",
        "forward_from_address": "eva@example.net",
        "forward_from_name": "Eva",
        "forward_body": "Rikki.",
        "forward_message": "Katso",
    }


@pytest.mark.parametrize(
    "request_line",
    [
        {},
        {"id": 1, "kind": "mail"},
        {"id": 1, "kind": "mail", "raw": "%%%"},
        {"id": 1, "kind": "mail", "raw": 5},
        {"id": 1, "kind": "reply", "text": None},
        {"id": 1, "kind": "forward", "text": "\ud800\x00", "subject": 3},
        {"id": 1, "kind": "reply", "text": "Hei \ud83d\x00"},
        {"id": 1, "kind": "other"},
    ],
)
def test_a_broken_request_still_gets_a_storable_answer(request_line: dict[str, Any]) -> None:
    got = answer(request_line)

    assert got["id"] == request_line.get("id")
    assert "\x00" not in json.dumps(got, ensure_ascii=False).encode("utf-8").decode()
