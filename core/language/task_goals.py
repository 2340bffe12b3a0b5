"""What an order about a task leads to: a day, a colleague, and which words name the task."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from core.language.chores import when_due
from core.language.directory import Directory
from core.language.firms import words_of
from core.language.known import Named
from core.language.names import BARE_S, NameIndex, Target
from core.language.reading import Said
from core.language.resolving import Doubtful
from core.language.sense import make_sense
from core.language.task_orders import SMALL, folded
from core.language.tokens import Token, cut

TOWARDS = folded(
    """till to åt för for into onto in i stage steget steg skedet vaiheeseen vaihe tilaan -> → : - och and
    ja"""
)
_OF_DUE = folded(
    """määräpäivä määräpäiväksi määräpäivän eräpäivä eräpäiväksi deadline deadlinen deadlineksi dl due date
    förfallodag förfallodagen förfaller by before until till to senast before mennessä viimeistään on
    på for för the until asti saakka klo kl kello klockan at - : , . ( ) is är den"""
)
_SAYS_DUE = folded(
    """määräpäivä määräpäiväksi määräpäivän eräpäivä eräpäiväksi deadline deadlinen deadlineksi dl due
    förfallodag förfallodagen förfaller by until till to senast mennessä viimeistään"""
)
_NONE = folded("pois tyhjä bort none off away ingen ei no utan ilman")
_AWAY = folded("pois bort away none tyhjä")
_TO_A_DAY = ("ksi", "lle", "hin", "seen")
_ME = folded("minulle mulle mig me minä mä jag i self itselleni")


@dataclass(frozen=True, slots=True)
class When:
    """A day said alone; `sure`: as a day to come to, not just named. No `day`: none any more."""

    day: dt.date | None
    time: dt.time | None = None
    sure: bool = True


def when_said(said: Said) -> When | None:
    """Return the day to come that words are, nothing over; None when they say more or less."""
    tokens = cut(said.text)
    left = [one.fold for one in tokens if one.fold not in _OF_DUE]
    says = any(one.fold in _SAYS_DUE for one in tokens)
    if left and all(one in _NONE for one in left) and (says or left[0] in _AWAY):
        return When(None)
    sense = make_sense(said)
    try:
        day, time, used = when_due(sense)
    except Doubtful:
        return None
    if day is None:
        return None
    taken = {place for item in used for place in range(item.first, item.last)}
    rest = [one for at, one in enumerate(sense.line.tokens) if at not in taken]
    if day < sense.today or any(one.fold not in _OF_DUE for one in rest):
        return None
    towards = sense.language == "fi" and any(
        one.low.endswith(_TO_A_DAY) for one in sense.line.tokens
    )
    return When(day, time, says or towards)


def colleagues_said(text: str, crew: Directory) -> tuple[Named, ...] | None:
    """Return the colleagues that words may stand for, nothing over; () for “me”, None: nobody."""
    tokens = [one for one in cut(text) if one.fold not in TOWARDS and one.text not in ".!"]
    if tokens and all(one.fold in _ME for one in tokens):
        return ()
    match = crew.index.longest_match(tokens, 0, _never) if tokens else None
    if match is None or match.last != len(tokens) or match.quality > BARE_S:
        return None
    people = crew.colleagues or ()
    found = [people[one.index] for one in match.targets if one.kind == "colleague"]
    return tuple(found) or None


def _never(_token: Token) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Naming:
    """Words that name tasks by their titles: which ones may be meant, and the words left over."""

    places: tuple[int, ...]
    rest: str


def namings(text: str, titles: Sequence[str]) -> list[Naming]:
    """Return the ways to cut words into a title's and others, the longest title first.

    Every word before the cut stands in the title, whole or inflected; one of them is telling.
    """
    tokens = [one for one in cut(text) if one.kind != "line"]
    standing = _standing(tokens, titles)
    found: list[Naming] = []
    fits: set[int] | None = None
    telling = False
    for at, token in enumerate(tokens):
        here = standing[at]
        if fits is None and not here and token.fold in SMALL:
            continue
        fits = here if fits is None else fits & here
        telling |= token.kind == "word" and len(token.fold) >= 4
        if not fits:
            break
        if telling:
            found.append(Naming(tuple(sorted(fits)), text[token.end :].strip(" ,:-")))
    return found[::-1]


def _standing(tokens: Sequence[Token], titles: Sequence[str]) -> list[set[int]]:
    """Return for each word the titles it stands in; either may be the inflected form."""
    named, spoken = NameIndex(), NameIndex()
    for place, title in enumerate(titles):
        for word in dict.fromkeys(words_of(title)):
            named.add((word,), Target("title", place), swedish=True)
    for at, token in enumerate(tokens):
        if token.kind == "word":
            spoken.add((token.fold,), Target("word", at), swedish=True)
    found = [_targets(named, token) for token in tokens]
    for place, title in enumerate(titles):
        for token in cut(title):
            for at in _targets(spoken, token):
                found[at].add(place)
    return found


def _targets(index: NameIndex, token: Token) -> set[int]:
    match = index.longest_match([token], 0, _never)
    sure = match is not None and match.quality <= BARE_S
    return {target.index for target in match.targets} if match is not None and sure else set()


_STANDING = {"alle": "alla", "alta": "alla", "odottamaan": "odottaa", "tekemaan": "tekemassa",
             "esille": "esilla"}  # fmt: skip


def standing_in(text: str) -> str:
    """Return where something stands that is moved there: `työn alle` is `työn alla`."""
    tokens = cut(text)
    return " ".join(_STANDING.get(one.fold, one.text) for one in tokens)


def leads(text: str) -> bool:
    """Tell whether words lead towards somebody or something: `to Matti`, `Matille`."""
    tokens = cut(text)
    return any(one.fold in TOWARDS or one.fold.endswith("lle") for one in tokens)


def plainly(text: str) -> str:
    """Return words without what only leads to them (`to`, `till`, a colon)."""
    tokens = cut(text)
    while tokens and tokens[0].fold in TOWARDS:
        tokens = tokens[1:]
    return text[tokens[0].start :].rstrip(" .!") if tokens else ""
