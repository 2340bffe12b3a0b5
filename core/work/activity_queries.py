"""Reading activities: mine, those of a task, and how many were done by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager

from core.access.actor import Actor
from core.errors import NotFound
from core.kit import clock
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.people.models import Customer
from core.staff.models import StaffMember
from core.work.models import Activity, ActivityType, Stage, Task
from core.work.queries import visible_to
from core.work.stage_rights import stage_in_sight

PAGE = 50
OPEN = (Activity.done_at.is_(None), Activity.removed_at.is_(None))
_BY_DUE = (Activity.due_on.is_(None), Activity.due_on, Activity.due_time, Activity.id)
_Giver = aliased(StaffMember)


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity with the names that people read; `color` is a `StageColor` or ''."""

    activity: Activity
    type: str | None
    color: str | None
    task_number: str
    task_title: str
    customer: str | None
    staff: str
    given_by: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many activities of a type somebody has done within a period."""

    staff_id: UUID
    staff: str
    type_id: UUID | None
    type: str | None
    count: int


async def get_activity(
    session: AsyncSession, actor: Actor, activity_id: UUID, *, lock: bool = False
) -> tuple[Task, Activity]:
    """Return an activity and its task with the stage; raises NotFound when the task is hidden.

    Whoever it is directed to finds it also when it is done, to take that back.
    """
    seen = sa.or_(
        Task.id.in_(visible_to(actor).with_only_columns(Task.id)),
        sa.and_(Activity.staff_id == actor.id, stage_in_sight(actor), Task.archived_at.is_(None)),
    )
    statement = (
        sa.select(Task, Activity)
        .join(Activity, Activity.task_id == Task.id)
        .join(Stage, Stage.id == Task.stage_id)
        .options(contains_eager(Task.stage))
        .where(Activity.id == activity_id, Activity.removed_at.is_(None), seen)
    )
    if lock:
        statement = statement.with_for_update(of=Activity).execution_options(populate_existing=True)
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _lines(actor: Actor) -> sa.Select[Any]:
    joined: Any = (
        visible_to(actor)
        .join(Activity, Activity.task_id == Task.id)
        .join(StaffMember, StaffMember.id == Activity.staff_id)
        .outerjoin(_Giver, _Giver.id == Activity.given_by_id)
        .outerjoin(ActivityType, ActivityType.id == Activity.type_id)
        .outerjoin(Customer, Customer.id == Task.customer_id)
        .where(Activity.removed_at.is_(None))
        .with_only_columns(Activity, ActivityType.name, ActivityType.color, Task.number,
                           Task.title, Customer.name, StaffMember.name, _Giver.name)
    )  # fmt: skip
    lines: sa.Select[Any] = joined
    return lines


async def my_activities(
    session: AsyncSession, actor: Actor, *, until: date | None = None, limit: int = 100
) -> list[ActivityLine]:
    """Return the open activities directed to the actor, the most urgent first.

    With `until` only those due by that day.
    """
    statement = _lines(actor).where(Activity.staff_id == actor.id, *OPEN, Task.closed_at.is_(None))
    if until is not None:
        statement = statement.where(Activity.due_on <= until)
    rows = await session.execute(statement.order_by(*_BY_DUE).limit(limit))
    return [ActivityLine(*row) for row in rows]


async def activities_of_task(
    session: AsyncSession, actor: Actor, task_id: UUID, *, limit: int = 100
) -> list[ActivityLine]:
    """Return a task's activities, open ones first."""
    statement = _lines(actor).where(Activity.task_id == task_id)
    order = (Activity.done_at.is_not(None), *_BY_DUE)
    rows = await session.execute(statement.order_by(*order).limit(limit))
    return [ActivityLine(*row) for row in rows]


def _within(actor: Actor, first: date, last: date) -> list[sa.ColumnElement[bool]]:
    """Done within whole days of the actor's zone, both ends inclusive."""
    begin, _end = clock.day_bounds(first, actor.zone)
    _begin, end = clock.day_bounds(last, actor.zone)
    return [Activity.done_at >= begin, Activity.done_at < end, Activity.removed_at.is_(None)]


