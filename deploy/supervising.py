"""Workers that are restarted when they crash, and what is known about their health."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import anyio

from core.kit.clock import now

log = logging.getLogger(__name__)
Worker = Callable[[anyio.Event], Awaitable[None]]
FIRST_DELAY = 0.5
LONGEST_DELAY = 60.0
STEADY_SECONDS = 60.0


@dataclass
class Health:
    """How one worker fares: `running`, `failed` or `stopped`, since when, how often restarted."""

    state: str = "starting"
    since: datetime = field(default_factory=now)
    restarts: int = 0
    error: str = ""

    def turn(self, state: str, error: str = "") -> None:
        """Note a new state."""
        self.state, self.error, self.since = state, error, now()


async def supervise(name: str, work: Worker, stop: anyio.Event, health: Health) -> None:
    """Run `work` until `stop`; a crash is logged and repeated with growing delay, never passed on."""
    delay = FIRST_DELAY
    while not stop.is_set():
        health.turn("running")
        begun = time.monotonic()
        try:
            await work(stop)
        except Exception as error:
            log.exception("the worker %s crashed", name)
            health.turn("failed", f"{type(error).__name__}: {error}")
        else:
            if stop.is_set():
                break
            health.turn("failed", "ended early")
        health.restarts += 1
        delay = FIRST_DELAY if time.monotonic() - begun > STEADY_SECONDS else delay
        with anyio.move_on_after(delay):
            await stop.wait()
        delay = min(delay * 2, LONGEST_DELAY)
    health.turn("stopped")
