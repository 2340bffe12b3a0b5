"""The audit: what happened is recorded with the change, and the past cannot be altered unseen [P6]."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.events import sealing
from core.events.bus import Event, Happened, record
from core.events.jobs import JOBS
from core.events.models import EventRecord
from core.kit.clock import now
from core.kit.ids import new_id
from core.startup import App


@dataclass(frozen=True)
class BellRang(Event):
    """A fact of these tests."""

    subject_kind: ClassVar[str] = "bell"
    subject_field: ClassVar[str] = "bell_id"
    bell_id: UUID
    loudly: bool = False


async def _ring(app: App, times: int) -> None:
    async with app.sessions.begin() as session:
        for _ in range(times):
            await record(session, system("test"), BellRang(new_id(), True))


async def _seal_and_check(app: App, clock: Any) -> sealing.SealReport:
    clock.shift(timedelta(seconds=10))
    await JOBS[0].run(app.sessions)
    async with app.sessions.reading() as session:
        return await sealing.verify_seals(session)


async def test_sealed_events_verify_in_order(app: App, clock: Any) -> None:
    await _ring(app, 3)
    assert await _seal_and_check(app, clock) == sealing.SealReport(3, 0, None)
    await _ring(app, 2)
    assert await _seal_and_check(app, clock) == sealing.SealReport(5, 0, None)


def _change(session: AsyncSession, **values: Any) -> Any:
    second = sa.select(EventRecord.id).where(EventRecord.position == 2).scalar_subquery()
    return session.execute(sa.update(EventRecord).where(EventRecord.id == second).values(**values))


@pytest.mark.parametrize(
    "tampering",
    [
        lambda s: _change(s, payload={"bell_id": "other", "loudly": False}),
        lambda s: _change(s, actor_kind="customer"),
        lambda s: _change(s, created_at=now()),
        lambda s: s.execute(sa.delete(EventRecord).where(EventRecord.position == 2)),
    ],
    ids=["payload", "actor", "time", "deleted"],
)
async def test_tampering_with_the_past_shows(
    app: App, clock: Any, tampering: Callable[[AsyncSession], Any]
) -> None:
    await _ring(app, 3)
    await _seal_and_check(app, clock)
    async with app.sessions.begin() as session:
        await tampering(session)
    async with app.sessions.reading() as session:
        report = await sealing.verify_seals(session)
    assert report.broken_at == 2


async def test_an_erased_payload_keeps_its_seal(app: App, clock: Any) -> None:
    await _ring(app, 3)
    await _seal_and_check(app, clock)
    async with app.sessions.begin() as session:
        await _change(session, payload=None, erased_at=now())
    assert (await _seal_and_check(app, clock)).broken_at is None


async def test_subscribers_write_in_the_same_transaction(app: App) -> None:
    heard: list[Happened] = []

    async def listen(_session: AsyncSession, happened: Happened) -> None:
        heard.append(happened)
        raise KeyError

    app.sessions.info["bus"] = {BellRang: [listen]}
    with pytest.raises(KeyError):
        await _ring(app, 1)
    assert heard[0].actor.reason == "test"
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(EventRecord)) == 0
