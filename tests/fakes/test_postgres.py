"""The PostgreSQL of the tests is a real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from core.db.session import async_url
from tests.fakes import postgres
from tests.fakes.postgres import Postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    server = Postgres().start()
    yield server
    server.stop()


async def _ask(url: str, statement: str) -> object:
    engine = create_async_engine(async_url(url))
    try:
        async with engine.begin() as connection:
            result = await connection.execute(sa.text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        await engine.dispose()


@pytest.mark.postgres
async def test_a_database_copied_from_a_template_holds_its_rows_and_changes_alone(
    server: Postgres,
) -> None:
    server.create("base")
    await _ask(server.url("base"), "CREATE TABLE t AS SELECT 1 AS n")
    server.create("copy", template="base")
    await _ask(server.url("copy"), "INSERT INTO t VALUES (2)")

    assert await _ask(server.url("copy"), "SELECT count(*) FROM t") == 2
    assert await _ask(server.url("base"), "SELECT count(*) FROM t") == 1
    server.drop("copy")
    with pytest.raises(Exception, match="does not exist"):
        await _ask(server.url("copy"), "SELECT 1")


@pytest.mark.postgres
def test_a_failing_command_says_what_the_server_said(server: Postgres) -> None:
    with pytest.raises(RuntimeError, match="does not exist"):
        server.create("orphan", template="nothing_here")


@pytest.mark.postgres
def test_stopping_leaves_neither_process_nor_folder() -> None:
    server = Postgres().start()
    process = server._process
    server.stop()

    assert process is not None
    assert process.poll() is not None
    assert not server.root.exists()


def test_a_named_folder_without_a_server_is_refused_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("APURI_TEST_POSTGRES_BIN", str(tmp_path))

    with pytest.raises(FileNotFoundError, match="apt-get install postgresql"):
        postgres.binaries()
