"""SQLite for the one writer without a thread hop per statement (ADR 0007).

A statement on SQLite takes about 0.04 ms, handing it to another thread and back 1 ms or more. The
write connection therefore runs its statements where they are called, on the event loop; only what
waits, COMMIT (fsync) and a BEGIN IMMEDIATE that finds another process's lock, goes to a thread. It
has the shape of an aiosqlite connection, as far as SQLAlchemy's dialect uses it. Look-ups by key use
it too; other reads keep aiosqlite.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import anyio


async def _to_its_end(call: Callable[..., object], *given: Any) -> None:
    """Run a call in a thread and wait until it is over, even when the caller is cancelled.

    A connection whose statement still ran would be closed, or begin a transaction nobody ends.
    The cancelling is passed on afterwards.
    """
    work = asyncio.ensure_future(asyncio.to_thread(call, *given))
    cancelled: asyncio.CancelledError | None = None
    with anyio.CancelScope(shield=True):  # a cancelled scope would cancel again and again
        while not work.done():
            try:
                await asyncio.wait([work])
            except asyncio.CancelledError as error:
                cancelled = error
    if cancelled is not None:
        work.exception()
        raise cancelled
    work.result()


class InlineCursor:
    """A sqlite3 cursor behind awaitable methods that do not wait."""

    def __init__(self, connection: sqlite3.Connection, wait_milliseconds: int) -> None:
        self._cursor = connection.cursor()
        self._wait = wait_milliseconds

    async def __aenter__(self) -> "InlineCursor":
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._cursor.close()

    async def execute(self, sql: str, parameters: Any = ()) -> "InlineCursor":
        """Run one statement here; what finds the file locked waits in a thread."""
        if sql == "BEGIN IMMEDIATE":
            await self._begin(sql)
        else:
            self._cursor.execute(sql, parameters or ())
        return self

    async def _begin(self, sql: str) -> None:
        self._cursor.execute("PRAGMA busy_timeout=0")
        try:
            self._cursor.execute(sql)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            self._cursor.execute(f"PRAGMA busy_timeout={self._wait}")
            await _to_its_end(self._cursor.execute, sql)

    async def executemany(self, sql: str, rows: Any) -> "InlineCursor":
        """Run one statement for many parameter rows."""
        self._cursor.executemany(sql, rows)
        return self

    async def fetchone(self) -> Any:
        """Return the next row or None."""
        return self._cursor.fetchone()

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """Return up to `size` rows."""
        return self._cursor.fetchmany(size or 100)

    async def fetchall(self) -> Sequence[Any]:
        """Return all rows left."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Release the statement."""
        self._cursor.close()

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def arraysize(self) -> int:
        return self._cursor.arraysize

    @arraysize.setter
    def arraysize(self, value: int) -> None:
        self._cursor.arraysize = value


class InlineConnection:
    """A sqlite3 connection in the shape of aiosqlite's."""

    def __init__(self, path: str, timeout: float) -> None:
        self._wait = int(timeout * 1000)
        self._connection: sqlite3.Connection | None = sqlite3.connect(
            path, timeout=timeout, isolation_level=None, check_same_thread=False
        )

    @property
    def _conn(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection

    def cursor(self) -> InlineCursor:
        """Return a new cursor."""
        return InlineCursor(self._conn, self._wait)

    @property
    def isolation_level(self) -> str | None:
        return self._conn.isolation_level

    async def create_function(self, *args: Any, **options: Any) -> None:
        """Register an SQL function (SQLAlchemy registers `regexp`)."""
        self._conn.create_function(*args, **options)

    async def commit(self) -> None:
        """Commit in a thread: it waits for the disk. A cancelled caller still leaves it whole."""
        if self._conn.in_transaction:
            await _to_its_end(self._conn.commit)

    async def rollback(self) -> None:
        """Undo the open transaction."""
        self._conn.rollback()

    async def close(self) -> None:
        """Close the file; twice is harmless."""
        self.stop()

    def stop(self) -> None:
        """Close at once."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


async def connect(path: str, timeout: float = 10.0) -> InlineConnection:
    """Open a connection to a database file; waits so many seconds for another process's lock."""
    return InlineConnection(path, timeout)
