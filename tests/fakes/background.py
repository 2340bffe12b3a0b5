"""Servers beside the test's own event loop: a loop in a thread, and an ASGI application in one."""

import asyncio
import logging
import threading
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.fakes.ports import listening_socket, wait_until

_TRANSPORT = "apuri.transport"
T = TypeVar("T")


class LoopThread:
    """An event loop in a daemon thread; `run` waits for a coroutine that runs there."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def start(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def run(self, work: Coroutine[Any, Any, T], *, seconds: float = 10) -> T:
        """Run a coroutine in the thread and return its result; raises what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def stop(self) -> None:
        """Cancel what still runs there, end the thread and close the loop."""
        self.run(self._cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()

    async def _cancel_all(self) -> None:
        others = asyncio.all_tasks(self.loop) - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class AsgiServer:
    """An ASGI application over real HTTP on a free port of loopback."""

    def __init__(self, app: ASGIApp) -> None:
        self._socket = listening_socket()
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        configuration = uvicorn.Config(
            _with_transport(app), log_config=None, log_level=logging.CRITICAL, lifespan="off",
            ws="none", timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(configuration)
        run = self._server.run
        self._thread = threading.Thread(target=run, args=([self._socket],), daemon=True)

    def start(self) -> Self:
        """Return when the port answers."""
        self._thread.start()
        wait_until(lambda: self._server.started, seconds=10, what="the start of the HTTP server")
        return self

    def stop(self) -> None:
        """End the server; requests still open are cut."""
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


class Cut(Response):
    """Ends the connection without a byte of an answer, as a lost network does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Abort the connection and wait until the server has seen it."""
        scope[_TRANSPORT].abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def _with_transport(app: ASGIApp) -> ASGIApp:
    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        # uvicorn hands over a bound method of its request cycle, which knows the connection
        scope[_TRANSPORT] = send.__self__.transport  # type: ignore[attr-defined]
        await app(scope, receive, send)

    return wrapped
