"""`apuri serve` as a process that is started, watched, stopped and killed from outside."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from tests.journeys.spawning import ROOT, Spawner, wait_for_end

_READY = re.compile(r"https?://[\w.:]+")
START_SECONDS = 40.0


class Starter(Protocol):
    """How a process is started and watched."""

    def spawn(self, arguments: list[str], environment: dict[str, str], log: Path) -> int:
        """Start `apuri` with these arguments; return its process id."""

    def ended(self, pid: int) -> int | None:
        """Return its exit code (negative: the signal), None while it runs."""


class Plain:
    """A fresh interpreter, as in real life."""

    def __init__(self) -> None:
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def spawn(self, arguments: list[str], environment: dict[str, str], log: Path) -> int:
        """Start `apuri` with these arguments; return its process id."""
        with log.open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "deploy.cli", *arguments], cwd=ROOT, env=environment,
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip
        self._running[process.pid] = process
        return process.pid

    def ended(self, pid: int) -> int | None:
        """Return its exit code (negative: the signal), None while it runs."""
        return self._running[pid].poll()


class Apuri:
    """One installation's process; a new one after each end."""

    def __init__(self, starter: Starter, environment: dict[str, str], folder: Path) -> None:
        self._starter = starter
        self._environment = environment
        self._folder = folder
        self._pid = 0
        self.starts = 0

    @property
    def log(self) -> str:
        """What the newest process printed and logged."""
        path = self._path
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def _path(self) -> Path:
        return self._folder / f"apuri-{self.starts}.log"

    def start(self, *, crash: str = "") -> None:
        """Start it, to die at a named point when `crash` says so; returns at once."""
        self.starts += 1
        environment = {**self._environment, **({"APURI_CRASH": crash} if crash else {})}
        self._pid = self._starter.spawn(["serve"], environment, self._path)

    async def ready(self) -> str:
        """Return the address that it prints once the web answers."""
        async with asyncio.timeout(START_SECONDS):
            while not (found := _READY.search(self.log)):
                self._must_run()
                await asyncio.sleep(0.02)
        return found[0]

    async def end(self, seconds: float) -> int | None:
        """Return the exit code once it has ended by itself, None when it still runs."""
        spawner = self._starter
        if isinstance(spawner, Spawner):
            return await asyncio.to_thread(wait_for_end, spawner, self._pid, seconds)
        for _each in range(int(seconds / 0.02)):
            if (code := spawner.ended(self._pid)) is not None:
                return code
            await asyncio.sleep(0.02)
        return None

    def kill(self) -> None:
        """`kill -9`."""
        os.kill(self._pid, signal.SIGKILL)

    async def stop(self, seconds: float = 15) -> int | None:
        """Ask it to end, as a service manager does; return the exit code."""
        if self._pid and self._starter.ended(self._pid) is None:
            os.kill(self._pid, signal.SIGTERM)
        code = await self.end(seconds) if self._pid else 0
        if code is None:
            self.kill()
            await self.end(5)
        return code

    def _must_run(self) -> None:
        if self._starter.ended(self._pid) is not None:
            raise AssertionError(f"apuri ended at once:\n{self.log}")
