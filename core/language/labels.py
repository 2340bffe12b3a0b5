"""What is said of the company's own fields: `T-42 takuu 24 kk`, `what is the door code of Lehto`.

Beside the contract of `apuri understand`, as `inquiries` are: asked of the assistant only, after a
glance at the words shows that a known field is named. A name counts whole or inflected, never with
a slip of the finger; whatever else is said must be understood too, or nothing is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.language.firms import words_of
from core.language.folding import fold, storable
from core.language.known import Customer, Named
from core.language.names import Match, NameIndex, Target
from core.language.reading import Said
from core.language.sense import Sense, make_sense
from core.language.tokens import Token, cut
from core.language.wordlists import words

LONGEST = 600
"""Characters; whoever writes more tells something else."""
NUMBER = re.compile(r"(?<![\w-])([A-Za-z])-(?:(\d{4})-)?(\d{1,9})(?![\w-])")
_BRACKETS = re.compile(r"\([^)]*\)")
_ASKING = words(
    """mikä mika mitä mita mik mikäs miksikä onko oliko what whats which is was vad vilken vilket
    vilka är ar finns näytä nayta kerro sano show tell visa säg sag"""
)
_ORDERING = words(
    """aseta laita merkitse merkkaa merkkaan kirjaa päivitä paivita muuta vaihda lisää lisaa tallenna set put
    change update note save add sätt satt ange ändra andra uppdatera skriv spara"""
)
_SMALL = words(
    """on oli nyt se sen of for the a at to our s me us mulle mullekin minulle meille siitä
    tehtävä tehtävän tehtavan tehtävälle tehtavalle tehtävällä asiakas asiakkaan asiakkaalle
    asiakkaalla pyyntö pyynnön pyynnon pyynnölle projekti projektin projektille projektilla
    task customer request project uppgift uppgiften kund kunden projekt projektet hos på pa för
    for till åt i den det mig är ar is please kiitos tack"""
)
_JOINED = re.compile(
    r"\s*(?:[:=–—-]|\s(?:on nyt|on|is now|is|are|to|är nu|är|till)(?=\s))\s*", re.IGNORECASE
)
_BETWEEN = re.compile(f"^(?:{_JOINED.pattern}|[\\s,]+)+", re.IGNORECASE)
_DENIED = re.compile(r"(?:ei|en|eivät|inte|ej|not|no|does|is|has)\s", re.IGNORECASE)
FEW = 3
"""A value of more words than these is taken only behind a sign or a word such as “is”."""


class Labels:
    """The names of fields, each standing for one or more refs; made once for a set of fields."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """Take (name, ref) of each field."""
        self.refs: list[str] = []
        self.index = NameIndex()
        for name, ref in named:
            target = Target("field", len(self.refs))
            self.refs.append(ref)
            for said in dict.fromkeys((name, _BRACKETS.sub(" ", name))):
                if key := words_of(said):
                    self.index.add(key, target, swedish=True)

    def within(self, tokens: Sequence[Token]) -> list[Match]:
        """Return the names in a text from left to right, the longest at each place."""
        found: list[Match] = []
        at = 0
        while at < len(tokens):
            match = self.index.longest_match(tokens, at, _never)
            if match is not None:
                found.append(match)
            at = match.last if match is not None else at + 1
        return found


def _never(_token: Token) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Filling:
    """A field named, of what, and the `value` it shall hold; without one it is asked for.

    `refs`: the fields the name stands for. `number`: `T-42` as typed. `customers`: those that may
    be meant. `name`: words before the field that are neither, perhaps a person's name. Not `sure`:
    a long value behind the bare name may be a sentence of its own.
    """

    refs: tuple[str, ...]
    number: str = ""
    customers: tuple[Customer, ...] = ()
    projects: tuple[Named, ...] = ()
    name: str = ""
    value: str = ""
    sure: bool = True

    @property
    def names_nothing(self) -> bool:
        """Is only the field named, and nothing that bears it?"""
        return not (self.number or self.customers or self.projects or self.name)

    @property
    def asks(self) -> bool:
        """Is the value asked for?"""
        return not self.value


def filling(said: Said, labels: Labels) -> Filling | None:
    """Return what a message sets or asks of a known field, or None."""
    text = storable(said.text).strip()
    if not labels.refs or len(text) > LONGEST or not labels.within(cut(text)):
        return None
    sense = make_sense(replace(said, text=text))
    if not sense.line.whole:
        return None
    for match in labels.within(sense.line.tokens):
        if (found := _Reader(sense, match).read()) is not None:
            refs = dict.fromkeys(labels.refs[target.index] for target in match.targets)
            return replace(found, refs=tuple(refs))
    return None


class _Reader:
    """One message around one field's name."""

    def __init__(self, sense: Sense, match: Match) -> None:
        self.sense, self.match = sense, match
        self.tokens = sense.line.tokens
        self.number = ""
        self.customers: dict[str, Customer] = {}
        self.projects: dict[str, Named] = {}
        self.asks = self.orders = False

    def read(self) -> Filling | None:
        """Return what is set or asked; None when something is said that is not understood."""
        left = self._take(0, self.match.first)
        after, text = self.match.last, self.sense.line.text
        if (self.asks and not self.orders) or text.rstrip().endswith("?"):
            rest = self._take(after, len(self.tokens))
            return None if rest or (left and self._any_target) else self._found(left, "")
        if left and self._any_target:
            return None
        if not self._any_target and not left:
            after = self._skip_target(after)
        said = " " + text[self.tokens[after - 1].end :]
        value = _BETWEEN.sub("", said).strip()
        few = len(value.split()) <= FEW and not _DENIED.match(value)
        sure = few or self.orders or bool(_JOINED.match(said))
        return replace(self._found(left, value), sure=sure)

    @property
    def _any_target(self) -> bool:
        return bool(self.number or self.customers or self.projects)

    def _found(self, left: list[Token], value: str) -> Filling:
        name = self.sense.line.text[left[0].start : left[-1].end] if left else ""
        return Filling(
            (), self.number, tuple(self.customers.values()), tuple(self.projects.values()), name,
            value,
        )  # fmt: skip

    def _take(self, first: int, last: int) -> list[Token]:
        """Understand tokens one by one; return those that mean nothing known."""
        left: list[Token] = []
        at = first
        while at < last:
            step = self._target(at)
            if step == 0:
                if not self._is_small(self.tokens[at]):
                    left.append(self.tokens[at])
                step = 1
            at += step
        return left

    def _skip_target(self, after: int) -> int:
        """`door code of Lehto 1234`: what is named right behind the field, small words between."""
        at = after
        while at < len(self.tokens) and self.tokens[at].fold in _SMALL:
            at += 1
        step = self._target(at)
        return at + step if step else after

    def _is_small(self, token: Token) -> bool:
        if token.kind in ("sign", "line"):
            return token.text in ":,.?!'’\n"
        self.asks |= token.fold in _ASKING
        self.orders |= token.fold in _ORDERING
        return token.fold in _SMALL or token.fold in _ASKING or token.fold in _ORDERING

    def _target(self, at: int) -> int:
        """Take a number or a name that begins at a token; return how many tokens it is."""
        if at >= len(self.tokens):
            return 0
        if found := NUMBER.match(self.sense.line.text, self.tokens[at].start):
            self.number = found[0].upper()
            return sum(found.start() <= one.start < found.end() for one in self.tokens)
        for mention in self.sense.customers:
            item = mention.item
            if item.first == at and not self._overlaps(item.first, item.last):
                for place in mention.places:
                    customer = self.sense.customer(place)
                    self.customers[customer.ref or customer.name] = customer
                return item.last - item.first
        return self._project(at)

    def _project(self, at: int) -> int:
        for item in self.sense.items.of("name"):
            if item.first != at or item.match is None or self._overlaps(item.first, item.last):
                continue
            for target in item.match.targets:
                if target.kind == "project":
                    project = self.sense.project(target.index, target.sub)
                    self.projects[project.ref or project.name] = project
            if self.projects:
                return item.last - item.first
        return 0

    def _overlaps(self, first: int, last: int) -> bool:
        return first < self.match.last and self.match.first < last


def spoken_number(text: str) -> tuple[str, str]:
    """Return the number of a task or request in a text (`T-42`) and the text without it."""
    found = NUMBER.search(storable(text))
    if found is None:
        return "", text
    return found[0].upper(), f"{text[: found.start()]} {text[found.end() :]}".strip()


def same_name(said: str, names: Sequence[str]) -> list[int]:
    """Return the places of the names that words stand for, whole or inflected, nothing over."""
    index = NameIndex()
    for number, name in enumerate(names):
        if key := words_of(name):
            index.add(key, Target("stage", number), swedish=True)
    tokens = [one for one in cut(storable(said)) if one.kind != "sign"]
    match = index.longest_match(tokens, 0, _never) if tokens else None
    if match is None or match.last != len(tokens):
        return []
    exact = [t.index for t in match.targets if fold(names[t.index]) == fold(said.strip())]
    return exact or [target.index for target in match.targets]
