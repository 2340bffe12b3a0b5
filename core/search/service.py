"""Keeping the index: rows in, rows out, set by set."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from core.search import tsvectors
from core.search.keys import first_key, last_key, middle_key
from core.search.models import entries
from core.search.words import prepared, title_of

_ORDER, _PAST = sa.Sequence("search_entry_order"), sa.Sequence("search_entry_past")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be found of a thing. `group` is the thing's kind, or `message` or `remark`.

    `title` counts more than `texts`; `part` tells several remarks on one thing apart.
    """

    group: str
    kind: str
    id: UUID
    title: str
    texts: tuple[str, ...]
    at: datetime
    part: str = ""


async def index(session: AsyncSession, rows: Iterable[Entry], *, older: bool = False) -> int:
    """Write rows of the index, or write them anew; returns how many were given.

    What happens now is newer than everything indexed; with `older` it is older than everything:
    for filling the index from the newest to the oldest. A row that is there keeps its place.
    """
    return await put(session, cut(rows, older=older), older=older)


def cut(rows: Iterable[Entry], *, older: bool = False) -> list[Row]:
    """Cut the words of rows, ready for `put`: for many rows in a thread, since it takes long."""
    given = {(row.kind, row.id, row.part): row for row in rows}
    ordered = sorted(given.items(), key=lambda one: one[0], reverse=older)
    return [_values(row, older) for _key, row in ordered]


async def put(session: AsyncSession, rows: list[Row], *, older: bool = False) -> int:
    """Write rows that `cut` made; see `index`."""
    if rows:
        dialect = session.get_bind().dialect.name
        if dialect != "sqlite":
            rows = [
                {**row, "text": " ".join(tsvectors.stored(row["text"].split()))} for row in rows
            ]
        await session.execute(_upsert(dialect, older), rows if len(rows) > 1 else rows[0])
    return len(rows)


async def forget(
    session: AsyncSession, kind: str, ids: Collection[UUID], *, part: str | None = None
) -> None:
    """Take things, with what was said on them, or one part of them out of the index."""
    if not ids:
        return
    gone = sa.delete(entries).where(
        entries.c.subject_kind == kind, entries.c.subject_id.in_(list(ids))
    )
    await session.execute(gone if part is None else gone.where(entries.c.part == part))


async def forget_parts(session: AsyncSession, parts: Collection[str]) -> None:
    """Take remarks out of the index by their `part`, whatever they are about."""
    if parts:
        await session.execute(
            sa.delete(entries).where(sa.text("part <> ''"), entries.c.part.in_(list(parts)))
        )


def _values(row: Entry, older: bool) -> Row:
    words = " ".join(prepared(row.title, *row.texts))
    return {
        "kind": row.kind, "subject": row.id, "of_part": row.part, "title": title_of(row.title),
        "text": f" {words} ", "moment": row.at, "middle": middle_key(row.group),
        "edge": first_key(row.group) if older else last_key(row.group),
    }  # fmt: skip


@lru_cache
def _upsert(dialect: str, older: bool) -> Any:
    """INSERT … ON CONFLICT DO UPDATE of rows as `_values` names them; unchanged ones stay."""
    middle, edge = (
        sa.bindparam("middle", type_=sa.BigInteger),
        sa.bindparam("edge", type_=sa.BigInteger),
    )
    text: Any = sa.bindparam("text", type_=sa.Text)
    if dialect == "sqlite":
        insert: Any = sqlite.insert(entries)
        near = sa.func.min(entries.c.id) if older else sa.func.max(entries.c.id)
        between = (
            entries.c.id.between(edge, middle) if older else entries.c.id.between(middle, edge)
        )
        nearest = sa.select(sa.func.coalesce(near, middle)).where(between).scalar_subquery()
        key = nearest - 1 if older else nearest + 1
    else:
        insert = postgresql.insert(entries)
        key = middle - _PAST.next_value() if older else middle + _ORDER.next_value()
        split = sa.func.string_to_array(sa.func.btrim(text), " ")
        text = sa.func.array_to_tsvector(split, type_=postgresql.TSVECTOR)
    insert = insert.values(
        id=key, subject_kind=sa.bindparam("kind"), subject_id=sa.bindparam("subject"),
        part=sa.bindparam("of_part"), title_words=sa.bindparam("title"), words=text,
        at=sa.bindparam("moment"),
    )  # fmt: skip
    new, old = insert.excluded, entries.c
    return insert.on_conflict_do_update(
        index_elements=["subject_kind", "subject_id", "part"],
        set_={"title_words": new.title_words, "words": new.words, "at": new.at},
        where=sa.or_(old.words != new.words, old.title_words != new.title_words),
    )
