"""Rows written in sets are what SQLAlchemy's own way would have written."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.bulk import insert_rows
from core.db.upsert import insert_new
from core.events.models import EventRecord
from core.kit import clock, ids
from core.settings.models import Setting


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


async def test_only_new_ones_are_inserted_and_told(session: AsyncSession) -> None:
    """Sixty of which ten are there and two are the same: more than one statement of SQLite."""
    known = [a_setting(f"key{number}") for number in range(10)]
    await insert_rows(session, Setting, known)
    rows = [*known, *(a_setting(f"key{number}") for number in range(10, 69)), a_setting("key10")]

    new = await insert_new(
        session, Setting, [row | {"id": ids.new_id()} for row in rows], key=["key"]
    )

    kept = await session.execute(sa.select(Setting.key, Setting.id, Setting.value))
    found = {key: (identity, value) for key, identity, value in kept}
    assert len(found) == 69
    assert set(new) == {found[f"key{number}"][0] for number in range(10, 69)}
    assert len(new) == 59
    assert {value["is"][0] for _identity, value in found.values()} == {"ä'\"\\,{}"}


async def test_a_single_new_one_is_told_and_a_repeat_is_not(session: AsyncSession) -> None:
    row = a_setting("one")
    assert await insert_new(session, Setting, [row], key=["key"]) == [row["id"]]
    assert await insert_new(session, Setting, [row | {"id": ids.new_id()}], key=["key"]) == []


async def test_an_ending_may_change_what_is_there(session: AsyncSession) -> None:
    await insert_rows(session, Setting, [a_setting("a"), a_setting("b")])
    await insert_rows(
        session, Setting, [a_setting("b", "new"), a_setting("c", "new")], ending=_anew
    )

    kept = await session.execute(sa.select(Setting.key, Setting.value).order_by(Setting.key))
    assert [(key, value["is"][0]) for key, value in kept] == [
        ("a", "ä'\"\\,{}"), ("b", "new"), ("c", "new"),
    ]  # fmt: skip


def _anew(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["key"], set_={"value": insert.excluded.value}
    )


def a_setting(key: str, value: str = "ä'\"\\,{}") -> dict[str, Any]:
    return {
        "id": ids.new_id(), "created_at": clock.now(), "key": key, "value": {"is": [value, None]},
        "version": 1,
    }  # fmt: skip
