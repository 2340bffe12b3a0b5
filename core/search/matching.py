"""A condition for lists: the thing's words hold what was typed. Made for either database.

For `core.views`, whose lists have an order of their own. Of what is found by very common words only
the newest `MOST` count, which is where lists stop counting too.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from core.search import fts5, tsvectors
from core.search.asking import Asked, Form, Term, asked_for
from core.search.keys import first_key, last_key
from core.search.models import entries

MOST = 10_000


class _HoldsAll(FunctionElement[bool]):
    """(key, words, question in FTS5's language, question as tsquery, first key, last key)"""

    type = sa.Boolean()
    inherit_cache = True
    name = "holds_all"


@compiles(_HoldsAll, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    key, _words, match, _query, first, last = element.clauses
    column, asked, low, high = (
        compiler.process(one, **options) for one in (key, match, first, last)
    )
    return (  # read from the newest down, and no further than lists count
        f"{column} IN (SELECT rowid FROM search_fts WHERE search_fts MATCH {asked} "  # noqa: S608
        f"AND rowid BETWEEN {low} AND {high} ORDER BY rowid DESC LIMIT {MOST})"
    )


@compiles(_HoldsAll)
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    _key, words, _match, query, _first, _last = element.clauses
    asked = compiler.process(query, **options)
    return f"{compiler.process(words, **options)} @@ CAST({asked} AS tsquery)"


def found_by(kind: str, identity: Any, words: str) -> sa.ColumnElement[bool]:
    """Return the condition that a kind's things, by the column of their id, hold all typed words.

    Words of one letter must stand alone; of nothing but signs nothing is found.
    """
    asked = _lists(asked_for(words))
    if not asked:
        return sa.false()
    match = sa.literal(fts5.expression(asked.terms, cut=False), sa.Text)
    query = sa.bindparam(None, tsvectors.query_of(asked.terms), sa.Text, literal_execute=True)
    first, last = (sa.literal(one(kind), sa.BigInteger) for one in (first_key, last_key))
    found = (
        sa.select(entries.c.subject_id)
        .where(
            entries.c.id.between(first, last),
            sa.func.coalesce(entries.c.subject_kind, "") == kind,  # keeps SQLite to the words
            _HoldsAll(entries.c.id, entries.c.words, match, query, first, last),
        )
        .order_by(entries.c.id.desc())
        .limit(MOST)
        .subquery()
    )
    condition: sa.ColumnElement[bool] = identity.in_(sa.select(found.c.subject_id))
    return condition


def _lists(asked: Asked) -> Asked:
    """Let single letters stand for themselves: half of all words begin with one."""
    terms = tuple(
        Term(
            term.typed,
            tuple(Form(one.text, one.begins and len(one.text) > 1) for one in term.forms),
        )
        for term in asked.terms
    )
    return Asked(terms, asked.title)
