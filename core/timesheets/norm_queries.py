"""Reading what people are to work, and how they stand against it."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFound
from core.settings.queries import Company, load_company
from core.staff.models import StaffMember
from core.timesheets.models import Absence, TimeEntry, WorkingTime
from core.timesheets.norms import Balance, Norms, balance_of


async def norms(
    session: AsyncSession, staff_ids: Collection[UUID], first: date, last: date,
    *, company: Company | None = None,
) -> Norms:  # fmt: skip
    """Return norms, holidays and absences of people within a period: three statements.

    Two when the caller has the company's settings already.
    """
    company = company or await load_company(session)
    usual, times = await _times(session, staff_ids)
    absences = await session.scalars(
        sa.select(Absence)
        .where(Absence.staff_id.in_(list(staff_ids)), Absence.removed_at.is_(None),
               Absence.first_day <= last, Absence.last_day >= first)
        .order_by(Absence.first_day, Absence.id)
    )  # fmt: skip
    return Norms(
        first, last, company.country, company.holidays_subdivision, usual, times, absences.all()
    )


async def _times(
    session: AsyncSession, staff_ids: Collection[UUID]
) -> tuple[dict[UUID, int], dict[UUID, Sequence[WorkingTime]]]:
    """Return the usual day of each person, and their working times, the newest first."""
    rows = await session.execute(
        sa.select(StaffMember.id, StaffMember.day_minutes, WorkingTime)
        .outerjoin(WorkingTime, WorkingTime.staff_id == StaffMember.id)
        .where(StaffMember.id.in_(list(staff_ids)))
        .order_by(StaffMember.id, WorkingTime.valid_from.desc())
    )
    usual: dict[UUID, int] = {}
    times: dict[UUID, Sequence[WorkingTime]] = {}
    for staff_id, group in groupby(rows, key=lambda row: row[0]):
        found: list[Any] = list(group)
        usual[staff_id] = found[0][1]
        times[staff_id] = [time for _, _, time in found if time is not None]
    return usual, times


async def balance(session: AsyncSession, staff_id: UUID, today: date) -> Balance:
    """Return how a person stands at the end of yesterday: four statements.

    Counted from the latest working time with an opening balance, else from the first working
    time, else from the first day with hours. Raises NotFound for somebody unknown.
    """
    through = today - timedelta(days=1)
    worked = await worked_by_day(session, staff_id)
    found = await norms(session, [staff_id], date.min, through)
    if staff_id not in found.usual:
        raise NotFound
    return balance_of(staff_id, found, worked, through)


async def worked_by_day(session: AsyncSession, staff_id: UUID) -> dict[date, int]:
    """Return the minutes a person ever worked by day."""
    rows = await session.execute(
        sa.select(TimeEntry.day, sa.func.sum(TimeEntry.worked_minutes))
        .where(TimeEntry.staff_id == staff_id,
               TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None))
        .group_by(TimeEntry.day)
    )  # fmt: skip
    return {day: int(minutes) for day, minutes in rows}
