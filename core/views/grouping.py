"""Rows under heads: what the groups of a list are, how many rows each has, what they sum to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.columns import Column, Kind
from core.kit import clock
from core.kit.i18n import N_, _
from core.views.comparing import Clause, Unclear, compare, during
from core.views.criteria import label_of
from core.views.errors import ColumnRefused, TooManyToGroup
from core.views.listing import EXACT, Counted, Row, Wanted, as_count, bounded, select
from core.views.options import is_short, options_of
from core.views.scope import Scope

NONE = "none"
_DAYS = (Kind.DATE, Kind.MOMENT)
MOST_HEADS = 200
_ANY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Head:
    """A group: `key` names it in addresses; `sums` by column, in the column's unit."""

    key: str
    words: str
    count: Counted
    tone: str | None = None
    sums: Mapping[str, int] = field(default_factory=dict)


def grouped_by(scope: Scope, name: str) -> Column:
    """Return the column of that name; raises ColumnRefused when rows cannot be grouped by it."""
    column = scope.columns.get(name)
    if column is None or not column.groups:
        raise ColumnRefused(column=name)
    return column


def spans_of(column: Column, today: date) -> Sequence[tuple[str, str, date | None, date | None]]:
    """Return (key, words, first day, last day) of the groups of a column of days."""
    step = timedelta(days=1)
    if column.ahead:
        return (
            ("late", N_("Late"), None, today - step),
            ("today", N_("Today"), today, today),
            ("week", N_("Within a week"), today + step, today + 7 * step),
            ("later", N_("Later"), today + 8 * step, None),
        )
    return (
        ("today", N_("Today"), today, None),
        ("yesterday", N_("Yesterday"), today - step, today - step),
        ("week", N_("A week ago at most"), today - 7 * step, today - 2 * step),
        ("earlier", N_("Earlier"), None, today - 8 * step),
    )


def within(scope: Scope, column: Column, key: str) -> Clause:
    """Return the condition of the rows of one group; of an unknown one, that of none."""
    if key == NONE:
        none: Clause = column.value.is_(None)
        return none
    if column.kind in _DAYS:
        for name, _words, first, last in spans_of(column, scope.today):
            if name == key:
                return during(column, first, last, scope.actor.zone)
        return sa.false()
    try:
        return compare(column, "is", key, scope)
    except Unclear:
        return sa.false()


def group_of(scope: Scope, column: Column, value: Any) -> str:
    """Return the key of the group that a value belongs to."""
    if value is None:
        return NONE
    if column.kind in _DAYS:
        day = value if column.kind is Kind.DATE else clock.local(value, scope.actor.zone).date()
        for name, _words, first, last in spans_of(column, scope.today):
            if (first is None or day >= first) and (last is None or day <= last):
                return name
    if column.kind is Kind.YES_NO:
        return "yes" if value else "no"
    return value.hex if column.kind is Kind.REFERENCE else str(value)


async def heads_of(
    session: AsyncSession, scope: Scope, wanted: Wanted, column: Column, total: Counted
) -> list[Head]:
    """Return the groups that have rows, in order; raises TooManyToGroup."""
    if column.kind in _DAYS:
        known = [(key, _(words), None)
                 for key, words, _first, _last in spans_of(column, scope.today)]  # fmt: skip
        return await _each(session, scope, wanted, column, known)
    if not total.is_more:
        return await _gathered(session, scope, wanted, column)
    if column.kind is Kind.REFERENCE and not is_short(column.refers):
        raise TooManyToGroup(limit=EXACT, label=label_of(column))
    return await _each(session, scope, wanted, column, await _known(session, scope, column))


async def _known(
    session: AsyncSession, scope: Scope, column: Column
) -> list[tuple[str, str, str | None]]:
    if column.kind is Kind.REFERENCE:
        options = await options_of(session, scope.actor, column.refers, every=True)
        return [(identity.hex, words, None) for identity, words in options]
    if column.kind is Kind.YES_NO:
        return [("yes", _("Yes"), None), ("no", _("No"), None)]
    return [(one.key, one.label if one.is_own else _(one.label), one.tone)
            for one in column.choices]  # fmt: skip


