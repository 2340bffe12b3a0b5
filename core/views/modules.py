"""What has a list: one registration per kind of record, from which everything else follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from core.access.actor import Actor
from core.columns import Column

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A view that every installation has; `key` is its name in addresses, `label` a msgid.

    `empty` is said when nothing is in it. `counted`: its tab bears how many there are.
    """

    key: str
    label: str
    columns: tuple[str, ...]
    sort: str  # a column's name, "-" before it: downwards
    criteria: Tree = field(default_factory=dict)
    group_by: str | None = None
    figures: tuple[dict[str, Any], ...] = ()
    empty: str = ""
    counted: bool = False
    display: str = "table"


@dataclass(frozen=True, slots=True, eq=False)
class ListModule:
    """A kind of record with a list.

    `visible(actor)` selects what the actor may see (hidden equals absent), `apart(actor)` the same in
    parts that have nothing in common and an index each, where there are several; `id` and `ref` are the
    record's id and what stands in its page's address `row_path` ("/app/tasks/{ref}"). `find(words)`
    is the quick condition of the search field. `custom` is the JSON of the company's own fields.
    `marks`: what else each row tells its template. `links`: parameters that other pages link with
    -> (column, operator). `part`: the module of `core.access.modules` that it goes with. What is
    changed in place and in bulk: see `changers`. `opens`: keys of counted views; the list opens with the
    first that has rows, else with the last; without any with its first view. `linked`: the view that
    criteria in an address narrow when it names none. `title`: the column that opens a row, else the
    first wide text that is shown.
    """

    kind: str
    label: str
    path: str
    icon: str
    columns: tuple[Column, ...]
    id: Any
    ref: Any
    row_path: str
    visible: Callable[[Actor], sa.Select[Any]]
    may_see: Callable[[Actor], bool]
    views: tuple[BuiltIn, ...]
    find: Callable[[str], sa.ColumnElement[bool]]
    custom: Any = None
    marks: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    new_path: str = ""
    new_label: str = ""
    may_create: Callable[[Actor], bool] = lambda _actor: False
    is_opened_aside: bool = True
    opens: tuple[str, ...] = ()
    linked: str = "all"
    title: str = ""
    part: str = ""
    apart: Callable[[Actor], Sequence[sa.Select[Any]]] | None = None

    def parts(self, actor: Actor) -> Sequence[sa.Select[Any]]:
        """Select what the actor may see, in as many parts as there are indexes for it."""
        return [self.visible(actor)] if self.apart is None else self.apart(actor)

    def built_in(self, key: str | None) -> BuiltIn | None:
        """Return the built-in view of a key, or None."""
        return next((one for one in self.views if one.key == key), None)
