"""Figures above a list [C26]: how many, how much, how much on average, by criteria of their own.

A figure is {"make": "count" | "sum" | "average", "column": name, "criteria": tree, "label": text};
a count has no column, criteria and label may be missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.columns import Column, Kind
from core.errors import Invalid
from core.kit.i18n import N_, _
from core.kit.money import round_half_up
from core.views.comparing import Clause
from core.views.criteria import check, label_of
from core.views.listing import Wanted, select
from core.views.scope import Scope

MOST = 3
MAKES = {"count": N_("How many"), "sum": N_("Sum"), "average": N_("Average")}
LABEL = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as made; `kind` tells its unit, `value` None: nothing to make it of."""

    label: str
    value: Decimal | int | None
    kind: Kind


def figured(scope: Scope, name: str) -> Column | None:
    """Return the column of that name when sums of it mean something."""
    column = scope.columns.get(name)
    return column if column is not None and column.sums and not column.key else None


def check_figures(figures: Sequence[dict[str, Any]], scope: Scope) -> None:
    """Raise what is wrong with figures that are to be kept."""
    if len(figures) > MOST:
        raise Invalid(_("A list shows at most {count} figures.").format(count=MOST))
    for one in figures:
        if one.get("make") not in MAKES:
            raise Invalid(_("Choose what the figure is made of."), field="figures")
        if one["make"] != "count" and figured(scope, str(one.get("column", ""))) is None:
            raise Invalid(_("Choose a column of figures to make a sum of."), field="figures")
        check(one.get("criteria"), scope)


async def make_figures(
    session: AsyncSession, scope: Scope, wanted: Wanted, figures: Sequence[dict[str, Any]]
) -> list[Figure]:
    """Return the figures of a list, one statement; what the actor may not see is left out."""
    made = [(one, _expression(scope, one)) for one in figures[:MOST]]
    known = [(one, expression) for one, expression in made if expression is not None]
    if not known:
        return []
    asked = [
        select(scope, _narrowed(wanted, one), [expression]).scalar_subquery()
        for one, expression in known
    ]
    row = (await session.execute(sa.select(*asked))).one()
    return [_figure(scope, one, value) for (one, _e), value in zip(known, row, strict=True)]


def _narrowed(wanted: Wanted, one: dict[str, Any]) -> Wanted:
    tree = one.get("criteria")
    return Wanted(wanted.sort, (*wanted.trees, tree) if tree else wanted.trees, wanted.words)


def _expression(scope: Scope, one: dict[str, Any]) -> Clause | Any | None:
    if one.get("make") == "count":
        return sa.func.count()
    column = figured(scope, str(one.get("column", "")))
    if column is None:
        return None
    make = sa.func.sum if one.get("make") == "sum" else sa.func.avg
    return make(column.value)


def _figure(scope: Scope, one: dict[str, Any], value: Any) -> Figure:
    label = str(one.get("label") or "")[:LABEL]
    if one["make"] == "count":
        return Figure(label or _("Rows"), int(value or 0), Kind.NUMBER)
    column = scope.columns[one["column"]]
    name = label_of(column)
    if one["make"] == "sum":
        return Figure(label or name, int(value or 0), column.kind)
    words = _("{column} on average").format(column=name)
    figure = None if value is None else round_half_up(Decimal(str(value)))
    return Figure(label or words, figure, column.kind)
