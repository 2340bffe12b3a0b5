"""One IMAP connection on aioimaplib, guarded: every call ends, and a doubtful connection is dropped.

After a timeout, a cancellation or an unexpected error aioimaplib's state cannot be trusted, so the
transport is aborted and the caller connects anew. A server's NO or BAD is a `Refused`, and the
connection lives on.
"""

import asyncio
import contextlib
import re
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import aioimaplib
from aioimaplib import Command

from mail.folders import folder_argument, quoted, uid_set
from mail.imap_protocol import ConnectionLost, Fetch, SafeProtocol

__all__ = ["Connection", "ConnectionLost", "Fetched", "LoginRefused", "Refused", "Selected"]

T = TypeVar("T")

_TEMPORARY = re.compile(
    rb"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN|OVERQUOTA)\]", re.IGNORECASE
)
_BEGINS_FETCH = re.compile(rb"\d+ FETCH \(", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.IGNORECASE)
_BODY = re.compile(rb"BODY\[[^\]]*\]\S* (?:\{\d+\}|NIL|\"\")\)?$", re.IGNORECASE)
_UIDS_PER_COMMAND = 200
SLOWEST = 20_000  # bytes a second: a line slower than that is taken for a hanging one


class Refused(Exception):
    """The server said NO or BAD; `text` are its words."""

    def __init__(self, command: str, text: str) -> None:
        super().__init__(f"{command}: {text}")
        self.text = text


