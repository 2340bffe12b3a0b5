"""Letters reduced to what typing fingers reliably hit: no case, dots, accents or apostrophes."""

import unicodedata
from functools import lru_cache

_SPECIAL = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "đ": "d", "ł": "l", "ð": "d", "þ": "t"})
_DROPPED = str.maketrans({"'": "", ".": "", "\u00b4": "", "`": ""})
_TYPED = str.maketrans(
    {
        "\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'", "\u02bc": "'",
        "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "\r": "\n",
        "\u200b": " ", "\ufeff": " ", "\u200d": " ", "\u00ad": " ",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00bd": "\u00bd",
    }
)  # fmt: skip


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """`Kivelä`, `KIVELA` and `kivela` become `kivela`; `Mary's` becomes `marys`."""
    low = word.casefold().translate(_DROPPED)
    if low.isascii():
        return low
    low = unicodedata.normalize("NFKD", low.translate(_SPECIAL))
    return "".join(c for c in low if not unicodedata.combining(c))


def typed(text: str) -> str:
    """The text with typographic dashes, spaces and quotes made plain; its length is kept."""
    return text.translate(_TYPED)


def storable(text: str) -> str:
    """Text without lone surrogates and NUL, composed (NFC)."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = unicodedata.normalize("NFC", text)
    return text.replace("\x00", " ")
