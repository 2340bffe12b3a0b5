"""Numbers in words: `two hundred and fifty`, `tuhat kaksisataa`, `tre komma fem`."""

from decimal import Decimal
from typing import Protocol

from core.language.numerals import NumberWord, scale_of

_LARGEST = 10**9
_ARTICLES = frozenset(["a", "an", "en", "ett"])
_LINKS = frozenset(["and", "och", "ja"])
_POINTS = frozenset(["pilkku", "komma", "point"])


class Words(Protocol):
    """What is asked of a line of tokens."""

    def low(self, at: int) -> str:
        """The lower-case word here, or nothing."""

    def number_word(self, at: int) -> NumberWord | None:
        """The number word here."""

    def sign(self, at: int, marks: str) -> bool:
        """Is the token one of these signs?"""

    def has(self, at: int, *wanted: str) -> bool:
        """Has the word at this place one of the tags?"""


def counted(line: Words, at: int) -> tuple[Decimal, int] | None:
    """The number spoken from here and where it ends; None when none begins here."""
    first = _small(line, at)
    if first is None:
        return None
    part, last = first
    total = 0
    while True:
        size = scale_of(line.low(last))
        if size and 0 < part < max(size, 100) and part * size <= _LARGEST:
            part, last = part * size, last + 1
        elif (more := _addend(line, last, _floor(part or total))) is not None:
            if part % 1000 == 0:
                total, part = total + part, 0
            part, last = part + more[0], more[1]
        else:
            return _with_decimals(line, Decimal(total + part), last)


def _small(line: Words, at: int) -> tuple[int, int] | None:
    """One number word, or tens and a unit: `twenty-five`, `tjugo fem`."""
    word = line.number_word(at)
    if word is None:
        return None
    if word.value in range(20, 100, 10):
        following = at + 2 if line.sign(at + 1, "-") else at + 1
        unit = line.number_word(following)
        if unit is not None and 0 < unit.value < 10 and line.low(following) not in _ARTICLES:
            return word.value + unit.value, following + 1
    return word.value, at + 1


def _floor(value: int) -> int:
    """What may be added to a round number is less than this."""
    if value % 100 or not value:
        return 0
    return 1000 if value % 1000 == 0 else 100


def _addend(line: Words, at: int, floor: int) -> tuple[int, int] | None:
    """`and fifty` behind hundreds; nothing when it counts hours of its own."""
    if not floor:
        return None
    at = at + 1 if line.low(at) in _LINKS else at
    more = _small(line, at)
    if more is None or line.low(at) in _ARTICLES or not 0 < more[0] < floor:
        return None
    return None if line.has(more[1], "HOUR", "MINUTE") else more


def _with_decimals(line: Words, value: Decimal, at: int) -> tuple[Decimal, int]:
    """`kolme pilkku viisi`, `three point two five`."""
    if line.low(at) not in _POINTS:
        return value, at
    digits, last = "", at + 1
    while (word := line.number_word(last)) and word.value < 10 and len(digits) < 4:
        digits, last = f"{digits}{word.value}", last + 1
    return (value + Decimal(f"0.{digits}"), last) if digits else (value, at)
