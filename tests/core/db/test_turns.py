"""Who writes first on SQLite, and what a look-up may do."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.db.session import Sessions
from core.db.turns import Turns


async def test_bulk_work_lets_a_message_of_several_transactions_pass() -> None:
    turns, order = Turns(), []

    async def write(name: str, *, patient: bool = False) -> None:
        async with turns.take(patient=patient):
            order.append(name)

    async def message() -> None:
        for step in ("arrival", "claim", "answer"):
            await write(step)
            await asyncio.sleep(0.001)  # between two transactions nobody holds the turn

    await write("begun")
    await asyncio.gather(write("bulk", patient=True), message())

    assert order == ["begun", "arrival", "claim", "answer", "bulk"]


async def test_bulk_work_is_not_put_off_for_ever() -> None:
    turns, done = Turns(), asyncio.Event()

    async def write() -> None:
        while not done.is_set():
            async with turns.take():
                await asyncio.sleep(0.001)

    async def bulk() -> None:
        async with turns.take(patient=True):
            done.set()

    await asyncio.wait_for(asyncio.gather(write(), write(), bulk()), 10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "some.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE things (name TEXT)")
    return path


async def test_a_look_up_cannot_write(path: Path) -> None:
    sessions = Sessions(f"sqlite:///{path}")
    async with sessions.looking_up() as session:
        assert await session.scalar(sa.text("SELECT count(*) FROM things")) == 0
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            await session.execute(sa.text("INSERT INTO things VALUES ('a')"))
    await sessions.dispose()


async def test_waiting_for_another_process_leaves_the_event_loop_alone(path: Path) -> None:
    sessions = Sessions(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with sessions.begin() as session:
            await session.execute(sa.text("INSERT INTO things VALUES ('ours')"))

    writing = asyncio.create_task(write())
    for _turn in range(20):  # the loop goes on while the other process writes
        await asyncio.sleep(0.005)
        assert not writing.done()
    other.execute("COMMIT")
    await asyncio.wait_for(writing, 10)
    other.close()
    await sessions.dispose()
