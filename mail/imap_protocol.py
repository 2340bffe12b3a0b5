"""aioimaplib's protocol without its traps (2.0.3).

Upstream never wakes commands when the connection ends, recurses once per response line, lets a bad
greeting die unseen in a task, and leaves a refused AUTHENTICATE waiting for an empty line.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any

import aioimaplib
from aioimaplib.aioimaplib import IncompleteRead

log = logging.getLogger(__name__)

CRLF = b"\r\n"
CLOSED: list[bytes] = [b"connection closed"]
MAX_LINE = 2_000_000  # bytes of one response line
MAX_LITERAL = 250_000_000
_LITERAL = re.compile(rb".*\{(\d{1,12})\+?\}$", re.DOTALL)

LineHandler = Callable[[bytes, Any], Any]


class ConnectionLost(Exception):
    """The connection ended, hung or became unusable."""


class Fetch(aioimaplib.aioimaplib.FetchCommand):  # type: ignore[misc]
    """FETCH of many messages; upstream looks through all lines of the answer at each of them."""

    _open = 0  # brackets of the present message that are not closed yet

    def append_to_resp(self, line: Any, result: str = "Pending") -> None:
        """Take a line, or a literal as a bytearray."""
        super().append_to_resp(line, result)
        if isinstance(line, bytes):
            if self.FETCH_MESSAGE_DATA_RE.match(line):
                self._open = 0
            self._open += line.count(b"(") - line.count(b")")

    def wait_data(self) -> bool:
        """Tell whether the present message goes on."""
        return self._open != 0


class SafeProtocol(aioimaplib.IMAP4ClientProtocol):  # type: ignore[misc]
    """One connection; `lost` is set when it has ended."""

    pending_sync_command: Any
    incomplete_line: bytes
    current_command: Any

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop, None)
        self.lost = asyncio.Event()
        self.why = ""

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whatever waits: pending commands, IDLE, the greeting."""
        super().connection_lost(exc)
        self.why = self.why or (f"{type(exc).__name__}: {exc}" if exc else "closed by the server")
        self.lost.set()
        pending = [self.pending_sync_command, *self.pending_async_commands.values()]
        self.pending_sync_command = None
        self.pending_async_commands.clear()
        for command in pending:
            if command is not None and not command._event.is_set():
                command._exception = ConnectionLost(self.why)
                command.close(b"connection lost", "KO")
        self.idle_queue.put_nowait(CLOSED)

    def give_up(self, why: str) -> None:
        """End the connection at once."""
        self.why = self.why or why
        if self.transport is not None:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes; whatever they break breaks only this connection.

        Upstream writes every byte of every mail out for a log that nobody reads.
        """
        try:
            self._handle_responses(
                self.incomplete_line + data, self._handle_line, self.current_command
            )
            self.incomplete_line, self.current_command = b"", None
        except IncompleteRead as incomplete:
            self.incomplete_line, self.current_command = incomplete.data, incomplete.cmd
        except Exception as error:  # noqa: BLE001 - a server's nonsense must not reach the loop
            log.info("unreadable IMAP response: %s", type(error).__name__)
            self.give_up(f"unreadable response: {type(error).__name__}")

    async def welcome(self, command: bytes) -> None:
        """Read the greeting; a refusal ends the connection with the server's words."""
        try:
            await super().welcome(command)
        except (aioimaplib.AioImapException, ConnectionLost, OSError) as error:
            self.give_up(str(error))

    async def execute(self, command: Any, scrub: str | None = None) -> Any:
        """Send a command and return its response; raises ConnectionLost."""
        if self.lost.is_set():
            raise ConnectionLost(self.why)
        return await super().execute(command, scrub=scrub)

    def _handle_responses(
        self, data: bytes, line_handler: LineHandler, current_cmd: Any = None
    ) -> None:
        command, position = current_cmd, 0
        while position < len(data):
            if command is not None and command.wait_literal_data():
                missing = command._expected_size - len(command._resp_literal_data)
                part = memoryview(data)[position : position + missing]
                command.append_literal_data(part)
                position += len(part)
                if command.wait_literal_data():
                    raise IncompleteRead(command)
                continue
            end = data.find(CRLF, position)
            if end < 0:
                if len(data) - position > MAX_LINE:
                    raise ValueError("endless line")
                raise IncompleteRead(command, data[position:])
            line, position = data[position:end], end + 2
            command = self._after_line(line, line_handler(line, command))
        if self.pending_sync_command is not None:
            self.pending_sync_command.flush()
        if command is not None and command.wait_data():
            raise IncompleteRead(command)

    def _after_line(self, line: bytes, command: Any) -> Any:
        """Return the command that the next line belongs to."""
        begins = _LITERAL.match(line)
        if begins:
            size = int(begins[1])
            if size > MAX_LITERAL:
                raise ValueError("literal too long")
            if command is None:
                command = aioimaplib.Command("NIL", "unused", loop=self.loop)
            command.begin_literal_data(size)
            return command
        return command if command is not None and command.wait_data() else None

    def _continuation(self, line: bytes) -> None:
        command = self.pending_sync_command
        if command is not None and command.name == "AUTHENTICATE":
            command.append_to_resp(line)  # an error as base64 JSON: it waits for an empty line
            self.transport.write(CRLF)
        else:
            super()._continuation(line)
