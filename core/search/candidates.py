"""What both databases' searches share: the ranges they look in and the columns they return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.search.asking import Asked
from core.search.keys import first_key, last_key
from core.search.models import IS_NAMED, NAMED, entries

COLUMNS = tuple(
    entries.c[name] for name in ("id", "subject_kind", "subject_id", "part", "title_words", "at")
)


@dataclass(frozen=True, slots=True)
class Range:
    """A group of things and how far down it is asked for: keys below `before`."""

    group: str
    before: int

    @property
    def first(self) -> int:
        return first_key(self.group)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the index that holds all the words."""

    key: int
    kind: str
    id: UUID
    part: str
    title_words: str
    at: datetime


def ranges_of(groups: Sequence[str], before: Mapping[str, int]) -> list[Range]:
    """Return the ranges to look in, from the top or from where a page ended."""
    return [Range(group, before.get(group, last_key(group))) for group in groups]


def read(rows: Any) -> list[Candidate]:
    """Return rows of `COLUMNS` as candidates."""
    return [Candidate(*row) for row in rows]


def named(asked: Asked, ranges: Sequence[Range], limit: int) -> sa.Select[Any] | None:
    """Select things whose name begins with what was typed; None when no such kind is asked for."""
    kinds = [one.group for one in ranges if one.group in NAMED]
    if not kinds or not asked.title:
        return None
    title, end = entries.c.title_words, asked.title + "\U0010ffff"
    found = (
        sa.select(*COLUMNS)
        .where(IS_NAMED, title >= asked.title, title < end)
        .order_by(title, entries.c.id)
        .limit(limit)
        .subquery("named")
    )
    below = {one.group: one.before for one in ranges}
    reached = [sa.and_(found.c.subject_kind == kind, found.c.id < below[kind]) for kind in kinds]
    return sa.select(*found.c).where(sa.or_(*reached))
