"""The local SMTP door: mail handed over on this machine, stored before it is answered by 250.

It takes mail for anybody and from anybody on loopback; who somebody is, it never proves. The
envelope is kept beside the raw mail.
"""

import asyncio
import logging
import re
from typing import Any
from uuid import UUID

import anyio
from aiosmtpd.smtp import SMTP, Envelope, Session

from core.access.actor import system
from core.inbox.raw import prepare, store_raw
from core.inbox.service import receive
from core.kit import crash
from core.kit.ids import new_id
from core.sources.models import SourceKind
from core.sources.service import ensure_source, report_ok
from core.startup import App
from mail.identity import identity_of

log = logging.getLogger(__name__)

MAX_RECIPIENTS = 200
_TIMELESS = re.compile(rb"^(message-id|date):", re.IGNORECASE | re.MULTILINE)


class Smtp(SMTP):
    """Strangers' lines may be longer than the standard allows; they are stored as they are."""

    line_length_limit = 1_000_000


class SmtpDoor:
    """Listens on `settings.smtp_host` and `smtp_port`; `port` is where it does once it does."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._source_id: UUID | None = None
        self.port = 0
        self.ready = anyio.Event()

    async def run(self, stop: anyio.Event) -> None:
        """Take mail until stopped; raises OSError when the port is taken."""
        settings = self._app.settings
        async with self._app.sessions.begin() as session:
            source = await ensure_source(session, system("smtp door"), SourceKind.SMTP)
            await report_ok(session, source.id)
            self._source_id = source.id
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._connection, settings.smtp_host, settings.smtp_port)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        try:
            await stop.wait()
        finally:
            server.close()

    def _connection(self) -> Smtp:
        limit = self._app.settings.max_mail_bytes
        return Smtp(
            self, data_size_limit=limit, enable_SMTPUTF8=True, ident="Apuri", hostname="localhost",
            timeout=120,
        )  # fmt: skip

    async def handle_RCPT(
        self,
        _server: Any,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Note a recipient: evidence for routing, checked against nothing."""
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, session: Session, envelope: Envelope) -> str:
        """Store a mail; only what is committed is answered by 250."""
        raw = envelope.original_content or b""
        if not raw.strip():
            return "554 5.6.0 This mail is empty"
        try:
            await self._store(raw, session, envelope)
        except Exception:  # the sender's server keeps the mail and tries again
            log.exception("a mail of the SMTP door could not be stored")
            return "451 4.3.0 The mail could not be stored, try again later"
        crash.point("smtp-committed")
        return "250 2.0.0 Stored"

    async def _store(self, raw: bytes, session: Session, envelope: Envelope) -> None:
        assert self._source_id is not None
        prepared = await asyncio.to_thread(prepare, self._app.storage, raw)
        identity = identity_of(raw)
        if not _TIMELESS.search(raw[:100_000].partition(b"\r\n\r\n")[0]):
            identity = f"new:{new_id()}"  # nothing tells a repeat from the same words once more
        payload = {
            "envelope_from": envelope.mail_from or "",
            "envelope_to": list(envelope.rcpt_tos),
            "peer": str(session.peer[0]) if session.peer else "",
        }
        async with self._app.sessions.begin() as database:
            (raw_id,) = await store_raw(database, [prepared])
            await receive(
                database, source_id=self._source_id, channel="mail", external_id=identity,
                payload=payload, raw_id=raw_id,
            )  # fmt: skip
