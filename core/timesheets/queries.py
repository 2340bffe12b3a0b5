"""Reading hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.permissions import Permission
from core.db import superseding
from core.errors import NotFound
from core.kit.paging import decode_cursor
from core.people.models import Customer
from core.staff.models import StaffMember
from core.timesheets.models import TimeEntry, Timer
from core.work.models import Project, Task, WorkKind
from core.work.stage_rights import stage_in_sight

COUNTS = (TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None))


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry with the names people read."""

    entry: TimeEntry
    customer: str | None
    project: str | None
    work_kind: str | None
    task: str | None
    staff: str | None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One kind of work of a week; `minutes` per day, Monday first."""

    customer_id: UUID | None
    project_id: UUID | None
    work_kind_id: UUID | None
    customer: str | None
    project: str | None
    work_kind: str | None
    minutes: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.minutes)


@dataclass(frozen=True, slots=True)
class Week:
    """A person's week as a grid."""

    monday: date
    rows: tuple[WeekRow, ...]

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=step) for step in range(7))

    @property
    def day_totals(self) -> tuple[int, ...]:
        return tuple(sum(row.minutes[step] for row in self.rows) for step in range(7))

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Minutes of one customer and project within a period."""

    customer_id: UUID | None
    project_id: UUID | None
    customer: str | None
    project: str | None
    minutes: int


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """A running clock with the names people read."""

    timer: Timer
    customer: str | None
    project: str | None


def is_visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Tell whether an actor may see an entry: their own, or everybody's with the right.

    Whoever approves hours sees what they approve.
    """
    if actor.may(Permission.SEE_ALL_HOURS) or actor.may(Permission.APPROVE_HOURS):
        return sa.true()
    return TimeEntry.staff_id == actor.id if actor.kind == "staff" else sa.false()


def visible_to(actor: Actor) -> sa.Select[TimeEntry]:
    """Select the entries an actor may see."""
    return sa.select(TimeEntry).where(is_visible_to(actor))


def _lines(actor: Actor) -> sa.Select[Any]:
    return (
        visible_to(actor)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .outerjoin(WorkKind, WorkKind.id == TimeEntry.work_kind_id)
        .outerjoin(Task, sa.and_(Task.id == TimeEntry.task_id, stage_in_sight(actor)))
        .outerjoin(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .add_columns(Customer.name, Project.name, WorkKind.name, Task.title, StaffMember.name)
    )


def after_day(cursor: str | None) -> Any:
    """Return what a page's (day, id) follows by its cursor; None for none, or a broken one."""
    values = decode_cursor(cursor)
    try:
        day, identity = values or (None, None)
        return sa.tuple_(sa.literal(date.fromisoformat(str(day))), sa.literal(UUID(str(identity))))
    except (TypeError, ValueError):
        return None


async def get_entry(
    session: AsyncSession, actor: Actor, entry_id: UUID, *, lock: bool = False
) -> TimeEntry:
    """Return an entry; raises NotFound when it is hidden."""
    statement = one_entry(actor, entry_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    entry = await session.scalar(statement)
    if entry is None:
        raise NotFound
    return entry


def one_entry(actor: Actor, entry_id: UUID) -> sa.Select[TimeEntry]:
    """Select an entry if the actor may see it; whoever logs for others sees what they change."""
    if actor.may(Permission.LOG_FOR_OTHERS):
        return sa.select(TimeEntry).where(TimeEntry.id == entry_id)
    return visible_to(actor).where(TimeEntry.id == entry_id)


async def lines_of(
    session: AsyncSession, actor: Actor, ids: Iterable[UUID]
) -> dict[UUID, EntryLine]:
    """Return visible entries with their names by id."""
    statement = _lines(actor).where(TimeEntry.id.in_(list(ids)))
    found = (EntryLine(*row) for row in await session.execute(statement))
    return {line.entry.id: line for line in found}


async def entries_of_day(
    session: AsyncSession, actor: Actor, staff_id: UUID, day: date
) -> list[EntryLine]:
    """Return a person's entries of a day that count, in order of work."""
    return await entries_between(session, actor, day, day, staff_id=staff_id)


async def entries_between(
    session: AsyncSession, actor: Actor, first: date, last: date, *,
    staff_id: UUID | None = None, customer_id: UUID | None = None, limit: int = 500,
) -> list[EntryLine]:  # fmt: skip
    """Return the visible entries that count of a period, by day and start."""
    statement = _lines(actor).where(*COUNTS, TimeEntry.day.between(first, last))
    if staff_id is not None:
        statement = statement.where(TimeEntry.staff_id == staff_id)
    if customer_id is not None:
        statement = statement.where(TimeEntry.customer_id == customer_id)
    order = (TimeEntry.day, TimeEntry.started_at.is_(None), TimeEntry.started_at, TimeEntry.id)
    rows = await session.execute(statement.order_by(*order).limit(limit))
    return [EntryLine(*row) for row in rows]


async def entries_of_task(
    session: AsyncSession, actor: Actor, task_id: UUID, *, limit: int = 100
) -> list[EntryLine]:
    """Return the visible entries that count of a task, the newest day first."""
    statement = _lines(actor).where(TimeEntry.task_id == task_id, *COUNTS)
    order = (TimeEntry.day.desc(), TimeEntry.id.desc())
    rows = await session.execute(statement.order_by(*order).limit(limit))
    return [EntryLine(*row) for row in rows]


async def day_total(session: AsyncSession, staff_id: UUID, day: date) -> int:
    """Return the minutes that count of a person's day."""
    total = await session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.worked_minutes), 0)).where(
            TimeEntry.staff_id == staff_id, TimeEntry.day == day, *COUNTS
        )
    )
    return int(total or 0)


