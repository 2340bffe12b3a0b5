"""Given values are looked for by one statement, however many they are."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.among import is_among
from core.db.base import table_of
from core.db.bulk import insert_rows
from core.events.models import EventRecord
from core.kit import ids
from tests.core.db.test_bulk import a_row

_events = table_of(EventRecord).c
FIND = (
    sa.select(_events.name)
    .where(is_among(_events.id), is_among(_events.name, "names"), _events.channel == sa.bindparam("by"))
    .order_by(_events.name)
)  # fmt: skip


async def _found(session: AsyncSession, wanted: list[UUID], names: list[str]) -> list[str]:
    return list(await session.scalars(FIND, {"wanted": wanted, "names": names, "by": "mail"}))


async def test_what_is_given_is_found_and_nothing_else(session: AsyncSession) -> None:
    rows = [a_row(f"Made{number}") for number in range(5)]
    await insert_rows(session, EventRecord, rows)
    known = [ids.parse_id(str(row["id"])) or ids.new_id() for row in rows]

    assert await _found(session, known[1:3], ["Made1", "Made2", "Made3"]) == ["Made1", "Made2"]
    assert await _found(session, [*known, ids.new_id()], ["Made4", "o'clock"]) == ["Made4"]
    assert await _found(session, known, []) == []
    assert await _found(session, [], ["Made1"]) == []
