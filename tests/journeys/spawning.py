"""A process with everything imported that forks an `apuri` for whoever asks.

Importing takes seconds, and a test that kills the program dozens of times would mostly wait for it.
A forked child has its own memory, sockets and database connections: nothing of a killed one survives.
Commands are lines of JSON on standard input, each answered by a line.
"""

import importlib
import json
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
_IMPORTED = (
    "admin.app", "admin.hooks.decoding", "admin.webchat.decoding", "bot.polling", "bot.sender",
    "core.outbound.sms", "core.schema", "deploy.announcing", "deploy.channels", "deploy.cli",
    "deploy.serve", "mail.mailboxes", "mail.sender", "mail.smtp_in", "mail.worker",
    "twilio.http.async_http_client", "twilio.rest",
)  # fmt: skip


class Spawner:
    """The parent of all `apuri` processes of a test run."""

    def start(self) -> Self:
        """Return at once; the imports go on meanwhile."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.spawning"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        return self

    def stop(self) -> None:
        """End it; its children are ended by whoever asked for them."""
        self._process.communicate(timeout=10)

    def spawn(self, arguments: list[str], environment: dict[str, str], log: Path) -> int:
        """Start `apuri` with these arguments; return its process id."""
        asked = {"arguments": arguments, "environment": environment, "log": str(log)}
        return int(self._ask(asked))

    def ended(self, pid: int) -> int | None:
        """Return the exit code of a child (negative: the signal), None while it runs."""
        found: int | None = self._ask({"ended": pid})
        return found

    def _ask(self, command: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the spawning process ended")
        return json.loads(answer)


def _become(arguments: list[str], environment: dict[str, str], log: str) -> None:
    """Be `apuri` in a forked child; never returns."""
    code = 1
    try:
        os.setsid()
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for descriptor in (1, 2):
            os.dup2(file, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.clear()
        os.environ.update(environment)
        importlib.reload(importlib.import_module("core.kit.crash"))  # it reads APURI_CRASH
        from deploy.cli import cli

        cli(arguments, standalone_mode=False)
        code = 0
    except BaseException:  # noqa: BLE001 - a child must never go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve() -> None:
    for name in _IMPORTED:
        importlib.import_module(name)
    codes: dict[int, int] = {}
    for line in sys.stdin:
        command = json.loads(line)
        if "ended" in command:
            answer = _code(command["ended"], codes)
        elif (answer := os.fork()) == 0:
            _become(**command)
        print(json.dumps(answer), flush=True)


def _code(pid: int, codes: dict[int, int]) -> int | None:
    if pid not in codes:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        codes[pid] = os.waitstatus_to_exitcode(status)
    return codes[pid]


def wait_for_end(spawner: Spawner, pid: int, seconds: float) -> int | None:
    """Return the exit code of a child, or None when it still runs after so many seconds."""
    end = time.monotonic() + seconds
    while (code := spawner.ended(pid)) is None and time.monotonic() < end:
        time.sleep(0.01)
    return code


if __name__ == "__main__":
    _serve()
