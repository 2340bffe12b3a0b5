"""What arrived: stored once, handled by one worker at a time, never lost.

A worker claims items and commits, understands them, and in one transaction writes the results and
calls `finish` with the claimed items. If it was too slow and another worker has them, `finish`
raises LeaseLost and nothing is written twice.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor, require, system
from core.access.permissions import Permission
from core.db.among import is_among
from core.db.base import UtcDateTime, table_of
from core.db.upsert import insert_new
from core.errors import NotFound
from core.events.bus import record
from core.inbox.errors import LeaseLost, NotWaiting
from core.inbox.events import (
    ArrivalPutAway,
    ArrivalQuarantined,
    ArrivalRunAgain,
    ArrivalsRunAgain,
)
from core.inbox.models import OPEN_STATES, InboxItem, InboxState
from core.inbox.raw import store_raw
from core.kit import clock, ids
from core.kit.text import storable

__all__ = [
    "Arrival", "Received", "claim", "fail", "finish", "ignore", "put_away", "receive",
    "receive_many", "release_all", "rescue_stuck", "run_again", "run_all_again", "store_raw",
]  # fmt: skip

LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 5
MAX_DEATHS = 20  # a restart kills the work of innocents as well
MAX_ERROR = 4000
_BACK_OFF = (2, 10, 60, 300)  # seconds after the first, second … failure


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something to store; (`source_id`, `external_id`) tells whether it is a repeat."""

    source_id: UUID
    channel: str
    external_id: str
    payload: dict[str, Any] | None = None
    raw_id: UUID | None = None
    order_key: str = ""
    received_at: datetime | None = None
    id: UUID = field(default_factory=ids.new_id)


@dataclass(frozen=True, slots=True)
class Received:
    """The row of an arrival; `is_new` is False for a repeat."""

    item_id: UUID
    is_new: bool


async def receive_many(
    session: AsyncSession, arrivals: Sequence[Arrival], *, worker: str | None = None
) -> list[Received]:
    """Store arrivals in order; repeats point to the row stored first. Wakes `inbox:<channel>`.

    With a `worker` the new ones are stored as claimed by it, for whoever handles them at once.
    """
    moment = clock.now()
    claimed = {"state": InboxState.CLAIMED, "worker": worker, "attempts": 1,
               "lease_until": moment + LEASE} if worker else {}  # fmt: skip
    rows = [_row(arrival, moment) | claimed for arrival in arrivals]
    inserted = set(await insert_new(session, InboxItem, rows, key=["source_id", "external_id"]))
    repeats = [one for one in arrivals if one.id not in inserted]
    known = await _known(session, repeats) if repeats else {}
    if worker is None:
        _wake_after_commit(session, {one.channel for one in arrivals if one.id in inserted})
    return [
        Received(one.id, is_new=True)
        if one.id in inserted
        else Received(known[one.source_id, one.external_id], is_new=False)
        for one in arrivals
    ]


def _row(arrival: Arrival, moment: datetime) -> dict[str, Any]:
    return {
        "id": arrival.id, "created_at": moment, "source_id": arrival.source_id,
        "channel": arrival.channel, "external_id": arrival.external_id,
        "order_key": arrival.order_key, "state": InboxState.RECEIVED, "payload": arrival.payload,
        "raw_id": arrival.raw_id, "received_at": arrival.received_at or moment, "due_at": moment,
        "attempts": 0, "error": "",
    }  # fmt: skip


async def _known(session: AsyncSession, repeats: Iterable[Arrival]) -> dict[tuple[UUID, str], UUID]:
    pairs = {(one.source_id, one.external_id) for one in repeats}
    rows = await session.execute(
        sa.select(InboxItem.source_id, InboxItem.external_id, InboxItem.id).where(
            InboxItem.source_id.in_({source for source, _id in pairs}),
            InboxItem.external_id.in_({external for _source, external in pairs}),
        )
    )
    return {(source, external): item_id for source, external, item_id in rows}


def _wake_after_commit(session: AsyncSession, channels: Iterable[str]) -> None:
    wake = session.info.get("wake")
    if wake is not None:
        for channel in channels:
            name = f"inbox:{channel}"
            session.info.setdefault("after_commit", []).append(lambda name=name: wake(name))


async def receive(
    session: AsyncSession,
    *,
    source_id: UUID,
    channel: str,
    external_id: str,
    payload: dict[str, Any] | None = None,
    raw_id: UUID | None = None,
    order_key: str = "",
    received_at: datetime | None = None,
) -> UUID | None:
    """Store one arrival; return its id, or None when it is a repeat."""
    arrival = Arrival(source_id, channel, external_id, payload, raw_id, order_key, received_at)
    stored = (await receive_many(session, [arrival]))[0]
    return stored.item_id if stored.is_new else None


