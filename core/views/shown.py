"""The view that is open: a built-in or a saved one, in one shape, as its reader may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import DomainError
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.views.criteria import Tree, compile_tree
from core.views.errors import ColumnRefused
from core.views.grouping import grouped_by
from core.views.models import SavedView
from core.views.modules import BuiltIn
from core.views.order import order_of
from core.views.queries import SavedViews
from core.views.saving import sort_of
from core.views.scope import Scope


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list shows. `key` stands in addresses; `saved` is the view's row, if it has one.

    `problems` are what the view asks for that its reader cannot have, each a refusal.
    """

    key: str
    name: str
    columns: tuple[str, ...]
    sort: str
    criteria: Tree
    group_by: str | None
    figures: tuple[dict[str, Any], ...]
    display: str
    empty: str
    saved: SavedView | None = None
    problems: Sequence[DomainError] = field(default=())


def shown_of(
    scope: Scope, views: SavedViews, asked: str | None, counts: Mapping[str, int] | None = None
) -> Shown:
    """Return the view asked for, else the one the list opens with."""
    module = scope.module
    if asked and (found := module.built_in(asked)):
        return _built_in(scope, found)
    saved = views.get(parse_id(asked) if asked else views.default)
    if saved is not None:
        return _saved(scope, saved)
    for key in module.opens:
        if (counts or {}).get(key) and (found := module.built_in(key)):
            return _built_in(scope, found)
    last = module.built_in(module.opens[-1]) if module.opens else None
    return _built_in(scope, last or module.views[0])


def needs_counts(scope: Scope, views: SavedViews, asked: str | None) -> bool:
    """Tell whether what the list opens with depends on what there is."""
    named = asked and (scope.module.built_in(asked) or views.get(parse_id(asked)))
    return bool(scope.module.opens) and not named and views.get(views.default) is None


def _built_in(scope: Scope, view: BuiltIn) -> Shown:
    return Shown(
        view.key, _(view.label), tuple(name for name in view.columns if name in scope.columns),
        view.sort, view.criteria, view.group_by, view.figures, view.display,
        _(view.empty) if view.empty else "",
    )  # fmt: skip


def _saved(scope: Scope, view: SavedView) -> Shown:
    first = scope.module.views[0]
    problems: list[DomainError] = [
        ColumnRefused(column=name) for name in view.columns if name not in scope.columns
    ]
    sort, group = sort_of(view), view.group_by
    try:
        order_of(scope, sort)
    except DomainError as problem:
        problems.append(problem)
        sort = first.sort
    try:
        group = grouped_by(scope, group).name if group else None
    except DomainError as problem:
        problems.append(problem)
        group = None
    problems += compile_tree(view.criteria, scope=scope).problems
    columns = tuple(name for name in view.columns if name in scope.columns)
    return Shown(
        str(view.id), view.name, columns or first.columns, sort, view.criteria, group,
        tuple(view.figures), view.display, "", view, problems,
    )  # fmt: skip
