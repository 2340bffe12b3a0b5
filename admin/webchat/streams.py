"""Server-sent events that end cleanly: whoever listens is told that something of theirs changed.

An event carries no content; the page then asks for what is new. A beat says the same, so that a
change made by another process is seen within `BEAT_SECONDS`.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

BEAT_SECONDS = 10.0
MAX_STREAMS = 8  # open tabs of one person


class Streams:
    """The open event streams of this process, by whom they belong to."""

    def __init__(self) -> None:
        self._open: defaultdict[str, list[asyncio.Event]] = defaultdict(list)
        self._closing = False

    def publish(self, name: str) -> None:
        """Tell the streams of `name` (for example `webchat:<staff id>`) that something changed."""
        for changed in self._open.get(name, ()):
            changed.set()

    def close(self) -> None:
        """End every stream: the server is about to stop."""
        self._closing = True
        for streams in self._open.values():
            for changed in streams:
                changed.set()

    async def listen(self, name: str) -> AsyncIterator[bytes]:
        """Yield events until the reader leaves or the server stops."""
        changed = asyncio.Event()
        mine = self._open[name]
        mine.append(changed)
        if len(mine) > MAX_STREAMS:
            mine.pop(0).set()
        try:
            yield b"retry: 2000\n\n"
            while not self._closing:
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        await changed.wait()
                except TimeoutError:
                    pass
                if changed not in mine:
                    return
                changed.clear()
                if not self._closing:
                    yield b"event: changed\ndata: 1\n\n"
            yield b"event: bye\ndata: restart\n\n"
        finally:
            if changed in mine:
                mine.remove(changed)
            if not mine:
                self._open.pop(name, None)
