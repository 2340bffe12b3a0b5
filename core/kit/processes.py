"""A process beside ours for the CPU: whatever hangs, crashes or swells there takes nothing with it.

The other side of `Helper` is this module run as a program. What goes there and back is pickled, so
a function is told by its name; both sides are ours.
"""

import asyncio
import atexit
import contextlib
import importlib
import os
import pickle
import queue
import resource
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ParamSpec, TypeVar

from core.kit import memory as collecting

P = ParamSpec("P")
T = TypeVar("T")
START_SECONDS = 60.0


class HelperFailed(Exception):
    """The function raised; the text is its traceback."""


class HelperDied(Exception):
    """The process ended before it answered."""


class HelperTooSlow(Exception):
    """The process took too long and was ended."""


class Helper:
    """Calls functions in a process of its own, one at a time; started when it is needed.

    `memory` is the most address space it may have, in bytes; more is a MemoryError there. `modules`
    are imported there at the start.
    """

    def __init__(self, memory: int, *modules: str) -> None:
        self._memory, self._modules = memory, modules
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._turn = threading.Lock()
        atexit.register(self.close)

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process else None

    async def ask(
        self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `call`, beside the event loop."""
        return await asyncio.to_thread(partial(self.call, seconds, function, *args, **kwargs))

    def call(
        self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what the function returns; it waits: see `ask`.

        Raises HelperFailed, HelperDied or, after so many seconds, HelperTooSlow.
        """
        with self._turn:
            process = self._running()
            self._await_ready(process)
            late = threading.Event()

            def end() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(seconds, end)
            timer.daemon = True
            timer.start()
            try:
                good, answer = _ask(process, (function, args, kwargs))
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                self.close()
                raise (HelperTooSlow if late.is_set() else HelperDied) from error
            except BaseException:  # what went over the pipe may be half of something
                self.close()
                raise
            finally:
                timer.cancel()
        if not good:
            raise HelperFailed(answer)
        return answer  # type: ignore[no-any-return]

    def start(self) -> None:
        """Start the process unless it runs, so that the first call need not wait for it."""
        with self._turn:
            self._running()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(self._memory), *self._modules],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            self._ready = False
        return self._process

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until its modules are there: what a call may take does not begin before."""
        if self._ready:
            return
        timer = threading.Timer(START_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None
            pickle.load(process.stdout)  # noqa: S301 - our own process wrote it
            self._ready = True
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.close()
            raise HelperDied from error
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process; the next call starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    assert pipe is not None
                    pipe.close()
            process.wait()


class Helpers:
    """Several of them: a call takes one that is free, the one used last first.

    So the second one starts only when the first has enough to do.
    """

    def __init__(self, memory: int, *modules: str) -> None:
        self._memory, self._modules = memory, modules
        self._all = [Helper(memory, *modules)]
        self._free: queue.LifoQueue[Helper] = queue.LifoQueue()
        self._free.put(self._all[0])

    def grow(self, count: int) -> None:
        """Be at least so many; at first there is one. To be called before the first call."""
        more = [Helper(self._memory, *self._modules) for _each in range(count - len(self._all))]
        first = self._free.get()
        for one in (*more, first):
            self._free.put(one)
        self._all += more

    @property
    def pids(self) -> list[int]:
        """The ids of the processes there are."""
        return [one.pid for one in self._all if one.pid is not None]

    async def ask(
        self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `Helper.ask`, by whichever is free first."""
        return await asyncio.to_thread(partial(self.call, seconds, function, *args, **kwargs))

    def call(
        self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `Helper.call`; the seconds begin when one is free."""
        helper = self._free.get()
        try:
            return helper.call(seconds, function, *args, **kwargs)
        finally:
            self._free.put(helper)

    def start(self) -> None:
        """Start the first one unless it runs."""
        self._all[0].start()

    def close(self) -> None:
        """End all processes; the next calls start others."""
        for one in self._all:
            one.close()


def _ask(process: subprocess.Popen[bytes], question: Any) -> tuple[bool, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    pickle.dump(question, process.stdin, pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()
    good, answer = pickle.load(process.stdout)  # noqa: S301 - our own process wrote it
    return good, answer


def serve(memory: int, modules: Sequence[str]) -> None:
    """Answer calls on stdin until it is closed; our end is the parent's business, not a signal's."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    collecting.collect_seldom()
    for module in modules:
        importlib.import_module(module)
    collecting.keep()
    asked = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a function prints must not stand between answers
        answers.write(pickle.dumps("ready"))
        answers.flush()
        while True:
            try:
                function, args, kwargs = pickle.load(asked)  # noqa: S301 - our parent wrote it
            except EOFError:
                return
            answers.write(_answer(function, args, kwargs))
            answers.flush()


def _answer(function: Callable[..., Any], args: Any, kwargs: Any) -> bytes:
    try:
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - told to whoever called
        return pickle.dumps((False, traceback.format_exc()), pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
