"""What hurried fingers leave out or swap: `7.5hlehto`, `yesteday`, `3 timamr`.

A blank is put back only before a known name, a slip is mended only in words of time that nothing
else explains, so that no day and no hour is silently overlooked.
"""

from functools import lru_cache

from rapidfuzz.distance import OSA

from core.language.first_names import FIRST_NAMES
from core.language.folding import fold
from core.language.lexicon import TABLES, is_vocabulary, phrases_at, tags_of
from core.language.line import Line
from core.language.names import NameIndex, plausible
from core.language.numerals import WORDS as NUMBER_WORDS
from core.language.ordinary import ORDINARY
from core.language.tokens import Token
from core.language.wordlists import words

_SHORTEST_NAME = 3
_SHORTEST_SLIP = 5
_UNITS = ("HOUR", "MINUTE", "KM")
_WORDS_OF_TIME = ("HOUR", "MINUTE", "WEEK", "MONTH", "WEEKEND")
_ALIKE = words(
    "timmer timret dimmer sundry minuet minuets varsin quartet quartz tunnen ellet toddy"
)
_LONGEST_UNIT = 9


def mend(line: Line, index: NameIndex) -> None:
    """Part what was grown together and tag misspelt words of time, in place."""
    _part(line, index)
    for at, token in enumerate(line.tokens):
        if _may_hold_slip(line, at, index):
            line.tags[at] = meant(line.language, token.low)


# ------------------------------------------------------------------ left-out blanks


def _part(line: Line, index: NameIndex) -> None:
    at = 1
    while at < len(line.tokens):
        token = line.tokens[at]
        if token.kind == "word" and token.glued and line.is_num(at - 1) and not line.tags[at]:
            size = _unit(line, token, index)
            if size:
                _cut(line, at, size)
        at += 1


def _unit(line: Line, token: Token, index: NameIndex) -> int:
    """Letters of the unit a token begins with when a known name or a day follows it, else 0."""
    if index.word(token):
        return 0
    for size in range(min(_LONGEST_UNIT, len(token.low) - _SHORTEST_NAME), 0, -1):
        if not tags_of(line.language, token.low[:size]) & set(_UNITS):
            continue
        rest = _rest(token, size)
        known = index.word(rest)
        begins = any(number in index.root.next for number in known)
        if begins or any(t[:3] == "DAY" for t in tags_of(line.language, rest.low)):
            return size
    return 0


def _rest(token: Token, size: int) -> Token:
    low = token.low[size:]
    return Token(
        "word", token.text[size:], low, fold(low), token.start + size, token.end, glued=False
    )


def _cut(line: Line, at: int, size: int) -> None:
    token = line.tokens[at]
    low = token.low[:size]
    unit = Token("word", token.text[:size], low, fold(low), token.start, token.start + size, True)
    line.tokens[at : at + 1] = [unit, _rest(token, size)]
    line.tags[at : at + 1] = [tags_of(line.language, one.low) for one in line.tokens[at : at + 2]]
    line.phrases = {
        n: found
        for n, one in enumerate(line.tokens)
        if one.kind in ("word", "sign") and (found := phrases_at(line.language, line.tokens, n))
    }
    line.numerals.clear()


# ------------------------------------------------------------------ slips of the finger


def _may_hold_slip(line: Line, at: int, index: NameIndex) -> bool:
    token = line.tokens[at]
    shortest = _SHORTEST_SLIP - (line.language == "sv")
    if token.kind != "word" or line.tags[at] or len(token.low) < shortest:
        return False
    if token.capital and at:
        return False
    if token.fold in ORDINARY or token.fold.rstrip("s") in ORDINARY or token.fold in _ALIKE:
        return False
    if token.fold in FIRST_NAMES or is_vocabulary(token.low):
        return False
    return line.number_word(at) is None and not index.word(token)


@lru_cache(maxsize=4096)
def meant(language: str, low: str) -> frozenset[str]:
    """The tags of the only word of time that is one slip away; none when it is unsure."""
    found: set[frozenset[str]] = set()
    for word, tags, free in _words_of_time(language):
        if any(_is_slip(low[:size], word) for size in _sizes(low, word, free=free)):
            found.add(frozenset(t for t in tags if t in _WORDS_OF_TIME or t[:2] in ("WD", "DA")))
    return found.pop() if len(found) == 1 else frozenset()


def _sizes(low: str, word: str, *, free: bool) -> tuple[int, ...]:
    """How much of what was written may be the word; a beginning with a free ending is a part."""
    if free and len(low) > len(word):
        return (len(word) - 1, len(word), len(word) + 1)
    return (len(low),) if abs(len(word) - len(low)) <= 1 else ()


def _is_slip(written: str, word: str) -> bool:
    if written[0] != word[0]:
        return False
    if len(word) < _SHORTEST_SLIP:
        return len(written) == len(word) and plausible(written, word)
    return OSA.distance(written, word, score_cutoff=1) <= 1


@lru_cache(maxsize=8)
def _words_of_time(language: str) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """Words for days and units that are long enough to be known with a slip, and whether only
    their beginning is given; `igår` and `idag` too."""
    table = TABLES[language]
    found = []
    for entries, free in ((table.words, False), (table.heads, True)):
        for word, known in entries.items():
            tags = frozenset(known)
            named = any(t[:2] == "WD" or t[:3] == "DAY" for t in tags)
            long = len(word) >= _SHORTEST_SLIP or word in ("igår", "idag")
            if (
                (named or tags & set(_WORDS_OF_TIME))
                and long
                and word not in NUMBER_WORDS[language]
            ):
                found.append((word, tags, free))
    return tuple(found)
