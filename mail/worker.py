"""Understanding stored mail: claimed in batches, read in threads, dispatched in one transaction."""

import asyncio
import logging
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import anyio
from sqlalchemy.ext.asyncio import AsyncSession

from core import dispatch
from core.files.storage import Storage
from core.inbox import service as inbox
from core.inbox.errors import LeaseLost
from core.inbox.incoming import IncomingMessage
from core.inbox.keeping import keep_all
from core.inbox.models import InboxItem
from core.inbox.raw import raw_bytes, raw_sizes_of
from core.intake.outcomes import Outcome
from core.kit import crash
from core.kit.loops import BackOff, pause, wait_unless
from core.outbound.delivery import worker_name
from core.settings.queries import load_company
from core.sources.queries import all_sources
from core.startup import App
from mail.incoming import House, Stored, to_incoming

log = logging.getLogger(__name__)

BATCH = 50
GROUP_BYTES = 15_000_000  # of raw mail in memory at once, or a single larger one
READ_SECONDS = 20.0  # for one mail; reading is bounded, this is the last resort
POLL = 2.0


def read_stored(stored: Stored, house: House, storage: Storage) -> IncomingMessage:
    """Read a mail, and have its attachments on the disk before a transaction asks for that."""
    return keep_all(storage, [to_incoming(stored, house)])[0]


class MailUnreadable(Exception):
    """A stored mail cannot be handed on; the text says why."""


class MailWorker:
    """Takes mail from the inbox to `core.dispatch`; woken by `inbox:mail`."""

    def __init__(self, app: App, *, batch: int = BATCH, poll: float = POLL) -> None:
        self._app = app
        self._batch = batch
        self._poll = poll
        self.name = worker_name("mail")
        self._threads = ThreadPoolExecutor(1, "reading")

    async def run(self, stop: anyio.Event) -> None:
        """Work until stopped; what was begun is finished."""
        trouble = BackOff(1, 60)
        while not stop.is_set():
            try:
                count = await self.handle_due()
                trouble.reset()
            except Exception:  # the database is away: the loop must outlive it
                log.exception("understanding mail is interrupted")
                await pause(stop, trouble.next())
                continue
            if not count:
                await wait_unless(stop, lambda: self._app.wait_for("inbox:mail", self._poll))

    async def handle_due(self) -> int:
        """Handle one batch; return how many mails were claimed."""
        async with self._app.sessions.begin() as session:
            items = await inbox.claim(session, self.name, self._batch, ["mail"])
        await self.handle(items)
        return len(items)

    async def handle(self, items: Sequence[InboxItem]) -> None:
        """Understand claimed mails together, as many at once as memory allows."""
        async with self._app.sessions.reading() as session:
            sizes = await raw_sizes_of(session, [item.raw_id for item in items if item.raw_id])
        group: list[InboxItem] = []
        size = 0
        for item in items:
            weight = sizes.get(item.raw_id, 0) if item.raw_id else 0
            if group and size + weight > GROUP_BYTES:
                await self.hand_on(await self.read(group))
                group, size = [], 0
            group.append(item)
            size += weight
        if group:
            await self.hand_on(await self.read(group))

    async def hand_on(
        self, read: Sequence[tuple[InboxItem, IncomingMessage | Exception]]
    ) -> list[Outcome | None]:
        """Dispatch what was read together, or one by one; what could not be read is put back."""
        good = [(item, found) for item, found in read if isinstance(found, IncomingMessage)]
        bad = [(item, found) for item, found in read if isinstance(found, Exception)]
        for item, error in bad:
            await self._fail(item, error)
        outcomes = await self._dispatch(good) if good else []
        if outcomes is None:
            outcomes = []
            for one in good:
                outcomes += await self._dispatch([one]) or []
        crash.point("dispatched")
        for source_id in {item.source_id for item, _found in good}:
            self._app.wake(f"mailbox:{source_id}")
        return outcomes

    async def read(
        self, items: Sequence[InboxItem]
    ) -> list[tuple[InboxItem, IncomingMessage | Exception]]:
        """Read mails in threads; an error stands in the place of a mail that could not be read."""
        async with self._app.sessions.reading() as session:
            house = await self.house(session)
            raws = await raw_bytes(session, [item.raw_id for item in items if item.raw_id])
        return [(item, await self._read_one(item, raws, house)) for item in items]

    async def house(self, session: AsyncSession) -> House:
        company = await load_company(session)
        addresses = {one.address.lower() for one in await all_sources(session) if one.address}
        return House(
            frozenset(address for address in addresses if "@" in address),
            company.country,
            self._app.keyring,
        )

    async def _read_one(
        self, item: InboxItem, raws: dict[UUID, bytes], house: House
    ) -> IncomingMessage | Exception:
        raw = raws.get(item.raw_id) if item.raw_id else None
        if raw is None:
            return MailUnreadable("the raw mail is gone from the storage")
        stored = Stored(
            item.id, item.source_id, item.external_id, item.received_at, raw, item.payload or {}
        )
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await loop.run_in_executor(
                    self._threads, read_stored, stored, house, self._app.storage
                )
        except TimeoutError:  # the thread cannot be stopped: leave it behind and take a new one
            self._threads.shutdown(wait=False)
            self._threads = ThreadPoolExecutor(1, "reading")
            return MailUnreadable(f"reading took longer than {READ_SECONDS:.0f} s")
        except Exception as error:  # noqa: BLE001 - kept with the item, shown in quarantine
            return error

    async def _dispatch(
        self, read: Sequence[tuple[InboxItem, IncomingMessage]]
    ) -> list[Outcome | None] | None:
        """Hand mails on in one transaction; None when several together failed.

        A single failing one is put back, after several tries into quarantine.
        """
        outcomes: list[Outcome | None] = []
        items = [item for item, _found in read]
        found = [message for _item, message in read]
        try:
            await dispatch.prepare(self._app.sessions, *found)
            async with self._app.sessions.begin(patient=True) as session:
                outcomes = await dispatch.dispatch_mails(session, found)
                await inbox.finish(session, *items)
        except LeaseLost:
            log.warning("%s mails took longer than their lease", len(items))
            return []
        except Exception as error:  # strangers' words met something unforeseen
            log.exception("%s mails could not be dispatched together", len(items))
            if len(items) > 1:
                return None
            await self._fail(items[0], error)
            return []
        return outcomes

    async def _fail(self, item: InboxItem, error: Exception) -> None:
        words = "".join(traceback.format_exception(error)) or repr(error)
        async with self._app.sessions.begin() as session:
            await inbox.fail(session, item, words)
