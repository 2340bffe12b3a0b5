"""Who writes when: SQLite's one writer in order of asking, bulk work between what people wait for."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

CALM = 0.01  # seconds without another writer after which bulk work goes on
LONGEST = 0.25  # seconds that bulk work gives way at most


class Turns:
    """A fair lock. A message from a person is several short transactions: `patient` callers let
    all of them pass instead of standing between each two.

    Where a database takes many writers at once (`alone` false) only the patient ones wait.
    """

    def __init__(self, *, alone: bool = True) -> None:
        self._lock: AbstractAsyncContextManager[Any] = asyncio.Lock() if alone else nullcontext()
        self._others = 0
        self._last = -CALM

    @asynccontextmanager
    async def take(self, *, patient: bool = False) -> AsyncIterator[None]:
        """Hold the turn during the block."""
        if patient:
            await self._calm()
            async with self._lock:
                yield
            return
        self._others += 1
        try:
            async with self._lock:
                yield
        finally:
            self._others -= 1
            self._last = time.monotonic()

    async def _calm(self) -> None:
        latest = time.monotonic() + LONGEST
        while (now := time.monotonic()) < latest:
            wait = CALM if self._others else self._last + CALM - now
            if wait <= 0:
                return
            await asyncio.sleep(wait)
