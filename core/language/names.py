"""The index of known names: whole, alias, part, inflected, with slips of the finger.

Words are kept in a dictionary by stem, names in a tree of words, slips are found through the
rarest three-letter pieces, so that a lookup costs the same with twenty names as with 20,000.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from core.language import finnish
from core.language.tokens import Token

SAME_NAME = 60
"""So many customers or projects one spoken form may stand for; where more fit, the question is the
same, and a project is found by its customer."""
LOOKED_AT = 6000
"""So many words are looked through for those that share letters with a misspelt one."""
CANDIDATES = 120
"""So many known words are compared letter by letter with one that may hold a slip."""
ALIKE = 0.8
"""From this likeness (Jaro-Winkler) on a name is worth offering for an unknown word."""
EXACT, INFLECTED, BARE_S, NEAR, DOUBTFUL = 0, 1, 2, 3, 4  # how a word was written
_SWEDISH = ("en", "et", "n", "t", "ns", "ens", "ets", "erna", "arna", "na", "na", "er", "ar")


@dataclass(frozen=True, slots=True)
class Target:
    """What a name stands for: kind `customer`, `project`, `task` or `colleague`, and its place.

    `part`: only a part of the name was needed; `alias` tells spoken names of projects.
    """

    kind: str
    index: int
    sub: int = -1
    part: bool = False
    alias: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Known name(s) at tokens[first:last]; several targets when two fit.

    `owned` holds the projects of a name that too many customers have, by customer.
    """

    targets: tuple[Target, ...]
    first: int
    last: int
    quality: int
    ending: str = ""
    owned: tuple[Mapping[int, tuple[Target, ...]], ...] = ()

    def projects_of(self, place: int) -> list[Target]:
        """The projects of a customer that the name stands for."""
        found = [t for t in self.targets if t.kind == "project" and t.index == place]
        found += [target for owned in self.owned for target in owned.get(place, ())]
        return list(dict.fromkeys(found))


@dataclass(slots=True)
class _Node:
    next: dict[int, "_Node"] = field(default_factory=dict)
    targets: dict[Target, None] = field(default_factory=dict)
    owned: dict[int, tuple[Target, ...]] | None = None

    def add(self, target: Target) -> None:
        """Let the words up to here stand for a target, once."""
        if len(self.targets) < SAME_NAME or target.kind not in ("customer", "project"):
            self.targets[target] = None
        elif target.kind == "project":
            self.owned = {} if self.owned is None else self.owned
            before = self.owned.get(target.index, ())
            if target not in before:
                self.owned[target.index] = (*before, target)


