"""Making strangers' text storable and comparable."""

import re
import unicodedata

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def storable(text: str) -> str:
    """Drop NUL, control characters and lone surrogates, which databases refuse."""
    if text.isprintable():  # most names and subjects: nothing to look for
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Fold all white space, line ends included, to single spaces."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", storable(text)).strip()


def shorten(text: str, length: int) -> str:
    """Return one line of at most `length` characters, cut at a word with an ellipsis."""
    line = one_line(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut).rstrip() + "…"


def fold(text: str) -> str:
    """Return text for comparing: lower case, no diacritics, single spaces."""
    if text.isascii():
        return one_line(text.lower())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return one_line("".join(c for c in decomposed if not unicodedata.combining(c)))
