"""Recurring assignments: rules of days, holidays, handing out once to each."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import Invalid, NotAllowed
from core.settings import keys
from core.settings.models import Setting
from core.startup import App
from core.work import jobs, recurrence_queries, service
from core.work.errors import NobodyToHandTo
from core.work.models import Recurrence, Task
from core.work.recurring import hand_out
from core.work.rules import Calendar, check_rule, next_days, read_rule, rule_of
from tests import make

FINLAND = Calendar("FI")
START = date(2026, 3, 30)  # a Monday; Good Friday is 3.4., Easter Monday 6.4.


def _days(rule: str, starts_on: date, count: int = 5, on_holiday: str = "skip") -> list[str]:
    calendar = Calendar("FI", on_holiday=on_holiday)
    found = next_days(calendar, rule, starts_on, starts_on, None, count)
    return [f"{due:%d.%m.}" for _day, due in found]


def test_weekdays_of_every_second_week() -> None:
    rule = rule_of("week", 2, (0, 3), "day", START)
    assert rule.as_text() == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"
    assert _days(rule.as_text(), START, 4) == ["30.03.", "02.04.", "13.04.", "16.04."]


def test_a_day_that_a_month_lacks_is_its_last_one() -> None:
    rule = rule_of("month", 1, (), "day", date(2026, 1, 31))
    assert _days(rule.as_text(), date(2026, 1, 31), 4) == ["31.01.", "28.02.", "31.03.", "30.04."]


@pytest.mark.parametrize(
    ("starts_on", "how", "text"),
    [
        (date(2026, 3, 31), "last", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (date(2026, 3, 10), "weekday", "FREQ=MONTHLY;BYDAY=2TU"),
        (date(2026, 3, 31), "weekday", "FREQ=MONTHLY;BYDAY=-1TU"),
        (date(2026, 3, 10), "day", "FREQ=MONTHLY;BYMONTHDAY=10"),
    ],
)
def test_a_rule_of_months_says_what_was_chosen_and_is_read_again(
    starts_on: date, how: Any, text: str
) -> None:
    made = rule_of("month", 1, (), how, starts_on)
    assert made.as_text() == text
    assert read_rule(text).how == how
    assert read_rule(text).as_text() == text


def test_a_leap_day_recurs_every_year() -> None:
    rule = rule_of("year", 1, (), "day", date(2028, 2, 29)).as_text()
    found = next_days(FINLAND, rule, date(2028, 2, 29), date(2028, 2, 29), None, 3)
    assert [due.isoformat() for _day, due in found] == ["2028-02-29", "2029-02-28", "2030-02-28"]


@pytest.mark.parametrize(
    ("on_holiday", "days"),
    [
        ("skip", ["02.04.", "07.04."]),
        ("after", ["02.04.", "07.04.", "07.04."]),
        ("before", ["02.04.", "02.04.", "02.04."]),
    ],
)
def test_holidays_are_left_out_or_moved(on_holiday: str, days: list[str]) -> None:
    # Thursday, Good Friday, Easter Monday, Tuesday
    found = _days("FREQ=WEEKLY;BYDAY=MO,TU,TH,FR", date(2026, 4, 2), len(days), on_holiday)
    assert found == days


def test_what_falls_on_a_weekend_by_the_month_moves_but_a_chosen_saturday_stays() -> None:
    assert _days("FREQ=MONTHLY;BYMONTHDAY=15", date(2026, 8, 15), 1, "after") == ["17.08."]
    assert _days("FREQ=WEEKLY;BYDAY=SA", date(2026, 8, 15), 1, "after") == ["15.08."]


@pytest.mark.parametrize(
    "rule", ["", "FREQ=HOURLY", "FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;BYDAY=XX", "nonsense",
             "FREQ=DAILY;FREQ=DAILY"]
)  # fmt: skip
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    with pytest.raises(Invalid):
        check_rule(rule)


async def _plan(
    session: AsyncSession, actor: Actor, people: Iterable[Actor], **more: Any
) -> Recurrence:
    values = {
        "title": "Check the boiler",
        "rule": "FREQ=DAILY",
        "starts_on": date(2026, 3, 31),
        **more,
    }
    return await service.create_recurrence(
        session, actor, staff_ids=[one.staff_id for one in people], **values
    )


async def _crew(session: AsyncSession) -> list[Actor]:
    session.add(Setting(key=keys.COUNTRY.name, value="FI"))
    return [make.actor_of(await make.a_member(session, name)) for name in ("Anna", "Matti")]


async def test_each_resource_gets_a_task_of_their_own_and_twice_changes_nothing(
    session: AsyncSession, clock: Any
) -> None:
    crew = await _crew(session)
    row = await _plan(session, crew[0], crew, planned_minutes=30)
    assert row.next_on == date(2026, 3, 31)

    assert await recurrence_queries.due_recurrence_ids(session) == [row.id]
    assert await hand_out(session, row.id) == 2
    assert await hand_out(session, row.id) == 0
    row.next_on = date(2026, 3, 31)  # as if a worker had stopped before it said so
    await session.flush()
    assert await hand_out(session, row.id) == 0

    tasks = (await session.scalars(sa.select(Task))).all()
    assert {one.doer_id for one in tasks} == {one.id for one in crew}
    assert {(one.due_on, one.planned_minutes) for one in tasks} == {(date(2026, 3, 31), 30)}
    assert row.next_on == date(2026, 4, 1)


async def test_missed_days_are_handed_out_once_and_none_is_lost(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        crew = await _crew(session)
        await _plan(session, crew[0], crew[:1])
    clock.shift(timedelta(days=12))  # the machine stood still; Easter lies between

    made = [await jobs.hand_out_recurring(app.sessions) for _sweep in range(4)]

    assert sum(made) == 10
    assert made[-1] == 0
    async with app.sessions.reading() as session:
        days = list(await session.scalars(sa.select(Task.due_on).order_by(Task.due_on)))
    assert len(set(days)) == 10  # 31.3. to 12.4. without Good Friday, Easter and Easter Monday
    assert {date(2026, 4, 3), date(2026, 4, 5), date(2026, 4, 6)}.isdisjoint(days)


async def test_a_pause_leaves_its_days_out(session: AsyncSession, clock: Any) -> None:
    crew = await _crew(session)
    row = await _plan(session, crew[0], crew[:1])
    await hand_out(session, row.id)
    await service.pause_recurrence(session, crew[0], row.id)
    clock.shift(timedelta(days=14))
    assert await hand_out(session, row.id) == 0
    assert await recurrence_queries.due_recurrence_ids(session) == []
    await service.resume_recurrence(session, crew[0], row.id)
    assert row.next_on == date(2026, 4, 14)
    assert await hand_out(session, row.id) == 1


async def test_work_is_made_days_ahead_of_its_day(session: AsyncSession, clock: Any) -> None:
    crew = await _crew(session)
    row = await _plan(session, crew[0], crew[:1], rule="FREQ=MONTHLY;BYMONTHDAY=10", lead_days=10)
    assert await hand_out(session, row.id) == 1
    assert await session.scalar(sa.select(Task.due_on)) == date(2026, 4, 10)


async def test_a_team_gets_one_task_and_who_left_gets_none(
    session: AsyncSession, clock: Any
) -> None:
    crew = await _crew(session)
    team = await make.a_team(session, "Office")
    row = await _plan(session, crew[0], [], team_id=team.id)
    assert await hand_out(session, row.id) == 1
    assert await session.scalar(sa.select(Task.team_id)) == team.id

    gone = await make.a_member(
        session, "Gone", deactivated_at=datetime.fromisoformat("2026-01-01T00:00Z")
    )
    left = await _plan(session, crew[0], [make.actor_of(gone)])
    assert await hand_out(session, left.id) == 0
    assert left.paused_at is not None


async def test_a_closed_project_pauses_what_was_handed_out_for_it(
    session: AsyncSession, clock: Any
) -> None:
    crew = await _crew(session)
    project = await make.a_project(session, "Site")
    row = await _plan(session, crew[0], crew[:1], project_id=project.id)
    project.closed_at = row.created_at
    await session.flush()
    assert await hand_out(session, row.id) == 0
    assert row.paused_at is not None


async def test_it_ends_on_its_last_day(session: AsyncSession, clock: Any) -> None:
    crew = await _crew(session)
    row = await _plan(session, crew[0], crew[:1], ends_on=date(2026, 4, 1))
    clock.shift(timedelta(days=5))
    assert await hand_out(session, row.id) == 2
    assert row.next_on is None


async def test_recurring_work_needs_somebody_and_the_right(session: AsyncSession) -> None:
    crew = await _crew(session)
    with pytest.raises(NobodyToHandTo):
        await _plan(session, crew[0], [])
    role = await make.a_role(session, "logs", Permission.LOG_HOURS)
    worker = make.actor_of(await make.a_member(session, "Ville", roles=[role]))
    with pytest.raises(NotAllowed):
        await _plan(session, worker, [worker])


async def test_another_rule_counts_from_today(session: AsyncSession, clock: Any) -> None:
    crew = await _crew(session)
    row = await _plan(session, crew[0], crew[:1])
    await hand_out(session, row.id)
    row = await service.change_recurrence(
        session, crew[0], row.id, rule="FREQ=WEEKLY;BYDAY=FR", on_holiday="after"
    )
    assert row.next_on == date(2026, 4, 3)
    [line] = await recurrence_queries.recurrences(session, crew[0])
    assert line.people == ("Anna",)
