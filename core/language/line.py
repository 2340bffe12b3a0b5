"""A message prepared for reading: tokens with the tags of their words, and small look-ups."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.language.counting import counted
from core.language.lexicon import NOTHING, language_of, phrases_at, tags_of
from core.language.numerals import NumberWord, digits, number_word, scale_of
from core.language.tokens import Token, cut

_MOST = 10**12
_HALVES = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in the text: tokens up to `last`; `raw` as typed in digits, else empty."""

    value: Decimal
    last: int
    raw: str = ""
    case: str = "nom"
    half: bool = False

    @property
    def whole(self) -> bool:
        """Is it an integer?"""
        return self.value == self.value.to_integral_value()


@dataclass(slots=True)
class Line:
    """Tokens and their tags; positions beyond the end are empty, never an error."""

    text: str
    language: str
    tokens: list[Token]
    tags: list[frozenset[str]]
    phrases: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    numerals: dict[int, Numeral | None] = field(default_factory=dict)
    whole: bool = True

    def has(self, at: int, *wanted: str) -> bool:
        """Has the word at this place one of the tags?"""
        return 0 <= at < len(self.tags) and not self.tags[at].isdisjoint(wanted)

    def phrase(self, at: int, *wanted: str) -> int:
        """Length of the longest phrase or word with one of the tags beginning here, else 0."""
        if at in self.phrases:
            for size, tag in self.phrases[at]:
                if tag in wanted:
                    return size
        return 1 if 0 <= at < len(self.tags) and not self.tags[at].isdisjoint(wanted) else 0

    def sign(self, at: int, marks: str) -> bool:
        """Is the token one of these signs?"""
        return 0 <= at < len(self.tokens) and (
            self.tokens[at].kind == "sign" and self.tokens[at].text in marks
        )

    def low(self, at: int) -> str:
        """The lower-case word here, or nothing."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def is_num(self, at: int) -> bool:
        """Is the token written in digits?"""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind == "num"

    def glued(self, at: int) -> bool:
        """Does the token follow the one before without a blank?"""
        return 0 <= at < len(self.tokens) and self.tokens[at].glued

    def number_word(self, at: int) -> NumberWord | None:
        """The number word here."""
        if not 0 <= at < len(self.tokens) or self.tokens[at].kind != "word":
            return None
        return number_word(self.language, self.tokens[at].low)

    def numeral(self, at: int) -> Numeral | None:
        """A number beginning here, in digits or words, with ½ and thousands."""
        if at not in self.numerals:  # asked by every kind of piece in turn
            self.numerals[at] = self._numeral(at)
        return self.numerals[at]

    def _numeral(self, at: int) -> Numeral | None:
        if self.is_num(at):
            return self._digits(at)
        if 0 <= at < len(self.tokens) and self.tokens[at].text in _HALVES:
            return Numeral(_HALVES[self.tokens[at].text], at + 1, half=True)
        return self._words(at)

    def _digits(self, at: int) -> Numeral | None:
        raw = self.tokens[at].text
        if len(raw) > 15:
            return None
        value = digits(raw)
        if value is None:
            return None
        last = at + 1
        if raw.isdigit() and len(raw) <= 3 and raw[0] != "0":
            while self._thousand(last):
                piece = self.tokens[last].text
                raw, last = raw + piece, last + 1
                if not piece.isdigit():
                    break
            value = digits(raw) or Decimal(0)
        if last < len(self.tokens) and self.tokens[last].text in _HALVES and raw.isdigit():
            return Numeral(value + _HALVES[self.tokens[last].text], last + 1, half=True)
        if raw.isdigit() and not self.glued(last) and (part := self._fraction(last)):
            return Numeral(value + part, last + 3, half=True)
        if part := self._fraction(at):
            return Numeral(part, at + 3, half=True)
        size = scale_of(self.low(last))
        if size and value * size < _MOST:  # "2 tusen", "2,5 miljoner"
            return Numeral(value * size, last + 1, raw)
        return Numeral(value, last, raw)

    def _thousand(self, at: int) -> bool:
        if not self.is_num(at) or self.glued(at):
            return False
        head = self.tokens[at].text.replace(".", ",").split(",")
        return len(head[0]) == 3 and (len(head) == 1 or (len(head) == 2 and len(head[1]) < 3))

    def _fraction(self, at: int) -> Decimal | None:
        if not (self.is_num(at) and self.sign(at + 1, "/") and self.is_num(at + 2)):
            return None
        top, bottom = self.tokens[at].text, self.tokens[at + 2].text
        if (top, bottom) not in (("1", "2"), ("1", "4"), ("3", "4")) or not self.glued(at + 1):
            return None
        after = at + 3
        if not self.has(after, "HOUR", "DAYWORD") and not self.has(after + 1, "HOUR"):
            return None
        return Decimal(top) / Decimal(bottom)

    def _words(self, at: int) -> Numeral | None:
        word = self.number_word(at)
        if word is None:
            return None
        found = counted(self, at)
        return None if found is None else Numeral(*found, case=word.case)


def prepare(text: str, hint: str | None, limit: int = 400) -> Line:
    """Cut and tag a message; beyond `limit` tokens it is no chat message and the rest is left."""
    tokens = cut(text[: limit * 12])
    whole = len(text) <= limit * 12 and len(tokens) <= limit
    tokens = tokens[:limit]
    language = language_of(tokens, hint)
    tags = [tags_of(language, t.low) if t.kind in ("word", "sign") else NOTHING for t in tokens]
    line = Line(text, language, tokens, tags, whole=whole)
    for at, token in enumerate(tokens):
        if token.kind in ("word", "sign") and (found := phrases_at(language, tokens, at)):
            line.phrases[at] = found
    return line
