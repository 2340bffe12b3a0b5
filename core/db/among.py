"""`column IN (…)` of many given values, in a statement that is the same for any number of them.

PostgreSQL is given them as one array: it plans the statement once, and nothing is put together at
each run. SQLite plans in no time and has no arrays.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement


class Among(ColumnElement[bool]):
    """A column is one of the values of a parameter, which is given as a list when it runs."""

    inherit_cache = True
    _is_implicitly_boolean = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("listed", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("array", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, name: str) -> None:
        self.column, given = column, column.type
        self.listed = self.column.in_(sa.bindparam(name, type_=given, expanding=True))
        self.array = self.column == sa.any_(sa.bindparam(name, type_=sa.ARRAY(given)))

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.column._from_objects)


@compiles(Among)
def _in_list(element: Among, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.listed, **how))


@compiles(Among, "postgresql")
def _any_of_array(element: Among, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.array, **how))


def is_among(column: Any, name: str = "wanted") -> ColumnElement[bool]:
    """Tell whether a table's column is one of the values that the parameter `name` lists."""
    return Among(column, name)
