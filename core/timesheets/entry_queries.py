"""Looking through entries: by person, customer, project, period, billing and words."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.kit.paging import Page, encode_cursor
from core.people.models import Customer
from core.staff.models import StaffMember
from core.timesheets.models import TimeEntry
from core.timesheets.queries import COUNTS, EntryLine, after_day, visible_to
from core.work.models import Project, Task, WorkKind
from core.work.stage_rights import stage_in_sight

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for; None and '' mean any. Days are inclusive.

    `billable` as it follows: without a word said, a customer's work is, one's own is not.
    """

    staff_id: UUID | None = None
    customer_id: UUID | None = None
    project_id: UUID | None = None
    first: date | None = None
    last: date | None = None
    billable: bool | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of everything that was found, in minutes."""

    count: int
    worked: int
    billed: int


def _found(actor: Actor, wanted: Wanted) -> sa.Select[Any]:
    statement = visible_to(actor).where(*COUNTS)
    for column, value in (
        (TimeEntry.staff_id, wanted.staff_id), (TimeEntry.customer_id, wanted.customer_id),
        (TimeEntry.project_id, wanted.project_id),
    ):  # fmt: skip
        if value is not None:
            statement = statement.where(column == value)
    if wanted.first is not None:
        statement = statement.where(TimeEntry.day >= wanted.first)
    if wanted.last is not None:
        statement = statement.where(TimeEntry.day <= wanted.last)
    if wanted.billable is not None:
        billable = sa.func.coalesce(TimeEntry.billable, TimeEntry.customer_id.is_not(None))
        statement = statement.where(billable.is_(wanted.billable))
    if wanted.text:
        statement = statement.where(TimeEntry.note.icontains(wanted.text, autoescape=True))
    return statement


async def entries_page(
    session: AsyncSession, actor: Actor, wanted: Wanted, cursor: str | None = None,
    *, limit: int = PAGE,
) -> Page[EntryLine]:  # fmt: skip
    """Return the visible entries that count and are wanted, the newest day first: one statement."""
    statement = (
        _found(actor, wanted)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .outerjoin(WorkKind, WorkKind.id == TimeEntry.work_kind_id)
        .outerjoin(Task, sa.and_(Task.id == TimeEntry.task_id, stage_in_sight(actor)))
        .outerjoin(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .add_columns(Customer.name, Project.name, WorkKind.name, Task.title, StaffMember.name)
        .order_by(TimeEntry.day.desc(), TimeEntry.id.desc())
        .limit(limit + 1)
    )
    if (after := after_day(cursor)) is not None:
        statement = statement.where(sa.tuple_(TimeEntry.day, TimeEntry.id) < after)
    rows = [EntryLine(*row) for row in await session.execute(statement)]
    shown = rows[:limit]
    last = shown[-1].entry if len(rows) > limit else None
    return Page(shown, encode_cursor(last.day, last.id) if last else None)


async def totals_of(session: AsyncSession, actor: Actor, wanted: Wanted) -> Totals:
    """Return the sums of everything that is wanted, whatever page is shown: one statement."""
    sums = _found(actor, wanted).with_only_columns(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(TimeEntry.worked_minutes), 0),
        sa.func.coalesce(sa.func.sum(TimeEntry.billed_minutes), 0),
    )
    row = (await session.execute(sums)).one()
    return Totals(int(row[0]), int(row[1]), int(row[2]))
