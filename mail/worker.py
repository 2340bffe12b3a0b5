"""Understanding stored mail: claimed in batches, read in another process, dispatched in one
transaction; the next batches are claimed and read while the database works on the present one."""

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Sequence

import anyio
from sqlalchemy.ext.asyncio import AsyncSession

from core import dispatch
from core.inbox import service as inbox
from core.inbox.errors import LeaseLost
from core.inbox.incoming import IncomingMessage
from core.inbox.models import InboxItem
from core.inbox.raw import packed_raws
from core.intake.outcomes import Outcome
from core.kit import crash, memory
from core.kit.loops import BackOff, pause, wait_unless
from core.outbound.delivery import worker_name
from core.settings.queries import load_company
from core.sources.queries import all_sources
from core.staff.queries import ids_by_address
from core.startup import App
from mail.house import House
from mail.reader_process import helper
from mail.reading_apart import Packed, Unread, read_all

log = logging.getLogger(__name__)

BATCH = 50
POLL = 2.0
AHEAD = 2  # batches: one is read while the other one waits for the database to be claimed

Read = tuple[InboxItem, IncomingMessage | Unread]
GONE = Unread("MailUnreadable: the raw mail is gone from the storage")


class MailWorker:
    """Takes mail from the inbox to `core.dispatch`; woken by `inbox:mail`."""

    def __init__(
        self, app: App, *, batch: int = BATCH, poll: float = POLL, trouble: BackOff | None = None
    ) -> None:
        """`trouble`: the pauses while the database is away."""
        self._app = app
        self._batch = batch
        self._poll = poll
        self.name = worker_name("mail")
        self.interrupted = 0  # tries in a row that failed
        self._trouble = trouble or BackOff(1, 60)
        self._warm = False

    async def run(self, stop: anyio.Event) -> None:
        """Work until stopped; what was begun is finished. The next batches are read meanwhile."""
        await asyncio.to_thread(helper().start)  # the first mail should not wait for it
        ahead: deque[asyncio.Task[list[Read]]] = deque()
        try:
            await self._work(stop, ahead)
        finally:
            for one in ahead:
                one.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)

    async def _work(self, stop: anyio.Event, ahead: deque[asyncio.Task[list[Read]]]) -> None:
        read: list[Read] = []  # what could not be handed on is tried again, with its lease
        while ahead or read or not stop.is_set():
            try:
                if not read:
                    read = await (ahead.popleft() if ahead else self._take())
                while len(read) == self._batch and len(ahead) < AHEAD and not stop.is_set():
                    ahead.append(asyncio.create_task(self._take()))
                await self.hand_on(read)
                done, read = bool(read), []
                self._trouble.reset()
                self.interrupted = 0
            except Exception:  # the database is away: the loop must outlive it
                log.exception("understanding mail is interrupted")
                if stop.is_set():
                    return
                self.interrupted += 1
                await pause(stop, self._trouble.next())
                continue
            if not done and not ahead:
                await wait_unless(stop, lambda: self._app.wait_for("inbox:mail", self._poll))

    async def handle_due(self) -> int:
        """Handle one batch; return how many mails were claimed."""
        read = await self._take()
        await self.hand_on(read)
        return len(read)

    async def _take(self) -> list[Read]:
        """Claim a batch and read it."""
        async with self._app.sessions.begin(patient=True) as session:
            items = await inbox.claim(session, self.name, self._batch, ["mail"])
        return await self.read(items) if items else []

    async def hand_on(self, read: Sequence[Read]) -> list[Outcome | None]:
        """Dispatch what was read together, or one by one; what could not be read is put back."""
        good = [(item, found) for item, found in read if isinstance(found, IncomingMessage)]
        for item, found in read:
            if isinstance(found, Unread):
                await self._fail(item, found.words, for_good=found.for_good)
        outcomes = await self._dispatch(good) if good else []
        if outcomes is None:
            outcomes = []
            for one in good:
                outcomes += await self._dispatch([one]) or []
        crash.point("dispatched")
        for source_id in {item.source_id for item, _found in good}:
            self._app.wake(f"mailbox:{source_id}")
        if good and not self._warm:
            self._warm = True
            memory.keep()  # what the first batch has loaded the next ones need as well
        return outcomes

    async def read(self, items: Sequence[InboxItem]) -> list[Read]:
        """Read claimed mails in the process for that."""
        async with self._app.sessions.looking_up() as session:
            house = await self.house(session)
            raws = await packed_raws(session, [item.raw_id for item in items if item.raw_id])
        there = [(item, raws[item.raw_id]) for item in items if item.raw_id in raws]
        packed = [
            Packed(item.id, item.source_id, item.external_id, item.received_at, raw,
                   item.payload or {})
            for item, raw in there
        ]  # fmt: skip
        found = await read_all(packed, house, self._app.storage)
        read = dict(zip((item.id for item, _raw in there), found, strict=True))
        return [(item, read.get(item.id, GONE)) for item in items]

    async def house(self, session: AsyncSession) -> House:
        """Return what reading needs to know of us."""
        company = await load_company(session)
        sources = await all_sources(session)
        addresses = {one.address.lower() for one in sources if one.address}
        vouchers = {
            one.id: str(one.config["authserv_id"]) for one in sources
            if one.config.get("authserv_id")
        }  # fmt: skip
        return House(
            frozenset(address for address in addresses if "@" in address),
            company.country,
            self._app.keyring,
            vouchers,
            await ids_by_address(session) if vouchers else {},
        )

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
            await self._fail(items[0], "".join(traceback.format_exception(error)))
            return []
        return outcomes

    async def _fail(self, item: InboxItem, words: str, *, for_good: bool = False) -> None:
        async with self._app.sessions.begin() as session:
            await inbox.fail(session, item, words, for_good=for_good)
