"""The inline SQLite connection: whatever is cancelled, no transaction is left open or half done."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest
import sqlalchemy as sa

from core.config import Settings
from core.numbering.models import Counter
from core.startup import App, compose


@pytest.fixture
async def sqlite_app(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[App]:
    """An installation on SQLite, whatever the other tests run on."""
    path = tmp_path / "inline.db"
    shutil.copy(sqlite_template, path)
    app = compose(Settings.model_validate(
        {"data": tmp_path / "data", "database_url": f"sqlite:///{path}", "secret_key": "k" * 40}
    ))  # fmt: skip
    yield app
    await app.close()


@pytest.fixture
def other_process(tmp_path: Path, sqlite_app: App) -> sqlite3.Connection:
    """A connection that holds the file's write lock, as another process might."""
    other = sqlite3.connect(tmp_path / "inline.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def _write(app: App, series: str) -> None:
    async with app.sessions.begin() as session:
        session.add(Counter(series=series, last=1))
        await session.flush()


@pytest.mark.parametrize("by_scope", [True, False])
async def test_who_is_cancelled_while_waiting_for_the_lock_leaves_nothing_open(
    sqlite_app: App, other_process: sqlite3.Connection, by_scope: bool
) -> None:
    async def wait() -> None:
        with anyio.move_on_after(0.1 if by_scope else 60):
            await _write(sqlite_app, "late")

    task = asyncio.create_task(wait())
    begun = time.monotonic()
    await asyncio.sleep(0.3)
    if not by_scope:
        task.cancel()
        await asyncio.sleep(0)
    other_process.execute("COMMIT")
    await asyncio.wait([task])
    assert time.monotonic() - begun < 5  # a connection closed under a running BEGIN blocks the loop
    assert task.cancelled() is not by_scope

    other_process.execute("BEGIN IMMEDIATE")  # free at once: nobody holds the lock
    other_process.execute("COMMIT")
    await _write(sqlite_app, "next")
    async with sqlite_app.sessions.reading() as session:
        found = set(await session.scalars(sa.select(Counter.series)))
    assert "next" in found
    assert by_scope or "late" not in found  # a scope may end after the commit, a task may not


async def test_another_process_is_waited_for_without_holding_up_the_others(
    sqlite_app: App, other_process: sqlite3.Connection
) -> None:
    writing = asyncio.create_task(_write(sqlite_app, "late"))
    for _tick in range(20):  # the loop goes on meanwhile
        await asyncio.sleep(0.01)
    assert not writing.done()
    other_process.execute("COMMIT")
    await writing


async def test_a_commit_that_was_begun_ends_before_the_cancelling(
    sqlite_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_thread, committing = asyncio.to_thread, asyncio.Event()

    async def slow(call: object, *given: object) -> object:
        committing.set()
        await asyncio.sleep(0.2)
        return await to_thread(call, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "to_thread", slow)
    async with anyio.create_task_group() as group:
        group.start_soon(_write, sqlite_app, "whole")
        await committing.wait()
        group.cancel_scope.cancel()
    monkeypatch.undo()
    async with sqlite_app.sessions.reading() as session:
        assert list(await session.scalars(sa.select(Counter.series))) == ["whole"]
    await _write(sqlite_app, "next")
