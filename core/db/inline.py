"""SQLite for the one writer without a thread hop per statement (ADR 0007).

A statement on SQLite takes about 0.04 ms, handing it to another thread and back 1 ms or more. The
write connection therefore runs its statements where they are called, on the event loop; only what
may wait, BEGIN IMMEDIATE (another process's lock) and COMMIT (fsync), goes to a thread. It has
the shape of an aiosqlite connection, as far as SQLAlchemy's dialect uses it. Reads keep aiosqlite.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any


class InlineCursor:
    """A sqlite3 cursor behind awaitable methods that do not wait."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()

    async def __aenter__(self) -> "InlineCursor":
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._cursor.close()

    async def execute(self, sql: str, parameters: Any = ()) -> "InlineCursor":
        """Run one statement here; BEGIN in a thread, since it may wait for another process."""
        if sql.startswith("BEGIN"):
            await asyncio.to_thread(self._cursor.execute, sql)
        else:
            self._cursor.execute(sql, parameters or ())
        return self

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
        return InlineCursor(self._conn)

    @property
    def isolation_level(self) -> str | None:
        return self._conn.isolation_level

    async def create_function(self, *args: Any, **options: Any) -> None:
        """Register an SQL function (SQLAlchemy registers `regexp`)."""
        self._conn.create_function(*args, **options)

    async def commit(self) -> None:
        """Commit in a thread: it waits for the disk. A cancelled caller still leaves it whole."""
        if self._conn.in_transaction:
            work = asyncio.ensure_future(asyncio.to_thread(self._conn.commit))
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                await work
                raise

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
    """Open a write connection to a database file."""
    return InlineConnection(path, timeout)
