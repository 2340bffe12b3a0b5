"""A TCP proxy in front of a real server that cuts, stalls and refuses connections on demand.

It also counts what passes, so that a test can cut at each line or byte of a conversation.
"""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass
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
        self._clients: set[asyncio.StreamWriter] = set()
        self.passed: Counter[tuple[str, str]] = Counter()
        self._cut: _Cut | None = None
        self._instead: tuple[bytes, bytes, bool] | None = None
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

    def cut_after(self, count: int, *, side: str = "server", unit: str = "bytes") -> None:
        """Abort all connections once `count` more bytes or lines came from a side; none after them.

        As on a real network, the abort may overtake the last bytes before it.
        """
        self._cut = _Cut(side, unit, count)

    @property
    def has_cut(self) -> bool:
        """Whether the cut that was asked for has happened."""
        return self._cut is None

    def inject(self, data: bytes) -> None:
        """Say something to every client as if the server had."""
        self._thread.run(self._say(data))

    def answer_instead(self, word: bytes, answer: bytes, *, then_cut: bool) -> None:
        """Answer the next command that holds a word in the server's place; maybe hang up then."""
        self._instead = (word, answer, then_cut)

    async def _say(self, data: bytes) -> None:
        for writer in self._clients:
            writer.write(data)

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
        self._clients.add(writer)
        try:
            await asyncio.gather(
                self._pass(reader, to_server, "client"), self._pass(behind, writer, "server")
            )
        finally:
            self._writers -= {writer, to_server}
            self._clients.discard(writer)
            writer.close()
            to_server.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, side: str
    ) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            while data := await reader.read(_CHUNK):
                await self._flowing.wait()
                if side == "client" and self._instead and self._instead[0] in data:
                    await self._answer()
                    continue
                cut = self._cut if self._cut and self._cut.side == side else None
                if cut:
                    data = cut.take(data)
                self.passed[side, "bytes"] += len(data)
                self.passed[side, "lines"] += data.count(b"\n")
                writer.write(data)
                await writer.drain()
                if cut and cut.is_over:
                    self._cut = None
                    await self._abort_all()
            writer.write_eof()  # the other direction may still have something to say

    async def _answer(self) -> None:
        assert self._instead is not None
        (_word, answer, then_cut), self._instead = self._instead, None
        await self._say(answer)
        if then_cut:
            await asyncio.gather(*(writer.drain() for writer in self._clients))
            for writer in list(self._clients):
                writer.close()


@dataclass
class _Cut:
    """After how many bytes or lines of which side the connections end."""

    side: str
    unit: str
    left: int

    @property
    def is_over(self) -> bool:
        return self.left <= 0

    def take(self, data: bytes) -> bytes:
        """Return what still passes."""
        if self.unit == "bytes":
            passes = data[: self.left]
            self.left -= len(data)
            return passes
        lines = data.splitlines(keepends=True)
        for place, line in enumerate(lines):
            self.left -= line.endswith(b"\n")
            if self.left <= 0:
                return b"".join(lines[: place + 1])
        return data
