"""Recording the statements of a run and running them again without the code that made them.

A transaction begins again only when those are done that had ended before it began in the recording,
so that order and concurrency are the run's own.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.session import Sessions


@dataclass(slots=True)
class Transaction:
    """One recorded transaction: `after` is how many had ended before it began, `place` its turn
    among the ended ones."""

    lane: tuple[int, int]  # which engine, which of its connections
    after: int
    statements: list[tuple[str, Any]] = field(default_factory=list)
    place: int = -1
    committed: bool = False


@dataclass
class Recording:
    """What an installation's engines did, in order of ending."""

    ended: list[Transaction] = field(default_factory=list)
    _open: dict[tuple[int, int], Transaction] = field(default_factory=dict)

    @property
    def statements(self) -> int:
        """How many statements were run."""
        return sum(len(one.statements) for one in self.ended)

    @contextmanager
    def of(self, sessions: Sessions) -> Iterator[None]:
        """Record during the block."""
        engines = enumerate(sessions.engines)
        listening = [one for number, engine in engines for one in self._listeners(engine, number)]
        for target, name, listener in listening:
            sa.event.listen(target, name, listener)
        try:
            yield
        finally:
            for target, name, listener in listening:
                sa.event.remove(target, name, listener)

    def _listeners(self, engine: AsyncEngine, number: int) -> list[tuple[Any, str, Any]]:
        def lane(connection: sa.Connection) -> tuple[int, int]:
            return number, id(connection.connection.dbapi_connection)

        def statement(
            connection: sa.Connection, _cursor: Any, text: str, values: Any, *_rest: Any
        ) -> None:
            if not text.startswith("BEGIN"):
                found = self._open.setdefault(
                    lane(connection), Transaction(lane(connection), len(self.ended))
                )
                found.statements.append((text, values))

        def commit(connection: sa.Connection) -> None:
            self._end(lane(connection), committed=True)

        def rollback(connection: sa.Connection) -> None:
            self._end(lane(connection), committed=False)

        target = engine.sync_engine
        return [(target, "before_cursor_execute", statement), (target, "commit", commit),
                (target, "rollback", rollback)]  # fmt: skip

    def _end(self, lane: tuple[int, int], *, committed: bool) -> None:
        found = self._open.pop(lane, None)
        if found is not None:
            found.place, found.committed = len(self.ended), committed
            self.ended.append(found)


class _Progress:
    """How many of the recorded transactions have ended again, counted without a gap."""

    def __init__(self, count: int) -> None:
        self._done = [False] * count
        self._reached = 0
        self._changed = asyncio.Condition()

    async def wait_for(self, count: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._reached >= count)

    async def ended(self, place: int) -> None:
        async with self._changed:
            self._done[place] = True
            while self._reached < len(self._done) and self._done[self._reached]:
                self._reached += 1
            self._changed.notify_all()


async def replay(recording: Recording, sessions: Sessions) -> float:
    """Run a recording on a database in the state it began with; return the seconds."""
    progress = _Progress(len(recording.ended))
    lanes: defaultdict[tuple[int, int], list[Transaction]] = defaultdict(list)
    for one in recording.ended:
        lanes[one.lane].append(one)
    begun = time.perf_counter()
    await asyncio.gather(*(_lane(lane, sessions, progress) for lane in lanes.values()))
    return time.perf_counter() - begun


async def _lane(lane: list[Transaction], sessions: Sessions, progress: _Progress) -> None:
    for transaction in lane:
        await progress.wait_for(transaction.after)
        async with sessions.engines[transaction.lane[0]].connect() as connection:
            for text, values in transaction.statements:
                result = await connection.exec_driver_sql(text, values)
                if result.returns_rows:
                    result.all()
            if transaction.committed:
                await connection.commit()
        await progress.ended(transaction.place)
