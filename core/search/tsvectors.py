"""Looking for words on PostgreSQL.

A GIN index gives no order: a common word's hundred thousand rows would all be gathered to show the
newest. So the newest rows of each group are looked at first, one after the other, which is quick and
finds whatever is common. What they do not hold is rare and looked for in the index by its rarest
words; where every word is common, the newest rows are looked at further down instead.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from core.search.asking import Asked, Form, Term
from core.search.candidates import COLUMNS, Candidate, Range, named, read
from core.search.keys import BITS, group_of
from core.search.models import entries

WINDOW = 2_000  # newest rows of a group that are looked at
DEEP = 40_000  # the same, over all groups, where every word is common
SAMPLE = 1_000  # newest rows of a group by which a word is judged
COMMON = 5  # a word is common when the sample of a group holds so many
MOST = 20_000  # rows that the index may give


async def newest(
    session: AsyncSession, asked: Asked, ranges: Sequence[Range], limit: int, *, thorough: bool
) -> list[Candidate]:
    """Return the newest rows of each range that hold all the words, two or three statements."""
    parts = [_in_window(asked.terms, one, WINDOW, limit) for one in ranges]
    begun = named(asked, ranges, limit)
    found = read(await session.execute(_together(parts if begun is None else [*parts, begun])))
    missing = _missing(ranges, found, limit)
    if not missing:
        return found
    common = await _common(session, asked.terms, missing)
    rare = (
        list(asked.terms) if thorough else [one for one in asked.terms if one.typed not in common]
    )
    if rare:
        looked_up = _in_index(rare, asked.terms, missing, limit)
        return found + read(await session.execute(looked_up))
    deep = DEEP // len(missing)
    further = [_in_window(asked.terms, one, deep, limit) for one in missing]
    return found + read(await session.execute(_together(further)))


def _missing(ranges: Sequence[Range], found: list[Candidate], limit: int) -> list[Range]:
    counts = dict.fromkeys((one.group for one in ranges), 0)
    for one in found:
        counts[group_of(one.key)] += 1
    return [one for one in ranges if counts[one.group] < limit]


async def _common(
    session: AsyncSession, terms: Sequence[Term], ranges: Sequence[Range]
) -> set[str]:
    """Return the terms, as typed, that many of the newest rows of some group hold."""
    counts = [sa.func.count().filter(_words_hold(sa.column("words"), [term])) for term in terms]
    samples = [sa.select(*counts).select_from(_window(one, SAMPLE)) for one in ranges]
    rows = await session.execute(sa.union_all(*samples))
    many = [max(column) >= COMMON for column in zip(*rows, strict=True)]
    return {term.typed for term, is_common in zip(terms, many, strict=True) if is_common}


def _together(parts: list[sa.Select[Any]]) -> Any:
    return sa.union_all(*(sa.select(part.subquery()) for part in parts))


def _window(within: Range, size: int) -> sa.Subquery:
    return (
        sa.select(entries)
        .where(entries.c.id >= within.first, entries.c.id < within.before)
        .order_by(entries.c.id.desc())
        .limit(size)
        .subquery()
    )


def _in_window(terms: Sequence[Term], within: Range, size: int, limit: int) -> sa.Select[Any]:
    window = _window(within, size)
    columns = [window.c[column.name] for column in COLUMNS]
    return sa.select(*columns).where(_words_hold(window.c.words, terms)).limit(limit)


def _in_index(
    rare: Sequence[Term], terms: Sequence[Term], ranges: Sequence[Range], limit: int
) -> Any:
    """Look rare words up once for all ranges, and the others in the rows that have them."""
    hits = (
        sa.select(*COLUMNS, entries.c.words)
        .where(_words_hold(entries.c.words, rare))
        .limit(MOST)
        .cte("hits")
        .prefix_with("MATERIALIZED")
    )
    within = [sa.and_(hits.c.id >= one.first, hits.c.id < one.before) for one in ranges]
    place = sa.func.row_number().over(
        partition_by=hits.c.id.bitwise_rshift(sa.literal(BITS, sa.Integer)),
        order_by=hits.c.id.desc(),
    )
    rows = (
        sa.select(*(hits.c[column.name] for column in COLUMNS), place.label("place"))
        .where(_words_hold(hits.c.words, terms), sa.or_(*within))
        .subquery()
    )
    columns = [rows.c[column.name] for column in COLUMNS]
    return sa.select(*columns).where(rows.c.place <= limit)


def _words_hold(words: Any, terms: Sequence[Term]) -> sa.ColumnElement[bool]:
    query = " & ".join("(" + " | ".join(map(_quoted, term.forms)) + ")" for term in terms)
    asked = sa.cast(sa.literal(query, sa.Text), TSQUERY)
    return sa.type_coerce(words, sa.Text).op("@@", return_type=sa.Boolean)(asked)


def _quoted(form: Form) -> str:
    """Return a form in the language of tsquery; words hold letters and digits only."""
    return f"'{form.text}':*" if form.begins else f"'{form.text}'"
