"""Whatever a mail or its text holds is read: nothing raises, and the work is bounded."""

import base64
import email.message
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mail.understand import _answer
from tests.core.language.test_fuzz import LONGEST, ODD, steps, storable, texts

STEPS = 1_000_000
"""Calls for one text of 10,000 characters."""
LINES = [
    "> quoted", ">> twice", "-- ", "--", "On Mon, 3 Feb 2025 at 10:00, X <x@y.fi> wrote:",
    "From: Matti <m@x.fi>", "Lähettäjä: Matti <m@x.fi>", "Från: a@b.se", "Sent: Monday", "To: a@b",
    "Subject: Re: hello", "Aihe: tarjous", "-----Original Message-----", "Sent from my iPhone",
    "Lähetetty puhelimesta", "Terveisin", "Med vänlig hälsning", "Best regards", "Matti Virtanen",
    "p. 044 555 0198", "Begin forwarded message:", "---------- Forwarded message ---------",
    "Vastaanottaja: x", "<html><b>x", "<div><blockquote>", "&nbsp;", "=?utf-8?q?x?=", "", " ",
]  # fmt: skip
bodies = st.one_of(
    texts, st.lists(st.sampled_from([*LINES, *ODD]), max_size=30).map("\n".join),
    st.lists(st.sampled_from([*LINES, *ODD]), max_size=30).map("\r\n".join),
)  # fmt: skip
thorough = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(text=bodies, kind=st.sampled_from(["reply", "forward"]), about=st.text(max_size=40))
def test_no_text_breaks_the_reading_of_replies_and_forwards(
    text: str, kind: str, about: str
) -> None:
    _answer({"kind": kind, "text": text, "subject": about, "sender": about})


@thorough
@given(raw=st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_a_mail(raw: bytes) -> None:
    found = _answer({"kind": "mail", "raw": base64.b64encode(raw).decode()})

    assert storable(found)


@thorough
@given(text=bodies, subject=texts, sender=texts, kind=st.sampled_from(["plain", "html"]))
def test_no_text_in_a_mail_breaks_its_reading(
    text: str, subject: str, sender: str, kind: str
) -> None:
    head = f"From: {_line(sender)}\nSubject: {_line(subject)}\nContent-Type: text/{kind}\n\n"
    raw = (head + text).encode("utf-8", "surrogatepass")

    found = _answer({"kind": "mail", "raw": base64.b64encode(raw).decode()})

    assert storable(found)


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


@pytest.mark.parametrize("kind", ["mail", "reply", "forward"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pattern=st.lists(st.sampled_from([*LINES, *ODD]), min_size=1, max_size=4))
def test_ten_thousand_characters_take_a_bounded_number_of_steps(
    kind: str, pattern: list[str]
) -> None:
    piece = "\n".join(pattern) + "\n"
    text = (piece * (LONGEST // len(piece) + 1))[:LONGEST]
    asked: dict[str, Any] = {"kind": kind, "text": text, "subject": "Fwd: x", "sender": "Matti"}
    if kind == "mail":
        message = email.message.EmailMessage()
        message["From"], message["Subject"] = "Matti <m@x.fi>", "Hello"
        message.set_content("x")
        raw = message.as_bytes().replace(b"\nx\n", b"\n" + text.encode("utf-8", "replace"))
        asked["raw"] = base64.b64encode(raw).decode()

    assert steps(lambda: _answer(asked)) < STEPS, piece
