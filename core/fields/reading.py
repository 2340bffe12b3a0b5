"""Reading one typed value of an own field in its writer's language; pure. Never guesses."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.errors import Invalid
from core.kit import clock, formatting
from core.kit.formatting import quoted
from core.kit.i18n import _
from core.kit.money import Money
from core.kit.text import fold, one_line
from core.language.folding import typed as plain_signs
from core.language.numerals import digits

if TYPE_CHECKING:
    from core.language.items import Item

LARGEST = Decimal(10) ** 12
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPS = re.compile(r"(?<=\d)[ '](?=\d{3}(?!\d))")
_UNIT = re.compile(r"(?P<number>[-+]?[\d.,' ]*\d)\s*(?P<unit>[^\W\d][\w%/²³]*|%|°\w?)\.?")
_WORD = re.compile(r"[\w%/²³°]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """Of which field something was typed, in which language; `currency` is the company's own."""

    label: str
    hint: str
    language: str
    currency: str = "EUR"
    today: date | None = None

    def refuse(self, sentence: str, typed: Any) -> Invalid:
        """Return the refusal of a sentence with the blanks {field} and {typed}."""
        shown = quoted(one_line(str(typed))[:40])
        return Invalid(sentence.format(field=self.label, typed=shown))


def read_number(typed: Any, said: Typed) -> str:
    """Return a decimal as text (`12.5`); a unit is taken when the field's label or hint has it."""
    text = one_line(plain_signs(str(typed)))
    value = plain_number(_without_unit(text, said), said.language)
    if value is None:
        example = formatting.number(Decimal("12.5"))
        sentence = _("{field} takes a number such as {example}, not {typed}.")
        raise said.refuse(sentence.replace("{example}", example), typed)
    if abs(value) >= LARGEST or value != round(value, 6):
        sentence = _("{field} cannot hold {typed}: a number has 12 digits and 6 decimals at most.")
        raise said.refuse(sentence, typed)
    short = value.normalize()
    return f"{short:f}" if short else "0"


def plain_number(text: str, language: str) -> Decimal | None:
    """Return the number that the whole text is, in digits or words, else None.

    A single comma or point that the language writes before decimals is that, whatever follows.
    """
    sign = -1 if text.startswith("-") else 1
    body = _GROUPS.sub("", text.lstrip("+-").strip())
    if _DIGITS.fullmatch(body):
        point = "." if language == "en" else ","
        head, mark, tail = body.partition(point)
        own = mark and head.isdigit() and tail.isdigit()
        found = Decimal(f"{head}.{tail}") if own else digits(body)
    else:
        item = _only(body, language)
        found = item.num.value if item is not None and item.num is not None else None
    return None if found is None else sign * found


def _without_unit(text: str, said: Typed) -> str:
    """Return a number without the unit behind it, when the field itself names the unit."""
    found = _UNIT.fullmatch(text)
    known = {fold(word) for word in _WORD.findall(f"{said.label} {said.hint}")}
    return found["number"] if found and fold(found["unit"]) in known else text


def _only(text: str, language: str) -> "Item | None":
    """The piece that covers the whole text, or None."""
    from core.language import kinds  # large: loaded with the first value in words

    items = kinds.pieces_of(text, language)
    one = items.all[0] if len(items.all) == 1 else None
    return one if one is not None and one.last == len(items.line.tokens) else None


def read_money(typed: Any, said: Typed) -> dict[str, Any]:
    """Return a sum as {"minor", "currency"}; two decimals at most."""
    if isinstance(typed, Mapping):
        minor, currency = typed.get("minor"), typed.get("currency")
        fits = isinstance(minor, int) and abs(minor) < LARGEST * 100
        if fits and isinstance(currency, str) and len(currency) == 3:
            return {"minor": minor, "currency": currency}
    text = one_line(plain_signs(str(typed)))
    sign, body = (-1, text[1:].strip()) if text.startswith("-") else (1, text)
    code = re.fullmatch(r"(.*\d) ?([A-Z]{3})", body)
    amount = plain_number(code[1] if code else body, said.language)
    currency = code[2] if code else said.currency
    if amount is None and (item := _only(body, said.language)) is not None:
        amount, currency = item.amount, item.currency or said.currency
    if amount is None or amount < 0:
        example = formatting.money(Money(1250, said.currency))
        sentence = _("{field} takes a sum such as {example}, not {typed}.")
        raise said.refuse(sentence.replace("{example}", example), typed)
    if amount >= LARGEST or amount != round(amount, 2):
        raise said.refuse(_("{field} cannot hold {typed}: a sum has two decimals at most."), typed)
    return {"minor": sign * int(amount * 100), "currency": currency}


def read_date(typed: Any, said: Typed) -> str:
    """Return a day as ISO 8601: `31.3.2027`, `31/3`, `next Friday`, `2027-03-31`."""
    text = one_line(plain_signs(str(typed)))
    found = formatting.typed_day(text)
    if found is None and (item := _only(text, said.language)) is not None and item.kind == "day":
        from core.language import kinds

        today = said.today or clock.now().date()
        now = datetime.combine(today, time(12)).isoformat()
        said_day = kinds.when({"text": text, "lang": said.language, "now": now})["date"]
        found = date.fromisoformat(said_day) if said_day else None
    if found is None:
        example = formatting.full_day(date(2027, 3, 31))
        sentence = _("{field} takes a day such as {example}, not {typed}.")
        raise said.refuse(sentence.replace("{example}", example), typed)
    return found.isoformat()


def read_choice(typed: str, choices: Iterable[Mapping[str, Any]], said: Typed) -> str:
    """Return the key of a choice said by its key or its label."""
    word = fold(typed)
    offered = [one for one in choices if not one.get("archived")]
    for one in offered:
        if typed == one["key"] or word == fold(str(one["label"])):
            return str(one["key"])
    labels = ", ".join(str(one["label"]) for one in offered)
    sentence = _("{field} takes one of these: {choices}.")
    raise Invalid(sentence.format(field=said.label, choices=labels))