async def _each(
    session: AsyncSession, scope: Scope, wanted: Wanted, column: Column,
    known: Sequence[tuple[str, str, str | None]],
) -> list[Head]:  # fmt: skip
    """Count each of the groups that there may be, to the limit: one statement."""
    _refuse_many(column, len(known))
    named = [*known, (NONE, nothing_words(column), None)]
    counts = [bounded(scope, replace(wanted, within=within(scope, column, key)))
              for key, _words, _tone in named]  # fmt: skip
    row = (await session.execute(sa.select(*counts))).one()
    return [Head(key, words, as_count(count), tone)
            for (key, words, tone), count in zip(named, row, strict=True) if count]  # fmt: skip


async def _gathered(
    session: AsyncSession, scope: Scope, wanted: Wanted, column: Column
) -> list[Head]:
    """Count and sum every group that there is: one statement over few rows."""
    summed = [scope.columns[name] for name in wanted.columns
              if name in scope.columns and scope.columns[name].sums
              and not scope.columns[name].key]  # fmt: skip
    shown = [column.value.label("value"),
             (sa.null() if column.words is None else column.words).label("words"),
             *(one.value.label(f"s{at}") for at, one in enumerate(summed))]  # fmt: skip
    inner = select(scope, wanted, shown).subquery()
    rows = await session.execute(
        sa.select(inner.c.value, sa.func.min(inner.c.words), sa.func.count(),
                  *(sa.func.sum(inner.c[f"s{at}"]) for at in range(len(summed))))
        .group_by(inner.c.value).limit(MOST_HEADS + 2)  # one may be without a value
    )  # fmt: skip
    heads = []
    for value, words, count, *sums in rows:
        totals = {one.name: int(total or 0) for one, total in zip(summed, sums, strict=True)}
        heads.append(_head(column, group_of(scope, column, value), words, count, totals))
    _refuse_many(column, sum(head.key != NONE for head in heads))
    return sorted(heads, key=lambda head: _rank(scope, column, head))


def _refuse_many(column: Column, heads: int) -> None:
    """No head is left out in silence, and its rows with it."""
    if heads > MOST_HEADS:
        raise TooManyToGroup(limit=MOST_HEADS, label=label_of(column))


def gather(
    scope: Scope, column: Column, rows: Sequence[Row], summed: Sequence[Column] = ()
) -> list[tuple[Head, Sequence[Row]]]:
    """Put rows that are read already under their heads, in order; each bears `column`'s value."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(group_of(scope, column, row.values[column.name]), []).append(row)
    made = []
    for key, of_it in found.items():
        sums = {one.name: sum(row.values[one.name] or 0 for row in of_it) for one in summed}
        words = of_it[0].words.get(column.name)
        made.append((_head(column, key, words, len(of_it), sums), of_it))
    return sorted(made, key=lambda pair: _rank(scope, column, pair[0]))


def _head(column: Column, key: str, words: str | None, count: int, sums: Mapping[str, int]) -> Head:
    choice = column.choice(key)
    if column.kind in _DAYS:
        words = next((_(named) for name, named, _first, _last in spans_of(column, _ANY)
                      if name == key), None)  # fmt: skip
    elif column.kind is Kind.YES_NO and key != NONE:
        words = _("Yes") if key == "yes" else _("No")
    elif choice is not None:
        words = choice.label if choice.is_own else _(choice.label)
    nothing = key == NONE or not words
    tone = choice.tone if choice else None
    return Head(key, nothing_words(column) if nothing else str(words), Counted(count), tone, sums)


def _rank(scope: Scope, column: Column, head: Head) -> tuple[bool, int, str]:
    if column.kind in _DAYS:
        keys = [name for name, *_rest in spans_of(column, scope.today)]
    else:
        keys = [one.key for one in column.choices] or ["yes", "no"]
    place = keys.index(head.key) if head.key in keys else len(keys)
    return head.key == NONE, place, head.words.casefold()


def nothing_words(column: Column) -> str:
    """Return what the group without a value is called."""
    return _("Without a date") if column.kind in _DAYS else _("Not filled in")
