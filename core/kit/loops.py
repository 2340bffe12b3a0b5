"""Loops that wait, must end at once when the process stops, or let others go on meanwhile."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

import anyio

T = TypeVar("T")


async def wait_unless(stop: anyio.Event, other: Callable[[], Awaitable[object]]) -> None:
    """Await `other()`, or less when `stop` is set meanwhile (it is then cancelled)."""
    if stop.is_set():
        return

    async def watch() -> None:
        await stop.wait()
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        await other()
        group.cancel_scope.cancel()


async def pause(stop: anyio.Event, seconds: float) -> None:
    """Sleep, or less when `stop` is set meanwhile."""
    await wait_unless(stop, lambda: anyio.sleep(seconds))


class BackOff:
    """Growing pauses with full jitter: from 0 to `first`, twice that, … at most `last` seconds."""

    def __init__(self, first: float, last: float) -> None:
        self._first, self._last, self._tries = first, last, 0

    def next(self) -> float:
        """Return the seconds to wait after one more failure."""
        ceiling = min(self._last, self._first * 2 ** min(self._tries, 30))
        self._tries += 1
        return random.uniform(0, ceiling)

    def reset(self) -> None:
        """Begin anew after a success."""
        self._tries = 0


async def breathing(items: Iterable[T], after: int = 10) -> AsyncIterator[T]:
    """Yield items; after every few what else waits on the event loop has its turn."""
    for number, item in enumerate(items, 1):
        yield item
        if number % after == 0:
            await asyncio.sleep(0)
