"""The forms a word asked for may stand in: Finnish, Swedish and English, by rule (ADR 0009).

A word of a query becomes a few beginnings of words of which one is enough: `vuodon` looks for what
begins with `vuodo` or `vuoto`. What is stored stays as people wrote it, so that indexing costs no
more, compounds are found by how they begin, and the rules may change without a new index.
"""

from functools import lru_cache

from core.language import finnish

SHORTEST = 4
"""Letters of the shortest beginning that may stand for a word."""
MOST = 6
_GERMANIC = ("ningen", "ningar", "ingen", "erna", "arna", "orna", "ens", "ets", "ing", "en", "et",
             "ar", "er", "or", "na", "es", "ed", "an", "n", "t", "s", "a")  # fmt: skip


@lru_cache(maxsize=8192)
def beginnings(word: str) -> tuple[str, ...]:
    """Return beginnings of words that a folded word may stand for, itself first, at most `MOST`.

    A word that is no word of these languages, or too short, stands for itself alone.
    """
    if len(word) < SHORTEST or not (word.isalpha() and word.isascii()):
        return (word,)
    found = [word, *_own_stems(word), *_first_forms(word)]
    bare = _bare(word)
    if len(bare) >= SHORTEST:
        found.append(bare)
    return _least([one for one in dict.fromkeys(found) if len(one) >= SHORTEST])


def _least(found: list[str]) -> tuple[str, ...]:
    """Leave out what begins with another one; keep the order."""
    kept = [
        one for one in found if not any(one != other and one.startswith(other) for other in found)
    ]
    return tuple(kept[:MOST])


def _own_stems(word: str) -> list[str]:
    """Return the stems of a first form: vuoto, vuodo; of words that end in a consonant, few."""
    weak_d = {one for one, _takes in finnish.stems(word) if "d" in one[2:]}
    spoken = {one[: one.rfind("d")] + one[one.rfind("d") + 1 :] for one in weak_d}
    return [one for one, _takes in finnish.stems(word)
            if one not in spoken and not (word[-1] not in "aeiouy" and one == word + "i")]  # fmt: skip


def _first_forms(word: str) -> list[str]:
    """Return the Finnish stem of an inflected word, its other grade and its first form."""
    found: list[str] = []
    for size in range(1, 6):
        stem, ending = word[:-size], word[-size:]
        if len(stem) < SHORTEST:
            break
        for base in _bases(stem):
            if any(one == stem and finnish.fits(one, takes, ending)
                   for one, takes in finnish.stems(base)):  # fmt: skip
                found += [stem, base]
                if finnish.weaken(base) == stem:
                    found.append(finnish.strengthen(stem))
    return found


def _bases(stem: str) -> list[str]:
    """Return what the first form of a stem may be."""
    strong = finnish.strengthen(stem)
    bases = [strong, stem]
    if stem.endswith("e"):
        bases += [strong[:-1] + "i", stem[:-1] + "i", stem[:-1]]
    if stem.endswith("se"):
        bases.insert(0, stem[:-2] + "nen")
    if stem.endswith("kse"):
        bases = [stem[:-3] + "s"]
    if stem[-2:] in ("aa", "ee", "ii"):
        bases += [finnish.weaken(stem[:-1])[:-1] + stem[-1] + "s", finnish.weaken(stem[:-1])]
    if stem.endswith(("te", "de")):
        bases.append(stem[:-2] + "si")
    return [base for base in dict.fromkeys(bases) if len(base) > 3]


def _bare(word: str) -> str:
    """Return a word without its Swedish or English ending; one letter is taken of long words only."""
    for ending in _GERMANIC:
        least = SHORTEST if len(ending) > 1 or ending == "s" else SHORTEST + 1
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word
