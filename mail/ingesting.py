"""Taking in mail from files through the pipeline of a mailbox: stored, read, dispatched.

Hashing, compressing and reading of the next batch go on in another process while the database works
on the present one.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from core.access.actor import system
from core.inbox.models import InboxItem
from core.inbox.raw import store_raw
from core.inbox.service import Arrival, receive_many
from core.intake.outcomes import Outcome, Result
from core.kit import clock, crash
from core.sources.models import SourceKind
from core.sources.service import ensure_source
from core.startup import App
from mail.house import House
from mail.mail_files import files_in, mails_in
from mail.reading_apart import Fresh, read_fresh
from mail.worker import BATCH, MailWorker

BATCH_BYTES = 10_000_000
AHEAD = 2  # batches: while one is read the files of the other one are


async def ingest(app: App, paths: Iterable[Path]) -> dict[str, Any]:
    """Take in .eml files, folders, mbox files and Maildirs.

    Returns {files, mails, received, repeats, requests, replies, automatic, quarantined, seconds}.
    """
    began = time.perf_counter()
    worker = MailWorker(app)
    async with app.sessions.begin() as session:
        source = await ensure_source(session, system("ingest", "cli"), SourceKind.SMTP)
        source_id = source.id
    async with app.sessions.reading() as session:
        house = await worker.house(session)
    counts: Counter[str] = Counter()
    reading = _Reading(app, _batches(paths, counts), source_id, house)
    try:
        while batch := await reading.next():
            await _take(app, worker, source_id, batch, counts)
    finally:
        await reading.stop()
    names = ("files", "mails", "received", "repeats", "requests", "replies", "automatic",
             "quarantined")  # fmt: skip
    seconds = round(time.perf_counter() - began, 3)
    return {**{name: counts[name] for name in names}, "seconds": seconds}


def _batches(paths: Iterable[Path], counts: Counter[str]) -> Iterator[list[bytes]]:
    """Return mails in batches small enough to be held in memory, and count what is read."""
    batch: list[bytes] = []
    size = 0
    for path in files_in(paths):
        counts["files"] += 1
        for raw in mails_in(path):
            counts["mails"] += 1
            batch.append(raw)
            size += len(raw)
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


class _Reading:
    """Batches read in other processes, some ahead of the one that is asked for."""

    def __init__(
        self, app: App, batches: Iterator[list[bytes]], source_id: UUID, house: House
    ) -> None:
        self._app, self._source_id, self._house = app, source_id, house
        self._batches = batches
        self._turn = asyncio.Lock()
        self._ahead = deque(asyncio.create_task(self._read()) for _each in range(AHEAD))

    async def next(self) -> list[Fresh]:
        """Return the next batch, in the order of the files; an empty one is the last."""
        found = await self._ahead[0]
        self._ahead.popleft()
        self._ahead.append(asyncio.create_task(self._read()))
        return found

    async def _read(self) -> list[Fresh]:
        async with self._turn:
            raws: list[bytes] = await asyncio.to_thread(next, self._batches, [])
        return await read_fresh(raws, self._source_id, clock.now(), self._house, self._app.storage)

    async def stop(self) -> None:
        """Read no more."""
        for one in self._ahead:
            one.cancel()
        await asyncio.gather(*self._ahead, return_exceptions=True)


async def _take(
    app: App, worker: MailWorker, source_id: UUID, batch: list[Fresh], counts: Counter[str]
) -> None:
    """Commit raw mails and inbox items, then what they mean."""
    async with app.sessions.begin(patient=True) as session:
        raw_ids = await store_raw(session, [one.raw for one in batch])
        arrivals = [Arrival(source_id, "mail", one.identity, raw_id=raw_id, id=one.item_id)
                    for one, raw_id in zip(batch, raw_ids, strict=True)]  # fmt: skip
        stored = await receive_many(session, arrivals, worker=worker.name)
    crash.point("raw-committed")
    new = [(_item(one.item_id, source_id, worker.name), one.read)
           for one, row in zip(batch, stored, strict=True) if row.is_new]  # fmt: skip
    counts["received"] += len(new)
    counts["repeats"] += len(batch) - len(new)
    outcomes = await worker.hand_on(new)
    counts["quarantined"] += len(new) - len(outcomes)
    _count(outcomes, counts)


def _item(item_id: UUID, source_id: UUID, worker: str) -> InboxItem:
    """The row of an arrival as far as the worker needs it."""
    return InboxItem(id=item_id, source_id=source_id, channel="mail", worker=worker, attempts=1)


def _count(outcomes: Iterable[Outcome | None], counts: Counter[str]) -> None:
    names = {
        Result.OPENED: "requests", Result.JOINED: "replies", Result.REOPENED: "replies",
        Result.ATTACHED: "automatic", Result.IGNORED: "automatic", Result.REPEATED: "repeats",
    }  # fmt: skip
    counts.update(names[one.result] for one in outcomes if one)