class LoginRefused(Refused):
    """User name and password were not accepted."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as it was when it was selected."""

    uidvalidity: int
    exists: int
    keywords: bool  # whether own keywords may be stored


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as far as it was asked for: `size` in bytes, `raw` None when the server has none."""

    uid: int
    size: int = 0
    raw: bytes | None = None


class Connection:
    """A connection to one server; `timeout` in seconds for one answer."""

    def __init__(
        self, host: str, port: int, *, tls: ssl.SSLContext | None, timeout: float = 60.0
    ) -> None:
        self._host, self._port, self._tls, self._timeout = host, port, tls, timeout
        self._client: aioimaplib.IMAP4 | None = None
        self._protocol = SafeProtocol(asyncio.get_running_loop())

    # --- beginning and end ---------------------------------------------------------------------

    async def connect(self, *, starttls: ssl.SSLContext | None = None) -> None:
        """Connect, read the greeting and, if asked, switch to TLS; raises OSError, ConnectionLost."""
        protocol, tls = self._protocol, self._tls

        class Client(aioimaplib.IMAP4):  # type: ignore[misc]
            def create_client(self, host: str, port: int, loop: Any, *_rest: Any) -> None:
                self.protocol = protocol
                running = asyncio.get_running_loop()
                self._client_task = running.create_task(
                    running.create_connection(lambda: protocol, host, port, ssl=tls)
                )

        self._client = client = Client(self._host, self._port, timeout=self._timeout)
        await self._guarded(client._client_task, "connect")
        await self._guarded(protocol.wait("AUTH|NONAUTH"), "greeting")
        if starttls is not None:
            await self._start_tls(starttls)

    async def _start_tls(self, context: ssl.SSLContext) -> None:
        protocol = self._protocol
        await self._execute("STARTTLS")
        if protocol.incomplete_line:  # something was slipped in before the encryption
            self._protocol.give_up("bytes before TLS")
        upgrade = asyncio.get_running_loop().start_tls(
            protocol.transport, protocol, context, server_hostname=self._host
        )
        protocol.transport = await self._guarded(upgrade, "STARTTLS")
        protocol.capabilities.clear()
        await self._guarded(protocol.capability(), "CAPABILITY")

    async def login(self, user: str, password: str) -> None:
        """Sign in by a password; raises LoginRefused."""
        await self._sign_in(self._protocol.login(quoted(user), password))

    async def login_by_token(self, user: str, token: str) -> None:
        """Sign in by an access token (SASL XOAUTH2); raises LoginRefused."""
        await self._sign_in(self._protocol.xoauth2(user, token))

    async def _sign_in(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            _checked("LOGIN", await self._guarded(work, "LOGIN"))
        except Refused as refusal:
            if _TEMPORARY.search(refusal.text.encode()):
                raise
            raise LoginRefused("LOGIN", refusal.text) from None
        await self._guarded(self._protocol.capability(), "CAPABILITY")

    def abort(self) -> None:
        """Drop the connection without a word."""
        self._protocol.give_up("aborted")
        if self._client is not None and not self._client._client_task.done():
            self._client._client_task.cancel()

    async def close(self) -> None:
        """Say goodbye if the server still listens, and drop the connection."""
        with contextlib.suppress(Exception):  # it may be dead already: nothing depends on it
            if not self._protocol.lost.is_set():
                async with asyncio.timeout(2):
                    await self._protocol.logout()
        self.abort()

    # --- reading -------------------------------------------------------------------------------

    async def select(self, folder: str) -> Selected:
        """Open a folder; raises Refused when there is none."""
        response = await self._guarded(self._protocol.select(folder_argument(folder)), "SELECT")
        text = b"\n".join(map(bytes, _checked("SELECT", response)))
        validity = re.search(rb"UIDVALIDITY (\d+)", text, re.IGNORECASE)
        exists = re.search(rb"(\d+) EXISTS", text, re.IGNORECASE)
        permanent = re.search(rb"PERMANENTFLAGS \(([^)]*)\)", text, re.IGNORECASE)
        return Selected(
            int(validity[1]) if validity else 0,
            int(exists[1]) if exists else 0,
            bool(permanent and rb"\*" in permanent[1]),
        )

    async def uids_after(self, last: int) -> list[int]:
        """Return the UIDs above `last`, ascending."""
        found = await self._search(f"{last + 1}:*")
        return [uid for uid in found if uid > last]  # n:* always names the last message

    async def _search(self, uids: str) -> list[int]:
        lines = await self._execute("SEARCH", "UID", uids, prefix="UID")
        found = [line.removeprefix(b"SEARCH").strip() for line in map(bytes, lines[:-1])]
        return sorted(
            {int(n) for line in found if re.fullmatch(rb"[\d ]+", line) for n in line.split()}
        )

    async def existing(self, uids: Iterable[int]) -> list[int]:
        """Return which of these UIDs the folder still has."""
        return await self._search(uid_set(uids))

    async def sizes(self, uids: Iterable[int]) -> list[Fetched]:
        """Return the sizes of messages; those expunged meanwhile are left out."""
        return await self._fetch(uids, "(UID RFC822.SIZE)")

    async def messages(self, uids: Iterable[int], expected: int = 0) -> list[Fetched]:
        """Return whole messages, `expected` bytes together, without marking them as read."""
        patience = expected / SLOWEST
        return await self._fetch(uids, "(UID RFC822.SIZE BODY.PEEK[])", patience)

    async def header(self, uid: int) -> bytes:
        """Return only a message's header, or nothing when it is gone."""
        found = await self._fetch([uid], "(UID BODY.PEEK[HEADER])")
        return next((one.raw for one in found if one.uid == uid and one.raw), b"")

    async def _fetch(self, uids: Iterable[int], items: str, patience: float = 0.0) -> list[Fetched]:
        wanted = sorted(uids)
        found: list[Fetched] = []
        for begin in range(0, len(wanted), _UIDS_PER_COMMAND):
            part = uid_set(wanted[begin : begin + _UIDS_PER_COMMAND])
            command = Fetch(
                self._protocol.new_tag(), part, items, prefix="UID",
                untagged_resp_name="FETCH", loop=self._protocol.loop,
            )  # fmt: skip
            response = await self._guarded(
                self._protocol.execute(command), "FETCH", patience=patience
            )
            found += _messages_in(_checked("FETCH", response))
        asked = set(wanted)
        return [one for one in found if one.uid in asked]

    # --- changing ------------------------------------------------------------------------------

    async def move(self, uids: Iterable[int], folder: str) -> None:
        """Move messages, making the folder when it is missing; what is gone already is skipped."""
        target, part = folder_argument(folder), uid_set(uids)
        try:
            await self._move(part, target)
        except Refused as refusal:
            if "TRYCREATE" not in refusal.text.upper() and "exist" not in refusal.text:
                raise
            await self._execute("CREATE", target)
            await self._move(part, target)

    async def _move(self, uids: str, target: str) -> None:
        if self._has("MOVE"):
            await self._execute("MOVE", uids, target, prefix="UID")
            return
        await self._execute("COPY", uids, target, prefix="UID")
        await self._execute("STORE", uids, "+FLAGS.SILENT", r"(\Deleted)", prefix="UID")
        if self._has("UIDPLUS"):  # a plain EXPUNGE would remove what others marked
            await self._execute("EXPUNGE", uids, prefix="UID")

    async def flag(self, uids: Iterable[int], *flags: str) -> None:
        """Add flags to messages."""
        words = f"({' '.join(flags)})"
        await self._execute("STORE", uid_set(uids), "+FLAGS.SILENT", words, prefix="UID")

    # --- waiting -------------------------------------------------------------------------------

    async def wait_for_change(
        self, seconds: float, interrupt: Callable[[], Awaitable[object]]
    ) -> None:
        """Wait until the server reports something, `interrupt()` returns, or the time is up.

        Uses IDLE (RFC 2177) where the server can; whatever it says, the caller synchronises.
        """
        if not self._has("IDLE"):
            await _first(interrupt(), asyncio.sleep(min(seconds, 60.0)))
            return
        protocol = self._protocol
        while not protocol.idle_queue.empty():
            protocol.idle_queue.get_nowait()
        idle = asyncio.ensure_future(protocol.idle())
        try:
            began = _first(protocol.wait_for_idle_response(), asyncio.shield(idle))
            await self._guarded(began, "IDLE")
            if not idle.done():
                await _first(
                    interrupt(), protocol.idle_queue.get(), protocol.lost.wait(),
                    asyncio.sleep(seconds),
                )  # fmt: skip
            if protocol.lost.is_set():
                raise ConnectionLost(protocol.why)
            if protocol.has_pending_idle_command():
                protocol.idle_done()
            _checked("IDLE", await self._guarded(idle, "DONE"))
        except BaseException:
            self.abort()
            raise
        finally:
            idle.cancel()
            await asyncio.gather(idle, return_exceptions=True)

    async def noop(self) -> None:
        """Ask whether the server still answers."""
        await self._execute("NOOP")

    # --- guards --------------------------------------------------------------------------------

    def _has(self, capability: str) -> bool:
        return capability in {str(one).upper() for one in self._protocol.capabilities}

    async def _execute(self, name: str, *arguments: str, prefix: str | None = None) -> list[Any]:
        command = Command(
            name, self._protocol.new_tag(), *arguments, prefix=prefix, loop=self._protocol.loop
        )
        return _checked(name, await self._guarded(self._protocol.execute(command), name))

    async def _guarded(
        self, work: Coroutine[Any, Any, T] | asyncio.Future[T], what: str, *, patience: float = 0.0
    ) -> T:
        """Await something of aioimaplib's: never for ever, and never again after it went wrong."""
        task = asyncio.ensure_future(work)
        lost = asyncio.ensure_future(self._protocol.lost.wait())
        limit = self._timeout + patience
        try:
            await asyncio.wait({task, lost}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            if lost.done():
                await asyncio.wait({task}, timeout=1)
                raise ConnectionLost(self._protocol.why)
            raise ConnectionLost(f"no answer to {what}")
        except (aioimaplib.AioImapException, UnicodeError) as error:
            self.abort()
            raise ConnectionLost(f"{what}: {error}") from None
        except BaseException:
            self.abort()
            raise
        finally:
            for one in (task, lost):
                one.cancel()
            await asyncio.gather(task, lost, return_exceptions=True)


async def _first(*works: Awaitable[object]) -> None:
    """Await until the first of several is done; the others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _checked(command: str, response: Any) -> list[Any]:
    if response.result != "OK":
        last = bytes(response.lines[-1]) if response.lines else b""
        raise Refused(command, last.decode("utf-8", "replace"))
    return list(response.lines)


def _messages_in(lines: list[Any]) -> list[Fetched]:
    """Return the messages of a FETCH response: a text line, its literal, the rest of the line."""
    found: list[Fetched] = []
    text, raw, expects = b"", None, False

    def finish() -> None:
        uid, size = _UID.search(text), _SIZE.search(text)
        if uid:
            found.append(Fetched(int(uid[1]), int(size[1]) if size else 0, raw))

    for line in lines[:-1]:  # the last one is the tagged status
        if isinstance(line, bytearray):
            if expects:
                raw, expects = bytes(line), False
                line.clear()  # a large mail is not held twice
            continue
        if _BEGINS_FETCH.match(line):
            finish()
            text, raw = b"", None
        text += line
        expects = bool(_BODY.search(line))
    finish()
    return found
