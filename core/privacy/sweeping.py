"""After every domain erased its part: whatever still holds an address, a number or the name.

Colleagues mention people in notes and comments; each column says itself whether it may hold words
about people. There the person is taken out of the words, the rest of them stays.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import Record
from core.events.models import EventRecord
from core.kit.clock import now

GONE = "–"
"""What stands where the person was named."""
OURS = frozenset((
    "staff_members", "linked_accounts", "sign_in_sessions", "sign_in_attempts", "sources",
    "settings", "organisations",
))  # fmt: skip
"""Tables about ourselves and about companies."""
AT_ONCE = 500
NEVER_TEXT = frozenset(("folded_name", "search_words"))
"""Made of other columns by the models; `core.people.privacy` sets them."""


def swept_columns() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    """Yield every column that may hold words about people, by what the columns say themselves."""
    for table in Record.metadata.sorted_tables:
        if (
            table.name in OURS
            or table.name == EventRecord.__tablename__
            or table.info.get("derived")
        ):
            continue
        for column in table.columns:
            if column.info.get("personal", "none") == "none" or column.name in NEVER_TEXT:
                continue
            if isinstance(column.type, sa.Text | sa.JSON):
                yield table, column


Place = tuple[str, str]  # table and column


@dataclass(slots=True)
class Found:
    """Where somebody is named: ids of rows by place, of facts, and of arrivals without a message."""

    rows: dict[Place, list[UUID]] = field(default_factory=dict)
    facts: list[UUID] = field(default_factory=list)
    items: list[UUID] = field(default_factory=list)


async def find(session: AsyncSession, signs: Sequence[str]) -> Found:
    """Look through every table; it takes its time, so that no writer should wait for it."""
    found = Found()
    if not signs:
        return found
    found.facts = list(await session.scalars(
        sa.select(EventRecord.id)
        .where(EventRecord.payload.is_not(None), _holds(EventRecord.payload, signs))
    ))  # fmt: skip
    for table, column in swept_columns():
        named = sa.select(table.c.id).where(_holds(column, signs))
        if ids := list(await session.scalars(named)):
            found.rows[table.name, column.name] = ids
    return found


async def sweep(session: AsyncSession, signs: Sequence[str], found: Found) -> dict[str, set[UUID]]:
    """Take a person out of the words found; return the ids of rows that were changed, by table."""
    await session.flush()
    for some in _pieces(found.facts):
        await _erase_facts(session, some)
    swept: dict[str, set[UUID]] = {}
    for (name, column), ids in found.rows.items():
        table = Record.metadata.tables[name]
        for some in _pieces(ids):
            swept.setdefault(name, set()).update(await _clean(session, table, column, some, signs))
    session.expire_all()
    return swept


def _pieces(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for begin in range(0, len(ids), AT_ONCE):
        yield ids[begin : begin + AT_ONCE]


async def _clean(
    session: AsyncSession, table: sa.Table, name: str, ids: Sequence[UUID], signs: Sequence[str]
) -> list[UUID]:
    changed = []
    rows = await session.execute(
        sa.select(table.c.id, table.c[name]).where(table.c.id.in_(ids), table.c[name].is_not(None))
    )
    for identity, value in rows.all():
        values = {name: without(value, signs)}
        if values[name] == value:
            continue  # its domain has emptied it
        if "version" in table.c:
            values["version"] = table.c.version + 1
        await session.execute(sa.update(table).where(table.c.id == identity).values(**values))
        changed.append(identity)
    return changed


def _holds(column: Any, signs: Sequence[str]) -> sa.ColumnElement[bool]:
    """Compare in lower case; JSON is looked at as it is stored, with its escapes."""
    text = sa.func.lower(sa.cast(column, sa.Text))
    as_json = isinstance(column.type, sa.JSON)
    wanted = {json.dumps(one)[1:-1] if as_json else one for one in signs}
    return sa.or_(*(text.contains(one.lower(), autoescape=True) for one in sorted(wanted)))


def without(value: Any, signs: Sequence[str]) -> Any:
    """Return a value in whose texts nobody is named any more."""
    if isinstance(value, str):
        named = "|".join(re.escape(one) for one in sorted(signs, key=len, reverse=True))
        return re.sub(named, GONE, value, flags=re.IGNORECASE)
    if isinstance(value, dict):
        return {without(key, signs): without(one, signs) for key, one in value.items()}
    if isinstance(value, list):
        return [without(one, signs) for one in value]
    return value


async def _erase_facts(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """A fact's words are sealed by their digest: they go as a whole, the digest stays."""
    await session.execute(
        sa.update(EventRecord)
        .where(EventRecord.id.in_(ids), EventRecord.payload.is_not(None))
        .values(payload=sa.null(), erased_at=now())
        .execution_options(synchronize_session=False)
    )
