"""Looking for words on PostgreSQL.

A GIN index gives no order: a common word's hundred thousand rows would all be gathered to show the
newest. So the newest rows of each group are looked at first, one after the other, which is quick and
finds whatever is common. What they do not hold and may stand below is rare and looked for in the index by its rarest
words; where every word is common, the newest rows are looked at further down instead.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from core.search.asking import Asked, Form, Term
from core.search.candidates import (
    COLUMNS,
    NAMES,
    Candidate,
    Range,
    bounds,
    deeper,
    ending,
    limited,
    missing,
    name_values,
    named,
    read,
    together,
    window,
    within,
)
from core.search.keys import BITS
from core.search.models import entries

WINDOW = 2_000  # newest rows of a group that are looked at
DEEP = 40_000  # the same, over all groups, where every word is common
SAMPLE = 1_000  # newest rows of a group by which a word is judged
COMMON = 5  # a word is common when the sample of a group holds so many
MOST = 20_000  # rows that the index may give


async def newest(
    session: AsyncSession, asked: Asked, ranges: Sequence[Range], limit: int, *, thorough: bool
) -> list[Candidate]:
    """Return the newest rows of each range that hold all the words, one to three statements."""
    names = name_values(asked, ranges)
    values = {"limit": limit, "query": query_of(asked.terms)}
    statement = _windows(len(ranges), bool(names), ends=True)
    rows = read(
        await session.execute(
            statement, {**bounds(ranges), **values, **names, "window": WINDOW, "end": WINDOW}
        )
    )
    found = [row for row in rows if row.kind]
    rest = [one for one in missing(ranges, found, limit) if one.group in deeper(rows)]
    if not rest:
        return found
    common = set() if thorough else await _common(session, asked.terms, rest)
    rare = [one for one in asked.terms if one.typed not in common]
    if rare:
        statement, values["rare"] = _lookup(len(rest)), query_of(rare)
    else:
        statement = _windows(len(rest), False, ends=False)
        values["window"] = DEEP // len(rest)
    return found + read(await session.execute(statement, {**bounds(rest), **values}))


async def _common(
    session: AsyncSession, terms: Sequence[Term], ranges: Sequence[Range]
) -> set[str]:
    """Return the terms, as typed, that many of the newest rows of some range hold."""
    queries = {f"query_{place}": query_of([term]) for place, term in enumerate(terms)}
    rows = (await session.execute(
        _samples(len(ranges), len(terms)), {**bounds(ranges), **queries, "sample": SAMPLE}
    )).all()  # fmt: skip
    many = [max(counts) >= COMMON for counts in zip(*rows, strict=True)]
    return {term.typed for term, is_common in zip(terms, many, strict=True) if is_common}


def query_of(terms: Sequence[Term]) -> str:
    """Return terms in the language of tsquery; words hold letters and digits only."""
    return " & ".join("(" + " | ".join(map(_quoted, term.forms)) + ")" for term in terms)


def _quoted(form: Form) -> str:
    return f"'{form.text}':*" if form.begins else f"'{form.text}'"


def _holds(words: Any, name: str) -> sa.ColumnElement[bool]:
    asked = sa.cast(sa.bindparam(name, type_=sa.Text), TSQUERY)
    holds: sa.ColumnElement[bool] = sa.type_coerce(words, sa.Text).op(
        "@@", return_type=sa.Boolean()
    )(asked)
    return holds


@lru_cache
def _windows(ranges: int, names: bool, *, ends: bool) -> Any:
    """Select what the newest rows hold; with `ends` a row without a kind says that there is more."""
    parts: list[Any] = [named()] if names else []
    for place in range(ranges):
        rows = window(place)
        columns = [rows.c[name] for name in NAMES]
        parts.append(limited(sa.select(*columns).where(_holds(rows.c.words, "query"))))
        if ends:
            parts.append(_end(place))
    return together(parts)


def _end(place: int) -> Any:
    return ending(
        lambda rows: rows.where(within(entries.c.id, place)).order_by(entries.c.id.desc())
    )


@lru_cache
def _samples(ranges: int, terms: int) -> Any:
    """Select in how many rows of each range's sample each term is."""
    parts = []
    for place in range(ranges):
        rows = window(place, "sample")
        counts = [sa.func.count().filter(_holds(rows.c.words, f"query_{n}")) for n in range(terms)]
        parts.append(sa.select(*counts).select_from(rows))
    return sa.union_all(*parts)


@lru_cache
def _lookup(ranges: int) -> Any:
    """Look rare words up once for all ranges, and the others in the rows that have them."""
    hits = (
        sa.select(*COLUMNS, entries.c.words)
        .where(_holds(entries.c.words, "rare"))
        .limit(sa.literal(MOST))
        .cte("hits")
        .prefix_with("MATERIALIZED")
    )
    group = hits.c.id.bitwise_rshift(sa.literal(BITS, sa.Integer))
    place = sa.func.row_number().over(partition_by=group, order_by=hits.c.id.desc())
    inside = sa.or_(*(within(hits.c.id, number) for number in range(ranges)))
    rows = (
        sa.select(*(hits.c[name] for name in NAMES), place.label("place"))
        .where(_holds(hits.c.words, "query"), inside)
        .subquery()
    )
    newest_first = sa.select(*(rows.c[name] for name in NAMES))
    return newest_first.where(rows.c.place <= sa.bindparam("limit", type_=sa.Integer))