async def counts(session: AsyncSession, actor: Actor, first: date, last: date) -> list[Count]:
    """Return how many activities were done within a period by person and type, of seen tasks.

    One statement; people in order of their names, types in the company's order.
    """
    keys = (Activity.staff_id, StaffMember.name, Activity.type_id, ActivityType.name)
    statement = (
        visible_to(actor)
        .join(Activity, Activity.task_id == Task.id)
        .join(StaffMember, StaffMember.id == Activity.staff_id)
        .outerjoin(ActivityType, ActivityType.id == Activity.type_id)
        .where(*_within(actor, first, last))
        .with_only_columns(*keys, sa.func.count())
        .group_by(*keys, ActivityType.position)
        .order_by(StaffMember.name, ActivityType.position, ActivityType.name)
    )
    return [Count(*row) for row in await session.execute(statement)]


async def done_page(
    session: AsyncSession, actor: Actor, first: date, last: date, *,
    staff_id: UUID | None = None, type_id: UUID | None = None, untyped: bool = False,
    cursor: str | None = None, limit: int = PAGE,
) -> Page[ActivityLine]:  # fmt: skip
    """Return what was done within a period, the newest first: what the counts count."""
    statement = _lines(actor).where(*_within(actor, first, last))
    if staff_id is not None:
        statement = statement.where(Activity.staff_id == staff_id)
    if type_id is not None or untyped:
        statement = statement.where(Activity.type_id.is_(None) if type_id is None
                                    else Activity.type_id == type_id)  # fmt: skip
    if (after := _after(cursor)) is not None:
        statement = statement.where(sa.tuple_(Activity.done_at, Activity.id) < after)
    order = (Activity.done_at.desc(), Activity.id.desc())
    rows = [ActivityLine(*row) for row in await session.execute(
        statement.order_by(*order).limit(limit + 1)
    )]  # fmt: skip
    more = None
    if len(rows) > limit:
        last_one = rows[limit - 1].activity
        assert last_one.done_at is not None  # they were asked for by it
        more = encode_cursor(last_one.done_at.isoformat(), last_one.id)
    return Page(rows[:limit], more)


def _after(cursor: str | None) -> Any:
    try:
        moment, identity = decode_cursor(cursor) or (None, None)
        return sa.tuple_(
            sa.literal(datetime.fromisoformat(str(moment)), Activity.done_at.type),
            sa.literal(UUID(str(identity)), Activity.id.type),
        )
    except (TypeError, ValueError):
        return None


async def activity_types(
    session: AsyncSession, *, archived: bool = False
) -> Sequence[ActivityType]:
    """Return the company's types in order, those put away only when asked for."""
    statement = sa.select(ActivityType).order_by(ActivityType.position, ActivityType.name)
    if not archived:
        statement = statement.where(ActivityType.archived_at.is_(None))
    return (await session.scalars(statement)).all()


async def due_activity_ids(session: AsyncSession, limit: int = 200) -> Sequence[UUID]:
    """Return the open activities of which somebody is to be told now, the oldest first."""
    found = await session.scalars(
        sa.select(Activity.id)
        .where(Activity.done_at.is_(None), Activity.remind_at <= clock.now())
        .order_by(Activity.remind_at)
        .limit(limit)
    )
    return found.all()


def days_of(period: str, today: date) -> tuple[date, date]:
    """Return first and last day of `week`, `last_week`, `month`, `last_month` or `year`."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    match period:
        case "last_week":
            return monday - timedelta(days=7), monday - timedelta(days=1)
        case "month":
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        case "last_month":
            return (first - timedelta(days=1)).replace(day=1), first - timedelta(days=1)
        case "year":
            return today.replace(month=1, day=1), today.replace(month=12, day=31)
        case _:
            return monday, monday + timedelta(days=6)