async def claim(
    session: AsyncSession,
    worker: str,
    limit: int,
    channels: Sequence[str],
    *,
    lease: timedelta = LEASE,
) -> list[InboxItem]:
    """Take up to `limit` due items for a worker, oldest first; commit before handling them.

    An item with an order key is taken only when nothing older of its key is open and nothing of
    its key is in work. Items whose lease has run out are taken again.
    """
    moment = clock.now()
    taken = await session.scalars(
        _CLAIM,
        {"moment": moment, "channels": list(channels), "most": limit, "by": worker,
         "until": moment + lease},
    )  # fmt: skip
    return sorted(taken, key=lambda item: item.id)


def _claiming() -> Any:
    moment = sa.bindparam("moment", type_=UtcDateTime())
    other = aliased(InboxItem)
    blocked = sa.exists().where(
        other.channel == InboxItem.channel,
        other.order_key == InboxItem.order_key,
        sa.or_(
            sa.and_(other.id < InboxItem.id, other.state.in_(OPEN_STATES)),
            sa.and_(other.id != InboxItem.id, other.state == InboxState.CLAIMED),
        ),
    )
    picked = (
        sa.select(InboxItem.id)
        .where(
            InboxItem.state.in_(OPEN_STATES),
            InboxItem.due_at <= moment,
            sa.or_(InboxItem.state == InboxState.RECEIVED, InboxItem.lease_until < moment),
            is_among(InboxItem.channel, "channels"),
            sa.or_(InboxItem.order_key == "", ~blocked),
        )
        .order_by(InboxItem.due_at, InboxItem.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=InboxItem)
        .cte("picked")
    )
    return (
        sa.update(InboxItem)
        .where(InboxItem.id.in_(sa.select(picked.c.id)))
        .values(
            state=InboxState.CLAIMED,
            worker=sa.bindparam("by"),
            lease_until=sa.bindparam("until", type_=UtcDateTime()),
            attempts=InboxItem.attempts + 1,
        )
        .returning(InboxItem)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


_CLAIM = _claiming()  # built once: putting it together costs more than running it


async def finish(session: AsyncSession, *items: InboxItem | UUID) -> None:
    """Mark items as handled, in the transaction that holds the results.

    Given claimed items it raises LeaseLost when another worker has one of them by now; given
    only ids it does not check.
    """
    given = [item.id if isinstance(item, InboxItem) else item for item in items]
    workers = {item.worker for item in items if isinstance(item, InboxItem)}
    if not given:
        return
    if len(given) == len(workers) == 1:
        await _finish_one(session, given[0], workers.pop())
        return
    values: dict[str, Any] = {"given": given, "moment": clock.now()}
    if not workers:
        await session.execute(_FINISH, values)
        return
    done = await session.execute(_FINISH_CLAIMED, {**values, "workers": list(workers)})
    if len(done.all()) != len(given):
        raise LeaseLost


async def _finish_one(session: AsyncSession, item_id: UUID, worker: str | None) -> None:
    values = {"given": item_id, "by": worker, "moment": clock.now()}
    done: Any = await session.execute(_FINISH_ONE, values)
    if done.rowcount != 1:
        raise LeaseLost


_TABLE = table_of(InboxItem)
_items = _TABLE.c
_DONE = sa.update(_TABLE).values(
    state=InboxState.DONE, done_at=sa.bindparam("moment"), lease_until=None, error=""
)
_FINISH_ONE = _DONE.where(
    _items.id == sa.bindparam("given"),
    _items.state == InboxState.CLAIMED,
    _items.worker == sa.bindparam("by"),
)  # an IN is put together at every run
_FINISH = _DONE.where(is_among(_items.id, "given"))
_FINISH_CLAIMED = _FINISH.where(
    _items.state == InboxState.CLAIMED, is_among(_items.worker, "workers")
).returning(_items.id)


async def ignore(session: AsyncSession, item_id: UUID, reason: str) -> None:
    """Mark an item as nothing to be handled (a stranger's chat, an empty update)."""
    await session.execute(
        sa.update(InboxItem)
        .where(InboxItem.id == item_id)
        .values(state=InboxState.IGNORED, done_at=clock.now(), lease_until=None, error=reason)
        .execution_options(synchronize_session=False)
    )


async def fail(
    session: AsyncSession, item: InboxItem, error: str, *, for_good: bool = False
) -> InboxState:
    """Let a claimed item be tried again after a pause; after five attempts quarantine it.

    So at once what would fail again (`for_good`). Returns the new state. Nothing happens when
    another worker has the item by now.
    """
    exhausted = for_good or item.attempts >= MAX_ATTEMPTS
    state = InboxState.FAILED if exhausted else InboxState.RECEIVED
    pause = _BACK_OFF[min(item.attempts, len(_BACK_OFF)) - 1] * random.uniform(0.75, 1.25)
    changed = await session.execute(
        sa.update(InboxItem)
        .where(
            InboxItem.id == item.id,
            InboxItem.state == InboxState.CLAIMED,
            InboxItem.worker == item.worker,
        )
        .values(
            state=state,
            error=storable(error)[-MAX_ERROR:],
            lease_until=None,
            due_at=clock.now() + timedelta(seconds=pause),
        )
        .returning(InboxItem.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is not None and exhausted:
        reason = storable(error).strip().rpartition("\n")[2][:300]
        quarantined = ArrivalQuarantined(
            item.id, item.channel, item.source_id, item.attempts, reason
        )
        await record(session, system("inbox"), quarantined)
    return state


async def rescue_stuck(session: AsyncSession) -> int:
    """Free items whose worker vanished; those tried too often go to quarantine."""
    moment = clock.now()
    stuck = sa.and_(InboxItem.state == InboxState.CLAIMED, InboxItem.lease_until < moment)
    dead = await session.scalars(
        sa.update(InboxItem)
        .where(stuck, InboxItem.attempts >= MAX_DEATHS)
        .values(state=InboxState.FAILED, lease_until=None, error="the worker died or hung")
        .returning(InboxItem)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    quarantined = [
        ArrivalQuarantined(item.id, item.channel, item.source_id, item.attempts, item.error)
        for item in dead
    ]
    await record(session, system("inbox"), *quarantined)
    freed = await session.execute(
        sa.update(InboxItem)
        .where(stuck)
        .values(state=InboxState.RECEIVED, lease_until=None, due_at=moment)
        .returning(InboxItem.id)
        .execution_options(synchronize_session=False)
    )
    return len(quarantined) + len(freed.all())


async def release_all(session: AsyncSession) -> int:
    """Free every claimed item: for the start of a process that is surely alone (SQLite)."""
    freed = await session.execute(
        sa.update(InboxItem)
        .where(InboxItem.state == InboxState.CLAIMED)
        .values(state=InboxState.RECEIVED, lease_until=None, due_at=clock.now())
        .returning(InboxItem.id)
        .execution_options(synchronize_session=False)
    )
    return len(freed.all())


async def run_again(session: AsyncSession, actor: Actor, item_id: UUID) -> None:
    """Have something in quarantine handled again; raises NotFound and NotWaiting."""
    require(actor.may(Permission.MANAGE_SOURCES))
    item = await session.get(InboxItem, item_id, with_for_update=True)
    if item is None:
        raise NotFound
    if item.state not in (InboxState.FAILED, InboxState.IGNORED):
        raise NotWaiting
    item.state, item.attempts, item.due_at = InboxState.RECEIVED, 0, clock.now()
    _wake_after_commit(session, {item.channel})
    await record(session, actor, ArrivalRunAgain(item.id))


async def run_all_again(session: AsyncSession, actor: Actor) -> int:
    """Have everything in quarantine handled again, as after an upgrade; returns how many."""
    require(actor.may(Permission.MANAGE_SOURCES))
    channels = await session.scalars(
        sa.update(InboxItem)
        .where(InboxItem.state == InboxState.FAILED)
        .values(state=InboxState.RECEIVED, attempts=0, due_at=clock.now())
        .returning(InboxItem.channel)
        .execution_options(synchronize_session=False)
    )
    freed = channels.all()
    _wake_after_commit(session, set(freed))
    if freed:
        await record(session, actor, ArrivalsRunAgain(len(freed)))
    return len(freed)


async def put_away(session: AsyncSession, actor: Actor, item_id: UUID) -> None:
    """Leave something in quarantine as it is, kept but not waiting; raises NotFound, NotWaiting."""
    require(actor.may(Permission.MANAGE_SOURCES))
    item = await session.get(InboxItem, item_id, with_for_update=True)
    if item is None:
        raise NotFound
    if item.state != InboxState.FAILED:
        raise NotWaiting
    item.state, item.done_at = InboxState.IGNORED, clock.now()
    await record(session, actor, ArrivalPutAway(item.id))
