"""One mailbox read through a line that is cut, and the counts of what came of it, from outside."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.inbox.models import InboxItem
from core.kit.loops import BackOff
from core.startup import App
from mail.worker import MailWorker
from tests.fakes.dovecot import Dovecot
from tests.fakes.proxy import Proxy
from tests.mail.conftest import Mailbox, a_mail, a_mailbox

MAILS = 4


@dataclass(frozen=True)
class Counts:
    """Sent into the mailbox, moved by us on the server, in the inbox, as messages, as requests.

    `moved` and `stored` are counted by their bytes against what was sent.
    """

    sent: int
    left: int
    moved: int
    stored: int
    messages: int
    requests: int

    @classmethod
    def right(cls, sent: int) -> "Counts":
        """Nothing lost, nothing doubled."""
        return cls(sent, 0, sent, sent, sent, sent)


@dataclass(frozen=True)
class Cut:
    """Where the line is cut: after `count` bytes or lines from the client or the server."""

    side: str
    unit: str
    count: int


def mails_of(name: str) -> list[bytes]:
    """Small mails, each of a sender of its own with words of its own."""
    return [
        a_mail(f"{name}-{number}", f"Words {name} {number}\r\n" * 3).replace(
            b"ann@", f"ann.{name}.{number}@".encode()
        )
        for number in range(MAILS)
    ]


@asynccontextmanager
async def understanding(app: App) -> AsyncIterator[MailWorker]:
    """The worker that takes stored mail to requests, during the block."""
    stop = anyio.Event()
    worker = MailWorker(app, poll=0.05, trouble=BackOff(0.02, 0.1))
    task = asyncio.create_task(worker.run(stop))
    try:
        yield worker
    finally:
        stop.set()
        await asyncio.wait_for(task, 30)


async def read_through(
    app: App, server: Dovecot, cut: Cut | None, name: str, *, seconds: float = 30.0
) -> tuple[Counts, Proxy]:
    """Read a fresh mailbox over a line that is cut once; wait until all is there, then count."""
    proxy = Proxy(server.imap_port).start()
    try:
        mailbox = await a_mailbox(app, server, port=proxy.port, after="move", imap_tls="none")
        mails = mails_of(name)
        mailbox.drop(*mails)
        if cut:
            proxy.cut_after(cut.count, side=cut.side, unit=cut.unit)
        async with mailbox.being_read(timeout=10):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await _until_right(mailbox, mails)
        return await count(mailbox, mails), proxy
    finally:
        proxy.stop()


async def _until_right(mailbox: Mailbox, mails: list[bytes]) -> None:
    while True:
        if mailbox.server.count(mailbox.user) == 0 and await _all_settled(mailbox, len(mails)):
            return
        await asyncio.sleep(0.02)


async def _all_settled(mailbox: Mailbox, sent: int) -> bool:
    ledger = await mailbox.ledger()
    return len(ledger) >= sent and all(row.settled_at for row in ledger)


async def count(mailbox: Mailbox, mails: list[bytes]) -> Counts:
    """Count at the server's files and in the rows; what differs in a byte counts as missing."""
    moved = mailbox.server.mails(mailbox.user, "Processed")
    stored = await mailbox.raws()
    async with mailbox.app.sessions.reading() as session:
        messages = await session.scalar(
            sa.select(sa.func.count(Message.id))
            .join(InboxItem, InboxItem.id == Message.inbox_item_id)
            .where(InboxItem.source_id == mailbox.source.id)
        )
        requests = await session.scalar(
            sa.select(sa.func.count(ContactRequest.id)).where(
                ContactRequest.source_id == mailbox.source.id
            )
        )
    return Counts(
        sent=len(mails),
        left=mailbox.server.count(mailbox.user),
        moved=len(moved) if set(moved) <= set(mails) else -1,
        stored=len(stored) if set(stored) <= set(mails) else -1,
        messages=int(messages or 0),
        requests=int(requests or 0),
    )
