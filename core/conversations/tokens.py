"""Our signed references: in Message-IDs, in plus addresses, and beside the marker line of a body.

A reference is `token.signature`: the conversation's token (13 lower-case letters and digits) and 16
characters of its HMAC. Whoever guesses a token cannot sign it, so a guessed id joins no thread.
"""

import re
import secrets
from base64 import b32encode

from core.kit.crypto import Keyring

PURPOSE = "conversation"
_NUMBER = re.compile(r"(?<![\w-])R-\d{4}-\d{4,7}(?![\w-])", re.IGNORECASE)
_TOKEN, _SIGNATURE = r"[a-z2-7]{13}", r"[a-z2-7]{16}"
_REFERENCE = re.compile(rf"(?<![a-z0-9])({_TOKEN})[.-]({_SIGNATURE})(?![a-z0-9])", re.IGNORECASE)
_OURS = re.compile(rf"<?{_TOKEN}\.{_SIGNATURE}\.[a-z2-7]{{10,26}}@", re.IGNORECASE)
_SCANNED = 200_000  # characters of a body that are searched
_TRIED = 20  # references of one text that are checked

MARKERS = {
    "fi": "Kirjoita vastauksesi tämän rivin yläpuolelle",
    "sv": "Skriv ditt svar ovanför den här raden",
    "en": "Write your reply above this line",
}
"""The quiet line above the quote, in every language a customer may have got it in."""


def _random(length: int) -> str:
    """Return so many random characters of five bits each."""
    return b32encode(secrets.token_bytes(length)).decode().lower()[:length]


def new_token() -> str:
    """Return the token of a new conversation (65 random bits)."""
    return _random(13)


def reference(keyring: Keyring, token: str) -> str:
    """Return the token with its signature, as it stands in mail."""
    return f"{token}.{keyring.sign(PURPOSE, token)}"


def message_id_for(keyring: Keyring, token: str, domain: str) -> str:
    """Return a new Message-ID of a conversation: `<token.signature.random@domain>`."""
    return message_id_of(reference(keyring, token), domain)


def message_id_of(signed: str, domain: str) -> str:
    """Return a new Message-ID with a signed reference."""
    return f"<{signed}.{_random(16)}@{domain}>"


def token_in(keyring: Keyring, text: str | None) -> str | None:
    """Return the first rightly signed token in a Message-ID, address or body; None without one."""
    if not text:
        return None
    for tried, found in enumerate(_REFERENCE.finditer(text[:_SCANNED])):
        if tried >= _TRIED:
            return None
        token, signature = found[1].lower(), found[2].lower()
        if keyring.verify(PURPOSE, token, signature):
            return token
    return None


def looks_like_ours(message_id: str) -> bool:
    """Tell whether an id has the form of our own; only its signature then counts as evidence."""
    return bool(_OURS.match(message_id))


def marker_line(keyring: Keyring, token: str, language: str | None) -> str:
    """Return the line above the quote: words for the person, the signed reference for us.

    mail/quoting.py knows it by its hash signs and hyphens, in whatever language.
    """
    return marker_with(reference(keyring, token), language)


def marker_with(signed: str, language: str | None) -> str:
    """Return the line above the quote with a signed reference."""
    words = MARKERS.get(language or "en", MARKERS["en"])
    return f"##- {words} -## [{signed}]"


def number_in(subject: str) -> str | None:
    """Return the request number in a subject (R-2026-0042), or None."""
    found = _NUMBER.search(subject)
    return found[0].upper() if found else None
