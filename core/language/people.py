"""Who did it: the writer, named colleagues, or somebody whose hours are not the writer's."""

from dataclasses import dataclass, field

from core.language.first_names import FIRST_NAMES
from core.language.folding import fold
from core.language.items import Item
from core.language.reading import Named
from core.language.sense import Sense

_AT_TAILS = ("lla", "lle", "lta")
_PLACE_WORDS = frozenset(["hos", "at"])
_SURNAME_TAILS = ("nen", "sson", "strom", "qvist", "kvist", "gren", "berg", "lund", "sen")


@dataclass(slots=True)
class Crew:
    """Writers' and colleagues' places in the text; `stranger`: another person's hours."""

    marks: list[tuple[Item, Named | None]] = field(default_factory=list)
    stranger: bool = False


def crew(sense: Sense) -> Crew:
    """Everybody named as doing the work; `None` in a mark is the writer."""
    found = Crew()
    for item in sense.items.of("name"):
        _colleague(sense, item, found)
    if found.marks:
        for item in sense.items.words("ME"):
            if sense.line.low(item.first) in ("jag", "i", "me", "minä", "mä", "mie", "itse", "ite"):
                found.marks.append((item, None))
        found.marks.sort(key=lambda mark: mark[0].first)
    if not found.stranger:
        found.stranger = _stranger(sense)
    return found


def _colleague(sense: Sense, item: Item, found: Crew) -> None:
    assert item.match is not None
    places = tuple(dict.fromkeys(t.index for t in item.match.targets if t.kind == "colleague"))
    if not places or any(t.kind != "colleague" for t in item.match.targets):
        return
    if _accompanied(sense, item):
        return
    instead = sense.line.low(item.first - 1) in ("for", "för", "åt")
    if len(places) > 1 or item.match.ending or instead:
        found.stranger = True
        return
    found.marks.append((item, (sense.said.directory.colleagues or ())[places[0]]))


def _accompanied(sense: Sense, item: Item) -> bool:
    """`with Dave and Ann`, `ihop med Kalle`, `Matin ja Liisan kanssa`: only the writer's own
    hours are told."""
    before, after = sense.items.before(item), sense.items.after(item)
    if before is not None and before.kind == "word":
        if before.has("WITH"):
            return True
        other = sense.items.before(before)
        if before.has("AND") and other is not None and other.kind in ("name", "word"):
            lead = sense.items.before(other)
            if lead is not None and lead.kind == "word" and lead.has("WITH"):
                return True
    if after is not None and after.kind == "word":
        if after.has("WITH") and sense.language == "fi":
            return True
        last = sense.items.after(item, 3)
        return after.has("AND") and last is not None and last.has("WITH") and (
            sense.language == "fi"
        )  # fmt: skip
    return False


def _stranger(sense: Sense) -> bool:
    """Is somebody else the subject: a pronoun, a given name, an unknown word before the verb?"""
    pieces = sense.items.all
    for at, item in enumerate(pieces):
        if item.kind != "word" or _accompanied(sense, item):
            continue
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if item.has("OTHERS") and _is_subject(sense, at, following):
            return True
        if not item.tags and _unknown_subject(sense, at, item, following):
            return True
    return False


_PRONOUNS = frozenset(
    ["hän", "he", "she", "they", "han", "hon", "de", "dom", "hänen", "his", "their"]
)


def _is_subject(sense: Sense, at: int, following: Item | None) -> bool:
    if sense.line.low(sense.items.all[at].first) in _PRONOUNS:
        return not (sense.language == "sv" and sense.line.low(sense.items.all[at].first) == "he")
    return _head(sense, at) or (
        following is not None and (following.kind == "length" or following.has("THIRD"))
    )


def _head(sense: Sense, at: int) -> bool:
    """Does a clause begin here, apart from days and small words?"""
    pieces = sense.items.all
    while at > 0:
        before = pieces[at - 1]
        if before.kind in ("sign", "line"):
            return True
        if before.kind != "day" and not (
            before.kind == "word" and before.has("AND", "THEN", "FILL")
        ):
            return False
        at -= 1
    return True


def _unknown_subject(sense: Sense, at: int, item: Item, following: Item | None) -> bool:
    token = sense.token(item)
    given = token.fold in FIRST_NAMES
    verb = following is not None and following.kind == "word" and following.has("THIRD")
    if given and (token.capital or verb or _head(sense, at)):
        return True
    if verb and (_head(sense, at) or token.capital):
        return True
    surname = token.capital and token.fold.endswith(_SURNAME_TAILS)
    return surname and _head(sense, at)


def unknown_place(sense: Sense) -> Item | None:
    """An unknown name where a customer would stand: `hos Bengtsson`, `Hirvosella`."""
    for item in sense.items.of("word"):
        if item.tags:
            continue
        token = sense.token(item)
        before = sense.line.low(item.first - 1)
        if before == "hos" or (before in ("at", "for", "för", "åt", "till") and token.capital):
            return item
        first = item.first == 0
        if token.capital and not first and fold(token.text).endswith(_AT_TAILS):
            return item
        if token.fold.endswith(("sella", "selle", "selta", "sel", "selt")) and len(token.fold) > 6:
            return item
        if token.capital and token.fold.endswith(_SURNAME_TAILS):
            return item
        if token.capital and not first and _beside_customer(sense, item):
            return item
    return None


def _beside_customer(sense: Sense, item: Item) -> bool:
    """`Lehto ja Virtala 3h`."""
    link = sense.items.before(item)
    other = sense.items.before(item, 2)
    if link is not None and other is not None and link.has("AND") and other.kind == "name":
        return True
    link, other = sense.items.after(item), sense.items.after(item, 2)
    return bool(link and other and link.has("AND") and other.kind == "name")
