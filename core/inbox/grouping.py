"""Group commit of arrivals: those that come while one commit is under way share the next one."""

import asyncio
from dataclasses import dataclass, field

from core.db.session import Sessions
from core.inbox.service import Arrival, Received, receive_many
from core.kit import crash

LARGEST_GROUP = 100


@dataclass
class GroupCommit:
    """Stores arrivals of many requests in few transactions; each caller waits for its own commit."""

    sessions: Sessions
    _waiting: list[tuple[Arrival, asyncio.Future[Received]]] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def receive(self, arrival: Arrival) -> Received:
        """Return when the arrival is committed (or was before); raises what the database raised."""
        mine: asyncio.Future[Received] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, mine))
        async with self._turn:
            if not mine.done():
                await self._commit()
        return await mine

    async def _commit(self) -> None:
        group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
        try:
            async with self.sessions.begin() as session:
                stored = await receive_many(session, [arrival for arrival, _done in group])
        except BaseException as error:
            for _arrival, done in group:
                if not done.done():
                    done.set_exception(error if isinstance(error, Exception) else ConnectionError())
            raise
        crash.point("update-committed")
        for (_arrival, done), received in zip(group, stored, strict=True):
            if not done.done():
                done.set_result(received)
