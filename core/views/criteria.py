"""A tree of criteria, kept as data, turned into SQL for whoever looks.

A tree is {"all": [node, …]} or {"any": [node, …]}; a node is a tree or a criterion
{"column": name, "op": operator, "value": …}. An empty tree holds for every row. What cannot be
compiled for this actor matches nothing, and is told in `Compiled.problems`: never silently wider.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from core.columns import Column
from core.errors import DomainError
from core.kit.i18n import _
from core.views.comparing import Clause, Unclear, compare
from core.views.errors import CriteriaTooMany, CriterionRefused, CriterionUnclear
from core.views.keyed import compare_keyed
from core.views.operators import operators_of
from core.views.scope import Scope

DEEPEST = 3
MOST = 40
Tree = dict[str, Any]


@dataclass(slots=True)
class Compiled:
    """Conditions that all hold: `plain` ones stay in sight of the planner, see `Column.partial`."""

    plain: list[Clause] = field(default_factory=list)
    other: list[Clause] = field(default_factory=list)
    problems: list[DomainError] = field(default_factory=list)


def compile_tree(*trees: Tree | None, scope: Scope, walking: bool = False) -> Compiled:
    """Return the conditions of trees that all hold. `walking`: see `keyed.compare_keyed`."""
    made = Compiled()
    for tree in trees:
        for node in _parts(tree):
            clause = _node(node, scope, made.problems, walking)
            (made.plain if _is_plain(node, scope) else made.other).append(clause)
    return made


def _parts(tree: Tree | None) -> list[Any]:
    """Return the nodes that all hold on the top level."""
    if not tree:
        return []
    return list(tree["all"]) if isinstance(tree.get("all"), list) else [tree]


def _is_plain(node: Any, scope: Scope) -> bool:
    column = scope.columns.get(node.get("column", "")) if isinstance(node, dict) else None
    return column is not None and column.partial


def _node(node: Any, scope: Scope, problems: list[DomainError], walking: bool) -> Clause:
    if isinstance(node, dict) and "column" not in node:
        for match, join in (("all", sa.and_), ("any", sa.or_)):
            if isinstance(node.get(match), list):
                return _joined(node[match], join, scope, problems, walking)
    try:
        return criterion(node, scope, walking=walking)
    except DomainError as problem:
        problems.append(problem)
        return sa.false()


def _joined(
    nodes: list[Any], join: Any, scope: Scope, problems: list[DomainError], walking: bool
) -> Clause:
    if not nodes:
        return sa.true()
    made: Clause = join(*(_node(one, scope, problems, walking) for one in nodes))
    return made


def criterion(node: Any, scope: Scope, *, walking: bool = False) -> Clause:
    """Return the condition of one criterion; raises CriterionRefused or CriterionUnclear."""
    name = str(node.get("column", "")) if isinstance(node, dict) else ""
    column = scope.columns.get(name)
    if column is None or not column.filters:
        raise CriterionRefused(column=name)
    op, value = str(node.get("op", "")), node.get("value")
    if op not in operators_of(column):
        raise CriterionUnclear(label=label_of(column))
    try:
        if column.key:
            return compare_keyed(column, op, value, scope, walking=walking)
        return compare(column, op, value, scope)
    except Unclear:
        raise CriterionUnclear(label=label_of(column)) from None


def label_of(column: Column) -> str:
    """Return a column's name in the reader's language; own fields are named by the company."""
    return column.label if column.is_own else _(column.label)


def check(tree: Tree | None, scope: Scope) -> None:
    """Raise what is wrong with a tree that is to be kept: shape, size, columns, values."""
    if not tree:
        return
    nodes = list(_walk(tree, 1))
    if len(nodes) > MOST:
        raise CriteriaTooMany(limit=MOST)
    for node in nodes:
        criterion(node, scope)


def _walk(node: Any, depth: int) -> Iterator[Any]:
    """Yield every criterion of a tree; raises CriteriaTooMany when it is too deep or no tree."""
    if isinstance(node, dict) and "column" in node:
        yield node
        return
    parts = node.get("all", node.get("any")) if isinstance(node, dict) else None
    if not isinstance(parts, list) or len(node) != 1 or depth > DEEPEST:
        raise CriteriaTooMany(limit=MOST)
    for part in parts:
        yield from _walk(part, depth + 1)


def criteria_of(tree: Tree | None) -> list[dict[str, Any]]:
    """Return every criterion of a tree, in order, whatever the joins; never raises."""
    try:
        return list(_walk(tree, 1)) if tree else []
    except CriteriaTooMany:
        return []
