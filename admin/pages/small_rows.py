"""Rows of several small lists in one statement: a kind, an id, words, and six more texts."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.people.models import Customer, Person
from core.sources.models import Source
from core.staff.models import StaffMember, Team
from core.work.models import Stage, Workflow

NAMED = (StaffMember, Team, Source, Customer, Workflow, Stage, Person)
"""Whatever a change or a rule may name by its id."""
MORE = 6


def rows(kind: str, identity: Any, words: Any = "", *more: Any) -> sa.Select[Any]:
    """Select rows of one list, to be united with others; NULL becomes ''."""
    columns = [*more, *[""] * (MORE - len(more))]
    return sa.select(
        sa.literal(kind).label("kind"), identity.label("id"), _text(words).label("words"),
        *(_text(one).label(f"more{number}") for number, one in enumerate(columns)),
    )  # fmt: skip


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return sa.literal(value)
    if not isinstance(value.type, sa.Text | sa.String):
        value = sa.cast(value, sa.Text)
    return sa.func.coalesce(value, "")


def names(named: Collection[UUID]) -> Iterable[sa.Select[Any]]:
    """Select the names of these ids, whatever they are."""
    if not named:
        return []
    return [rows("name", one.id, one.name).where(one.id.in_(named)) for one in NAMED]
