"""A limit on how long a piece of work may compute: strangers' bytes must not hold a process up."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_SECONDS = 0.2


class ComputedTooLong(BaseException):
    """The work computed longer than it may; no `except Exception` within it takes this for its own."""


@contextmanager
def computing_at_most(seconds: float) -> Iterator[None]:
    """Raise ComputedTooLong in the block once this process computed so long in it.

    Processor time counts, not waiting: a busy machine makes no work too long. Only in the main
    thread, elsewhere there is no limit. One call into a C library ends before it is raised.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    inside = True

    def over(_number: int, _frame: object) -> None:
        if inside:
            raise ComputedTooLong(seconds)

    before = signal.signal(signal.SIGPROF, over)
    # It comes again: whoever swallows the first, as destructors do, meets the next.
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        inside = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
