"""A month of hours: a calendar of days against their norm, weeks with their state, the balance."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.hours import reader_of, week_name, whose
from admin.pages.serving import reading, show
from core.kit import clock
from core.kit.ids import parse_id
from core.timesheets import policies, queries
from core.timesheets.absence_words import kind_words
from core.timesheets.grid import GridDay
from core.timesheets.models import TimesheetWeek, WeekState
from core.timesheets.norm_queries import norms, worked_by_day
from core.timesheets.norms import Norms, balance_of


@dataclass(frozen=True, slots=True)
class MonthWeek:
    """One line of the calendar: a whole week and where it stands."""

    monday: date
    state: str
    days: tuple[GridDay, ...]

    @property
    def name(self) -> str:
        return week_name(self.monday)

    @property
    def worked(self) -> int:
        return sum(day.worked for day in self.days)

    @property
    def wanted(self) -> int:
        return sum(day.wanted for day in self.days)


def first_of(text: str, today: date) -> date:
    """Return the first day of a month (`2026-03`), of this one when it is none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and last day of a day's month."""
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


async def month(request: Request) -> Response:
    """GET /app/hours/month?month=2026-03&who=<id>"""
    asked = request.query_params
    async with reading(request) as (session, actor):
        who = parse_id(asked.get("who", "")) or actor.staff_id
        person = await whose(session, actor, who)
        today = clock.today(person["member_zone"])
        first, last = month_of(first_of(asked.get("month", ""), today))
        worked = await worked_by_day(session, who)
        known = await norms(session, [who], date.min, last + timedelta(days=6))
        balance = balance_of(who, known, worked, today - timedelta(days=1))
        asked_days = (min(balance.since, today), today)
        weeks = await _weeks(session, who, first, last, worked, known, asked_days, actor.language)
        days = [day for week in weeks for day in week.days if first <= day.day <= last]
        lines = await queries.hours(session, reader_of(actor, who), first, last, staff_id=who)
        return await show(
            request, session, "hours_month.html", first=first, last=last, weeks=weeks, today=today,
            sums=_sums(days), lines=lines, absence_kind=kind_words,
            balance=balance if policies.can_see_hours_of(actor, who) else None,
            before=f"{first - timedelta(days=1):%Y-%m}", after=f"{last + timedelta(days=1):%Y-%m}",
            month=f"{first:%Y-%m}", **person,
        )  # fmt: skip


def _sums(days: list[GridDay]) -> dict[str, int]:
    return {
        "worked": sum(day.worked for day in days), "norm": sum(day.norm for day in days),
        "absent": sum(day.absent for day in days), "missing": sum(day.missing for day in days),
    }  # fmt: skip


async def _weeks(
    session: AsyncSession, who: UUID, first: date, last: date, worked: dict[date, int],
    known: Norms, asked: tuple[date, date], language: str,
) -> list[MonthWeek]:  # fmt: skip
    """Return the weeks that touch a month, Monday first: one statement.

    `asked` are the first and last day on which hours may be missing.
    """
    monday = clock.week_of(first)[0]
    rows = await session.execute(
        sa.select(TimesheetWeek.monday, TimesheetWeek.state).where(
            TimesheetWeek.staff_id == who, TimesheetWeek.monday.between(monday, last)
        )
    )
    states = {row.monday: row.state for row in rows}
    weeks = []
    while monday <= last:
        days = tuple(
            _day(who, monday + timedelta(days=step), worked, known, asked, language)
            for step in range(7)
        )
        weeks.append(MonthWeek(monday, states.get(monday, WeekState.OPEN), days))
        monday += timedelta(days=7)
    return weeks


def _day(
    who: UUID, day: date, worked: dict[date, int], known: Norms, asked: tuple[date, date],
    language: str,
) -> GridDay:  # fmt: skip
    minutes = worked.get(day, 0)
    return GridDay(
        day, minutes, known.of(who, day), known.absent(who, day),
        known.missing(who, day, minutes) if asked[0] <= day <= asked[1] else 0,
        tuple(known.absences_of(who, day)), known.holiday(day, language),
    )  # fmt: skip


ROUTES = [Route("/app/hours/month", month)]
