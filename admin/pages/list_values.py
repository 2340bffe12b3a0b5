"""The field for one new value of a column, and what was typed into it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.forms import minutes_in
from admin.pages.list_criteria import Fields, input_of, options_for
from core.columns import Column, Kind
from core.errors import Invalid
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.views.options import MINE, option_names
from core.views.scope import Scope

FIGURES = (Kind.NUMBER, Kind.PERCENT)


async def field_of_value(
    session: AsyncSession, scope: Scope, column: Column, value: Any = None
) -> Fields:
    """Return the field for a value as it is kept, filled in; empty is offered where it may be."""
    several = column.kind is Kind.TAGS
    kept = ", ".join(value or ()) if several and not column.choices else value
    made = Fields("", column.name, "is", [], input_of(column, "any" if several else "is"), [],
                  kept if isinstance(kept, list) else ["" if kept is None else str(kept)],
                  refers=column.refers, hint=_hint(column))  # fmt: skip
    if made.input in ("select", "many"):
        options = await options_for(session, scope, column)
        made.options = [one for one in options if one[0] not in MINE.values()]
        if made.input == "select" and column.kind is not Kind.YES_NO and column.name != "stage":
            made.options.insert(0, ("", _("Nothing")))
    if made.input == "picker" and (identity := parse_id(str(value or ""))):
        named = await option_names(session, scope.actor, [(column.refers, identity)])
        made.words = named.get(identity, "")
    if column.kind is Kind.MINUTES and value is not None:
        made.values = [f"{int(value) / 60:g}"]
    return made


def _hint(column: Column) -> str:
    if column.kind is Kind.MINUTES:
        return _("Hours, such as 7.5")
    if column.kind is Kind.TAGS and not column.choices:
        return _("Several, with commas between them")
    return ""


def typed_value(column: Column, typed: Sequence[str], chosen: Sequence[str] = ()) -> Any:
    """Return what was typed as it is kept; `chosen` are ids a picker left. Raises Invalid."""
    if column.kind is Kind.REFERENCE and chosen:
        if not chosen[0] and any(part.strip() for part in typed):
            raise Invalid(_("Choose one of the names that are offered."), field="value")
        return chosen[0] or None
    values = [part.strip() for part in typed if part.strip()]
    if column.kind is Kind.TAGS:
        if column.choices:
            return values
        return [part.strip() for one in values for part in one.split(",") if part.strip()]
    if not values or column.is_own:
        return values[0] if values else None
    if column.kind is Kind.MINUTES:
        return _minutes(values[0])
    if column.kind in FIGURES and not values[0].lstrip("-").isdecimal():
        raise Invalid(_("Give a whole number."), field="value")
    return values[0]


def _minutes(text: str) -> int:
    found = minutes_in(text)
    if found is None:
        sentence = _("Give the hours as a number, such as {decimal}, {clock} or 45 min.")
        raise Invalid(sentence.format(decimal=_("7.5"), clock="7:30"), field="value")
    return found
