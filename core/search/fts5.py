"""Looking for words on SQLite.

FTS5 keeps lists of beginnings of `LENGTHS` letters. A search for one of them reads its list from the
newest row down and stops after a few, also where a word is in every other message; a longer
beginning would be put together of all its words first. So longer ones are looked for by their first
six letters and then looked at in the row, and one of less than three letters only in the row.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
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
    within,
)
from core.search.models import MATCHES, entries

LENGTHS = (3, 4, 5, 6)
LOOKED_AT = 400  # rows of a group whose words are looked at
WINDOW = 1_000  # newest rows of a group that are looked at where no list of beginnings helps
THOROUGH = 10  # times as many are looked at by those who take their time


async def newest(
    session: AsyncSession, asked: Asked, ranges: Sequence[Range], limit: int, *, thorough: bool
) -> list[Candidate]:
    """Return the newest rows of each range that hold all the words, one or two statements."""
    listed = [term for term in asked.terms if _is_listed(term)]
    looked = [term for term in asked.terms if not _is_whole(term)]
    names = name_values(asked, ranges)
    more = THOROUGH if thorough else 1
    if not listed:
        statement = _windows(len(ranges), _shape(asked.terms), bool(names))
        values = {**_forms(asked.terms), "window": WINDOW * more}
        return await _read(session, statement, ranges, limit, values | names)
    cap = LOOKED_AT * more if looked else limit
    statement = _lists(len(ranges), _shape(looked), bool(names), ends=bool(looked))
    values = {**_forms(looked), **names, "cap": cap, "match": expression(listed, cut=True)}
    rows = await _read(session, statement, ranges, limit, values | {"end": cap})
    found = [row for row in rows if row.kind]
    rest = [one for one in missing(ranges, found, limit) if one.group in deeper(rows)]
    if rest:
        unlisted = [term for term in asked.terms if term not in listed]
        statement = _lists(len(rest), _shape(unlisted), False, ends=False)
        values = {**_forms(unlisted), "cap": cap if unlisted else limit,
                  "match": expression(listed, cut=False)}  # fmt: skip
        found += await _read(session, statement, rest, limit, values)
    return found


async def _read(
    session: AsyncSession, statement: Any, ranges: Sequence[Range], limit: int, values: Values
) -> list[Candidate]:
    return read(await session.execute(statement, {**bounds(ranges), "limit": limit, **values}))


def _is_listed(term: Term) -> bool:
    """Is every form a whole word or long enough for a list of beginnings?"""
    return all(not form.begins or len(form.text) >= LENGTHS[0] for form in term.forms)


def _is_whole(term: Term) -> bool:
    """Does the list say all, so that the row need not be looked at?"""
    return all(not form.begins or len(form.text) in LENGTHS for form in term.forms)


def expression(terms: Sequence[Term], *, cut: bool) -> str:
    """Return terms in FTS5's language; words hold letters and digits only, nothing to escape."""
    forms = [
        " OR ".join(dict.fromkeys(_quoted(form, cut) for form in term.forms)) for term in terms
    ]
    return " AND ".join(f"({one})" for one in forms)


def _quoted(form: Form, cut: bool) -> str:
    text = form.text[: LENGTHS[-1]] if cut and form.begins else form.text
    return f'"{text}" *' if form.begins else f'"{text}"'


def _shape(terms: Sequence[Term]) -> tuple[int, ...]:
    """How many forms each term has."""
    return tuple(len(term.forms) for term in terms)


def _forms(terms: Sequence[Term]) -> Values:
    """Return the values of `_stand`: words stand between blanks."""
    return {f"form_{place}_{number}": f" {form.text}" if form.begins else f" {form.text} "
            for place, term in enumerate(terms) for number, form in enumerate(term.forms)}  # fmt: skip


def _stand(words: Any, shape: tuple[int, ...]) -> list[sa.ColumnElement[bool]]:
    """Is every term in the row, in one of its forms?"""
    return [
        sa.or_(*(sa.func.instr(words, sa.bindparam(f"form_{place}_{number}", type_=sa.Text)) > 0
                 for number in range(forms)))
        for place, forms in enumerate(shape)
    ]  # fmt: skip


@lru_cache(maxsize=512)
def _lists(ranges: int, looked: tuple[int, ...], names: bool, *, ends: bool) -> Any:
    parts: list[Any] = [_list(place, looked) for place in range(ranges)]
    if ends:
        parts += [_end(place) for place in range(ranges)]
    return together([*parts, named()] if names else parts)


def _keys(place: int) -> sa.Select[Any]:
    key, match = MATCHES.c.rowid, sa.bindparam("match", type_=sa.Text)
    matching = sa.select(key).where(MATCHES.c.search_fts.op("MATCH")(match), within(key, place))
    return matching.order_by(key.desc())


def _end(place: int) -> Any:
    """Is there more in the list than was looked at?"""
    key = _keys(place).offset(sa.bindparam("end", type_=sa.Integer)).limit(1).subquery()
    nothing = sa.literal("", sa.Text)
    columns = [nothing.label(c.name) if isinstance(c.type, sa.Text) else c for c in COLUMNS]
    return sa.select(*columns).join_from(key, entries, entries.c.id == key.c.rowid)


def _list(place: int, looked: tuple[int, ...]) -> sa.Select[Any]:
    keys = limited(_keys(place), "cap").subquery()
    rows = sa.select(*COLUMNS).join_from(keys, entries, entries.c.id == keys.c.rowid)
    rows = rows.where(*_stand(entries.c.words, looked)).order_by(entries.c.id.desc())
    return limited(rows)  # type: ignore[no-any-return]


@lru_cache(maxsize=256)
def _windows(ranges: int, shape: tuple[int, ...], names: bool) -> Any:
    parts = []
    for place in range(ranges):
        rows = window(place)
        columns = [rows.c[name] for name in NAMES]
        query = sa.select(*columns).where(*_stand(rows.c.words, shape)).order_by(rows.c.id.desc())
        parts.append(limited(query))
    return together([*parts, named()] if names else parts)
