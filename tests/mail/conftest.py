"""A real Dovecot for this run, and mailboxes on it that an installation reads."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import anyio
import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.inbox.models import InboxItem, LedgerEntry
from core.inbox.raw import raw_bytes
from core.kit.loops import BackOff
from core.sources.models import Source, SourceKind
from core.sources.service import create_source
from core.startup import App
from mail.reader import MailboxReader
from tests.fakes.dovecot import PASSWORD, Dovecot, program


def plain_environment() -> dict[str, str]:
    """The environment without anything of Apuri's: a process refuses what it does not know."""
    return {name: value for name, value in os.environ.items() if not name.startswith("APURI_")}


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """The server; its mailboxes are invented by name."""
    if program() is None:
        pytest.skip("no Dovecot: apt-get install dovecot-imapd dovecot-lmtpd")
    server = Dovecot().start()
    yield server
    server.stop()


@dataclass
class Mailbox:
    """One mailbox of the server, as a source of an installation."""

    app: App
    server: Dovecot
    user: str
    source: Source

    def drop(self, *raws: bytes) -> None:
        """Let mails arrive."""
        for raw in raws:
            self.server.drop(self.user, raw)

    def reader(self, **options: Any) -> MailboxReader:
        """A reader that waits only milliseconds after a failure."""
        options.setdefault("tls", self.server.tls())
        options.setdefault("pauses", (BackOff(0.01, 0.05), BackOff(0.01, 0.05)))
        return MailboxReader(self.app, self.source, **options)

    @asynccontextmanager
    async def being_read(self, **options: Any) -> AsyncIterator[MailboxReader]:
        """Read the mailbox during the block."""
        stop, reader = anyio.Event(), self.reader(**options)
        async with anyio.create_task_group() as group:
            group.start_soon(reader.run, stop)
            try:
                yield reader
            finally:
                stop.set()

    async def items(self) -> list[InboxItem]:
        """What of it is in the inbox."""
        async with self.app.sessions.reading() as session:
            query = sa.select(InboxItem).where(InboxItem.source_id == self.source.id)
            return list(await session.scalars(query.order_by(InboxItem.id)))

    async def raws(self) -> list[bytes]:
        """The bytes of what is in the inbox."""
        items = await self.items()
        async with self.app.sessions.reading() as session:
            found = await raw_bytes(session, [item.raw_id for item in items if item.raw_id])
        return [found[item.raw_id] for item in items if item.raw_id]

    async def ledger(self) -> list[LedgerEntry]:
        """Its rows of the ledger."""
        async with self.app.sessions.reading() as session:
            query = sa.select(LedgerEntry).where(LedgerEntry.source_id == self.source.id)
            return list(await session.scalars(query.order_by(LedgerEntry.id)))

    async def now(self) -> Source:
        """The source as it is now."""
        async with self.app.sessions.reading() as session:
            found = await session.get(Source, self.source.id)
            assert found is not None
            return found

    async def has(self, count: int) -> None:
        """Wait until so many mails are in the inbox."""
        await until(lambda: self._count(count), f"{count} mails in the inbox")

    async def _count(self, count: int) -> bool:
        return len(await self.items()) >= count


async def until(true: Callable[[], Awaitable[bool]], what: str, seconds: float = 20) -> None:
    """Wait until something is so, at most so many seconds."""
    with anyio.move_on_after(seconds):
        while not await true():  # noqa: ASYNC110 - it is another program's state that is watched
            await anyio.sleep(0.02)
        return
    pytest.fail(f"not within {seconds} s: {what}")


async def a_mailbox(
    app: App, server: Dovecot, *, port: int | None = None, **config: Any
) -> Mailbox:
    """Make a mailbox and its source; `config` overrides the source's fields."""
    user = server.fresh_user()
    fields = {
        "imap_host": "localhost", "imap_port": port or server.imaps_port, "imap_tls": "tls",
        "user": user,
    } | config  # fmt: skip
    async with app.sessions.begin() as session:
        source = await create_source(
            session, system("test"), kind=SourceKind.MAILBOX, name="Office", address=user,
            config=fields, secrets={"password": PASSWORD},
        )  # fmt: skip
    return Mailbox(app, server, user, source)


@pytest.fixture
async def mailbox(app: App, dovecot: Dovecot) -> Mailbox:
    """A fresh mailbox that is read over TLS and left as it is."""
    return await a_mailbox(app, dovecot)


@pytest.fixture
def source_id(mailbox: Mailbox) -> UUID:
    """The mailbox's source."""
    return mailbox.source.id


def a_mail(number: int | str, body: str = "hei", *, message_id: str | None = None) -> bytes:
    """A small mail."""
    named = message_id or f"{number}@example.com"
    return (
        f"From: Ann <ann@example.com>\r\nTo: office@example.test\r\nMessage-ID: <{named}>\r\n"
        f"Subject: Mail {number}\r\nDate: Tue, 31 Mar 2026 12:00:00 +0300\r\n\r\n{body}\r\n"
    ).encode()
