"""Orders about one task: `siirrä T-12 työn alle`, `give T-12 to Matti`, `T-12 perjantaiksi`.

Beside the contract of `apuri understand`, as `labels` and `inquiries` are: asked of the assistant
only. What a stage or a title is called is not known here: such words are handed on as they stand.
"""

import re
from dataclasses import dataclass
from typing import Literal

from core.language.folding import fold, storable
from core.language.labels import NUMBER
from core.language.tokens import Token, cut
from core.language.wordlists import words

Act = Literal["", "move", "done", "reopen", "give", "take", "due", "comment", "show", "defer"]
LONGEST = 400
"""Characters of an order; a comment may be longer."""

_HEADS: tuple[tuple[Act, str], ...] = (
    ("comment", "kommentoi|kommentti|kommentera|kommentar|comment on|comment to|comment"),
    ("take", "otan|mä otan|minä otan|jag tar|i take|i'll take"),
    ("reopen", "avaa uudelleen|öppna igen|reopen"),
    ("show", "näytä|avaa|visa|öppna|show|open"),
    ("due", ("määräpäivä|eräpäivä|aseta määräpäivä|sätt förfallodag|förfallodag|due date|set due"
             "|deadline")),
    ("defer", "lykkää|lykkään|laita sivuun|skjut upp|skjut fram|senarelägg|postpone|defer|snooze|put off"),
    ("done", "merkitse|merkkaa|kuittaa|markera|avsluta|kvittera|mark|complete|finish"),
    ("give", "anna|annetaan|osoita|delegoi|ge|tilldela|delegera|give|assign|hand|delegate"),
    ("move", "siirrä|siirretään|siirrän|vie|laita|flytta|flyttar|move|put|shift"),
)  # fmt: skip
_HEAD: dict[tuple[str, ...], Act] = {
    tuple(one.fold for one in cut(said)): act for act, every in _HEADS for said in every.split("|")
}
_LONGEST_HEAD = max(map(len, _HEAD))


def folded(text: str) -> frozenset[str]:
    """Return the words of a text as people also type them: without dots and accents."""
    return frozenset(map(fold, words(text)))


FINISHED = folded(
    """valmis valmiiksi valmiina tehty tehdyksi hoidettu hoidetuksi klar klart färdig färdigt gjord gjort
    avklarad done finished completed complete ready suoritettu suoritetuksi"""
)
_AGAIN = folded("uudelleen uudestaan takaisin igen åter again")
_NOT = folded("ei en eivät ole inte ej not isn't isnt never melkein nästan almost kohta snart soon")
SMALL = folded(
    """tehtävä tehtävän tehtävää tehtävälle task uppgift uppgiften the a den det on är is nyt nu now som as
    please kiitos tack jo redan already"""
)


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """What is said of one task. `number`: `T-42` as typed; `title`: words for it instead.

    `act` is empty when no word orders: what `text`, the rest as typed, is decides.
    """

    act: Act
    number: str = ""
    title: str = ""
    text: str = ""

    @property
    def finishes(self) -> bool:
        """Is the rest nothing but that it is done?"""
        said = cut(self.text)
        return bool(said) and all(one.fold in FINISHED for one in said)

    @property
    def ends_done(self) -> bool:
        """Are the last words that it is done, and those before perhaps a title?"""
        said = cut(self.text)
        return len(said) > 1 and said[-1].fold in FINISHED


def task_order(text: str) -> TaskOrder | None:
    """Cut an order into act, number and what is left; None for what cannot be one."""
    text = storable(text).strip()
    if (comment := _comment(text)) is not None:
        return comment
    numbers = _numbers(text)
    if len(text) > LONGEST or "\n" in text or "?" in text or len(numbers) > 1:
        return None
    rest = f"{text[: numbers[0].start()]} {text[numbers[0].end() :]}" if numbers else text
    tokens = [one for one in cut(rest) if one.text not in "!?."]
    act, size = _head(tokens)
    said = [one for one in tokens[size:] if one.fold not in SMALL and one.text not in ",:"]
    if any(one.fold in _NOT for one in said):
        return None
    if act == "show" and said and all(one.fold in _AGAIN for one in said):
        return TaskOrder("reopen", _number(numbers))
    left = rest[said[0].start : said[-1].end] if said else ""
    return TaskOrder(act, _number(numbers), "", left)


def asked_about(text: str) -> str:
    """Return the number of the one task that a question names, or nothing."""
    text = storable(text).strip()
    numbers = _numbers(text) if text.endswith("?") and len(text) <= LONGEST else []
    return _number(numbers) if len(numbers) == 1 else ""


def _numbers(text: str) -> list[re.Match[str]]:
    return [one for one in NUMBER.finditer(text) if one[1] in "Tt"]


def _number(numbers: list[re.Match[str]]) -> str:
    return numbers[0][0].upper() if numbers else ""


def _head(tokens: list[Token]) -> tuple[Act, int]:
    """Return the order that the first words are, and how many of them."""
    for size in range(min(_LONGEST_HEAD, len(tokens)), 0, -1):
        if found := _HEAD.get(tuple(one.fold for one in tokens[:size])):
            return found, size
    return "", 0


def _comment(text: str) -> TaskOrder | None:
    """`kommentoi T-12: …`, `T-12 comment: …`: all behind the colon, or the number, is said."""
    head, colon, said = text.partition(":")
    numbers = _numbers(head if colon else text)
    if len(numbers) > 1 or (colon and len(head) > LONGEST):
        return None
    if not colon:
        if not numbers or _head_of(text[: numbers[0].start()]) is None:
            return None
        return TaskOrder("comment", _number(numbers), "", text[numbers[0].end() :].strip(" ,-–\n"))
    name = _head_of(NUMBER.sub(" ", head))
    if name is None or (numbers and name) or not said.strip():
        return None
    return TaskOrder("comment", _number(numbers), name, said.strip())


def _head_of(text: str) -> str | None:
    """Return what stands behind the order to comment, None when nothing orders it."""
    tokens = cut(text)
    act, size = _head(tokens)
    if act != "comment":
        return None
    said = [one for one in tokens[size:] if one.fold not in SMALL and one.kind != "sign"]
    return text[said[0].start : said[-1].end] if said else ""
