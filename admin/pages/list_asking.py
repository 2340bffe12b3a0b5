"""What a list's address asks for: the view, criteria beside it, words, order, place.

/app/tasks?view=mine&f.doer.is=me&q=tap&sort=-due_on&cursor=… ; a value that is repeated makes a
list. `box` is another name of `view`, and a list's `links` are short names of criteria.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from core.views.criteria import Tree
from core.views.modules import ListModule
from core.views.operators import NEEDS_MANY, NEEDS_NONE, NEEDS_TWO

LONGEST = 200
MOST = 20
Criterion = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One state of a list."""

    module: ListModule
    view: str = ""
    criteria: tuple[Criterion, ...] = ()
    words: str = ""
    sort: str = ""
    cursor: str = ""
    group: str = ""

    @property
    def tree(self) -> Tree:
        """The criteria beside the view's own: all hold."""
        return {"all": list(self.criteria)} if self.criteria else {}

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked than the view itself."""
        return bool(self.criteria or self.words)

    def address(self, **changes: Any) -> str:
        """Return the address of the list with changes; without a cursor unless one is given."""
        other = replace(self, **{"cursor": "", **changes})
        pairs = [(name, value) for name, value in (
            ("view", other.view), ("q", other.words), ("sort", other.sort),
            ("group", other.group), ("cursor", other.cursor),
        ) if value]  # fmt: skip
        pairs += [pair for one in other.criteria for pair in pairs_of(one)]
        return f"{self.module.path}?{urlencode(pairs)}" if pairs else self.module.path

    def query(self) -> str:
        """Return the address's part after the question mark, without the place in the list."""
        return self.address().partition("?")[2]

    def without(self, at: int) -> str:
        """Return the address without one of the criteria."""
        return self.address(criteria=(*self.criteria[:at], *self.criteria[at + 1 :]))


def pairs_of(one: Criterion) -> Iterable[tuple[str, str]]:
    """Return a criterion as parameters of an address."""
    name = f"f.{one['column']}.{one['op']}"
    value = one.get("value")
    if one["op"] in NEEDS_NONE:
        return [(name, "1")]
    return [(name, str(part)) for part in (value if isinstance(value, list) else [value])]


def asked_of(module: ListModule, given: QueryParams) -> Asked:
    """Read an address; what is not known of it is left out."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, value in given.multi_items():
        key = _criterion_key(module, name)
        if key and value and (len(found) < MOST or key in found):
            found.setdefault(key, []).append(value[:LONGEST])
    criteria = tuple(_criterion(column, op, values) for (column, op), values in found.items())
    view = given.get("view") or given.get("box") or (module.linked if criteria else "")
    return Asked(
        module, view[:LONGEST], criteria,
        given.get("q", "").strip()[:LONGEST], given.get("sort", "")[:LONGEST],
        given.get("cursor", ""), given.get("group", "")[:LONGEST],
    )  # fmt: skip


def _criterion_key(module: ListModule, name: str) -> tuple[str, str] | None:
    if name in module.links:
        return module.links[name]
    if not name.startswith("f."):
        return None
    column, _dot, op = name[2:].rpartition(".")
    return (column, op) if column and op else None


def _criterion(column: str, op: str, values: list[str]) -> Criterion:
    if op in NEEDS_NONE:
        return {"column": column, "op": op, "value": None}
    several = op in (*NEEDS_MANY, *NEEDS_TWO)
    return {"column": column, "op": op, "value": values if several else values[0]}


def as_query(tree: Tree) -> str:
    """Return a flat tree as parameters, for links from elsewhere to a list."""
    return urlencode([pair for one in tree.get("all", ()) for pair in pairs_of(one)])


def sort_link(asked: Asked, shown: str, column: str) -> tuple[str, str]:
    """Return (the address sorted by a column, how it is sorted now: ascending, descending, '')."""
    now = asked.sort or shown
    if now == column:
        return asked.address(sort=f"-{column}"), "ascending"
    return asked.address(sort=column), "descending" if now == f"-{column}" else ""
