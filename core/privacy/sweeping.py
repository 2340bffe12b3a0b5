"""After every domain erased its part: whatever still holds an address, a number or the name.

Colleagues mention people in notes and comments; each column says itself whether it may hold words
about people. There the person is taken out of the words, the rest of them stays.
"""

import json
import re
from collections.abc import Iterator, Sequence
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


async def sweep(session: AsyncSession, signs: Sequence[str]) -> dict[str, set[UUID]]:
    """Take a person out of all words; return the ids of the rows that held them, by table."""
    if not signs:
        return {}
    await session.flush()
    await _erase_events(session, signs)
    swept: dict[str, set[UUID]] = {}
    for table, column in swept_columns():
        if found := await _clean(session, table, column, signs):
            swept.setdefault(table.name, set()).update(found)
    session.expire_all()
    return swept


async def _clean(
    session: AsyncSession, table: sa.Table, column: sa.Column[Any], signs: Sequence[str]
) -> list[UUID]:
    rows = (await session.execute(sa.select(table.c.id, column).where(_holds(column, signs)))).all()
    for identity, value in rows:
        values = {column.name: without(value, signs)}
        if "version" in table.c:
            values["version"] = table.c.version + 1
        await session.execute(sa.update(table).where(table.c.id == identity).values(**values))
    return [row[0] for row in rows]


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


async def _erase_events(session: AsyncSession, signs: Sequence[str]) -> None:
    """A fact's words are sealed by their digest: they go as a whole, the digest stays."""
    await session.execute(
        sa.update(EventRecord)
        .where(EventRecord.payload.is_not(None), _holds(EventRecord.payload, signs))
        .values(payload=sa.null(), erased_at=now())
        .execution_options(synchronize_session=False)
    )
