"""Rows written in sets are what SQLAlchemy's own way would have written."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.bulk import insert_rows
from core.events.models import EventRecord
from core.kit import clock, ids


def a_row(name: str) -> dict[str, object]:
    return {
        "id": ids.new_id(), "created_at": clock.now(), "name": name, "subject_kind": "thing",
        "subject_id": ids.new_id(), "actor_kind": "system", "actor_id": None, "actor_name": "Åsa",
        "channel": "mail", "payload": {"a": [1, "ä"], "b": None}, "digest": "0" * 64,
    }  # fmt: skip


async def test_what_is_written_is_read_back(session: AsyncSession) -> None:
    rows = [a_row(f"Made{number}") for number in range(3)]

    await insert_rows(session, EventRecord, rows)

    found = (await session.scalars(sa.select(EventRecord).order_by(EventRecord.name))).all()
    for row, one in zip(rows, found, strict=True):
        assert {name: getattr(one, name) for name in row} == row
        assert one.reason == ""  # not named: its default


async def test_both_ways_write_the_same_bytes(session: AsyncSession) -> None:
    ours, theirs = a_row("Made"), a_row("Made")
    theirs |= {name: ours[name] for name in ours if name != "id"}

    await insert_rows(session, EventRecord, [ours])
    await session.execute(sa.insert(EventRecord), [theirs])

    kept = "name, subject_id, actor_id, payload, reason, created_at"
    texts = (await session.execute(sa.text(f"SELECT {kept} FROM events"))).all()  # noqa: S608
    assert len(texts) == 2
    assert texts[0] == texts[1]


async def test_defaults_are_made_for_each_row(session: AsyncSession) -> None:
    rows = [{name: value for name, value in a_row("Made").items() if name != "id"}] * 2

    await insert_rows(session, EventRecord, rows)

    assert len(set(await session.scalars(sa.select(EventRecord.id)))) == 2


async def test_a_column_that_is_not_there_is_refused(session: AsyncSession) -> None:
    with pytest.raises(ValueError, match="colour"):
        await insert_rows(session, EventRecord, [a_row("Made") | {"colour": "red"}])
