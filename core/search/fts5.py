"""Looking for words on SQLite.

FTS5 keeps lists of beginnings of `LENGTHS` letters. A search for one of them reads its list from the
newest row down and stops after a few, also where a word is in every other message; a longer
beginning would be put together of all its words first. So longer ones are looked for by their first
six letters and then looked at in the row, and one of less than three letters only in the row.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.search.asking import Asked, Form, Term
from core.search.candidates import COLUMNS, Candidate, Range, named, read
from core.search.keys import group_of
from core.search.models import MATCHES, entries

LENGTHS = (3, 4, 5, 6)
LOOKED_AT = 400  # rows of a group whose words are looked at
WINDOW = 2_000  # newest rows of a group that are looked at where no list of beginnings helps


async def newest(
    session: AsyncSession, asked: Asked, ranges: Sequence[Range], limit: int, *, thorough: bool
) -> list[Candidate]:
    """Return the newest rows of each range that hold all the words, one or two statements."""
    helped = [term for term in asked.terms if _is_listed(term)]
    looked = [term for term in asked.terms if not _is_whole(term)]
    if not helped:
        parts = [_in_window(asked, one, limit) for one in ranges]
    else:
        short = " AND ".join(_expression(term, cut=True) for term in helped)
        cap = LOOKED_AT if looked else limit
        parts = [_matching(short, looked, one, cap, limit) for one in ranges]
    begun = named(asked, ranges, limit)
    found = read(await session.execute(_together(parts if begun is None else [*parts, begun])))
    if helped and looked and (missing := _missing(ranges, found, limit)):
        exact = " AND ".join(_expression(term, cut=False) for term in helped)
        unlisted = [term for term in asked.terms if term not in helped]
        cap = LOOKED_AT * (9 if thorough else 1) if unlisted else limit
        rarer = [_matching(exact, unlisted, one, cap, limit) for one in missing]
        found += read(await session.execute(_together(rarer)))
    return found


def _missing(ranges: Sequence[Range], found: list[Candidate], limit: int) -> list[Range]:
    """Return the ranges in which too little was found."""
    counts = dict.fromkeys((one.group for one in ranges), 0)
    for one in found:
        counts[group_of(one.key)] += 1
    return [one for one in ranges if counts[one.group] < limit]


def _together(parts: list[sa.Select[Any]]) -> Any:
    return sa.union_all(*(sa.select(part.subquery()) for part in parts))


def _is_listed(term: Term) -> bool:
    """Is every form a whole word or long enough for a list of beginnings?"""
    return all(not form.begins or len(form.text) >= LENGTHS[0] for form in term.forms)


def _is_whole(term: Term) -> bool:
    """Does the list say all, so that the row need not be looked at?"""
    return all(not form.begins or len(form.text) in LENGTHS for form in term.forms)


def _expression(term: Term, *, cut: bool) -> str:
    """Return a term in FTS5's language; words hold letters and digits only, nothing to escape."""
    return "(" + " OR ".join(dict.fromkeys(_quoted(form, cut) for form in term.forms)) + ")"


def _quoted(form: Form, cut: bool) -> str:
    text = form.text[: LENGTHS[-1]] if cut and form.begins else form.text
    return f'"{text}" *' if form.begins else f'"{text}"'


def _matching(
    expression: str, looked: Sequence[Term], within: Range, cap: int, limit: int
) -> sa.Select[Any]:
    key = MATCHES.c.rowid
    keys = (
        sa.select(key)
        .where(MATCHES.c.search_fts.op("MATCH")(expression), key >= within.first,
               key < within.before)
        .order_by(key.desc())
        .limit(cap)
        .subquery()
    )  # fmt: skip
    rows = sa.select(*COLUMNS).join_from(keys, entries, entries.c.id == keys.c.rowid)
    return rows.where(*map(_holds, looked)).order_by(entries.c.id.desc()).limit(limit)


def _in_window(asked: Asked, within: Range, limit: int) -> sa.Select[Any]:
    window = (
        sa.select(entries)
        .where(entries.c.id >= within.first, entries.c.id < within.before)
        .order_by(entries.c.id.desc())
        .limit(WINDOW)
        .subquery()
    )
    words = window.c.words
    holding = [sa.or_(*(_stands(words, form) for form in term.forms)) for term in asked.terms]
    columns = [window.c[column.name] for column in COLUMNS]
    return sa.select(*columns).where(*holding).order_by(window.c.id.desc()).limit(limit)


def _holds(term: Term) -> sa.ColumnElement[bool]:
    return sa.or_(*(_stands(entries.c.words, form) for form in term.forms))


def _stands(words: Any, form: Form) -> sa.ColumnElement[bool]:
    """Is a word in the row? Words stand between blanks."""
    return sa.func.instr(words, f" {form.text}" if form.begins else f" {form.text} ") > 0
