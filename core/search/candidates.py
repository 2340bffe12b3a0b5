"""What both databases' searches share: the ranges they look in and the columns they return.

Statements are built once per shape (how many kinds, how many words) and kept: building one takes
longer than running it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.search.asking import Asked
from core.search.keys import first_key, group_of, last_key
from core.search.models import IS_NAMED, NAMED, entries

COLUMNS = tuple(
    entries.c[name] for name in ("id", "subject_kind", "subject_id", "part", "title_words", "at")
)
NAMES = tuple(column.name for column in COLUMNS)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Range:
    """A group of things and how far down it is asked for: keys below `before`."""

    group: str
    before: int


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


def missing(ranges: Sequence[Range], found: Sequence[Candidate], limit: int) -> list[Range]:
    """Return the ranges in which less than `limit` rows were found."""
    counts = dict.fromkeys((one.group for one in ranges), 0)
    for row in found:
        counts[group_of(row.key)] += 1
    return [one for one in ranges if counts[one.group] < limit]


def bounds(ranges: Sequence[Range]) -> Values:
    """Return the values of `within`."""
    found: Values = {}
    for place, one in enumerate(ranges):
        found |= {f"first_{place}": first_key(one.group), f"before_{place}": one.before}
    return found


def within(key: Any, place: int) -> sa.ColumnElement[bool]:
    """Is a key in the range of a place? See `bounds`."""
    first = sa.bindparam(f"first_{place}", type_=sa.BigInteger)
    inside: sa.ColumnElement[bool] = sa.and_(
        key >= first, key < sa.bindparam(f"before_{place}", type_=sa.BigInteger)
    )
    return inside


def limited(query: Any, name: str = "limit") -> Any:
    """Return a query with its limit as a value."""
    return query.limit(sa.bindparam(name, type_=sa.Integer))


def together(parts: Sequence[Any]) -> Any:
    """Return what several limited queries select."""
    return sa.union_all(*(sa.select(part.subquery()) for part in parts))


def window(place: int, size: str = "window") -> sa.Subquery:
    """Select the newest rows of the range of a place."""
    rows = sa.select(entries).where(within(entries.c.id, place)).order_by(entries.c.id.desc())
    return limited(rows, size).subquery()  # type: ignore[no-any-return]


def ending(rows: Any) -> Any:
    """Select the row behind the first `end` of a query as one without a kind: there is more."""
    nothing = sa.literal("", sa.Text)
    columns: Values = {column.name: column for column in COLUMNS}
    columns |= {name: nothing.label(name) for name in ("subject_kind", "part", "title_words")}
    below = rows(sa.select(*columns.values()))
    return below.offset(sa.bindparam("end", type_=sa.Integer)).limit(1)


def deeper(rows: Sequence[Candidate]) -> set[str]:
    """Return the groups of which `ending` says that there is more."""
    return {group_of(row.key) for row in rows if not row.kind}


@lru_cache
def named() -> sa.Select[Any]:
    """Select things of `kinds` whose name begins with `title`, in its order; see `name_values`."""
    title = entries.c.title_words
    kinds = sa.bindparam("kinds", expanding=True, type_=sa.Text)
    query = sa.select(*COLUMNS).where(
        IS_NAMED, title >= sa.bindparam("title", type_=sa.Text),
        title < sa.bindparam("title_end", type_=sa.Text),
    )  # fmt: skip
    found = limited(query.order_by(title, entries.c.id)).subquery("named")
    return sa.select(*found.c).where(found.c.subject_kind.in_(kinds))


def name_values(asked: Asked, ranges: Sequence[Range]) -> Values:
    """Return the values of `named`; nothing when no such kind is asked for from its top."""
    kinds = [one.group for one in ranges
             if one.group in NAMED and one.before == last_key(one.group)]  # fmt: skip
    if not kinds or not asked.title:
        return {}
    return {"kinds": kinds, "title": asked.title, "title_end": asked.title + "\U0010ffff"}
