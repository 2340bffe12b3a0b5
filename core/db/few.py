"""`column IN (SELECT …)` that PostgreSQL reads first, so that an OR with it still uses indexes.

Inside an OR its planner can only scan the whole table with such a condition as a filter. As an
array it is computed once, and the indexes of both sides are joined. For selections of few rows.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement


class FewOf(ColumnElement[bool]):
    """A column is one of the few values of a selection of one column."""

    inherit_cache = True
    _is_implicitly_boolean = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("column", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("few", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, few: sa.Select[Any]) -> None:
        self.column = column
        self.few = few.correlate(None).scalar_subquery()

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.column._from_objects)


@compiles(FewOf)
def _in_select(element: FewOf, compiler: Any, **how: Any) -> str:
    return f"{compiler.process(element.column, **how)} IN {compiler.process(element.few, **how)}"


@compiles(FewOf, "postgresql")
def _any_of_array(element: FewOf, compiler: Any, **how: Any) -> str:
    few = compiler.process(element.few, **how)
    return f"{compiler.process(element.column, **how)} = ANY (ARRAY{few})"


def is_one_of(column: Any, few: sa.Select[Any]) -> ColumnElement[bool]:
    """Tell whether a column is one of the few values that a selection gives."""
    return FewOf(column, few)
