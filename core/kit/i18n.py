"""Whole sentences in the reader's language through gettext.

The msgid is the English sentence. The language is a context variable: an edge sets it with
`use_language`, `_` and `ngettext` answer in it.
"""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("fi", "sv", "en")
DEFAULT = "en"
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@lru_cache(maxsize=8)
def catalogue(language: str) -> _gettext.NullTranslations:
    """Return the compiled catalogue of a language; English needs none."""
    if language == DEFAULT:
        return _gettext.NullTranslations()
    return _gettext.translation("apuri", LOCALE_DIR, [language], fallback=True)


def supported(language: str | None) -> str | None:
    """Return `fi`, `sv` or `en` for a tag such as `sv-FI`, or None."""
    short = (language or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else None


def language() -> str:
    """Return the language of the present reader."""
    return _language.get()


def set_language(tag: str | None) -> None:
    """Set the reader's language for the rest of this context (one request, one task)."""
    _language.set(supported(tag) or DEFAULT)


@contextmanager
def use_language(tag: str | None) -> Iterator[None]:
    """Speak another language within the block."""
    before = _language.set(supported(tag) or DEFAULT)
    try:
        yield
    finally:
        _language.reset(before)


def _(message: str) -> str:
    """Return the sentence in the reader's language."""
    return catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or plural sentence in the reader's language."""
    return catalogue(_language.get()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Return a sentence whose English needs a context to be translated."""
    return catalogue(_language.get()).pgettext(context, message)


def N_(message: str) -> str:
    """Mark a sentence for translation later; returns it unchanged."""
    return message


def best_language(accept: str | None, fallback: str = DEFAULT) -> str:
    """Choose from an HTTP `Accept-Language` header (RFC 9110 section 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for position, part in enumerate((accept or "").split(",")[:20]):
        tag, _sep, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        found = supported(tag)
        if found and weight > 0:
            wanted.append((weight - position / 1000, found))
    return max(wanted)[1] if wanted else fallback
