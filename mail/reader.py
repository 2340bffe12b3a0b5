"""Reading one mailbox for as long as the process runs."""

import logging
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta

import anyio
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock, crash, formatting
from core.kit.i18n import _, use_language
from core.kit.loops import BackOff, pause, wait_unless
from core.settings.queries import load_company
from core.sources import queries as sources
from core.sources import service as reporting
from core.sources.models import Source
from core.sources.signing_in import tokens_of
from core.startup import App
from mail import ledger
from mail.connecting import TIMEOUT, Mailbox, is_grave, load_mailbox, open_mailbox
from mail.imap import Connection
from mail.ledger import Folder
from mail.taking import sync
from mail.troubles import of_ourselves, sentence_for

log = logging.getLogger(__name__)

SYNC_SECONDS = 240.0  # at the latest: pushes can be lost, and routers forget idle connections
_TELL_AGAIN = timedelta(minutes=5)


class MailboxReader:
    """Reads a source's folder: synchronises before and after every IDLE, whatever IDLE says.

    Woken by `mailbox:<source id>` when mails of it were understood and may be moved or flagged.
    """

    def __init__(
        self,
        app: App,
        source: Source,
        *,
        tls: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
        sync_seconds: float = SYNC_SECONDS,
        pauses: tuple[BackOff, BackOff] | None = None,
        turns: anyio.CapacityLimiter | None = None,
    ) -> None:
        """`pauses`: after a cut line, and after what only a person can mend.

        `turns`: how many mailboxes of this process take in mail at once.
        """
        self._app = app
        self._source_id = source.id
        self._tls = tls
        self._timeout = timeout
        self._sync_seconds = sync_seconds
        self._soon, self._slow = pauses or (BackOff(2, 300), BackOff(300, 1800))
        self._turns = turns
        self._failures = 0
        self._failing_since: datetime | None = None
        self._untold: Exception | None = None
        self._told_ok: datetime | None = None
        self._box: Mailbox | None = None

    async def run(self, stop: anyio.Event) -> None:
        """Read until stopped; whatever happens is waited out and tried again."""
        while not stop.is_set():
            try:
                await self._connected(stop)
            except Exception as error:  # noqa: BLE001 - nothing may end the reading of a mailbox
                await self._failed(error)
                await pause(stop, (self._slow if is_grave(error) else self._soon).next())

    async def _connected(self, stop: anyio.Event) -> None:
        async with self._app.sessions.reading() as session:
            source = await sources.get_source(session, self._source_id)
            self._box = box = await load_mailbox(session, source)
        tokens = tokens_of(self._app.sessions)
        connection, selected = await open_mailbox(box, tokens, tls=self._tls, timeout=self._timeout)
        try:
            folder = Folder(self._source_id, box.folder, selected.uidvalidity)
            flags = ("\\Flagged", "Apuri") if selected.keywords else ("\\Flagged",)
            while not stop.is_set():
                await sync(
                    self._app.sessions, connection, folder, settled=box.after == "keep",
                    turns=self._turns,
                )  # fmt: skip
                await self._settle(connection, folder, box, flags)
                await self._works()
                await connection.wait_for_change(
                    self._sync_seconds, lambda: wait_unless(stop, self._woken)
                )
        finally:
            with anyio.CancelScope(shield=True):
                await connection.close()

    async def _woken(self) -> None:
        await self._app.wait_for(f"mailbox:{self._source_id}", self._sync_seconds)

    async def _settle(
        self, connection: Connection, folder: Folder, box: Mailbox, flags: Sequence[str]
    ) -> None:
        """Move or flag what is understood and committed; losing this loses nothing."""
        if box.after == "keep":
            return
        while True:
            async with self._app.sessions.reading() as session:
                waiting = await ledger.to_settle(session, folder)
            if not waiting:
                return
            if box.after == "move":
                await connection.move(waiting, box.processed_folder)
            else:
                await connection.flag(waiting, *flags)
            crash.point("moved")
            async with self._app.sessions.begin() as session:
                await ledger.mark_settled(session, list(waiting.values()))
            crash.point("settled")

    async def _works(self) -> None:
        self._failures = 0
        self._soon.reset()
        self._slow.reset()
        if self._told_ok is None or clock.now() - self._told_ok > _TELL_AGAIN:
            async with self._app.sessions.begin() as session:
                detail = await self._was_interrupted(session)
                await reporting.report_ok(session, self._source_id, detail)
            self._told_ok, self._untold = clock.now(), None
        self._failing_since = None

    async def _was_interrupted(self, session: AsyncSession) -> str:
        """Return what could not be written down while it lasted: the database was away."""
        if self._untold is None or self._failing_since is None:
            return ""
        company = await load_company(session)
        since, until = (
            formatting.clock_time(clock.local(moment, company.zone))
            for moment in (self._failing_since, clock.now())
        )
        with use_language(company.language):
            words = _("Reading was interrupted from {since} to {until}, nothing was lost: {reason}")
            return words.format(
                since=since, until=until, reason=sentence_for(self._untold, self._box)
            )

    async def _failed(self, error: Exception) -> None:
        """Show it on the sources page, unless it is the first cut of a line that came back."""
        self._failures += 1
        self._failing_since = self._failing_since or clock.now()
        log.info("mailbox %s: %s", self._source_id, type(error).__name__, exc_info=error)
        if self._failures < 2 and not is_grave(error) and not of_ourselves(error):
            return
        self._told_ok = None
        try:
            async with self._app.sessions.begin() as session:
                with use_language((await load_company(session)).language):
                    words = sentence_for(error, self._box)
                await reporting.report_failure(session, self._source_id, words)
        except Exception:  # the database may be what is wrong
            self._untold = error
            log.exception("the trouble of mailbox %s could not be recorded", self._source_id)
