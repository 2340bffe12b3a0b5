"""Looking for words on PostgreSQL.

A GIN index gives no order: a common word's hundred thousand rows would all be gathered to show the
newest. So its first column says in which stretches of keys a row is (of 500 keys, of 16,000, or
the group): the newest stretches of every group are asked first, then what they lack further down.
GIN seeks the rarest word inside of a stretch and steps over all others, but for whole words only; so
beginnings of `LENGTHS` letters are stored as words of their own, and other beginnings are looked for
by those and compared in the row.
"""

from collections.abc import Iterable, Sequence
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
    Values,
    bounds,
    deeper,
    limited,
    missing,
    name_values,
    named,
    read,
    together,
    window,
)
from core.search.keys import BITS, first_key, middle_key

LENGTHS = (3, 4, 6)  # letters of the beginnings that are stored
BEGINS = "~"  # stands behind a beginning; no word holds it
NEAR, FAR = 9, 14  # bits of the keys of a stretch; a migration made the index for these
WINDOW = 1_000  # newest rows of a group that are looked at for one or two letters
THOROUGH = 10  # times as many are looked at by those who take their time
LOOKED_AT = 5_000  # rows of all groups that are compared
MOST = 20_000  # rows that the index may give


async def newest(
    session: AsyncSession, asked: Asked, ranges: Sequence[Range], limit: int, *, thorough: bool
) -> list[Candidate]:
    """Return the newest rows of each range that hold all the words, one to four statements."""
    names = name_values(asked, ranges)
    listed = [term for term in asked.terms if all(map(_is_listed, term.forms))]
    values = {"limit": limit, "query": query_of(asked.terms), **names}
    if not listed:
        size = WINDOW * (THOROUGH if thorough else 1)
        statement = _windows(len(ranges), bool(names))
        given = {**values, **bounds(ranges), "window": size}
        return read(await session.execute(statement, given))
    found: dict[int, Candidate] = {}
    rest = list(ranges)
    # A single word that the newest stretches lack is rare as it is.
    last = ((BITS, True), (BITS, False)) if len(listed) > 1 else ((BITS, False),)
    for bits, cut in ((NEAR, True), (FAR, True), *last):
        most = LOOKED_AT if cut and bits == BITS else MOST
        values |= {"listed": query_of(listed, cut=cut), "most": most}
        statement = _stretches(bits, bool(names) and bits == NEAR)
        rows = read(await session.execute(statement, values | _asked(rest)))
        found |= {row.key: row for row in rows if row.kind}
        more = deeper(rows)
        rest = [one for one in missing(ranges, list(found.values()), limit)
                if one in rest and (one.group in more or (more and bits == BITS))]  # fmt: skip
        if not rest:
            break
    return list(found.values())


def stored(words: Iterable[str]) -> list[str]:
    """Return the lexemes of a row: its words, and how they begin."""
    found = dict.fromkeys(words)
    for word in list(found):
        for length in LENGTHS:
            if length <= len(word):
                found[word[:length] + BEGINS] = None
    return list(found)


def query_of(terms: Sequence[Term], *, cut: bool = False) -> str:
    """Return terms in the language of tsquery; words hold letters and digits only.

    With `cut`, of beginnings only what is stored: what is found is then to be compared.
    """
    forms = (dict.fromkeys(_quoted(form, cut) for form in term.forms) for term in terms)
    return " & ".join("(" + " | ".join(some) + ")" for some in forms)


def _quoted(form: Form, cut: bool) -> str:
    if not form.begins:
        return f"'{form.text}'"
    length = max((one for one in LENGTHS if one <= len(form.text)), default=0)
    long_number = length == LENGTHS[-1] and not form.text.isalpha()  # begins as most others do
    if length == len(form.text) or (length and cut and not long_number):
        return f"'{form.text[:length]}{BEGINS}'"
    return f"'{form.text}':*"


