"""A look at what could not be read: who probably wrote, about what; pure, and never raises.

Only for a person's eyes beside the raw message: nothing is decided by it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.header import decode_header
from email.parser import BytesHeaderParser
from typing import Any

from core.kit.text import shorten

HEAD = 64_000  # bytes of a raw mail that are looked at
MOST = 300
_FROM = ("Reply-To", "From", "Sender", "Return-Path")
_SENDERS = ("from", "From", "email", "name", "address", "sender")
_WORDS = ("subject", "text", "Body", "caption", "message", "about")
_TAGS = re.compile(rb"<[^>]{0,500}>")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a message seems to be; each may be empty."""

    sender: str = ""
    subject: str = ""
    date: str = ""  # as it stands in the header
    words: str = ""


def of_mail(head: bytes) -> Guess:
    """Guess from the first bytes of a raw mail."""
    try:
        headers = BytesHeaderParser().parsebytes(head[:HEAD])
    except Exception:  # noqa: BLE001 - a broken message is why we are here
        return Guess(words=_plain(head[:2000]))
    sender = next((words for name in _FROM if (words := _decoded(headers.get(name)))), "")
    _all, _gap, body = head.partition(b"\n\r\n" if b"\n\r\n" in head else b"\n\n")
    return Guess(
        sender, _decoded(headers.get("Subject")), _decoded(headers.get("Date")), _plain(body[:2000])
    )


def of_payload(payload: Mapping[str, Any]) -> Guess:
    """Guess from what a chat, an SMS provider or a form sent."""
    found = dict.fromkeys(("sender", "subject"), "")
    for name, value in _leaves(payload):
        if name in _SENDERS and not found["sender"]:
            found["sender"] = _short(value)
        if name in _WORDS and not found["subject"]:
            found["subject"] = _short(value)
    return Guess(found["sender"], found["subject"])


def _leaves(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield (name, value); a person's object counts as its names together."""
    if isinstance(value, Mapping) and depth < 6:
        if name == "from":
            names = (value.get("first_name"), value.get("last_name"), value.get("username"))
            yield name, " ".join(str(one) for one in names if one)
        for key, inner in value.items():
            yield from _leaves(inner, str(key), depth + 1)
    elif isinstance(value, str | int):
        yield name, value


def _decoded(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    try:
        parts = [
            part.decode(charset or "utf-8", "replace") if isinstance(part, bytes) else part
            for part, charset in decode_header(text)
        ]
    except Exception:  # noqa: BLE001 - an unknown charset, a broken encoded word
        return _short(text)
    return _short("".join(parts).replace('"', ""))


def _plain(body: bytes) -> str:
    return _short(_TAGS.sub(b" ", body).decode("utf-8", "replace"))


def _short(value: Any) -> str:
    return shorten(str(value), MOST)
