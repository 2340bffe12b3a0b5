"""A person who is not in the directory and wants something: a new contact."""

import re

from core.language.first_names import FIRST_NAMES
from core.language.folding import fold
from core.language.items import Item
from core.language.phones import e164
from core.language.reading import Contact, Reading
from core.language.sense import Sense
from core.language.shared import ask

_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Rouva|Herra|Fru|Herr)\.? )?[A-ZÅÄÖÉÜ][^\W\d_]*(?:[-'’][^\W\d_]+)*"
    r"(?: (?:von |af |de |van )?[A-ZÅÄÖÉÜ][^\W\d_]*(?:[-'’][^\W\d_]+)*){0,2}"
)

_BRACKETS = re.compile(r'[<>()"\[\]]+')


def newcomer(sense: Sense) -> Reading | None:
    """Name with phone or mail of somebody who called, asked or is named a lead; else None."""
    phones, mails = sense.items.of("phone"), sense.items.of("mail")
    triggers = sense.items.words("CONTACT")
    if not triggers or not (phones or mails):
        return None
    if sense.items.of("length", "span", "km") or sense.items.says("NEVER"):
        return None
    span = _name(sense)
    if span is None:
        return ask(sense, "intent", intent="create_contact")
    first, last = span
    if _is_known(sense, first, last):
        return None
    name = sense.line.text[first:last].strip()
    contact = Contact(
        name,
        e164(sense.items.text(phones[0]), sense.said.region, sense.said.lang) if phones else None,
        sense.items.text(mails[0]) if mails else None,
        _about(sense, span, [*phones, *mails]),
    )
    return Reading("create_contact", contact=contact, language=sense.language)


def _name(sense: Sense) -> tuple[int, int] | None:
    """Where the person's name stands in the text."""
    best: tuple[int, int, int] | None = None
    for match in _NAME.finditer(sense.line.text):
        first, last = _trimmed(sense, match.start(), match.end())
        if first >= last:
            continue
        words = sense.line.text[first:last].split()
        score = min(len(words), 2) + (2 if fold(words[0].split("-")[0]) in FIRST_NAMES else 0)
        if best is None or score > best[0]:
            best = (score, first, last)
    return (best[1], best[2]) if best else _small_name(sense)


def _trimmed(sense: Sense, first: int, last: int) -> tuple[int, int]:
    """Without ordinary words at the front that only begin the sentence."""
    for number, token in enumerate(sense.line.tokens):
        if first <= token.start < last and token.kind == "word":
            ordinary = bool(sense.line.tags[number]) and token.fold not in FIRST_NAMES
            title = sense.line.has(number, "SOMEONE") and token.capital and number < len(
                sense.line.tokens) - 1 and sense.line.low(number) not in ("en", "a", "an", "joku")  # fmt: skip
            if not ordinary or title:
                break
            following = number + 1
            first = (
                sense.line.tokens[following].start if following < len(sense.line.tokens) else last
            )
    return first, last


def _small_name(sense: Sense) -> tuple[int, int] | None:
    """`tuula ahonen 044 …` in small letters: a given name and the word after it."""
    tokens = sense.line.tokens
    for number, token in enumerate(tokens[:-1]):
        after = tokens[number + 1]
        unknown = sense.line.tags[number + 1] <= {"STREET"} and not sense.line.tags[number]
        if token.kind == after.kind == "word" and token.fold in FIRST_NAMES and unknown:
            return token.start, after.end
    return None


def _is_known(sense: Sense, first: int, last: int) -> bool:
    for mention in sense.customers:
        start = sense.token(mention.item).start
        match = mention.item.match
        if first <= start < last and match is not None and match.quality < 3:
            end = sense.line.tokens[mention.item.last - 1].end
            if end - start >= (last - first) * 0.8:
                return True
    return False


def _about(sense: Sense, name: tuple[int, int], others: list[Item]) -> str | None:
    """The matter: what is left of the text."""
    tokens = sense.line.tokens
    drop: set[int] = set()
    for item in [*others, *(w for w in sense.items.words("CONTACT", "SOMEONE"))]:
        drop.update(range(item.first, item.last))
    for number, token in enumerate(tokens):
        if name[0] <= token.start < name[1]:
            drop.add(number)
    kept, previous = [], -2
    for number, token in enumerate(tokens):
        if number in drop:
            continue
        kept.append(("" if number == previous + 1 and token.glued else " ") + token.text)
        previous = number
    text = " ".join(_BRACKETS.sub(" ", "".join(kept)).split()).strip(" ,:;-–.!")
    for lead in ("från ", "from ", "om ", "about ", "re "):
        text = text.removeprefix(lead)
    return text or None
