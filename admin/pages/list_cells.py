"""A value of a list as people read it: on the page (HTML) and in words for a criterion."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from markupsafe import Markup, escape

from admin.pages import wording
from admin.pages.rendering import icon, iso
from core.columns import Column, Kind
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.money import Money
from core.kit.text import shorten
from core.views.figures import Figure
from core.views.listing import Row
from core.views.operators import NEEDS_DAYS, NEEDS_NONE, OPERATORS
from core.views.relative import SPANS
from core.views.scope import Scope

STAGE_TONES = {"open": "plain", "waiting": "wait", "done": "good", "lost": "quiet"}
LONGEST = 160  # characters of a text in a row
_STATE = Markup('<span class="state state-{}">{}</span>')


def cell(scope: Scope, column: Column, row: Row) -> Markup:
    """Return one value of a row as HTML; nothing for an empty one."""
    value = row.values[column.name]
    if value is None or value == "" or value == []:
        return Markup("")
    if column.kind is Kind.REFERENCE:
        return _reference(column, row)
    if column.kind is Kind.CHOICE:
        return _choice(column, str(value))
    if column.kind is Kind.YES_NO:
        return escape(_("Yes") if value else _("No"))
    if column.kind is Kind.TAGS:
        return Markup(" ").join(_STATE.format("quiet", tag_words(column, one)) for one in value)
    if column.kind in (Kind.DATE, Kind.MOMENT):
        return _when(scope, column, row, value)
    if column.kind is Kind.TEXT:
        return escape(_text(column, str(value)))
    return escape(figure_words(column, value))


def _reference(column: Column, row: Row) -> Markup:
    words = row.words.get(column.name)
    if not words:
        return Markup("")
    tone = row.tones.get(column.name)
    return _STATE.format(STAGE_TONES.get(tone, "plain"), words) if tone else escape(words)


def _choice(column: Column, key: str) -> Markup:
    if column.name == "channel":
        words, sign = wording.channel(key)
        return Markup('<span class="quiet" title="{0}">{1}<span class="visually-hidden">{0}</span>'
                      "</span>").format(words, icon(sign))  # fmt: skip
    choice = column.choice(key)
    if column.name == "priority" and key == "0":
        return Markup("")
    return _STATE.format(choice.tone if choice else "quiet", choice_words(column, key))


def choice_words(column: Column, key: str) -> str:
    """Return what a choice is called."""
    choice = column.choice(key)
    if choice is None:
        return _("Other")
    return choice.label if choice.is_own else _(choice.label)


def tag_words(column: Column, tag: Any) -> str:
    """Return a tag, or what the choice of that key is called."""
    return choice_words(column, str(tag)) if column.choices else str(tag)


def _text(column: Column, value: str) -> str:
    if column.name == "kind":
        return wording.outbound_kind(value)
    return shorten(value, LONGEST)


def _when(scope: Scope, column: Column, row: Row, value: Any) -> Markup:
    day = as_day(value, scope.actor.zone)
    is_late = column.ahead and day < scope.today and not row.marks.get("quiet")
    tone = "late" if is_late else "wait" if column.name == "waiting" else ""
    if column.kind is Kind.DATE:
        return Markup('<span class="{}">{}</span>').format(tone, formatting.day(day))
    exact = formatting.moment(value, scope.actor.zone)
    words = exact if column.ahead else formatting.ago(value)
    return Markup('<time class="{}" datetime="{}" title="{}">{}</time>').format(
        tone, iso(value), exact, words
    )


def as_day(value: Any, zone: str) -> date:
    """Return the day of a date, a moment, or an own field's text."""
    if isinstance(value, datetime):
        return clock.local(value, zone).date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def figure_words(column: Column, value: Any) -> str:
    """Return a figure with its unit."""
    if isinstance(value, dict):
        return formatting.money(Money(int(value["minor"]), value["currency"]))
    return by_kind(column.kind, value)


def by_kind(kind: Kind, value: Any) -> str:
    """Return a number as its kind is written."""
    if kind is Kind.MINUTES:
        return formatting.hours(int(value))
    if kind is Kind.PERCENT:
        return _("{number} %").format(number=formatting.number(int(value)))
    return formatting.number(Decimal(str(value)))


def figure(one: Figure) -> str:
    """Return a figure above a list, a dash when there is nothing to make it of."""
    return "–" if one.value is None else by_kind(one.kind, one.value)


def criterion_words(
    scope: Scope, one: dict[str, Any], names: dict[UUID, str]
) -> str:  # fmt: skip
    """Return a criterion as a sentence: "Doer is Matti", "Due is within this week"."""
    column = scope.columns.get(str(one.get("column")))
    if column is None:
        return _("A column you do not have")
    label = column.label if column.is_own else _(column.label)
    op = _(OPERATORS.get(str(one.get("op")), "…"))
    if one["op"] in NEEDS_NONE:
        return f"{label} {op}"
    return f"{label} {op} {value_words(column, one, names)}"


def value_words(column: Column, one: dict[str, Any], names: dict[UUID, str]) -> str:
    """Return what a criterion compares with, in words."""
    value = one.get("value")
    parts = value if isinstance(value, list) else [value]
    return ", ".join(_part(column, str(one["op"]), part, names) for part in parts)


def _part(column: Column, op: str, value: Any, names: dict[UUID, str]) -> str:
    if value in ("me", "my_teams") and column.kind is Kind.REFERENCE:
        return _("me") if value == "me" else _("my teams")
    if column.kind is Kind.REFERENCE:
        try:
            return names.get(UUID(str(value)), _("unknown"))
        except ValueError:
            return _("unknown")
    if op in NEEDS_DAYS:
        return str(value)
    if column.kind in (Kind.DATE, Kind.MOMENT):
        return _day_words(op, value)
    if column.kind is Kind.YES_NO:
        return _("yes") if value in ("yes", True) else _("no")
    if column.choices:
        return choice_words(column, str(value))
    if column.kind is Kind.MINUTES and str(value).lstrip("-").isdecimal():
        return formatting.hours(int(str(value)))
    return str(value)


def _day_words(op: str, value: Any) -> str:
    if op == "within" and str(value) in SPANS:
        return _(SPANS[str(value)])
    if value == "today":
        return _("today")
    try:
        return formatting.day(date.fromisoformat(str(value)[:10]))
    except ValueError:  # a broken criterion is told as it stands
        return str(value)
