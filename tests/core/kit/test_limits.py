"""What computes too long is ended, whatever it does; waiting is nobody's fault."""

import re
import signal
import threading
import time

import pytest

from core.kit.limits import ComputedTooLong, computing_at_most


def _swallowing() -> None:
    """Compute for ever in code that takes every exception for its own."""
    while True:
        try:
            sum(range(1000))
        except Exception:  # noqa: BLE001, S112 - what is shown here
            continue


def _backtracking() -> None:
    """Match a pattern that tries every way to read its text: 2 to the power of 60."""
    re.fullmatch(r"(?:a|aa)+", "a" * 60 + "b")


@pytest.mark.parametrize("work", [_swallowing, _backtracking])
def test_computing_too_long_is_ended(work: object) -> None:
    assert callable(work)
    began = time.process_time()
    with pytest.raises(ComputedTooLong), computing_at_most(0.2):
        work()

    assert time.process_time() - began < 2


def test_the_limit_ends_with_its_block() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with computing_at_most(0.1):
        pass
    began = time.process_time()
    while time.process_time() - began < 0.3:
        pass

    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_waiting_is_not_computing() -> None:
    with computing_at_most(0.05):
        threading.Event().wait(0.2)


def test_another_thread_has_no_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with computing_at_most(0.01):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
