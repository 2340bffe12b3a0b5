"""How a column of each kind may be compared, in the order people are offered it."""

from core.columns import Column, Kind
from core.kit.i18n import N_

OPERATORS: dict[str, str] = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "one_of": N_("is one of"),
    "contains": N_("contains"),
    "begins": N_("begins with"),
    "over": N_("is more than"),
    "under": N_("is less than"),
    "between": N_("is between"),
    "within": N_("is within"),
    "from": N_("is on or after"),
    "until": N_("is on or before"),
    "next_days": N_("is within the next days"),
    "last_days": N_("is within the last days"),
    "older_than": N_("is older than days"),
    "has": N_("has"),
    "has_not": N_("has not"),
    "empty": N_("is empty"),
    "filled": N_("is filled in"),
}
"""Every operator with its words (a msgid)."""
_FIGURE = ("is", "is_not", "over", "under", "between", "empty", "filled")
_DAY = ("within", "is", "from", "until", "between", "next_days", "last_days", "older_than",
        "empty", "filled")  # fmt: skip
_ONE = ("is", "is_not", "one_of", "empty", "filled")
BY_KIND: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("contains", "begins", "is", "is_not", "empty", "filled"),
    Kind.NUMBER: _FIGURE,
    Kind.MINUTES: _FIGURE,
    Kind.MONEY: _FIGURE,
    Kind.PERCENT: _FIGURE,
    Kind.DATE: _DAY,
    Kind.MOMENT: _DAY,
    Kind.CHOICE: _ONE,
    Kind.REFERENCE: _ONE,
    Kind.YES_NO: ("is",),
    Kind.TAGS: ("has", "has_not", "one_of", "empty", "filled"),
}
NEEDS_NONE = ("empty", "filled")
NEEDS_TWO = ("between",)
NEEDS_MANY = ("one_of",)
NEEDS_DAYS = ("next_days", "last_days", "older_than")


def operators_of(column: Column) -> tuple[str, ...]:
    """Return the operators of a column."""
    return BY_KIND[column.kind] if column.filters else ()
