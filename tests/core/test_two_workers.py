"""Every job of the timetable, run by two workers at the same moment, does its work once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.config import Settings
from core.events.models import EventRecord
from core.events.sealing import verify_seals
from core.inbox.models import InboxItem, InboxState
from core.inbox.service import Arrival, claim, receive_many
from core.kit import clock as kit_clock
from core.notify import telling
from core.notify.telling import tell
from core.outbound.cards import Card
from core.outbound.models import OutboundMessage
from core.startup import App, compose
from core.timesheets import service as timesheets
from core.work import service as work
from core.worker import all_jobs
from tests import make

MORNING = datetime(2026, 3, 31, 5, 0, tzinfo=UTC)  # 8.00 in Helsinki
LATE = MORNING + timedelta(days=1, hours=9, minutes=45)
ONCE = ("ReminderDue", "TaskDue", "TimerForgotten", "HoursMissing", "FollowUpDue")


@pytest.fixture
async def second(app: App, settings: Settings) -> AsyncIterator[App]:
    """Another process on the same database; on SQLite, which one process serves, another task."""
    if app.sessions.dialect == "sqlite":
        yield app
        return
    other = compose(settings)
    yield other
    await other.close()


async def _something_for_every_job(app: App) -> None:
    async with app.sessions.begin() as session:
        matti = await make.a_member(session)
        actor = make.actor_of(matti)
        soon = kit_clock.now() + timedelta(hours=1)
        await work.create_reminder(session, actor, remind_at=soon, text="Pipes")
        await work.create_task(
            session, actor, title="Valve", doer_id=matti.id, due_on=date(2026, 4, 1)
        )
        anna = make.actor_of(await make.a_member(session, "Anna"))
        await timesheets.start_timer(session, anna)
        await make.a_request(session)
        for count in range(telling.MANY + 4):
            await tell(session, matti, kind="k", card=Card(f"! Thing {count}"), mail_subject="s",
                       once_key=str(count))  # fmt: skip
        source = await make.a_source(session)
        await receive_many(session, [Arrival(source.id, "sms", "stuck", {"text": "words"})])
        await claim(session, "dead", 5, ["sms"])


async def _both(first: App, second: App) -> dict[str, int]:
    """Run every job in both at once; return how much they did together."""
    done: Counter[str] = Counter()
    for job in all_jobs():
        counts = await asyncio.gather(job.run(first.sessions), job.run(second.sessions))
        done[job.name] = sum(counts)
    return dict(done)


async def test_two_workers_do_everything_once(app: App, second: App, clock: Any) -> None:
    clock.move_to(MORNING)
    await _something_for_every_job(app)
    await _both(app, second)  # plans the looks for missing hours
    clock.move_to(LATE)

    done = await _both(app, second)

    assert done["rescue-inbox"] == 1
    assert done["reminders"] == done["due-tasks"] == done["forgotten-timers"] == 1
    assert done["follow-up-requests"] == 1
    async with app.sessions.reading() as session:
        names = Counter(await session.scalars(sa.select(EventRecord.name)))
        assert {name: names[name] for name in ONCE} == dict.fromkeys(ONCE, 1) | {"HoursMissing": 2}
        keys = list(await session.scalars(sa.select(OutboundMessage.once_key)))
        assert len([key for key in keys if key.startswith("bundle-")]) == 1
        assert await session.scalar(sa.select(InboxItem.state)) == InboxState.RECEIVED
    clock.shift(timedelta(minutes=1))
    await _both(app, second)
    async with app.sessions.reading() as session:
        report = await verify_seals(session)
        assert (report.broken_at, report.waiting) == (None, 0)
        assert report.sealed == await session.scalar(sa.select(sa.func.count(EventRecord.id)))
