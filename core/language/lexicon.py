"""The word tables of the three languages made searchable, and which language a message is in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

from core.language import en, fi, sv
from core.language.folding import fold
from core.language.numerals import WORDS as NUMBER_WORDS
from core.language.tokens import Token, cut

LANGUAGES = ("fi", "sv", "en")
NOTHING: frozenset[str] = frozenset()
LONGEST_WORD = 40
_FINNISH_TAILS = (
    "lla", "llä", "lle", "lta", "ltä", "ssa", "ssä", "sta", "stä", "ksi", "kaa", "taa", "iin",
)  # fmt: skip
_SHARED_SHORT = frozenset(
    ["min", "tim", "hrs", "km", "eur", "klo", "kl", "h", "€", "kr", "£", "sek"]
)


@dataclass(slots=True)
class Table:
    """One language: words, words with free endings, phrases by their first word."""

    words: dict[str, set[str]] = field(default_factory=dict)
    folded: dict[str, set[str]] = field(default_factory=dict)
    heads: dict[str, set[str]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], bool, str]]] = field(default_factory=dict)
    tails: tuple[tuple[str, str], ...] = ()

    def add(self, tag: str, text: str) -> None:
        """Add a blank-separated list of words, phrases and beginnings under one tag."""
        for entry in text.split():
            free = entry.endswith("*")
            parts = tuple(t.low for t in cut(entry.rstrip("*").replace("_", " ")))
            if len(parts) > 1:
                self.phrases.setdefault(parts[0], []).append((parts, free, tag))
                if fold(parts[0]) != parts[0]:
                    self.phrases.setdefault(fold(parts[0]), []).append((parts, free, tag))
            elif parts:
                (self.heads if free else self.words).setdefault(parts[0], set()).add(tag)

    def finish(self) -> None:
        """Make words findable without dots, longest phrases first."""
        for word, tags in [*self.words.items(), *self.heads.items()]:
            plain = fold(word)
            if plain != word and plain not in self.words:
                self.folded.setdefault(plain, set()).update(tags)
        for some in self.phrases.values():
            some.sort(key=lambda p: -len(p[0]))

    def find(self, low: str) -> frozenset[str]:
        """All tags of one word."""
        tags = set(self.words.get(low, ()))
        if not tags:
            tags |= {tag for tail, tag in self.tails if len(low) > len(tail) and low.endswith(tail)}
        if not tags:
            for size in range(3, len(low) + 1):
                tags |= self.heads.get(low[:size], NOTHING)
        if not tags and low.isascii():
            tags |= self.folded.get(low, NOTHING)
            if not tags:
                for size in range(5, len(low)):
                    if low[:size] in self.folded and low[:size] in _folded_heads(self):
                        tags |= self.folded[low[:size]]
        return frozenset(tags)


@cache
def _heads_of(language: str) -> frozenset[str]:
    return frozenset(fold(head) for head in TABLES[language].heads)


def _folded_heads(table: Table) -> frozenset[str]:
    return next(_heads_of(name) for name, other in TABLES.items() if other is table)


def _table(module: ModuleType) -> Table:
    table = Table()
    for number, text in enumerate(module.WEEKDAYS):
        table.add(f"WD{number}", text)
    for number, text in enumerate(module.MONTHS, 1):
        table.add(f"MO{number}", text)
    for offset, text in module.DAYS.items():
        table.add(f"DAY{offset}", text)
    for tag, text in module.TAGS.items():
        table.add(tag, text)
    table.tails = tuple((tail, tag) for tag, text in module.TAILS.items() for tail in text.split())
    table.finish()
    return table


TABLES: dict[str, Table] = {"fi": _table(fi), "sv": _table(sv), "en": _table(en)}


@cache
def _own(language: str, low: str) -> frozenset[str]:
    return TABLES[language].find(low)


def tags_of(language: str, low: str) -> frozenset[str]:
    """Tags of a word in a message of this language; foreign words count when they are long."""
    if len(low) > LONGEST_WORD:
        return NOTHING
    own = _own(language, low)
    if own or low in NUMBER_WORDS[language]:
        return own
    if language == "fi" and (found := _with_particle(low)):
        return found
    if len(low) >= 4 or low in _SHARED_SHORT:
        for other in LANGUAGES:
            if other != language and (found := _own(other, low)):
                return found
    return NOTHING


_PAST = frozenset(
    ["oli", "meni", "tuli", "kävi", "kesti", "maksoi", "loppui", "alkoi", "jäi", "riitti"]
)
_DEEDS = frozenset(["DID", "START", "STOP", "TRAVEL", "EXPENSE", "ARRIVE", "FILL", "THIRD"])


_SHORTEST_QUESTION = 6


def _with_particle(low: str) -> frozenset[str]:
    """Finnish `-ko` asks, and `-kin` behind a verb says that it was otherwise after all."""
    if low.endswith(("ko", "kö")) and (found := _own("fi", low[:-2])):
        return found | {"QWORD"}
    if len(low) > _SHORTEST_QUESTION and low.endswith(
        ("nko", "nkö", "tko", "tkö", "mmeko", "mmekö")
    ):
        return frozenset({"QWORD"})
    for tail in ("kin", "ki"):
        stem = low.removesuffix(tail)
        if stem != low and (stem in _PAST or stem.endswith("n")):
            found = _own("fi", stem)
            if found & _DEEDS:
                return found | {"KIN"}
    return NOTHING


def is_vocabulary(low: str) -> bool:
    """Is it a word of any of the languages, so no misspelt name?"""
    return len(low) > LONGEST_WORD or any(
        _own(name, low) or low in NUMBER_WORDS[name] for name in LANGUAGES
    )


@cache
def _weights(low: str) -> tuple[float, float, float]:
    """How much a word speaks for Finnish, Swedish and English."""
    if len(low) > LONGEST_WORD or (len(low) < 2 and low not in ("i", "o", "å", "a")):
        return (0.0, 0.0, 0.0)
    known = [bool(_own(name, low)) or low in NUMBER_WORDS[name] for name in LANGUAGES]
    if any(known):
        each = 2.0 / (sum(known) ** 2)
        if len(low) < 3:
            each /= 2
        return (known[0] * each, known[1] * each, known[2] * each)
    finnish = 1.0 if len(low) > 5 and low.endswith(_FINNISH_TAILS) else 0.0
    return (finnish, 0.0, 0.0)


def language_of(tokens: Sequence[Token], hint: str | None) -> str:
    """The language most words speak for; the hint decides a tie."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    if hint in scores:
        scores[hint] += 1.1
    for token in tokens[:300]:
        if token.kind == "word":
            for name, weight in zip(LANGUAGES, _weights(token.low), strict=True):
                scores[name] += weight
    order = (hint or "en", "en", "sv", "fi")
    return max(scores, key=lambda name: (scores[name], -order.index(name)))


def phrases_at(language: str, tokens: Sequence[Token], at: int) -> list[tuple[int, str]]:
    """Phrases beginning at a token: (number of tokens, tag), longest first."""
    found: list[tuple[int, str]] = []
    for name in (language, *(n for n in LANGUAGES if n != language)):
        for parts, free, tag in TABLES[name].phrases.get(tokens[at].low, ()):
            if name != language and (len(parts) < 2 or sum(map(len, parts)) < 7):
                continue
            if _fits(parts, free, tokens, at):
                found.append((len(parts), tag))
        if found:
            break
    return sorted(found, key=lambda f: -f[0])


def _fits(parts: tuple[str, ...], free: bool, tokens: Sequence[Token], at: int) -> bool:
    if at + len(parts) > len(tokens):
        return False
    last = len(parts) - 1
    for step, part in enumerate(parts):
        token = tokens[at + step]
        if token.low == part or token.fold == fold(part):
            continue
        if free and step == last and token.low.startswith(part):
            continue
        return False
    return True
