"""Engines and sessions: writers take turns, readers cannot write, nothing is half done."""

import asyncio
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from core.db.session import async_url
from core.events.models import EventRecord
from core.numbering.models import Counter
from core.startup import App


async def _count(app: App, series: str) -> int | None:
    async with app.sessions.reading() as session:
        return await session.scalar(sa.select(Counter.last).where(Counter.series == series))


async def test_forty_writers_lose_no_update(app: App) -> None:
    async with app.sessions.begin() as session:
        session.add(Counter(series="x", last=0))

    async def add_one() -> None:
        async with app.sessions.begin() as session:
            row = await session.scalar(
                sa.select(Counter).where(Counter.series == "x").with_for_update()
            )
            assert row is not None
            await asyncio.sleep(0)
            row.last += 1

    await asyncio.gather(*(add_one() for _ in range(40)))
    assert await _count(app, "x") == 40


async def test_a_failure_or_a_cancel_leaves_nothing(app: App) -> None:
    async def fail() -> None:
        async with app.sessions.begin() as session:
            session.add(Counter(series="gone", last=1))
            await session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    begun = asyncio.Event()

    async def hang() -> None:
        async with app.sessions.begin() as session:
            session.add(Counter(series="gone", last=1))
            await session.flush()
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hang())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _count(app, "gone") is None
    async with app.sessions.begin() as session:  # the turn was given back
        session.add(Counter(series="gone", last=2))
    assert await _count(app, "gone") == 2


async def test_a_reading_session_cannot_write(app: App) -> None:
    async with app.sessions.reading() as session:
        session.add(Counter(series="x"))
        with pytest.raises(DBAPIError):
            await session.flush()


async def test_a_second_transaction_inside_the_first_is_an_error_not_a_deadlock(app: App) -> None:
    async with app.sessions.begin():
        with pytest.raises(RuntimeError, match="already"):
            async with app.sessions.begin():
                pass


async def test_wake_ups_come_only_after_the_commit(app: App) -> None:
    told: list[str] = []

    async def announce(fails: bool) -> None:
        async with app.sessions.begin() as session:
            session.info.setdefault("after_commit", []).append(lambda: told.append("now"))
            session.add(Counter(series="w"))
            await session.flush()
            assert not told
            if fails:
                raise KeyError

    with pytest.raises(KeyError):
        await announce(fails=True)
    assert told == []
    await announce(fails=False)
    assert told == ["now"]


async def test_a_moment_without_a_zone_is_refused(app: App) -> None:
    async with app.sessions.reading() as session:
        naive = datetime(2026, 3, 31)  # noqa: DTZ001 - that is what is refused
        with pytest.raises(StatementError, match="without a zone"):
            await session.execute(sa.select(EventRecord).where(EventRecord.created_at > naive))


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:////tmp/a.db", "sqlite+aiosqlite"),
        ("postgresql://u@h/n", "postgresql+asyncpg"),
        ("postgres://u@h/n", "postgresql+asyncpg"),
    ],
)
def test_urls_get_our_driver(given: str, driver: str) -> None:
    assert async_url(given).drivername == driver