async def week(session: AsyncSession, staff_id: UUID, monday: date) -> Week:
    """Return a person's week as a grid, with one query."""
    columns = (
        TimeEntry.customer_id, TimeEntry.project_id, TimeEntry.work_kind_id,
        Customer.name, Project.name, WorkKind.name,
    )  # fmt: skip
    statement = (
        sa.select(*columns, TimeEntry.day, sa.func.sum(TimeEntry.worked_minutes))
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .outerjoin(WorkKind, WorkKind.id == TimeEntry.work_kind_id)
        .where(TimeEntry.staff_id == staff_id, *COUNTS,
               TimeEntry.day.between(monday, monday + timedelta(days=6)))
        .group_by(*columns, TimeEntry.day)
    )  # fmt: skip
    grid: dict[tuple[Any, ...], list[int]] = {}
    for *key, day, minutes in await session.execute(statement):
        grid.setdefault(tuple(key), [0] * 7)[(day - monday).days] = int(minutes)
    rows = [WeekRow(*(*key, tuple(minutes))) for key, minutes in grid.items()]
    rows.sort(key=lambda row: (row.customer or "", row.project or "", row.work_kind or ""))
    return Week(monday, tuple(rows))


async def hours(
    session: AsyncSession, actor: Actor, first: date, last: date, *,
    customer_id: UUID | None = None, project_id: UUID | None = None, staff_id: UUID | None = None,
) -> list[HoursLine]:  # fmt: skip
    """Return visible minutes of a period by customer and project, the most first."""
    keys = (TimeEntry.customer_id, TimeEntry.project_id, Customer.name, Project.name)
    total = sa.func.sum(TimeEntry.worked_minutes)
    statement = (
        visible_to(actor)
        .with_only_columns(*keys, total)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .where(*COUNTS, TimeEntry.day.between(first, last))
        .group_by(*keys)
        .order_by(total.desc(), Customer.name)
    )
    if customer_id is not None:
        statement = statement.where(TimeEntry.customer_id == customer_id)
    if project_id is not None:
        statement = statement.where(TimeEntry.project_id == project_id)
    if staff_id is not None:
        statement = statement.where(TimeEntry.staff_id == staff_id)
    return [HoursLine(*row[:4], int(row[4])) for row in await session.execute(statement)]


async def hours_of_project(
    session: AsyncSession, actor: Actor, project_id: UUID
) -> list[tuple[str, int]]:
    """Return (person, visible minutes) of a project since its beginning, the most first."""
    total = sa.func.sum(TimeEntry.worked_minutes)
    statement = (
        visible_to(actor)
        .with_only_columns(StaffMember.name, total)
        .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .where(*COUNTS, TimeEntry.project_id == project_id)
        .group_by(StaffMember.id, StaffMember.name)
        .order_by(total.desc(), StaffMember.name)
    )
    return [(name, int(minutes)) for name, minutes in await session.execute(statement)]


async def last_entries(
    session: AsyncSession, actor: Actor, staff_id: UUID, *, limit: int = 10
) -> list[EntryLine]:
    """Return what a person logged last, the newest first."""
    statement = _lines(actor).where(TimeEntry.staff_id == staff_id, *COUNTS)
    rows = await session.execute(statement.order_by(TimeEntry.id.desc()).limit(limit))
    return [EntryLine(*row) for row in rows]


async def newest_of(session: AsyncSession, entry_id: UUID) -> TimeEntry:
    """Return what took an entry's place at last (itself when nothing did); raises NotFound."""
    return await superseding.newest_of(session, TimeEntry, entry_id)


async def history(session: AsyncSession, actor: Actor, entry_id: UUID) -> Sequence[TimeEntry]:
    """Return an entry and everything it took the place of, the newest first."""
    await get_entry(session, actor, entry_id)
    return await chain_of(session, entry_id)


async def chain_of(session: AsyncSession, entry_id: UUID) -> Sequence[TimeEntry]:
    """Return the history of an entry that the caller was shown, one statement."""
    seen = (TimeEntry.id, TimeEntry.supersedes_id)
    chain = sa.select(*seen).where(TimeEntry.id == entry_id).cte("chain", recursive=True)
    earlier = aliased(TimeEntry)
    chain = chain.union_all(
        sa.select(earlier.id, earlier.supersedes_id).join(
            chain, earlier.id == chain.c.supersedes_id
        )
    )
    found = await session.scalars(
        sa.select(TimeEntry)
        .where(TimeEntry.id.in_(sa.select(chain.c.id)))
        .order_by(TimeEntry.id.desc())
    )
    return found.all()


def beside_running_timer(staff_id: UUID, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Select one row of these columns and a person's running clock, or None in its place.

    The clock's are started_at, note, customer and project (their names).
    """
    nothing = sa.select(sa.literal(1).label("one")).subquery()
    return (
        sa.select(*columns, Timer.started_at, Timer.note, Customer.name.label("customer"),
                  Project.name.label("project"))
        .select_from(nothing)
        .outerjoin(Timer, sa.and_(Timer.staff_id == staff_id, Timer.stopped_at.is_(None)))
        .outerjoin(Customer, Customer.id == Timer.customer_id)
        .outerjoin(Project, Project.id == Timer.project_id)
    )  # fmt: skip


async def running_timer(session: AsyncSession, staff_id: UUID) -> RunningTimer | None:
    """Return a person's running clock, or None."""
    row = await session.execute(
        sa.select(Timer, Customer.name, Project.name)
        .outerjoin(Customer, Customer.id == Timer.customer_id)
        .outerjoin(Project, Project.id == Timer.project_id)
        .where(Timer.staff_id == staff_id, Timer.stopped_at.is_(None))
    )
    found = row.one_or_none()
    return RunningTimer(*found) if found else None
