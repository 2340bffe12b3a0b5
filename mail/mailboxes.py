"""One reader per mailbox in use, started, restarted and stopped as sources change."""

import logging
import ssl
from collections.abc import Callable
from uuid import UUID

import anyio

from core.kit.loops import pause, wait_unless
from core.sources import queries as sources
from core.sources.models import Source, SourceKind
from core.startup import App
from mail.reader import MailboxReader

log = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
APART_SECONDS = 0.05  # between the starts of two readers: a server is not stormed
ABREAST = 6  # mailboxes that take in mail at once: each may hold megabytes of it

Make = Callable[[Source], MailboxReader]


class Mailboxes:
    """Keeps the readers in step with the sources; `sources` wakes it."""

    def __init__(
        self,
        app: App,
        *,
        tls: ssl.SSLContext | None = None,
        make: Make | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._app = app
        self._turns = anyio.CapacityLimiter(ABREAST)
        self._make = make or (lambda source: MailboxReader(app, source, tls=tls, turns=self._turns))
        self._look_seconds = look_seconds
        self._running: dict[UUID, tuple[int, anyio.Event]] = {}

    async def run(self, stop: anyio.Event) -> None:
        """Read every mailbox in use until stopped."""
        async with anyio.create_task_group() as group:
            while not stop.is_set():
                try:
                    for place, source in enumerate(await self._changed()):
                        ends = anyio.Event()
                        self._running[source.id] = (source.version, ends)
                        group.start_soon(self._read, source, ends, place * APART_SECONDS)
                except Exception:  # the database is away: the readers go on meanwhile
                    log.exception("the list of mailboxes could not be read")
                await wait_unless(stop, lambda: self._app.wait_for("sources", self._look_seconds))
            for _version, ends in self._running.values():
                ends.set()

    async def _read(self, source: Source, stop: anyio.Event, delay: float) -> None:
        await pause(stop, delay)
        await self._make(source).run(stop)

    async def _changed(self) -> list[Source]:
        """Stop the readers of changed and vanished mailboxes; return those that need a reader."""
        async with self._app.sessions.reading() as session:
            found = {
                one.id: one for one in await sources.active_sources(session, SourceKind.MAILBOX)
            }
        usable = {key: one for key, one in found.items() if one.config.get("imap_host")}
        for source_id, (version, ends) in list(self._running.items()):
            source = usable.get(source_id)
            if source is None or source.version != version:
                ends.set()
                del self._running[source_id]
        return [one for one in usable.values() if one.id not in self._running]
