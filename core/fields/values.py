"""What an own field holds: read from what people type, told in their language; pure.

Stored values stand in the `custom` JSON of a record by the field's key, see `models.FieldKind`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.errors import Invalid
from core.fields.models import FieldKind, Module
from core.fields.reading import Typed, read_choice, read_date, read_money, read_number
from core.kit import formatting
from core.kit.i18n import _, use_language
from core.kit.ids import parse_id
from core.kit.money import Money
from core.kit.text import fold, one_line

PREFIX = "custom."
"""Before a field's key in forms, in changes, in criteria and in what a stage requires."""
TEXT_LENGTH = 1000
YES = frozenset(("yes", "y", "true", "1", "on", "kylla", "joo", "k", "ja", "j"))
NO = frozenset(("no", "n", "false", "0", "off", "ei", "e", "nej"))
REFERENCES = {FieldKind.PERSON: "person", FieldKind.CUSTOMER: "customer"}
"""The subject kind that a field of a kind refers to."""


@dataclass(frozen=True, slots=True)
class Field:
    """A `CustomField` as everybody reads it; safe to keep between transactions."""

    id: UUID
    module: Module
    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    choices: tuple[dict[str, Any], ...] = ()
    position: int = 100
    is_required: bool = False
    is_archived: bool = field(default=False)
    version: int = 1

    @property
    def name(self) -> str:
        """How forms, criteria and rules call it: `custom.<key>`."""
        return PREFIX + self.key

    @property
    def open_choices(self) -> list[tuple[str, str]]:
        """Key and label of the choices that are still offered."""
        return [(one["key"], one["label"]) for one in self.choices if not one.get("archived")]

    def choice(self, key: str) -> str:
        """Return a choice's label, the key itself when it is not known."""
        return next((str(one["label"]) for one in self.choices if one["key"] == key), key)


@dataclass(frozen=True, slots=True)
class Stored:
    """A value as it is stored, to be put back unread: undoing, bulk changes, imports."""

    value: Any


def parse(
    known: Field, typed: Any, language: str, *, currency: str = "EUR", today: date | None = None
) -> Any:
    """Return what is stored for something typed in a language, None for nothing.

    `typed` is text, a list of texts, or `Stored`. Money without a sign is in `currency`;
    `today` is the writer's day. Raises Invalid with a sentence that names the field.
    """
    if isinstance(typed, Stored):
        return typed.value
    if typed is None or typed in ("", [], ()) or (isinstance(typed, str) and not typed.strip()):
        return None
    said = Typed(known.label, known.hint, language, currency, today)
    with use_language(language):
        try:
            return _READERS[known.kind](known, typed, said)
        except Invalid as wrong:
            raise Invalid(wrong.values["reason"], field=known.name) from None


def _text(known: Field, typed: Any, _said: Typed) -> str:
    line = one_line(str(typed))
    if len(line) > TEXT_LENGTH:
        sentence = _("{field} is too long: at most {limit} characters fit.")
        raise Invalid(sentence.format(field=known.label, limit=TEXT_LENGTH))
    return line


def _number(_known: Field, typed: Any, said: Typed) -> str:
    return read_number(typed, said)


def _money(_known: Field, typed: Any, said: Typed) -> dict[str, Any]:
    return read_money(typed, said)


def _date(_known: Field, typed: Any, said: Typed) -> str:
    return read_date(typed, said)


def _choice(known: Field, typed: Any, said: Typed) -> str:
    return read_choice(str(typed), known.choices, said)


def _choices(known: Field, typed: Any, said: Typed) -> list[str] | None:
    parts = typed if isinstance(typed, list | tuple) else str(typed).split(",")
    chosen = [read_choice(str(one), known.choices, said) for one in parts if str(one).strip()]
    order = [one["key"] for one in known.choices]
    return sorted(set(chosen), key=order.index) or None


def _reference(known: Field, typed: Any, _said: Typed) -> str:
    identity = parse_id(str(typed).strip())
    if identity is None:
        sentence = _("Choose {field} from the list.")
        raise Invalid(sentence.format(field=formatting.quoted(known.label)))
    return str(identity)


def _yes_no(known: Field, typed: Any, _said: Typed) -> bool:
    word = fold(str(typed))
    if word not in YES and word not in NO:
        sentence = _("{field} takes yes or no, not {typed}.")
        typed = formatting.quoted(one_line(str(typed))[:40])
        raise Invalid(sentence.format(field=known.label, typed=typed))
    return word in YES


_READERS: dict[FieldKind, Callable[[Field, Any, Typed], Any]] = {
    FieldKind.TEXT: _text, FieldKind.NUMBER: _number, FieldKind.MONEY: _money,
    FieldKind.DATE: _date, FieldKind.CHOICE: _choice, FieldKind.CHOICES: _choices,
    FieldKind.PERSON: _reference, FieldKind.CUSTOMER: _reference, FieldKind.YES_NO: _yes_no,
}  # fmt: skip


def in_words(
    known: Field, value: Any, language: str, names: Mapping[str, str] | None = None
) -> str:
    """Return a stored value in words; '' for none. `names` holds what ids stand for."""
    if value is None or value == [] or value == "":
        return ""
    with use_language(language):
        match known.kind:
            case FieldKind.NUMBER:
                return formatting.number(Decimal(str(value)), "#,##0.######")
            case FieldKind.MONEY:
                return formatting.money(Money(int(value["minor"]), str(value["currency"])))
            case FieldKind.DATE:
                return formatting.full_day(date.fromisoformat(str(value)))
            case FieldKind.CHOICE:
                return known.choice(str(value))
            case FieldKind.CHOICES:
                return ", ".join(known.choice(str(one)) for one in value)
            case FieldKind.YES_NO:
                return _("Yes") if value else _("No")
            case FieldKind.PERSON | FieldKind.CUSTOMER:
                return (names or {}).get(str(value), "…")
        return str(value)


def typed_again(known: Field, value: Any, language: str) -> Any:
    """Return a stored value as it stands in a form: text, or a list of keys for several choices."""
    if value is None:
        return [] if known.kind == FieldKind.CHOICES else ""
    if known.kind == FieldKind.CHOICES:
        return [str(one) for one in value]
    if known.kind in (FieldKind.CHOICE, FieldKind.PERSON, FieldKind.CUSTOMER, FieldKind.DATE):
        return str(value)
    if known.kind == FieldKind.YES_NO:
        return "yes" if value else "no"
    if known.kind == FieldKind.MONEY:
        with use_language(language):
            amount = formatting.number(Money(int(value["minor"]), "").amount, "#,##0.00")
        return f"{amount} {value['currency']}"
    return in_words(known, value, language)


def missing(
    fields: Iterable[Field], custom: Mapping[str, Any], required: Collection[str] | None = None
) -> list[Field]:
    """Return the fields that must be filled and are not, in order.

    `required` names them (`custom.<key>`, a stage's other names are passed over); None: those
    that are required everywhere. A field that was put away is never missing.
    """
    return [
        one
        for one in fields
        if not one.is_archived
        and (one.is_required if required is None else one.name in required)
        and custom.get(one.key) in (None, "", [])
    ]
