"""How a stored name is spoken: without its legal form, surname alone, parts in either order."""

import re
from collections.abc import Iterator
from functools import lru_cache

from core.language.first_names import FIRST_NAMES
from core.language.folding import fold
from core.language.wordlists import words

WHOLE, PART = 0, 1  # how much of a name a spoken key is

_WORD = re.compile(r"\d+|[^\W\d_]+")
_LEGAL = words(
    """oy ab ky oyj abp tmi as asunto asoy brf hb kb ry rf ltd limited llp plc inc co gmbh
    llc sons son bostadsrattsforeningen bostadsrattsforening kiinteisto koy stiftelsen bolag
    aktiebolag osuuskunta saatio ek for"""
)
_GENERIC = words(
    """paivakoti koulu ravintola hotelli kahvila kauppa forskola skola restaurang hotell
    cafe daycare school the restaurant pub hotel church kyrka seurakunta taloyhtio vardcentral
    terveysasema apteekki apotek st saint sankt hoitokoti palvelutalo villa"""
)
_LINKS = frozenset(["and", "och", "ja"])
_ARTICLES = frozenset(["the", "von", "van", "af", "de", "la", "le", "st", "new", "old", "uusi"])


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Folded words of a name; dots, apostrophes and signs are nothing."""
    plain = name.replace("'", "").replace("\u2019", "").replace("`", "")
    return tuple(fold(w) for w in _WORD.findall(plain) if fold(w) not in _LINKS)


def person_keys(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Spoken forms of a person's name stored as two words, in either order."""
    first, second = words
    yield (second, first), WHOLE
    surname = second if first in FIRST_NAMES and second not in FIRST_NAMES else first
    yield (surname,), PART


def customer_keys(name: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """What people say for a customer: (folded words, WHOLE or PART); never a mere number."""
    for key, much in _all_keys(name):
        telling = [w for w in key if w.isalpha() and (len(w) > 1 or much == WHOLE)]
        if telling and not (much == PART and set(key) <= _LINKS | _ARTICLES):
            yield key, much


def _all_keys(name: str) -> Iterator[tuple[tuple[str, ...], int]]:
    words = words_of(name)
    if not words:
        return
    yield words, WHOLE
    core = tuple(w for w in words if w not in _LEGAL) or words
    bare = core
    while len(bare) > 1 and bare[0] in _GENERIC:
        bare = bare[1:]
    if core != words:
        yield core, PART if len(core) == 1 else WHOLE
    if bare != core:
        yield bare, PART
    if len(core) == 2 and bare == core == words and all(w.isalpha() for w in words):
        yield from person_keys((words[0], words[1]))
    elif core == words and len(name.split()) < len(words):
        yield from _double_names(name)
    for size in range(1, len(bare)):
        yield bare[:size], PART
    if len(core) < len(words) or len(core) > 1:
        yield from _genitive_heads(bare[0], words)


def _double_names(name: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """`Persson Anna-Lena` in the other order, and by the surname alone."""
    parts = [words_of(part) for part in name.split()]
    if len(parts) != 2 or not all(parts):
        return
    first, second = parts
    yield (*second, *first), WHOLE
    if first[0] in FIRST_NAMES and second[0] not in FIRST_NAMES:
        yield second, PART


def _genitive_heads(head: str, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """`Karlssons Plåt AB` is also found by `karlsson`."""
    if head.endswith("s") and len(head) > 4 and len(words) > 1:
        yield (head[:-1],), PART


def genitive_stem(name: str) -> str | None:
    """`Lehdon Huolto Oy` begins with a genitive: its stem `lehdo`; else None."""
    words = [w for w in words_of(name) if w not in _LEGAL]
    if len(words_of(name)) > 1 and words and len(words[0]) > 4 and words[0].endswith("n"):
        return words[0][:-1]
    return None
