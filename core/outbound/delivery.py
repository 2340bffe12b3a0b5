"""Sending what is due: claim and commit, send outside any transaction, record the result.

One loop per channel, so that a slow mail server holds up no chat. A wake-up is only a shortcut;
the due columns are the truth.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Any

import anyio
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.kit import crash
from core.kit.ids import new_token
from core.kit.loops import BackOff, pause, wait_unless
from core.outbound import claiming, policies, results
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.pacing import Pace
from core.outbound.policies import AfterDoubt
from core.outbound.ports import (
    CanLookUp,
    NoAccount,
    RefusedForGood,
    Sender,
    SendProblem,
    Sent,
    TryLater,
    Unclear,
    outgoing,
)

log = logging.getLogger(__name__)

POLL = 2.0  # seconds between looks when nothing wakes us
BATCH = 10
TIME_LIMIT = 60.0  # seconds for one sending, unless the sender says otherwise
LONGEST_WAIT = 1.0  # seconds for a domain's turn; a mail that would wait longer goes back
_RECORD_TRIES = 6

Wait = Callable[[str, float], Awaitable[object]]
Mark = Callable[[AsyncSession, OutboundMessage], Awaitable[bool]]


def worker_name(kind: str) -> str:
    """Return a name for a worker that no other process or run has."""
    return f"{kind}@{socket.gethostname()}:{os.getpid()}:{new_token(4)}"


async def _sleep(_name: str, seconds: float) -> None:
    await anyio.sleep(seconds)


class Deliverer:
    """Delivers the channels of `senders`; None stands for a channel without an account.

    `wait` is woken by `outbound:<channel>`. `lease_margin` is how many seconds a lease outlasts the
    longest sending.
    """

    def __init__(
        self,
        sessions: Sessions,
        senders: Mapping[str, Sender | None],
        *,
        wait: Wait = _sleep,
        poll: float = POLL,
        lease_margin: float = 30.0,
    ) -> None:
        self._sessions = sessions
        self._senders = dict(senders)
        self._wait = wait
        self._poll = poll
        self._margin = lease_margin
        self._worker = worker_name("delivery")
        settings = sessions.info.get("settings")
        self._pace = Pace(settings.mail_domain_pause if settings is not None else 0.0)

    async def run(self, stop: anyio.Event) -> None:
        """Deliver until stopped; what is being sent is finished first."""
        async with anyio.create_task_group() as group:
            for channel in self._senders:
                group.start_soon(self._run_channel, channel, stop)

    async def _run_channel(self, channel: str, stop: anyio.Event) -> None:
        trouble = BackOff(1, 60)
        while not stop.is_set():
            try:
                count = await self.deliver_due(channel=channel)
                trouble.reset()
            except Exception:  # the database is away: the loop must outlive it
                log.exception("delivery of %s is interrupted", channel)
                await pause(stop, trouble.next())
                continue
            if not count:
                await wait_unless(stop, lambda: self._wait(f"outbound:{channel}", self._poll))

    async def deliver_due(self, limit: int = BATCH, *, channel: str | None = None) -> int:
        """Send what is due now (of one channel, or of all); return how many were handled."""
        if channel is None:
            return sum([await self.deliver_due(limit, channel=one) for one in self._senders])
        return await self._send_due(channel, limit) + await self._settle_doubtful(channel, limit)

    def _time_limit(self, channel: str) -> float:
        return float(getattr(self._senders[channel], "time_limit", TIME_LIMIT))

    def _lease(self, channel: str) -> timedelta:
        return timedelta(seconds=self._time_limit(channel) + self._margin)

    async def _send_due(self, channel: str, limit: int) -> int:
        limit = min(limit, int(getattr(self._senders[channel], "abreast", limit)))
        async with self._sessions.begin() as session:
            claimed = await claiming.claim_due(
                session, self._worker, channel, limit, lease=self._lease(channel)
            )
            leaving = await self._without_withheld(session, claimed)
        if claimed:
            crash.point("claimed")
        await self._each(leaving, self._send_one)
        return len(claimed)

    async def _without_withheld(
        self, session: AsyncSession, claimed: Sequence[OutboundMessage]
    ) -> list[OutboundMessage]:
        """Cancel what its recipient may not get any more (`withheld` of the session's info)."""
        ask = session.info.get("withheld")
        gone = await ask(session, claimed) if ask is not None and claimed else set()
        for row in claimed:
            if row.id in gone:
                row.state, row.lease_until = OutboundState.CANCELLED, None
        return [row for row in claimed if row.id not in gone]

    async def _settle_doubtful(self, channel: str, limit: int) -> int:
        async with self._sessions.begin() as session:
            claimed = await claiming.claim_doubtful(
                session, self._worker, channel, limit, lease=self._lease(channel)
            )
        await self._each(claimed, self._settle_one)
        return len(claimed)

    async def _each(
        self,
        messages: Sequence[OutboundMessage],
        handle: Callable[[OutboundMessage], Coroutine[Any, Any, None]],
    ) -> None:
        if len(messages) == 1:
            await handle(messages[0])
        elif messages:
            async with anyio.create_task_group() as group:
                for message in messages:
                    group.start_soon(handle, message)

    async def _send_one(self, message: OutboundMessage) -> None:
        sender = self._senders[message.channel]
        if sender is None:
            await self._record(message, results.mark_sandbox)
            return
        if not await self._has_its_turn(message):
            return
        try:
            async with asyncio.timeout(self._time_limit(message.channel)):
                sent = await sender.send(outgoing(message))
        except SendProblem as problem:
            if message.channel == "mail" and isinstance(problem, TryLater):
                self._pace.refused(message.address, problem.code)
            await self._record(message, _mark_for(problem))
        except TimeoutError:
            await self._record(message, _mark_for(Unclear("timeout")))
        except Exception as error:  # a bug or an unforeseen answer: it may have been sent
            log.exception("sending %s %s went wrong", message.channel, message.id)
            await self._record(message, _mark_for(Unclear(type(error).__name__)))
        else:
            crash.point("sent")
            await self._record(message, _mark_sent(sent))

    async def _has_its_turn(self, message: OutboundMessage) -> bool:
        """Wait a moment where a mail's domain is busy; where it would be long, put it back."""
        if message.channel != "mail":
            return True
        wait = self._pace.wait_for(message.id, message.address)
        if wait > LONGEST_WAIT:
            await self._record(message, lambda session, row: results.mark_waiting(
                session, row, after=wait
            ))  # fmt: skip
            return False
        if wait:
            await anyio.sleep(wait)
        self._pace.leaves(message.id)
        return True

    async def _settle_one(self, message: OutboundMessage) -> None:
        decision = policies.after_doubt(message)
        if decision is AfterDoubt.LOOK_UP:
            await self._look_up(message)
        elif decision is AfterDoubt.REPEAT:
            await self._record(message, results.mark_repeat)
        else:
            await self._record(message, results.mark_unknown)

    async def _look_up(self, message: OutboundMessage) -> None:
        sender = self._senders[message.channel]
        if sender is None or not isinstance(sender, CanLookUp):
            await self._record(message, results.mark_unknown)
            return
        try:
            async with asyncio.timeout(self._time_limit(message.channel)):
                found = await sender.look_up(outgoing(message))
        except NoAccount:
            await self._record(message, results.mark_unknown)
        except Exception:  # cannot be asked now: the lease runs out and we ask again
            log.exception("looking up %s failed", message.id)
            await self._record(message, _mark_for(Unclear("cannot be looked up")))
        else:
            await self._record(message, _mark_sent(found) if found else results.mark_repeat)

    async def _record(self, message: OutboundMessage, mark: Mark) -> None:
        """Write the result; a database that is away for a moment must not make a doubt of it."""
        trouble = BackOff(0.2, 5)
        for tries_left in reversed(range(_RECORD_TRIES)):
            try:
                async with self._sessions.begin() as session:
                    if not await mark(session, message):
                        log.warning("the result of %s came after its lease", message.id)
                break
            except Exception:  # the row stays in sending and is settled after its lease
                log.exception("the result of %s could not be written", message.id)
                if tries_left:
                    await anyio.sleep(trouble.next())
        crash.point("send-recorded")


def _mark_sent(sent: Sent) -> Mark:
    return lambda session, message: results.mark_sent(session, message, sent)


def _mark_for(problem: SendProblem) -> Mark:
    """Return how a problem is recorded."""
    if isinstance(problem, TryLater):
        after = problem.after
        return lambda session, message: results.mark_later(
            session, message, after=after, code=problem.code
        )
    if isinstance(problem, RefusedForGood):
        blamed = problem.of_address
        return lambda session, message: results.mark_refused(
            session, message, code=problem.code, permanent=blamed
        )
    if isinstance(problem, NoAccount):
        return results.mark_sandbox
    return lambda session, message: results.mark_unclear(session, message, code=problem.code)
