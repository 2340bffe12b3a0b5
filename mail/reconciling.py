"""Comparing what a mailbox holds with what the ledger knows; a gap is told and closed."""

import logging
import ssl

import sqlalchemy as sa

from core.access.actor import system
from core.db.session import Sessions
from core.events.bus import record
from core.inbox.events import MailboxGapFound
from core.inbox.models import MailboxCursor
from core.kit import clock
from core.sources import queries as sources
from core.sources.models import Source, SourceKind
from core.sources.signing_in import tokens_of
from mail import ledger
from mail.connecting import load_mailbox, open_mailbox
from mail.ledger import Folder
from mail.taking import take

log = logging.getLogger(__name__)


async def reconcile(sessions: Sessions, *, tls: ssl.SSLContext | None = None) -> int:
    """Compare every mailbox in use, on a connection of its own; return the messages missed."""
    async with sessions.reading() as session:
        mailboxes = await sources.active_sources(session, SourceKind.MAILBOX)
    missing = 0
    for source in mailboxes:
        if not source.config.get("imap_host"):
            continue
        try:
            missing += await _compare(sessions, source, tls)
        except Exception as error:  # noqa: BLE001 - its reader tells what is wrong with it
            log.info("mailbox %s was not compared: %s", source.id, type(error).__name__)
    return missing


async def _compare(sessions: Sessions, source: Source, tls: ssl.SSLContext | None) -> int:
    async with sessions.reading() as session:
        box = await load_mailbox(session, source)
    connection, selected = await open_mailbox(box, tokens_of(sessions), tls=tls)
    try:
        folder = Folder(source.id, box.folder, selected.uidvalidity)
        last = await ledger.open_cursor(sessions, folder)
        there = [uid for uid in await connection.uids_after(0) if uid <= last]
        async with sessions.reading() as session:
            known = await ledger.known_uids(session, folder)
        gap = [uid for uid in there if uid not in known]
        await _note(sessions, folder, len(gap))
        if gap:
            log.error("mailbox %s: %s messages are missing in the ledger", source.id, len(gap))
            await take(sessions, connection, folder, gap, settled=box.after == "keep")
            await _closed(sessions, folder)
        return len(gap)
    finally:
        await connection.close()


async def _note(sessions: Sessions, folder: Folder, missing: int) -> None:
    moment = clock.now()
    gap = {"gap_at": moment, "gap_count": missing} if missing else {}
    async with sessions.begin() as session:
        await session.execute(
            sa.update(MailboxCursor)
            .where(MailboxCursor.source_id == folder.source_id, MailboxCursor.folder == folder.name)
            .values(checked_at=moment, missing=missing, **gap)
            .execution_options(synchronize_session=False)
        )
        if missing:
            found = MailboxGapFound(folder.source_id, folder.name, missing)
            await record(session, system("reconciliation"), found)


async def _closed(sessions: Sessions, folder: Folder) -> None:
    """Note that what was missing was fetched; `gap_count` and `gap_at` stay."""
    async with sessions.begin() as session:
        await session.execute(
            sa.update(MailboxCursor)
            .where(MailboxCursor.source_id == folder.source_id, MailboxCursor.folder == folder.name)
            .values(missing=0)
            .execution_options(synchronize_session=False)
        )