def _is_listed(form: Form) -> bool:
    return not form.begins or len(form.text) >= LENGTHS[0]


def _asked(ranges: Sequence[Range]) -> Values:
    return {
        "firsts": [first_key(one.group) for one in ranges],
        "befores": [one.before for one in ranges],
        "middles": [middle_key(one.group) for one in ranges],
    }


def _holds(words: Any, name: str) -> sa.ColumnElement[bool]:
    asked = sa.cast(sa.bindparam(name, type_=sa.Text), TSQUERY)
    holds: sa.ColumnElement[bool] = sa.type_coerce(words, sa.Text).op(
        "@@", return_type=sa.Boolean()
    )(asked)
    return holds


@lru_cache
def _windows(ranges: int, names: bool) -> Any:
    """Select what the newest rows hold."""
    parts: list[Any] = [named()] if names else []
    for place in range(ranges):
        rows = window(place)
        columns = [rows.c[name] for name in NAMES]
        parts.append(limited(sa.select(*columns).where(_holds(rows.c.words, "query"))))
    return together(parts)


_ASKED = """
WITH asked AS (SELECT * FROM unnest(CAST(:firsts AS bigint[]), CAST(:befores AS bigint[]),
    CAST(:middles AS bigint[])) AS asked(first, before, middle)), """
_SPANS = """
spans AS MATERIALIZED (
    SELECT first, before, buckets, (buckets[cardinality(buckets)]) << {bits} AS low
    FROM asked CROSS JOIN LATERAL (SELECT id >> {bits} AS upper FROM search_entries
        WHERE id >= first AND id < before ORDER BY id DESC LIMIT 1) AS top
    LEFT JOIN LATERAL (SELECT id >> {bits} AS lower FROM search_entries
        WHERE id >= first AND id < least(before, middle) ORDER BY id DESC LIMIT 1) AS past ON true
    CROSS JOIN LATERAL (SELECT CASE WHEN lower IS NOT NULL AND upper - 1 <= middle >> {bits}
        THEN ARRAY[upper, upper - 1, lower, lower - 1] ELSE ARRAY[upper, upper - 1] END AS buckets
    ) AS newest), """
"""The two newest stretches; also of what was filled in, where the others reach down to it."""
_ALL = """
spans AS MATERIALIZED (SELECT first, before, ARRAY[first >> {bits}] AS buckets FROM asked), """
_HITS = """
hits AS MATERIALIZED (
    SELECT {columns}, words FROM search_entries
    WHERE ARRAY[id >> {near}, id >> {far}, id >> {group}]
        && ARRAY(SELECT bucket FROM spans CROSS JOIN unnest(buckets) AS bucket)
    AND words @@ CAST(:listed AS tsquery) LIMIT :most),
placed AS (
    SELECT {columns}, row_number() OVER (PARTITION BY first ORDER BY id DESC) AS place
    FROM hits JOIN spans ON id >= first AND id < before WHERE words @@ CAST(:query AS tsquery))
SELECT {columns} FROM placed WHERE place <= :limit
UNION ALL """
_BELOW = """SELECT below.* FROM spans CROSS JOIN LATERAL (
    SELECT id, '', subject_id, '', '', at FROM search_entries
    WHERE id >= first AND id < low ORDER BY id DESC LIMIT 1) AS below"""
_CAPPED = """(SELECT id, '', subject_id, '', '', at FROM hits OFFSET :most - 1 LIMIT 1)"""


@lru_cache
def _stretches(bits: int, names: bool) -> Any:
    """Select what the newest stretches hold; a row without a kind says that there is more."""
    parts = (_ASKED, _ALL, _HITS, _CAPPED) if bits == BITS else (_ASKED, _SPANS, _HITS, _BELOW)
    words = "".join(parts).format(
        bits=bits, near=NEAR, far=FAR, group=BITS, columns=", ".join(NAMES)
    )
    query = sa.text(words).columns(*COLUMNS)
    return together([query, named()]) if names else query
