"""The rows of exported hours, streamed, and which weeks of a period nobody has approved."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.kit import clock
from core.kit.clock import week_of
from core.kit.i18n import _
from core.kit.sheets import Row
from core.people.models import Customer
from core.staff.models import StaffMember
from core.timesheets.bank_queries import paid_of
from core.timesheets.models import TimeEntry, TimesheetWeek, WeekState
from core.timesheets.queries import COUNTS
from core.work.models import Project, Task, WorkKind
from core.work.stage_rights import stage_in_sight

CHUNK = 1000
WEEK = timedelta(days=6)


class Narrow(Protocol):
    """What an export is narrowed by; see `exporting.Asked`."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def staff_ids(self) -> tuple[UUID, ...]: ...
    @property
    def customer_id(self) -> UUID | None: ...
    @property
    def project_id(self) -> UUID | None: ...
    @property
    def approved_only(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Totals:
    """How many entries an export has, and their minutes."""

    count: int
    worked: int
    billed: int
    paid: int


@dataclass(frozen=True, slots=True)
class Unapproved:
    """A person's weeks of a period that nobody has approved, by their Mondays."""

    staff_id: UUID
    name: str
    mondays: tuple[date, ...]


def _approved(session: AsyncSession) -> sa.ColumnElement[bool]:
    """Tell whether an entry's week is approved; a week's last day is worked out in the database."""
    dialect = session.get_bind().dialect.name
    monday: Any = TimesheetWeek.monday
    sunday = sa.func.date(monday, "+6 days") if dialect == "sqlite" else monday + 6
    return sa.exists().where(
        TimesheetWeek.staff_id == TimeEntry.staff_id, monday <= TimeEntry.day,
        TimeEntry.day <= sunday, TimesheetWeek.state == WeekState.APPROVED,
    )  # fmt: skip


def conditions(session: AsyncSession, asked: Narrow) -> list[sa.ColumnElement[bool]]:
    """Return what the entries of an export fulfil."""
    period = TimeEntry.day.between(asked.first, asked.last)
    found: list[sa.ColumnElement[bool]] = [*COUNTS, period]
    if asked.staff_ids:
        found.append(TimeEntry.staff_id.in_(asked.staff_ids))
    if asked.customer_id is not None:
        found.append(TimeEntry.customer_id == asked.customer_id)
    if asked.project_id is not None:
        found.append(TimeEntry.project_id == asked.project_id)
    if asked.approved_only:
        found.append(_approved(session))
    return found


async def _chunks(
    session: AsyncSession, statement: sa.Select[Any], as_row: Callable[..., Row]
) -> AsyncIterator[list[Row]]:
    """Yield rows as the database hands them over, never all at once."""
    result = await session.stream(statement.execution_options(yield_per=CHUNK))
    async for part in result.partitions(CHUNK):
        yield [as_row(*row) for row in part]


_PAID = paid_of(TimeEntry.id)


def entries(session: AsyncSession, actor: Actor, asked: Narrow) -> AsyncIterator[list[Row]]:
    """Yield every entry by day and person; a task hidden from the actor is not named."""
    statement: Any = (
        sa.select(
            TimeEntry.day, StaffMember.name, StaffMember.payroll_number, TimeEntry.started_at,
            TimeEntry.ended_at, StaffMember.zone, TimeEntry.worked_minutes,
            TimeEntry.billed_minutes, _PAID, Customer.name, Project.name, Task.title,
            WorkKind.name, TimeEntry.billable, _approved(session), TimeEntry.note,
        )
        .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .outerjoin(Task, sa.and_(Task.id == TimeEntry.task_id, stage_in_sight(actor)))
        .outerjoin(WorkKind, WorkKind.id == TimeEntry.work_kind_id)
        .where(*conditions(session, asked))
        .order_by(TimeEntry.day, StaffMember.name, TimeEntry.staff_id, TimeEntry.id)
    )  # fmt: skip
    return _chunks(session, statement, _entry)


def _entry(
    day: date, name: str, number: str | None, began: Any, ended: Any, zone: str, worked: int,
    billed: int, paid: int, customer: str | None, project: str | None, task: str | None,
    kind: str | None, billable: bool | None, approved: bool, note: str,
) -> Row:  # fmt: skip
    walls = [clock.local(at, zone).time() if at is not None else None for at in (began, ended)]
    is_billed = billable is not False and customer is not None
    return (
        day, name, number, *walls, worked, billed, paid, billed - paid, customer, project, task,
        kind, _("Yes") if is_billed else _("No"), _state(approved), note,
    )  # fmt: skip


def _state(approved: bool | int) -> str:
    return _("Approved") if approved else _("Not approved")


def days(session: AsyncSession, asked: Narrow) -> AsyncIterator[list[Row]]:
    """Yield the sums of each person's days."""
    inner = _with_paid(session, asked, TimeEntry.day, TimeEntry.staff_id,
                       _approved(session).label("approved"))  # fmt: skip
    keys = (inner.c.day, StaffMember.name, StaffMember.payroll_number)
    statement = (
        sa.select(*keys, *_sums(inner), sa.func.min(sa.case((inner.c.approved, 1), else_=0)))
        .join(StaffMember, StaffMember.id == inner.c.staff_id)
        .group_by(*keys, inner.c.staff_id)
        .order_by(inner.c.day, StaffMember.name, inner.c.staff_id)
    )
    return _chunks(session, statement, lambda day, name, number, worked, billed, paid, approved: (
        day, name, number, int(worked), int(billed), int(paid), int(billed - paid),
        _state(approved),
    ))  # fmt: skip


def customers(session: AsyncSession, asked: Narrow) -> AsyncIterator[list[Row]]:
    """Yield the sums of each customer's projects; own work comes last."""
    inner = _with_paid(session, asked, TimeEntry.customer_id, TimeEntry.project_id)
    statement = (
        sa.select(Customer.name, Project.name, *_sums(inner))
        .outerjoin_from(inner, Customer, Customer.id == inner.c.customer_id)
        .outerjoin(Project, Project.id == inner.c.project_id)
        .group_by(inner.c.customer_id, inner.c.project_id, Customer.name, Project.name)
        .order_by(Customer.name.is_(None), Customer.name, inner.c.customer_id,
                  Project.name.is_(None), Project.name, inner.c.project_id)
    )  # fmt: skip
    return _chunks(session, statement, lambda customer, project, worked, billed, paid: (
        customer or _("Own work"), project, int(worked), int(billed), int(paid),
        int(billed - paid),
    ))  # fmt: skip


def _with_paid(session: AsyncSession, asked: Narrow, *keys: Any) -> sa.Subquery:
    """Return an export's entries with what banks paid: sums of a correlated sum need a step."""
    return (
        sa.select(*keys, TimeEntry.worked_minutes, TimeEntry.billed_minutes, _PAID.label("paid"))
        .where(*conditions(session, asked))
        .subquery()
    )


def _sums(inner: sa.Subquery) -> list[Any]:
    return [
        sa.func.coalesce(sa.func.sum(inner.c[name]), 0)
        for name in ("worked_minutes", "billed_minutes", "paid")
    ]


async def totals(session: AsyncSession, asked: Narrow) -> Totals:
    """Return how many entries an export has, and their sums."""
    inner = _with_paid(session, asked, TimeEntry.id)
    row = (await session.execute(sa.select(sa.func.count(inner.c.id), *_sums(inner)))).one()
    return Totals(*(int(value) for value in row))


async def unapproved(session: AsyncSession, asked: Narrow) -> list[Unapproved]:
    """Return whose weeks with hours in the period nobody has approved, by name."""
    period = TimeEntry.day.between(asked.first, asked.last)
    found: list[sa.ColumnElement[bool]] = [period, *COUNTS, ~_approved(session)]
    if asked.staff_ids:
        found.append(TimeEntry.staff_id.in_(asked.staff_ids))
    rows = await session.execute(
        sa.select(StaffMember.name, TimeEntry.staff_id, TimeEntry.day)
        .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .where(*found)
        .distinct()
        .order_by(StaffMember.name, TimeEntry.staff_id, TimeEntry.day)
    )
    weeks: dict[tuple[UUID, str], dict[date, None]] = {}
    for name, staff_id, day in rows:
        weeks.setdefault((staff_id, name), {})[week_of(day)[0]] = None
    return [Unapproved(*who, tuple(mondays)) for who, mondays in weeks.items()]
