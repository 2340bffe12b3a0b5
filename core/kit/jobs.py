"""What a job is: a name, a timetable and a sweep. The scheduler itself is in `core/worker`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Every:
    """Each so many seconds."""

    seconds: int

    def __str__(self) -> str:
        whole, rest = divmod(self.seconds, 60)
        return f"every {self.seconds} s" if rest or not whole else f"every {whole} min"


@dataclass(frozen=True, slots=True)
class Job:
    """A sweep over due rows, safe to run twice.

    `run` takes the installation's `Sessions` and returns how many rows it handled.
    """

    name: str
    timetable: Every
    run: Callable[[Any], Awaitable[int]]


def every(*, seconds: int = 0, minutes: int = 0) -> Every:
    """Return a timetable of equal steps; what is due when is a column, not a clock time."""
    return Every(seconds + 60 * minutes)
