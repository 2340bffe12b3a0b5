"""What the figures were measured on and with, and how much memory a program takes."""

import os
import platform
import sqlite3
import subprocess
import threading
from pathlib import Path
from typing import Any, Self

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent


def machine() -> dict[str, Any]:
    """Return cores, processor, versions and the commit (`+` when files differ from it)."""
    return {
        "cores": os.cpu_count(),
        "usable_cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "commit": _commit(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    commit = _git("rev-parse", "--short=12", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return commit + ("+" if changed else "") if commit else ""


def _git(*arguments: str) -> str:
    ended = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return ended.stdout.strip()


def resident_mb() -> float:
    """Return the resident memory of this process in megabytes."""
    return round(float(psutil.Process().memory_info().rss) / 1e6, 1)


def cpu_seconds(pid: int | None) -> float:
    """Return the processor time of a process and its children, those that ended included.

    0 without a process. It says more than the clock on a busy machine.
    """
    if pid is None:
        return 0.0
    root = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:4]) for one in [root, *root.children(recursive=True)])


def per_mail(seconds: float, mails: int) -> float:
    """Return milliseconds per mail."""
    return round(1000 * seconds / mails, 3)


class MemoryWatch:
    """The highest memory of a process and its children together, looked at 20 times a second.

    Pages that several of them share are counted once per process (`uss` would take too long).
    """

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak_mb = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            try:
                family = [self._process, *self._process.children(recursive=True)]
                total = sum(one.memory_info().rss for one in family)
            except psutil.NoSuchProcess:
                continue
            self.peak_mb = max(self.peak_mb, round(total / 1e6, 1))
