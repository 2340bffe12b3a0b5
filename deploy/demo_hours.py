"""The demo company's hours: two weeks of work, absences, and what people are to work."""

from datetime import date, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.kit import clock
from core.timesheets import absences, banks, working_times
from core.timesheets import service as timesheets
from core.work import service as work
from core.work.models import Project
from deploy import demo_data as data


async def fill_hours(session: AsyncSession, owner: Actor, crew: dict[str, Actor]) -> None:
    """Log what everybody did, who was away last week, and what they are to work."""
    projects = {p.name: p for p in (await session.scalars(sa.select(Project))).all()}
    today = clock.today(owner.zone)
    people = {data.OWNER[0]: owner, **crew}
    begun = _begun(owner)
    for name, (minutes, opening) in data.WORKING_TIMES.items():
        await working_times.set_working_time(
            session, owner, people[name].staff_id, valid_from=begun, minutes=minutes,
            opening_balance=opening,
        )  # fmt: skip
    monday = clock.week_of(today)[0] - timedelta(days=7)
    off: dict[tuple[str, date], int | None] = {}
    for name, weekday, kind, part in data.ABSENCES:
        day = monday + timedelta(days=weekday)
        off[name, day] = part
        await absences.log_absence(
            session, people[name], kind=kind, first_day=day, day_minutes=part
        )
    for name, plan in data.PLANS.items():
        for back in range(1, (today - begun).days + 1):
            day = today - timedelta(days=back)
            wanted = data.WORKING_TIMES[name][0][day.weekday()]
            if (name, day) in off:
                wanted -= wanted if off[name, day] is None else off[name, day] or 0
            if wanted > 0:
                await _log(session, people[name], day, wanted, [projects[one] for one in plan])


def _begun(owner: Actor) -> date:
    """Return the Monday of the week before last: whole weeks lack no day at their beginning."""
    return clock.week_of(clock.today(owner.zone))[0] - timedelta(days=data.DAYS_OF_HOURS)


async def _log(
    session: AsyncSession, actor: Actor, day: date, wanted: int, projects: list[Project]
) -> None:
    """Log a day on one project, or its morning and afternoon on two."""
    first = projects[day.toordinal() % len(projects)]
    morning = 240 if day.weekday() % 2 and wanted > 300 else wanted
    second = projects[(day.toordinal() + 1) % len(projects)]
    pieces = ((first, time(7, 30), morning), (second, time(12), wanted - morning))
    for project, start, minutes in pieces:
        if minutes > 0:
            await timesheets.log_time(
                session, actor, day=day, start=start, minutes=minutes,
                customer_id=project.customer_id, project_id=project.id,
            )  # fmt: skip


async def fill_agreements(session: AsyncSession, owner: Actor) -> None:
    """Say how hours are billed, sell some in advance, give a project a budget."""
    projects = {p.name: p for p in (await session.scalars(sa.select(Project))).all()}
    begun = clock.today(owner.zone).replace(day=1) - timedelta(days=31)
    await timesheets.set_billing_rule(session, owner, valid_from=begun, step_minutes=15)
    project, hours = data.BUDGET
    await work.change_project(session, owner, projects[project].id, budget_minutes=hours * 60)
    project, name, bought, low = data.BANK
    customer_id = projects[project].customer_id
    assert customer_id is not None
    await banks.open_bank(
        session, owner, customer_id=customer_id, name=name, valid_from=begun,
        project_id=projects[project].id, minutes=bought * 60, alert_below=low * 60,
    )  # fmt: skip


async def decide_weeks(session: AsyncSession, owner: Actor, crew: dict[str, Actor]) -> None:
    """The week before last is approved but the owner's own; of last week some wait."""
    last = clock.week_of(clock.today(owner.zone))[0] - timedelta(days=7)
    for name, actor in crew.items():
        earlier = last - timedelta(days=7)
        await timesheets.submit_week(session, actor, earlier)
        await timesheets.approve_week(session, owner, actor.staff_id, earlier)
        if name in data.SENT:
            await timesheets.submit_week(session, actor, last)
