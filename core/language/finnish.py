"""Finnish inflection by rule: stems with consonant gradation, and the endings they take.

Works on folded words (ä is a, ö is o), so vowel harmony needs no care.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from core.language.wordlists import words

STRONG, WEAK, BARE = 1, 2, 4  # open-syllable stem, closed-syllable stem, consonant stem

WEAK_ENDINGS = words(
    "n t lla lle lta ssa sta ksi tta l lt s st ks nkin llakin llekin ssakin stakin"
)
STRONG_ENDINGS = frozenset(["a", "na", "ta", "kin"])  # illative and spoken partitive by vowel
BARE_ENDINGS = frozenset(["ta", "ten"])

_LAST = re.compile(r"^(.*?)([bcdfghjklmnpqrstvwxz]+)([aeiouy])$")
_GRADES = {
    "kk": "k", "pp": "p", "tt": "t", "nk": "ng", "mp": "mm", "nt": "nn", "lt": "ll", "rt": "rr",
    "ht": "hd", "lp": "lv", "rp": "rv", "lk": "l", "rk": "r", "hk": "h", "k": "", "p": "v",
    "t": "d", "nkk": "nk", "mpp": "mp", "ntt": "nt", "ltt": "lt", "rtt": "rt", "lkk": "lk",
    "rkk": "rk", "lpp": "lp", "rpp": "rp",
}  # fmt: skip
_STRENGTH = {weak: strong for strong, weak in _GRADES.items() if weak} | {"l": "l", "r": "r"}


def weaken(word: str) -> str:
    """The weak grade: lehto, lehdo; lampi, lammi; rautio and koski stay."""
    match = _LAST.match(word)
    if match is None or not match[1]:
        return word
    weak = _GRADES.get(match[2])
    if weak is None:
        return word
    if weak in ("l", "r", "h") and match[3] in "ei" and match[2] in ("lk", "rk", "hk"):
        weak += "j"
    return match[1] + weak + match[3]


def strengthen(word: str) -> str:
    """The strong grade of a word whose nominative is weak: ranne, rante; lahde, lahte."""
    match = _LAST.match(word)
    if match is None or not match[1]:
        return word
    return match[1] + _STRENGTH.get(match[2], match[2]) + match[3]


@lru_cache(maxsize=4096)
def stems(word: str) -> tuple[tuple[str, int], ...]:
    """Stems of a folded nominative with what they take: (stem, STRONG | WEAK | BARE)."""
    found: dict[str, int] = {}

    def add(stem: str, takes: int) -> None:
        if len(stem) > 1:
            found[stem] = found.get(stem, 0) | takes
            if takes & WEAK and "d" in stem[2:]:  # spoken: lehol, kahen
                cut = stem.rfind("d")
                if stem[cut + 1 :] in ("o", "a", "e", "u", "y", "i"):
                    dropped = stem[:cut] + stem[cut + 1 :]
                    found[dropped] = found.get(dropped, 0) | WEAK

    end = word[-1:]
    if word.endswith("nen") and len(word) > 4:
        add(word[:-3] + "se", STRONG | WEAK)
        add(word[:-3] + "s", BARE)
        add(word[:-3] + "si", WEAK)
    elif end == "i":
        _stems_of_i(word, add)
    elif end == "e":
        add(word + "e", STRONG | WEAK)
        add(strengthen(word) + "e", STRONG | WEAK)
        add(word, BARE)
    elif end in "aouy":
        add(word, STRONG)
        add(weaken(word), WEAK)
        if end in "ouy":
            add(weaken(word) + "i", WEAK)
    else:
        _stems_of_consonant(word, add)
    return tuple(found.items())


def _stems_of_i(word: str, add: Callable[[str, int], None]) -> None:
    add(word, STRONG)
    add(weaken(word), WEAK)
    old = word[:-1] + "e"
    add(old, STRONG)
    add(weaken(old), WEAK)
    if word.endswith("si"):
        add(word[:-2] + "te", STRONG)
        add(word[:-2] + "de", WEAK)


def _stems_of_consonant(word: str, add: Callable[[str, int], None]) -> None:
    add(word + "i", STRONG | WEAK)
    end = word[-1:]
    if end == "s" and len(word) > 3:
        add(word[:-1] + "kse", STRONG | WEAK)
        add(word, BARE)
        if word[-2] in "aei":
            add(strengthen(word[:-1]) + word[-2], STRONG | WEAK)
        else:
            add(word[:-1] + "de", WEAK)
            add(word[:-1] + "te", STRONG)
    elif end in "lnr":
        add(word + "e", STRONG | WEAK)


def fits(stem: str, takes: int, ending: str) -> bool:
    """May this ending follow this stem?"""
    if takes & WEAK and ending in WEAK_ENDINGS:
        return True
    if takes & STRONG and (
        ending in STRONG_ENDINGS or ending in (stem[-1] + "n", stem[-1], "h" + stem[-1] + "n")
    ):
        return True
    return bool(takes & BARE and ending in BARE_ENDINGS)


def forms(word: str) -> frozenset[str]:
    """The forms people write of one folded name, for comparing slips of the finger."""
    found = {word}
    for stem, takes in stems(word):
        if takes & WEAK:
            found.update(stem + e for e in ("n", "lla", "lle", "lta", "ssa", "sta", "l", "s", "st"))
        if takes & STRONG:
            found.update((stem + "a", stem + stem[-1] + "n"))
        if takes & BARE:
            found.add(stem + "ta")
    return frozenset(found)
