"""What somebody typed, as terms: each of them must be in what is found, in one of its forms."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.search.inflection import beginnings
from core.search.words import (
    MAX_LENGTH,
    MAX_TITLE,
    folded,
    numbers,
    parts_of,
    pieces,
    reference,
    title_of,
)

MAX_TYPED = 200  # characters that are looked at
MAX_TERMS = 8


@dataclass(frozen=True, slots=True)
class Form:
    """A word, or (`begins`) the beginning of words."""

    text: str
    begins: bool

    def fits(self, word: str) -> bool:
        """Tell whether a stored word is meant."""
        return word.startswith(self.text) if self.begins else word == self.text


@dataclass(frozen=True, slots=True)
class Term:
    """One typed word; any of its forms will do. `typed` is how it was written, folded."""

    typed: str
    forms: tuple[Form, ...]

    def fits(self, word: str) -> bool:
        """Tell whether a stored word is meant."""
        return any(form.fits(word) for form in self.forms)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: its terms, and the whole as titles are compared."""

    terms: tuple[Term, ...]
    title: str

    def __bool__(self) -> bool:
        return bool(self.terms)


def asked_for(text: str) -> Asked:
    """Read what was typed; whatever it is, this never fails. The last word may be unfinished."""
    low = folded(text[:MAX_TYPED])
    found = list(dict.fromkeys(pieces(low)))[:MAX_TERMS]
    terms = [term for place, (kind, piece) in enumerate(found)
             for term in _terms(kind, piece, last=place == len(found) - 1)]  # fmt: skip
    unique = {term.typed: term for term in terms}
    return Asked(tuple(unique.values())[:MAX_TERMS], title_of(text[:MAX_TITLE]))


def _terms(kind: str, piece: str, *, last: bool) -> Iterator[Term]:
    parts = parts_of(piece)
    if kind == "mail":
        yield _exact("".join(parts), begins=last)
    elif kind == "ref":
        whole, *others = reference(parts)[:2]
        yield Term(whole, (Form(whole, last), *(Form(one, begins=False) for one in others)))
    elif kind == "run" and (spelled := numbers(piece, 4)):
        yield _exact(*spelled, begins=last)
    else:
        for place, part in enumerate(parts):
            yield _word(part, last=last and place == len(parts) - 1)


def _exact(*spelled: str, begins: bool) -> Term:
    return Term(spelled[0], tuple(Form(one[:MAX_LENGTH], begins) for one in dict.fromkeys(spelled)))


def _word(word: str, *, last: bool) -> Term:
    word = word[:MAX_LENGTH]
    if word.isdigit():
        bare = word.lstrip("0")
        return _exact(*dict.fromkeys((word, bare) if bare else (word,)), begins=last)
    found = beginnings(word)
    if last and not any(word.startswith(one) for one in found):
        found = (word, *found)
    unchanged = found == (word,) and len(word) < 4
    return Term(word, tuple(Form(one, last or not unchanged) for one in found))
