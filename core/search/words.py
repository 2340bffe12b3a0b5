"""Cutting text into the words of the index, the same way for what is stored and what is asked.

Words are folded (no case, dots or accents). Numbers are written in many ways: each becomes the
words it may be looked for by, so that `T-2026-0042` is found by `t-42`, `+358 40 123 4567` by
`0401234567`, `1234567-8` by its digits, and a mail address whole or by its parts.
"""

import re
import unicodedata
from collections.abc import Iterator

MAX_WORDS = 400  # of one text
MAX_TEXT = 20_000  # characters of a text that are looked at
MAX_LENGTH = 40  # characters of a word
MAX_TITLE = 200

_SPECIAL = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "\u2019": "'",
                          "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2212": "-"})  # fmt: skip
_PIECE = re.compile(
    r"(?P<mail>[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5})"
    r"|(?P<ref>\b[a-z]{1,3}-(?:\d{4}-)?\d{1,9}\b(?!-))"
    r"|(?P<run>(?:\+|\b)\(?\d[\d ()/-]{4,22}\d\b)"
    r"|(?P<word>[^\W_]+(?:['-][^\W_]+)*)"
)
_MARKS = re.compile("[\u0300-\u036f]+")  # what accents become, nearly always
_PART = re.compile(r"[^\W_]+")
_ROW = re.compile(r"\d+")
_COUNTRIES = ("358", "46", "47", "45", "372", "371", "370", "49", "44", "48", "33", "31", "34", "1")


def parts_of(piece: str) -> list[str]:
    """Return the rows of letters and digits in folded text."""
    return _PART.findall(piece)


def folded(text: str) -> str:
    """Return text without case, dots and accents; never fails."""
    low = text.casefold()
    if low.isascii():
        return low
    low = _MARKS.sub("", unicodedata.normalize("NFKD", low.translate(_SPECIAL)))
    if low.isascii():
        return low.lower()
    kept = "".join(c for c in low if not unicodedata.combining(c))
    return kept.casefold().translate(_SPECIAL)  # NFKD may have made capitals and signs anew


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, piece) of folded text: mail, ref, run (of digits) or word."""
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or "word"
        yield (kind, match.group())


def prepared(*texts: str, most: int = MAX_WORDS) -> list[str]:
    """Return the distinct words of texts as they are stored, in order, at most `most`."""
    found: dict[str, None] = {}
    for text in texts:
        for kind, piece in pieces(folded(text[:MAX_TEXT])):
            for word in _stored(kind, piece):
                found[word[:MAX_LENGTH]] = None
            if len(found) >= most:
                return list(found)[:most]
    return list(found)


def title_of(text: str) -> str:
    """Return a title as it is compared: folded words with single blanks."""
    return " ".join(_PART.findall(folded(text)))[:MAX_TITLE]


def _stored(kind: str, piece: str) -> list[str]:
    parts = _PART.findall(piece)
    if kind == "word":
        return parts if len(parts) == 1 else ["".join(parts), *(p for p in parts if len(p) > 1)]
    if kind == "mail":
        return ["".join(parts), *parts]
    if kind == "ref":
        return [*reference(parts), *parts]
    return [*numbers(piece), *parts]


def reference(parts: list[str]) -> list[str]:
    """Return the spellings of a number of ours (t, 2026, 0042): whole, without zeros, short."""
    letters, number = parts[0], parts[-1]
    short = str(int(number))
    if len(parts) == 2:
        return list(dict.fromkeys((letters + number, letters + short)))
    year = parts[1]
    return list(dict.fromkeys((letters + year + number, letters + year + short, letters + short)))


def numbers(piece: str, least: int = 7) -> list[str]:
    """Return the spellings of a row of digits: with and without its country's code.

    Of too many digits, or less than `least`, there are none.
    """
    digits = "".join(_ROW.findall(piece.replace("(0)", "")))
    if not least <= len(digits) <= 17:
        return []
    if piece.lstrip("( ").startswith("+") or digits.startswith("00"):
        digits = digits.lstrip("0")
        code = next((one for one in _COUNTRIES if digits.startswith(one)), "")
        return [digits, digits[len(code) :]] if code else [digits]
    if digits.startswith("0"):
        return [digits[1:], digits]
    return [digits]
