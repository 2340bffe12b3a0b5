"""An older installation with rows in every table becomes a new one and keeps them."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.db.session import async_url
from core.kit.ids import new_id
from deploy.migrating import config_for, migrate

T = TypeVar("T")

FIRST = "0001"
SAMPLES: dict[type[Any], Any] = {
    str: "words", int: 7, bool: True, datetime: datetime(2026, 11, 16, 8, tzinfo=UTC),
    date: date(2026, 11, 16), time: time(8), bytes: b"bytes", dict: {}, float: 1.0,
}  # fmt: skip


@pytest.fixture
def old_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of this test."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"old{uuid4().hex}"
    server.create(name)
    yield server.url(name)
    server.drop(name)


def a_value(column: sa.Column[Any], made: dict[str, Any]) -> Any:
    """Return something that fits a column: the row it refers to, or a sample of its type."""
    for key in column.foreign_keys:
        return made.get(key.column.table.name)
    if isinstance(column.type, sa.Uuid) or (column.primary_key and "CHAR" in str(column.type)):
        return new_id() if isinstance(column.type, sa.Uuid) else new_id().hex
    if isinstance(column.type, sa.JSON):
        return {}
    return SAMPLES[column.type.python_type]


def fill(connection: sa.Connection) -> dict[str, int]:
    """Put a row into every table; return how many each holds."""
    tables = sa.MetaData()
    tables.reflect(connection)
    made: dict[str, Any] = {}
    for table in tables.sorted_tables:
        if table.name == "alembic_version" or "fts" in table.name:
            continue
        row = {column.name: a_value(column, made) for column in table.columns}
        connection.execute(table.insert().values(row))
        made[table.name] = row.get("id")
    return counts(connection, list(made))


def counts(connection: sa.Connection, names: list[str]) -> dict[str, int]:
    """Return how many rows each table holds."""
    return {
        name: int(connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0)
        for name in names
    }


def on(url: str, work: Callable[[sa.Connection], T]) -> T:
    """Do something with a connection in a transaction."""

    async def run() -> T:
        engine = create_async_engine(async_url(url), poolclass=NullPool)
        async with engine.begin() as connection:
            return await connection.run_sync(work)

    return asyncio.run(run())


def test_every_row_of_the_first_revision_is_kept(old_url: str) -> None:
    command.upgrade(config_for(old_url), FIRST)
    before = on(old_url, fill)

    migrate(old_url)

    assert on(old_url, lambda connection: counts(connection, list(before))) == before
    assert set(before.values()) == {1}
    columns = sa.text("SELECT worked_minutes, billed_minutes FROM time_entries")
    assert on(old_url, lambda connection: tuple(connection.execute(columns).one())) == (7, 7)
