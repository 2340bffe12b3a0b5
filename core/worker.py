"""The timetable of every domain's jobs, and the worker that hands arrived chat to `dispatch`."""

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import anyio
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncSession

from core import dispatch
from core.inbox import service as inbox
from core.inbox.incoming import IncomingMessage
from core.inbox.models import InboxItem
from core.kit import crash, memory
from core.kit.clock import now
from core.kit.ids import new_token
from core.kit.jobs import Job
from core.startup import App

log = logging.getLogger(__name__)

DOMAINS_WITH_JOBS = ("events", "inbox", "outbound", "staff", "contact_requests", "notify", "work",
                     "timesheets", "views")  # fmt: skip
CHAT_BATCH = 20
ABREAST = 8  # conversations answered at the same time
IDLE_SECONDS = 1.0

Work = Callable[[AsyncSession], Awaitable[None]]
Decoder = Callable[[App, InboxItem], Awaitable[IncomingMessage | Work | None]]
"""Turns a stored update, outside any transaction, into a message, or into work for the transaction
that marks it done; None means nothing to do."""


@dataclass
class JobRun:
    """How a job fared last."""

    job: Job
    last_at: datetime | None = None
    last_count: int = 0
    error: str = ""


@dataclass
class Timetable:
    """Every job with its last run; APScheduler calls them, each in one instance at a time."""

    app: App
    extra: tuple[Job, ...] = ()
    runs: dict[str, JobRun] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.runs = {job.name: JobRun(job) for job in (*all_jobs(), *self.extra)}

    async def run_job(self, name: str) -> None:
        """Run one sweep now; an error is kept for the panel and the log."""
        run = self.runs[name]
        self._under_way.add(name)
        try:
            run.last_count = await run.job.run(self.app.sessions)
            run.error = ""
        except Exception as error:
            log.exception("the job %s failed", name)
            run.error = type(error).__name__
        finally:
            self._under_way.discard(name)
            self._ended.set()
        run.last_at = now()

    async def run(self, stop: anyio.Event) -> None:
        """Run all jobs at their times until `stop`; those under way then are finished."""
        scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300},
        )
        for name, run in self.runs.items():
            scheduler.add_job(
                self.run_job, "interval", args=[name], id=name, next_run_time=now(),
                seconds=run.job.timetable.seconds, jitter=min(5, run.job.timetable.seconds // 10),
            )  # fmt: skip
        scheduler.start()
        try:
            await stop.wait()
            scheduler.pause()
            while self._under_way:
                self._ended.clear()
                await self._ended.wait()
        finally:
            scheduler.shutdown(wait=False)  # cancels what runs


def all_jobs() -> list[Job]:
    """Return the jobs of every domain, in the order of the domains."""
    jobs: list[Job] = []
    for domain in DOMAINS_WITH_JOBS:
        jobs += importlib.import_module(f"core.{domain}.jobs").JOBS
    return jobs


class ChatWorker:
    """Takes arrived chat, SMS and forms from the inbox, one at a time per conversation."""

    def __init__(self, app: App, decoders: Mapping[str, Decoder]) -> None:
        self.app = app
        self.decoders = dict(decoders)
        self.name = new_token(6)
        self._woken = asyncio.Event()
        app.wake.listen(self._listen)
        # Also on SQLite, whose one writer takes turns: beside bulk work a turn is worth several.
        self._abreast = anyio.CapacityLimiter(ABREAST)

    def _listen(self, name: str) -> None:
        if name.removeprefix("inbox:") in self.decoders:
            self._woken.set()

    async def run(self, stop: anyio.Event) -> None:
        """Handle what is due until `stop`; what was begun is finished."""
        loaded = False
        while not stop.is_set():
            self._woken.clear()
            if await self.handle_due():
                if not loaded:
                    loaded = True
                    memory.keep()  # words, names and code
                continue
            with anyio.move_on_after(IDLE_SECONDS):
                await self._woken.wait()

    async def handle_due(self) -> int:
        """Handle one batch; returns how many items were claimed."""
        async with self.app.sessions.begin() as session:
            items = await inbox.claim(session, self.name, CHAT_BATCH, tuple(self.decoders))
        async with anyio.create_task_group() as group:
            for item in items:
                group.start_soon(self._handle, item)
        return len(items)

    async def _finish(self, item: InboxItem, message: IncomingMessage | Work | None) -> None:
        """Do what an item asks for and mark it as handled, in one transaction."""
        try:
            async with self.app.sessions.begin() as session:
                if isinstance(message, IncomingMessage):
                    await dispatch.dispatch(session, message, alone=True)
                elif message is not None:
                    await message(session)
                await inbox.finish(session, item)
        except dispatch.Refused as refused:
            assert isinstance(message, IncomingMessage)
            async with self.app.sessions.begin() as session:
                await dispatch.refuse(session, message, refused)
                await inbox.finish(session, item)

    async def _handle(self, item: InboxItem) -> None:
        async with self._abreast:
            try:
                message = await self.decoders[item.channel](self.app, item)
                if isinstance(message, IncomingMessage):
                    await dispatch.prepare(self.app.sessions, message)
                await self._finish(item, message)
            except Exception as error:
                log.exception("an arrived %s item could not be handled", item.channel)
                async with self.app.sessions.begin() as session:
                    await inbox.fail(session, item, f"{type(error).__name__}: {error}")
            crash.point("dispatched")
