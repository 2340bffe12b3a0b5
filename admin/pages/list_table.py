"""Everything a list's page shows, loaded with few statements: tabs, counts, rows or groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import QueryParams

from admin.pages.list_asking import Asked, asked_of
from core.access.actor import Actor
from core.columns import Column, Kind
from core.errors import DomainError
from core.kit.ids import parse_id
from core.views.criteria import compile_tree
from core.views.grouping import Head, gather, grouped_by, heads_of, within
from core.views.listing import (
    EXACT,
    PAGE,
    Counted,
    Listed,
    Row,
    Wanted,
    as_count,
    bounded,
    read_page,
)
from core.views.options import option_names
from core.views.order import order_of
from core.views.queries import SavedViews, open_list, views_of
from core.views.scope import Scope
from core.views.shown import Shown, needs_counts, shown_of

CAP = 100
"""Counts of tabs stop here: 99+."""


@dataclass(slots=True)
class Group:
    """A head and those of its rows that are on the page already (None: loaded on demand)."""

    head: Head
    rows: Sequence[Row] | None = None


@dataclass(slots=True)
class Table:
    """One list as its page shows it."""

    asked: Asked
    scope: Scope
    views: SavedViews
    shown: Shown
    wanted: Wanted
    columns: Sequence[Column]
    count: Counted
    tab_counts: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    listed: Listed = field(default_factory=lambda: Listed(()))
    groups: Sequence[Group] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)
    problems: Sequence[DomainError] = ()

    @property
    def sort(self) -> str:
        """The order in use."""
        return self.wanted.sort

    @property
    def title_column(self) -> str:
        """The column that names a row and opens it."""
        if self.scope.module.title in self.wanted.columns:
            return self.scope.module.title
        texts = [one for one in self.columns if one.kind is Kind.TEXT]
        wide = [one for one in texts if one.width == "wide"]
        return (wide or texts or list(self.columns))[0].name

    @property
    def is_grouped(self) -> bool:
        """Whether rows stand under heads."""
        return bool(self.groups)


async def load_table(
    session: AsyncSession, actor: Actor, kind: str, given: QueryParams,
    extra: Mapping[str, Any] | None = None,
) -> Table:  # fmt: skip
    """Return a list as asked for. `extra`: scalar subqueries to read along with the counts."""
    table = await open_table(session, actor, kind, given, extra)
    rows_in_group = table.asked.group and table.shown.group_by
    if table.shown.group_by and not table.asked.cursor and not rows_in_group:
        await _group(session, table)
    if not table.groups:
        await _read(session, table)
    table.names = await _names(session, table)
    return table


async def open_table(
    session: AsyncSession, actor: Actor, kind: str, given: QueryParams,
    extra: Mapping[str, Any] | None = None,
) -> Table:  # fmt: skip
    """Return a list with its view and counts, its rows not yet read."""
    scope = await open_list(session, actor, kind)
    asked = asked_of(scope.module, given)
    views = await views_of(session, actor, kind)
    tabs = {view.key: Wanted(view.sort, (view.criteria,))
            for view in scope.module.views if view.counted}  # fmt: skip
    counts: dict[str, int] = {}
    if needs_counts(scope, views, asked.view):
        counts = await _count(session, scope, tabs)
        tabs = {}
    shown = shown_of(scope, views, asked.view, counts)
    asked = replace(asked, view=shown.key)
    wanted, problems = _wanted(scope, asked, shown)
    extra = extra or {}
    row = (await session.execute(sa.select(
        bounded(scope, wanted), *(bounded(scope, one, CAP) for one in tabs.values()),
        *extra.values(),
    ))).one()  # fmt: skip
    counts |= {key: int(row[at]) for at, key in enumerate(tabs, 1)}
    more = {name: row[at] for at, name in enumerate(extra, 1 + len(tabs))}
    columns = [scope.columns[name] for name in wanted.columns]
    return Table(asked, scope, views, shown, wanted, columns, as_count(int(row[0])), counts, more,
                 problems=problems)  # fmt: skip


async def _count(session: AsyncSession, scope: Scope, tabs: Mapping[str, Wanted]) -> dict[str, int]:
    asked = [bounded(scope, one, CAP) for one in tabs.values()]
    row = (await session.execute(sa.select(*asked))).one()
    return {key: int(count) for key, count in zip(tabs, row, strict=True)}


def _wanted(scope: Scope, asked: Asked, shown: Shown) -> tuple[Wanted, list[DomainError]]:
    problems = list(shown.problems)
    sort = asked.sort or shown.sort
    try:
        order_of(scope, sort)
    except DomainError as problem:
        problems.append(problem)
        sort = shown.sort
    problems += compile_tree(asked.tree, scope=scope).problems
    wanted = Wanted(sort, (shown.criteria, asked.tree), asked.words, shown.columns)
    if asked.group and shown.group_by:
        column = grouped_by(scope, shown.group_by)
        wanted = replace(wanted, within=within(scope, column, asked.group))
    return wanted, problems


async def _read(session: AsyncSession, table: Table, size: int = PAGE) -> None:
    table.listed = await read_page(
        session, table.scope, table.wanted, table.asked.cursor, size=size,
        walking=table.count.is_more,
    )  # fmt: skip


async def _group(session: AsyncSession, table: Table) -> None:
    """Put rows under heads: all at once where they fit on a page, else the heads alone."""
    scope = table.scope
    column = grouped_by(scope, str(table.shown.group_by))
    if table.count.is_more or table.count.number > PAGE:
        try:
            heads = await heads_of(session, scope, table.wanted, column, table.count)
        except DomainError as problem:
            table.problems = [*table.problems, problem]
            return
        table.groups = [Group(head) for head in heads]
        return
    every = table.wanted.columns
    table.wanted = replace(table.wanted, columns=tuple(dict.fromkeys((*every, column.name))))
    await _read(session, table)
    summed = [one for one in table.columns if one.sums and not one.key]
    made = gather(scope, column, table.listed.rows, summed)
    table.groups = [Group(head, rows) for head, rows in made]


async def _names(session: AsyncSession, table: Table) -> Mapping[UUID, str]:
    """Return what the criteria beside the view refer to, at most one statement."""
    wanted = []
    for one in table.asked.criteria:
        column = table.scope.columns.get(one["column"])
        if column is None or not column.refers:
            continue
        value = one.get("value")
        parts = value if isinstance(value, list) else [value]
        wanted += [(column.refers, one_id) for part in parts if (one_id := parse_id(str(part)))]
    return await option_names(session, table.scope.actor, wanted) if wanted else {}


__all__ = ["EXACT", "Group", "Table", "load_table", "open_table"]
