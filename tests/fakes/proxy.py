"""A TCP proxy in front of a real server that cuts, stalls and refuses connections on demand."""

import asyncio
import contextlib
from typing import Self

from tests.fakes.background import LoopThread
from tests.fakes.ports import listening_socket

_CHUNK = 65536


class Proxy:
    """Passes bytes to `127.0.0.1:target` until it is told to misbehave."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.accepted = 0
        self._socket = listening_socket()
        self.port: int = self._socket.getsockname()[1]
        self._thread = LoopThread()
        self._writers: set[asyncio.StreamWriter] = set()
        self._left: int | None = None
        self._refusing = False
        self._flowing = asyncio.Event()

    def start(self) -> Self:
        """Return when connections are taken."""
        self._thread.start()
        self._thread.run(self._listen())
        self._flowing.set()
        return self

    def stop(self) -> None:
        """End all connections and the proxy."""
        self.cut()
        self._thread.run(self._close())
        self._thread.stop()

    def cut(self) -> int:
        """Abort every open connection now; return how many sides there were."""
        return self._thread.run(self._abort_all())

    def cut_after(self, count: int) -> None:
        """Abort all connections once `count` more bytes came from the server; none after them.

        As on a real network, the abort may overtake the last bytes before it.
        """
        self._left = count

    def refuse(self, refusing: bool = True) -> None:
        """Abort new connections at once, or take them again."""
        self._refusing = refusing

    def stall(self, stalling: bool = True) -> None:
        """Keep connections open but pass nothing on, as a dead link does; or let it flow again."""
        change = self._flowing.clear if stalling else self._flowing.set
        self._thread.loop.call_soon_threadsafe(change)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._take, sock=self._socket)

    async def _close(self) -> None:
        self._server.close()

    async def _abort_all(self) -> int:
        count = len(self._writers)
        for writer in self._writers:
            writer.transport.abort()
        return count

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self._refusing:
            writer.transport.abort()
            return
        try:
            behind, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, to_server}
        try:
            await asyncio.gather(
                self._pass(reader, to_server, from_server=False),
                self._pass(behind, writer, from_server=True),
            )
        finally:
            self._writers -= {writer, to_server}
            writer.close()
            to_server.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_server: bool
    ) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            while data := await reader.read(_CHUNK):
                await self._flowing.wait()
                if from_server and self._left is not None:
                    data, self._left = data[: self._left], self._left - len(data)
                writer.write(data)
                await writer.drain()
                if self._left is not None and self._left <= 0:
                    self._left = None
                    await self._abort_all()
            writer.write_eof()  # the other direction may still have something to say
