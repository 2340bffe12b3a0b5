"""Free ports, readiness and throw-away folders for test servers."""

import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on right now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening_socket() -> socket.socket:
    """Return a socket bound to a free port of 127.0.0.1, to hand to a server without a race."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", 0))
    bound.listen(128)
    bound.setblocking(False)
    return bound


def wait_until(true: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Return once `true()` holds; raises TimeoutError naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {seconds:g} s")
        time.sleep(0.01)


def short_folder(prefix: str) -> Path:
    """Return a new folder with a short path: a UNIX socket's path must stay below 108 bytes."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))


def remove(folder: Path) -> None:
    """Remove a throw-away folder; what is already gone is no trouble."""
    shutil.rmtree(folder, ignore_errors=True)
