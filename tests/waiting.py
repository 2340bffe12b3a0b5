"""Waiting for something that happens in another task or process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(check: Callable[[], Awaitable[T | None]], seconds: float = 15, what: str = "") -> T:
    """Return the first true answer of `check`; fails after so many seconds, saying for what."""
    try:
        async with asyncio.timeout(seconds):
            while not (found := await check()):  # noqa: ASYNC110 - nobody there could set an event
                await asyncio.sleep(0.02)
            return found
    except TimeoutError:
        raise AssertionError(f"waited {seconds} s in vain for {what or check.__name__}") from None
