"""Reminders and due tasks are told once, in time, to those who still need them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.db.sweeping import sweep
from core.events.models import EventRecord
from core.kit import clock as kit_clock
from core.staff.models import StaffMember
from core.startup import App
from core.work import due, jobs, service
from tests import make


async def facts(app: App, name: str) -> list[dict[str, Any]]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(
            sa.select(EventRecord.payload).where(EventRecord.name == name).order_by(EventRecord.id)
        )
        return [row or {} for row in rows]


async def a_due_task(app: App, due_time: time | None = None) -> UUID:
    async with app.sessions.begin() as session:
        member = await make.a_member(session)
        task = await service.create_task(
            session, make.actor_of(member), title="Valve", doer_id=member.id,
            due_on=date(2026, 4, 1), due_time=due_time,
        )  # fmt: skip
        return task.id


async def test_a_reminder_is_told_once_and_not_before(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(await make.a_member(session))
        moment = kit_clock.now() + timedelta(hours=1)
        await service.create_reminder(session, actor, remind_at=moment, text="Pipes")

    assert await jobs.tell_reminders(app.sessions) == 0
    clock.shift(timedelta(hours=1))
    assert await jobs.tell_reminders(app.sessions) == 1
    assert await jobs.tell_reminders(app.sessions) == 0
    [told] = await facts(app, "ReminderDue")
    assert (told["text"], told["staff_id"]) == ("Pipes", str(actor.id))


async def test_nobody_is_reminded_of_a_task_that_is_done_or_after_leaving(
    app: App, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session)
        actor = make.actor_of(member)
        moment = kit_clock.now() + timedelta(hours=1)
        task = await service.create_task(session, actor, title="Valve", doer_id=actor.id)
        await service.create_reminder(session, actor, remind_at=moment, task_id=task.id)
        await service.complete_task(session, actor, task.number)
        leaver = await make.a_member(session, "Leaver")
        await service.create_reminder(
            session, make.actor_of(leaver), remind_at=moment, text="Farewell"
        )
        leaver.deactivated_at = kit_clock.now()
    clock.shift(timedelta(hours=2))

    await jobs.tell_reminders(app.sessions)

    assert await facts(app, "ReminderDue") == []
    assert {fact["why"] for fact in await facts(app, "ReminderDropped")} == {
        "task done", "person gone",
    }  # fmt: skip


async def test_a_due_task_is_told_in_the_morning_and_as_late_the_next_one(
    app: App, clock: Any
) -> None:
    await a_due_task(app)
    told = []
    for hour in range(24 * 3):
        clock.move_to(datetime(2026, 3, 31, 12, 5, tzinfo=UTC) + timedelta(hours=hour))
        if await jobs.tell_due_tasks(app.sessions):
            told.append(kit_clock.local(kit_clock.now(), "Europe/Helsinki"))

    assert [moment.strftime("%d.%m. %H") for moment in told] == ["01.04. 07", "02.04. 07"]
    assert [fact["overdue"] for fact in await facts(app, "TaskDue")] == [False, True]


async def test_one_failing_row_does_not_stop_the_others(app: App, clock: Any, caplog: Any) -> None:
    broken, whole = await a_due_task(app), await a_due_task(app)
    clock.shift(timedelta(days=1))

    async def handle(session: Any, key: UUID) -> bool:
        if key == broken:
            raise RuntimeError("no luck")
        return True

    async def both(session: Any) -> list[UUID]:
        return [broken, whole]

    assert await sweep(app.sessions, both, handle) == 1
    assert "no luck" in caplog.text


async def test_a_doer_who_left_is_not_told(app: App, clock: Any) -> None:
    await a_due_task(app)
    async with app.sessions.begin() as session:
        await session.execute(sa.update(StaffMember).values(deactivated_at=kit_clock.now()))
    clock.shift(timedelta(days=1))

    await jobs.tell_due_tasks(app.sessions)

    assert await facts(app, "TaskDue") == []


def test_the_morning_stays_the_morning_when_the_clocks_change() -> None:
    spring = due.moments(date(2026, 3, 28), None, "Europe/Helsinki")
    assert spring[:2] == [
        datetime(2026, 3, 28, 5, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC),
    ]  # fmt: skip
