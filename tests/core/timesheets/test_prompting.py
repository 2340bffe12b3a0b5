"""When people are asked to send their week: complete or over, at most twice, silent when sent."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.events.models import EventRecord
from core.kit.clock import now
from core.notify.models import Notice
from core.outbound.models import OutboundMessage
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import prompting, service
from core.timesheets.jobs import ask_for_weeks
from core.timesheets.models import Absence, TimesheetWeek
from tests import make

MONDAY = date(2026, 4, 13)  # week 16, five working days


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of Helsinki's summer as UTC."""
    return datetime(day.year, day.month, day.day, hour - 3, minute, tzinfo=UTC)


FRIDAY, NEXT_MONDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)


@pytest.fixture
async def matti(app: App, clock: Any) -> StaffMember:
    """Somebody with a row for the week, on its Monday morning."""
    clock.move_to(at(MONDAY, 7))
    async with app.sessions.begin() as session:
        member = await make.a_member(session, "Matti", channels=["mail"])
    assert await ask_for_weeks(app.sessions) == 0
    return member


async def logs(app: App, clock: Any, member: StaffMember, days: int) -> None:
    clock.move_to(at(FRIDAY, 16))
    async with app.sessions.begin() as session:
        for step in range(days):
            day = MONDAY + timedelta(days=step)
            await service.log_time(session, make.actor_of(member), day=day, minutes=450)


async def asked(app: App) -> list[tuple[int, bool]]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(
            sa.select(EventRecord.payload)
            .where(EventRecord.name == "WeekToSubmit")
            .order_by(EventRecord.id)
        )
        return [(row["minutes"], row["late"]) for row in rows if row]


async def at_moments(app: App, clock: Any, *moments: datetime) -> None:
    for moment in moments:
        clock.move_to(moment)
        await ask_for_weeks(app.sessions)
        await ask_for_weeks(app.sessions)  # twice changes nothing


async def test_a_complete_week_is_asked_for_on_its_last_evening(
    app: App, clock: Any, matti: StaffMember
) -> None:
    await logs(app, clock, matti, 5)
    await at_moments(app, clock, at(FRIDAY, 18, 35))
    assert await asked(app) == []
    await at_moments(app, clock, at(FRIDAY, 18, 41))
    assert await asked(app) == [(2250, False)]
    async with app.sessions.reading() as session:
        letter = await session.scalar(sa.select(OutboundMessage))
    assert letter is not None
    assert letter.payload["text"].startswith("? Week 16: 37.5 h of 37.5 h\n")

    await at_moments(app, clock, at(NEXT_MONDAY, 8, 1), at(NEXT_MONDAY + timedelta(days=7), 8, 1),
                     at(NEXT_MONDAY + timedelta(days=14), 8, 1))  # fmt: skip
    assert await asked(app) == [(2250, False), (2250, True)]  # once more, then silence


async def test_an_incomplete_week_is_asked_for_when_it_is_over(
    app: App, clock: Any, matti: StaffMember
) -> None:
    await logs(app, clock, matti, 4)
    await at_moments(app, clock, at(FRIDAY, 18, 41))
    assert await asked(app) == []
    await at_moments(app, clock, at(NEXT_MONDAY, 8, 1), at(NEXT_MONDAY + timedelta(days=7), 8, 1),
                     at(NEXT_MONDAY + timedelta(days=14), 8, 1))  # fmt: skip
    assert await asked(app) == [(1800, False), (1800, True)]


async def test_a_week_that_was_sent_or_is_empty_is_left_alone(
    app: App, clock: Any, matti: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await make.a_member(session, "Idle")
    await logs(app, clock, matti, 5)
    async with app.sessions.begin() as session:
        await service.submit_week(session, make.actor_of(matti), MONDAY)
    await at_moments(app, clock, at(FRIDAY, 18, 41), at(NEXT_MONDAY, 8, 1))
    assert await asked(app) == []


async def test_the_last_working_day_heeds_absences_and_leavers_are_not_asked(
    app: App, clock: Any, matti: StaffMember
) -> None:
    following = NEXT_MONDAY
    async with app.sessions.begin() as session:
        session.add(Absence(staff_id=matti.id, kind="vacation",
                            first_day=following + timedelta(days=3),
                            last_day=following + timedelta(days=4)))  # fmt: skip
        gone = await make.a_member(session, "Gone")
    await at_moments(app, clock, at(following, 7))
    async with app.sessions.begin() as session:
        week = await session.scalar(
            sa.select(TimesheetWeek).where(
                TimesheetWeek.staff_id == matti.id, TimesheetWeek.monday == following
            )
        )
        assert week is not None
        assert week.ask_at == at(following + timedelta(days=2), 18, 40)
        member = await session.get_one(StaffMember, gone.id)
        await service.log_time(session, make.actor_of(gone), day=following, minutes=60)
        member.deactivated_at = now()
    await at_moments(app, clock, at(following + timedelta(days=7), 8, 1))
    assert await asked(app) == []


async def test_a_week_sent_back_is_brought_to_mind_once_on_monday(
    app: App, clock: Any, matti: StaffMember
) -> None:
    await logs(app, clock, matti, 5)
    async with app.sessions.begin() as session:
        boss = make.actor_of(await make.a_member(session, "Anna", owner=True))
        await service.submit_week(session, make.actor_of(matti), MONDAY)
        await service.reject_week(session, boss, matti.id, MONDAY, comment="Friday?")
    await at_moments(app, clock, at(FRIDAY, 18, 41))
    assert await asked(app) == []
    await at_moments(app, clock, at(NEXT_MONDAY, 8, 1), at(NEXT_MONDAY + timedelta(days=7), 8, 1))
    assert await asked(app) == [(2250, True)]


async def test_approvers_get_one_line_on_monday_about_what_waits(
    app: App, clock: Any, matti: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Boss", Permission.APPROVE_HOURS, Permission.LOG_HOURS)
        anna = await make.a_member(session, "Anna", roles=[role])
        other = await make.a_member(session, "Olli", roles=[role])
    await logs(app, clock, matti, 5)
    await logs(app, clock, anna, 5)
    async with app.sessions.begin() as session:
        for one in (matti, anna):
            await service.submit_week(session, make.actor_of(one), MONDAY)
    await at_moments(app, clock, at(FRIDAY, 20), at(NEXT_MONDAY, 8, 1), at(NEXT_MONDAY, 12))
    async with app.sessions.reading() as session:
        notices = await session.execute(
            sa.select(Notice.staff_id, Notice.text).where(Notice.kind == "weeks_waiting")
        )
        told = {row.staff_id: row.text for row in notices}
    assert told[other.id].startswith("! 2 weeks have waited")
    assert told[anna.id].startswith("! 1 week has waited")
    assert len(told) == 2

    await at_moments(app, clock, at(NEXT_MONDAY + timedelta(days=7), 8, 2))
    async with app.sessions.reading() as session:
        count = await session.scalar(
            sa.select(sa.func.count()).where(Notice.kind == "weeks_waiting")
        )
    assert count == 4


async def test_planning_many_people_takes_few_statements(
    app: App, clock: Any, matti: StaffMember, queries: Any
) -> None:
    async with app.sessions.begin() as session:
        for step in range(20):
            await make.a_member(session, f"P{step}")
    async with app.sessions.begin() as session:
        with queries() as seen:
            assert await prompting.plan_weeks(session) == 20
        with queries() as again:
            assert await prompting.plan_weeks(session) == 0
    assert len(seen) <= 5
    assert len(again) == 1
