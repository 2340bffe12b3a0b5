"""Text cut into words, numbers and signs; each token remembers where it stood."""

import re
from dataclasses import dataclass

from core.language.folding import fold, typed

_TOKEN = re.compile(
    r"(?P<mail>[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5})"
    r"|(?P<link>https?://\S{1,500}|www\.\S{1,500})"
    r"|(?P<ref>\b(?:[A-Z]{1,3}-\d{4}-\d{1,9}|R-\d{1,6})\b)"
    r"|(?P<num>\d+(?:[.,:]\d+)*)"
    r"|(?P<word>[^\W\d_½¼¾]+(?:'[^\W\d_½¼¾]+)*)"
    r"|(?P<line>\n)"
    r"|(?P<sign>[^\s\w]|[_½¼¾])",
    re.IGNORECASE,
)
_KINDS = {"mail": "mail", "link": "link", "ref": "ref", "num": "num", "word": "word",
          "line": "line", "sign": "sign"}  # fmt: skip


@dataclass(slots=True)
class Token:
    """`low` is lower case, `fold` without dots and accents; `glued`: no space before it."""

    kind: str
    text: str
    low: str
    fold: str
    start: int
    end: int
    glued: bool

    @property
    def capital(self) -> bool:
        """Is it written with a capital first letter?"""
        return self.text[:1].isupper()


def cut(text: str) -> list[Token]:
    """All tokens of a text in order; blanks vanish, line ends stay."""
    found: list[Token] = []
    last = -1
    plain = typed(text)
    for match in _TOKEN.finditer(plain):
        kind = _KINDS[match.lastgroup or "sign"]
        word, start, end = match.group(), match.start(), match.end()
        low = word.casefold() if kind == "word" else word
        folded = fold(low) if kind == "word" else word
        found.append(Token(kind, word, low, folded, start, end, start == last))
        last = end
    return found
