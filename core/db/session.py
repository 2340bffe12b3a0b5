"""Engines and sessions: reads beside one fair queue of writers on SQLite, plain pools on PostgreSQL."""

import asyncio
import weakref
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from core.db import inline
from core.db.turns import Turns

BUSY_SECONDS = 10


def _sqlite_engine(url: sa.URL, *, readonly: bool, in_thread: bool) -> AsyncEngine:
    options: dict[str, Any] = {"pool_size": 1, "max_overflow": 0}
    if readonly:
        options = {"pool_size": 4, "max_overflow": 4}
    if not in_thread:
        options["async_creator"] = partial(inline.connect, str(url.database), BUSY_SECONDS)
    engine = create_async_engine(url, **options)

    def connect(dbapi: Any, _record: Any) -> None:
        if dbapi.isolation_level is not None:
            dbapi.isolation_level = None  # sqlite3 stops managing transactions
        cursor = dbapi.cursor()
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-16000",
            f"query_only={int(readonly)}",  # last: the others write
        ):
            cursor.execute("PRAGMA " + pragma)
        cursor.close()

    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    sa.event.listen(engine.sync_engine, "connect", connect)
    sa.event.listen(engine.sync_engine, "begin", begin)
    return engine


def async_url(url: str) -> sa.URL:
    """Return the URL with our async driver (`postgresql://…` and `sqlite:///…` are understood)."""
    parsed = make_url(url)
    name = parsed.get_backend_name().replace("postgresql", "postgres")
    driver = {"postgres": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}.get(name)
    if driver is None:
        raise ValueError(f"{name} is not supported: use postgresql or sqlite")
    return parsed.set(drivername=driver)


class Sessions:
    """The installation's database. `begin()` writes, `reading()` reads, `looking_up()` glances.

    `bus` and other `info` travel in `session.info` of every session; `kept` there is a dict that
    all of them share, for what is worth keeping in memory between transactions.
    """

    def __init__(
        self,
        url: str,
        info: Mapping[str, Any] | None = None,
        *,
        pool_size: int = 10,
        writer_in_thread: bool = False,
    ) -> None:
        parsed = async_url(url)
        if parsed.get_backend_name() == "sqlite":
            make = partial(_sqlite_engine, parsed)
            self.engine = make(readonly=False, in_thread=writer_in_thread)
            self.read_engine = make(readonly=True, in_thread=True)
            self.lookup_engine = make(readonly=True, in_thread=writer_in_thread)
            self._turns = Turns()
        else:
            self.engine = create_async_engine(
                parsed, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True
            )
            self.read_engine = self.engine.execution_options(postgresql_readonly=True)
            self.lookup_engine = self.read_engine
            self._turns = Turns(alone=False)
        self.info: dict[str, Any] = {"kept": {}, **(info or {})}
        self._write = async_sessionmaker(self.engine, expire_on_commit=False, info=self.info)
        self._read = async_sessionmaker(self.read_engine, expire_on_commit=False, info=self.info)
        self._look_up = async_sessionmaker(
            self.lookup_engine, expire_on_commit=False, info=self.info
        )
        self._writers: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def read_maker(self) -> async_sessionmaker[AsyncSession]:
        """The maker of read-only sessions, for libraries that want one."""
        return self._read

    @asynccontextmanager
    async def begin(self, *, patient: bool = False) -> AsyncIterator[AsyncSession]:
        """One write transaction: committed at the end of the block, rolled back on an exception.

        Bulk work is `patient`: it lets what people wait for go first.
        """
        task = asyncio.current_task()
        if task is None or task in self._writers:
            raise RuntimeError("this task already has a write transaction open")
        self._writers.add(task)
        try:
            async with self._turns.take(patient=patient), self._write.begin() as session:
                yield session
        finally:
            self._writers.discard(task)
        for woken in session.info.pop("after_commit", ()):
            woken()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that cannot write."""
        async with self._read() as session:
            yield session

    @asynccontextmanager
    async def looking_up(self) -> AsyncIterator[AsyncSession]:
        """A session for a few rows by key; it cannot write.

        On SQLite its statements run on the event loop (ADR 0007): nothing that scans a table.
        """
        async with self._look_up() as session:
            yield session

    @property
    def engines(self) -> list[AsyncEngine]:
        """The engines with a pool of their own, the writing one first."""
        every = (self.engine, self.read_engine, self.lookup_engine)
        return list({engine.sync_engine.pool: engine for engine in reversed(every)}.values())[::-1]

    async def dispose(self) -> None:
        """Close every connection."""
        for engine in self.engines:
            await engine.dispose()
