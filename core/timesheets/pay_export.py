"""A period's pay: reads hours and absences, reckons them by the mapping, says what it lacks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.kit.i18n import N_, _
from core.kit.sheets import Row
from core.settings.queries import load_company
from core.staff.models import StaffMember
from core.timesheets import norm_queries, pay_bases
from core.timesheets.export_queries import Narrow, conditions, unapproved
from core.timesheets.models import PayUnit, TimeEntry
from core.timesheets.norms import Norms, days_between
from core.timesheets.payroll import Away, Paid, Payroll, Reckoning, Work
from core.timesheets.workdays import is_holiday

UNIT_WORDS = {
    PayUnit.HOURS.value: N_("hours"), PayUnit.DAYS.value: N_("days"),
    PayUnit.KILOMETRES.value: N_("kilometres"), PayUnit.MONEY.value: N_("money"),
}  # fmt: skip


@dataclass(slots=True)
class Pay:
    """The rows of the table, and what to know before it is used.

    `numberless` are people without a payroll number who have rows.
    """

    rows: list[Row] = field(default_factory=list)
    payroll: Payroll = field(default_factory=Payroll)
    numberless: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Worker:
    """A person as pay knows them."""

    name: str
    number: str | None


async def pay(session: AsyncSession, asked: Narrow, paid: Sequence[Paid] = ()) -> Pay:
    """Reckon a period: `paid` journeys and costs count like the hours of their week."""
    company = await load_company(session)
    bases = await pay_bases.bases(session)
    people = await _people(session, asked)
    holiday = partial(is_holiday, country=company.country, subdivision=company.holidays_subdivision)
    works = await _works(session, asked)
    norms = await norm_queries.norms(
        session, list(people), asked.first, asked.last, company=company
    )
    away = _aways(norms, list(people), asked.first, asked.last)
    extra = [row for row in await _approved_only(session, asked, paid)
             if row.staff_id in people and asked.first <= row.day <= asked.last]  # fmt: skip
    found = await asyncio.to_thread(_reckon, Reckoning(bases, holiday), works, away, extra)
    return _as_rows(found, people, asked)


def _reckon(
    reckoning: Reckoning, works: Sequence[Work], away: Sequence[Away], paid: Sequence[Paid]
) -> Payroll:
    """Reckon a whole period; in a thread, a year of a company takes about a second."""
    for work in works:
        reckoning.work(work)
    for one in away:
        reckoning.away(one)
    for row in paid:
        reckoning.paid(row)
    return reckoning.lines()


async def _people(session: AsyncSession, asked: Narrow) -> dict[UUID, _Worker]:
    """Return the people asked for, or all, by name; those who left may still get pay."""
    statement = sa.select(StaffMember.id, StaffMember.name, StaffMember.payroll_number)
    if asked.staff_ids:
        statement = statement.where(StaffMember.id.in_(asked.staff_ids))
    rows = await session.execute(statement.order_by(StaffMember.name, StaffMember.id))
    return {staff_id: _Worker(name, number) for staff_id, name, number in rows}


async def _works(session: AsyncSession, asked: Narrow) -> list[Work]:
    """Return the period's work; a reversal is classed as the work it reverses."""
    original = aliased(TimeEntry)

    def of(name: str) -> sa.ColumnElement[Any]:
        mine, theirs = getattr(TimeEntry, name), getattr(original, name)
        return sa.case((original.id.is_not(None), theirs), else_=mine)

    statement: sa.Select[Any] = (
        sa.select(TimeEntry.staff_id, of("day"), TimeEntry.worked_minutes, StaffMember.zone,
                  of("started_at"), of("ended_at"), of("work_kind_id"))
        .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .outerjoin(original, original.id == TimeEntry.reverses_id)
        .where(*conditions(session, asked))
        .order_by(StaffMember.name, TimeEntry.staff_id, TimeEntry.day, TimeEntry.id)
    )  # fmt: skip
    return [Work(*row) for row in await session.execute(statement)]


def _aways(norms: Norms, staff_ids: Sequence[UUID], first: date, last: date) -> list[Away]:
    """Return the days of absences on which there was something to work."""
    found = []
    wanted = set(staff_ids)
    for one in norms.absences:
        if one.staff_id not in wanted:
            continue
        for day in days_between(max(one.first_day, first), min(one.last_day, last)):
            norm = norms.of(one.staff_id, day)
            minutes = norm if one.day_minutes is None else min(one.day_minutes, norm)
            if minutes:
                found.append(Away(one.staff_id, day, minutes, norm, one.kind))
    return found


async def _approved_only(
    session: AsyncSession, asked: Narrow, paid: Sequence[Paid]
) -> Sequence[Paid]:
    """Leave out journeys and costs of weeks whose hours nobody has approved."""
    if not asked.approved_only or not paid:
        return paid
    waiting = {(one.staff_id, monday) for one in await unapproved(session, asked)
               for monday in one.mondays}  # fmt: skip
    return [
        row for row in paid
        if (row.staff_id, row.day - timedelta(days=row.day.weekday())) not in waiting
    ]  # fmt: skip


def _as_rows(payroll: Payroll, people: dict[UUID, _Worker], asked: Narrow) -> Pay:
    """Return the lines by person, then in the mapping's order."""
    order = {staff_id: at for at, staff_id in enumerate(people)}
    lines = sorted(payroll.lines, key=lambda line: order.get(line.staff_id, -1))
    rows: list[Row] = [
        (people[line.staff_id].number, people[line.staff_id].name, line.basis.code,
         line.basis.name, line.quantity, _(UNIT_WORDS[line.basis.unit]), asked.first, asked.last)
        for line in lines
    ]  # fmt: skip
    numberless = {people[line.staff_id].name for line in lines if not people[line.staff_id].number}
    return Pay(rows, payroll, sorted(numberless))
