"""Group commit of arrivals: those that come while one commit is under way share the next one."""

import asyncio
from dataclasses import dataclass, field

from sqlalchemy.exc import DataError, IntegrityError

from core.db.session import Sessions
from core.inbox.service import Arrival, Received, receive_many
from core.kit import crash

LARGEST_GROUP = 100
Waiting = tuple[Arrival, asyncio.Future[Received]]


@dataclass
class GroupCommit:
    """Stores arrivals of many requests in few transactions; each caller waits for its own commit."""

    sessions: Sessions
    _waiting: list[Waiting] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def receive(self, arrival: Arrival) -> Received:
        """Return when the arrival is committed (or was before); raises what the database raised."""
        mine: asyncio.Future[Received] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, mine))
        async with self._turn:
            while not mine.done():
                await self._commit()
        return mine.result()

    async def _commit(self) -> None:
        group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
        try:
            await self._store(group)
        except (IntegrityError, DataError):
            await self._store_singly(group)
        except Exception as error:  # noqa: BLE001 - each caller raises it
            _fail(group, error)
        finally:  # whoever committed for them was cancelled: the sender tries again
            _fail(group, ConnectionError())

    async def _store_singly(self, group: list[Waiting]) -> None:
        """One that cannot be stored must not refuse the others."""
        for one in group:
            try:
                await self._store([one])
            except Exception as error:  # noqa: BLE001 - each caller raises its own
                _fail([one], error)

    async def _store(self, group: list[Waiting]) -> None:
        async with self.sessions.begin() as session:
            stored = await receive_many(session, [arrival for arrival, _done in group])
        crash.point("update-committed")
        for (_arrival, done), received in zip(group, stored, strict=True):
            if not done.done():
                done.set_result(received)


def _fail(group: list[Waiting], error: Exception) -> None:
    for _arrival, done in group:
        if not done.done():
            done.set_exception(error)