class NameIndex:
    """Built once for a directory, then read by any number of threads."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.spelled: list[str] = []
        self.stems: dict[str, list[tuple[int, int, str]]] = {}
        self.genitives: dict[str, list[int]] = {}
        self.pieces: dict[str, list[int]] = {}
        self.root = _Node()
        self.longest = 0

    def add(self, key: Sequence[str], target: Target, *, swedish: bool = False) -> None:
        """Let the folded words of `key` stand for `target`."""
        node = self.root
        for word in key:
            number = self._word(word, swedish=swedish)
            node = _child(node, number)
        node.add(target)

    def add_genitive(self, stem: str, target: Target) -> None:
        """A firm beginning with the Finnish genitive of this weak stem is found by the surname."""
        number = self._word(stem + "n", swedish=False)
        numbers = self.genitives.setdefault(stem, [])
        if number not in numbers:
            numbers.append(number)
        _child(self.root, number).add(target)

    def _word(self, word: str, *, swedish: bool) -> int:
        number = self.words.get(word)
        if number is None:
            number = self.words[word] = len(self.spelled)
            self.spelled.append(word)
            self.longest = max(self.longest, len(word))
            if not word.isdigit():
                self._index_word(word, number)
        if swedish and not word.isdigit():
            stem = word[:-1] if word[-1] in "ae" else word
            entry = (number, 0, "sv")
            if entry not in self.stems.get(stem, ()):
                self.stems.setdefault(stem, []).append(entry)
        return number

    def _index_word(self, word: str, number: int) -> None:
        """Let a word be found by its inflected forms and with slips."""
        for stem, takes in finnish.stems(word):
            self.stems.setdefault(stem, []).append((number, takes, ""))
        for piece in set(_pieces(word)):
            self.pieces.setdefault(piece, []).append(number)

    # ---------------------------------------------------------------- one word

    def word(self, token: Token) -> dict[int, tuple[int, str]]:
        """Known words this token may be: number -> (quality, ending)."""
        found: dict[int, tuple[int, str]] = {}
        folded = token.fold
        number = self.words.get(folded)
        if number is not None:
            found[number] = (EXACT, "")
        if "'" in token.low:
            self._possessive(token, found)
        if len(folded) > self.longest + 8:
            return found
        if folded.endswith("s") and len(folded) > 3:
            number = self.words.get(folded[:-1])
            if number is not None:
                found.setdefault(number, (BARE_S, "s"))
        self._inflected(folded, found)
        if self.genitives:
            self._genitive(folded, found)
        return found

    def _possessive(self, token: Token, found: dict[int, tuple[int, str]]) -> None:
        low = token.low
        if low.endswith("'s"):
            number = self.words.get(token.fold[:-1])
            if number is not None:
                found.setdefault(number, (INFLECTED, "'s"))

    def _inflected(self, folded: str, found: dict[int, tuple[int, str]]) -> None:
        for cut in range(max(2, len(folded) - 7), len(folded) + 1):
            at = self.stems.get(folded[:cut])
            if at is None:
                continue
            ending = folded[cut:]
            for number, takes, language in at:
                if number in found:
                    continue
                if language == "sv":
                    if ending in _SWEDISH:
                        found[number] = (INFLECTED, ending)
                elif ending and finnish.fits(folded[:cut], takes, ending):
                    found[number] = (INFLECTED, ending)

    def _genitive(self, folded: str, found: dict[int, tuple[int, str]]) -> None:
        for stem, takes in finnish.stems(folded):
            if takes & finnish.WEAK:
                for number in self.genitives.get(stem, ()):
                    found.setdefault(number, (INFLECTED, ""))
        for cut in range(max(2, len(folded) - 4), len(folded)):
            if folded[cut:] in finnish.WEAK_ENDINGS:
                for number in self.genitives.get(folded[:cut], ()):
                    found.setdefault(number, (INFLECTED, folded[cut:]))

    def near(
        self, folded: str, among: Iterable[int] | None = None, inflected: bool = True
    ) -> dict[int, tuple[int, bool]]:
        """Known words one or two slips away: number -> (slips, is it a likely slip)."""
        size = len(folded)
        if size < 4 or size > self.longest + 8:
            return {}
        found: dict[int, tuple[int, bool]] = {}
        for number in self._likely(folded) if among is None else among:
            word = self.spelled[number]
            if len(word) < 3 or len(word) > size + 2:
                continue
            allowed = 1 if len(word) <= 5 else 2
            if not _may_be(folded, word, allowed):
                continue
            slips, likely = _slips(folded, word, allowed, inflected)
            if slips <= allowed:
                found[number] = (slips, likely)
        return found

    def alike(self, folded: str) -> list[Target]:
        """Whom the known words most like an unknown one stand for, the most alike first."""
        if not 3 < len(folded) <= self.longest + 8:
            return []
        likeness = [
            (JaroWinkler.similarity(folded, self.spelled[n], score_cutoff=ALIKE), n)
            for n in self._likely(folded)
        ]
        found: list[Target] = []
        for score, number in sorted(likeness, key=lambda one: -one[0]):
            node = self.root.next.get(number)
            if score and node is not None and len(found) < SAME_NAME:
                found += node.targets
        return found

    def beside(self, word: str) -> list[int]:
        """Other known words one letter away."""
        return [
            n
            for n in self._likely(word)
            if self.spelled[n] != word and OSA.distance(self.spelled[n], word, score_cutoff=1) <= 1
        ]

    def _likely(self, folded: str) -> Sequence[int]:
        """The known words that share the most three-letter pieces, the rarest pieces first."""
        lists = sorted((self.pieces[p] for p in _pieces(folded) if p in self.pieces), key=len)
        shared: Counter[int] = Counter()
        looked = 0
        for numbers in lists:
            if looked and looked + len(numbers) > LOOKED_AT:
                break
            looked += len(numbers)
            shared.update(numbers if len(numbers) <= LOOKED_AT else numbers[:LOOKED_AT])
        if len(shared) <= CANDIDATES:
            return list(shared)
        return [number for number, _count in shared.most_common(CANDIDATES)]

    # ---------------------------------------------------------------- whole names

    def longest_match(
        self,
        tokens: Sequence[Token],
        at: int,
        near: Callable[[Token], bool],
        *,
        inflected: bool = True,
    ) -> Match | None:
        """The longest known name beginning at a token; `near` says which words may have slips."""
        ends: list[tuple[int, int, str, _Node]] = []
        self._walk(tokens, at, self.root, 0, "", near, ends, inflected)
        if not ends:
            return None
        last = max(end for end, *_ in ends)
        here = [e for e in ends if e[0] == last]
        best = min(e[1] for e in here)
        if best < NEAR:
            here = [e for e in here if e[1] < NEAR]
        targets = tuple(here[0][3].targets)
        if len(here) > 1:
            targets = tuple(dict.fromkeys(t for *_, node in here for t in node.targets))
        owned = tuple(node.owned for *_, node in here if node.owned is not None)
        ending = next(e[2] for e in here if e[1] == best)
        if best == DOUBTFUL and last - at > 1:
            best = NEAR  # the other words of the name were right
        return Match(targets, at, last, best, ending, owned)

    def _walk(
        self,
        tokens: Sequence[Token],
        at: int,
        node: _Node,
        quality: int,
        ending: str,
        near: Callable[[Token], bool],
        ends: list[tuple[int, int, str, _Node]],
        inflected: bool,
    ) -> None:
        if at >= len(tokens) or len(ends) > 60:
            return
        token = tokens[at]
        if token.kind not in ("word", "num") or not node.next:
            return
        found = self.word(token) if token.kind == "word" else self._digits(token)
        usable = [n for n in found if n in node.next]
        if token.kind == "word" and not usable and near(token):
            among = self._among(node, token.fold)
            for number, (slips, likely) in self.near(token.fold, among, inflected).items():
                short = slips > 1 and len(self.spelled[number]) < 8
                found[number] = (NEAR if likely and not short else DOUBTFUL, "")
        for number, (how, tail) in found.items():
            child = node.next.get(number)
            if child is None:
                continue
            worst = max(quality, how)
            if child.targets:
                ends.append((at + 1, worst, tail, child))
            if child.next:
                following = _skip(tokens, at + 1)
                self._walk(tokens, following, child, worst, tail, near, ends, inflected)

    def _among(self, node: _Node, folded: str) -> Iterable[int] | None:
        """The words that may follow and are like the written one; None: all that begin a name."""
        if node is self.root:
            return None
        if len(node.next) <= CANDIDATES:
            return list(node.next)
        return [number for number in self._likely(folded) if number in node.next]

    def _digits(self, token: Token) -> dict[int, tuple[int, str]]:
        number = self.words.get(token.text)
        return {} if number is None else {number: (EXACT, "")}


def _child(node: _Node, number: int) -> _Node:
    child = node.next.get(number)
    if child is None:
        child = node.next[number] = _Node()
    return child


def _skip(tokens: Sequence[Token], at: int) -> int:
    """Past one sign or linking word inside a name (`Marsh & Sons`, `St. Mary's`)."""
    if at < len(tokens):
        token = tokens[at]
        if (token.kind == "sign" and token.text in ".&-/+") or token.low in ("and", "och", "ja"):
            return at + 1
    return at


def _pieces(word: str) -> list[str]:
    padded = "^" + word[:9]
    return [padded[i : i + 3] for i in range(len(padded) - 2)]


def _may_be(written: str, word: str, allowed: int) -> bool:
    """Are the beginnings alike? Inflection changes a word in its last three letters only."""
    size = len(word) - 3
    if size < 3:
        return True
    most = allowed + 1
    return OSA.distance(written[:size], word[:size], score_cutoff=most) <= most


@lru_cache(maxsize=4096)
def _forms(word: str) -> tuple[str, ...]:
    return (*finnish.forms(word), word + "s")


def _slips(written: str, word: str, allowed: int, inflected: bool) -> tuple[int, bool]:
    """The least slips between a written word and any form of a name, and whether likely ones."""
    best, likely = allowed + 1, False
    for form in (word, *_forms(word)) if inflected else (word, word + "s"):
        slips = OSA.distance(written, form, score_cutoff=min(allowed, best))
        if slips > min(allowed, best) or (slips == best and likely):
            continue
        best, likely = slips, plausible(written, form)
        if best <= 1 and likely:
            break
    if best == 2 and written[0] != word[0]:
        return 3, False
    return best, likely


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {c: (r, n) for r, row in enumerate(_ROWS) for n, c in enumerate(row)}


def _neighbours(one: str, other: str) -> bool:
    """Are two letters beside each other on a keyboard?"""
    a, b = _PLACES.get(one), _PLACES.get(other)
    return a is not None and b is not None and abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1


def plausible(written: str, form: str) -> bool:
    """A slip of the finger, not another word: in short names a letter is dropped, doubled,
    swapped or its neighbour on the keyboard; in long ones at most one letter is another."""
    if len(written) == len(form):
        changed = [(a, b) for a, b in zip(written, form, strict=True) if a != b]
        if len(changed) == 2 and changed[0] == changed[1][::-1]:
            return True
        if len(form) <= 5:
            return len(changed) == 1 and _neighbours(*changed[0])
    return Indel.distance(written, form) <= 3
