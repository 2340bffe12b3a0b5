"""Reading weeks on their way to approval."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import NotFound
from core.kit import clock
from core.kit.paging import Page, encode_cursor
from core.settings.queries import Company, load_company
from core.staff.models import StaffMember
from core.timesheets import policies, queries
from core.timesheets.endorsement_queries import stands
from core.timesheets.models import EndorsementLine, TimeEntry, TimesheetWeek, WeekState
from core.timesheets.norm_queries import norms
from core.timesheets.queries import COUNTS, EntryLine, after_day
from core.timesheets.week_lines import Piece, Sight, WeekLine, WeekStatus, week_line

Box = Literal["waiting", "approved", "rejected", "open"]
BOXES: tuple[Box, ...] = get_args(Box)
STATES: dict[Box, str] = {
    "waiting": WeekState.SUBMITTED, "approved": WeekState.APPROVED,
    "rejected": WeekState.REJECTED, "open": WeekState.OPEN,
}  # fmt: skip
PAGE = 50
_Decider = aliased(StaffMember)


def visible_to(actor: Actor) -> sa.Select[TimesheetWeek]:
    """Select the weeks an actor may see: their own, or everybody's with a right to."""
    weeks = sa.select(TimesheetWeek)
    if actor.may(Permission.APPROVE_HOURS) or actor.may(Permission.SEE_ALL_HOURS):
        return weeks
    if actor.kind != "staff":
        return weeks.where(sa.false())
    return weeks.where(TimesheetWeek.staff_id == actor.id)


def _statuses(weeks: sa.Select[Any]) -> sa.Select[Any]:
    return (
        weeks.join(StaffMember, StaffMember.id == TimesheetWeek.staff_id)
        .outerjoin(_Decider, _Decider.id == TimesheetWeek.decided_by_id)
        .add_columns(StaffMember.name, _Decider.name)
    )


def _status(week: TimesheetWeek, by: str | None) -> WeekStatus:
    return WeekStatus(
        week.staff_id, week.monday, week.state, week.id, week.version, week.submitted_at,
        week.decided_at, by or "", week.comment,
    )  # fmt: skip


async def week_state(session: AsyncSession, staff_id: UUID, monday: date) -> WeekStatus:
    """Return where a person's week stands, one query; the caller made sure it may be seen."""
    statement = _statuses(sa.select(TimesheetWeek)).where(
        TimesheetWeek.staff_id == staff_id, TimesheetWeek.monday == monday
    )
    row = (await session.execute(statement)).one_or_none()
    return WeekStatus(staff_id, monday) if row is None else _status(row[0], row[2])


async def get_week(session: AsyncSession, actor: Actor, week_id: UUID) -> TimesheetWeek:
    """Return a week by its id; raises NotFound when it is hidden."""
    week = await session.scalar(
        visible_to(actor)
        .where(TimesheetWeek.id == week_id)
        .execution_options(populate_existing=True)
    )
    if week is None:
        raise NotFound
    return week


async def sight_of(session: AsyncSession, staff_id: UUID, monday: date) -> Sight:
    """Return what a person's week holds now, to compare with what its approver saw."""
    rows = await session.execute(
        sa.select(TimeEntry.id, TimeEntry.worked_minutes).where(
            TimeEntry.staff_id == staff_id, *COUNTS,
            TimeEntry.day.between(monday, monday + timedelta(days=6)),
        )
    )  # fmt: skip
    return Sight.of((key, minutes) for key, minutes in rows)


async def minutes_of(session: AsyncSession, staff_id: UUID, monday: date) -> int:
    """Return the minutes worked in a person's week."""
    total = await session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.worked_minutes), 0)).where(
            TimeEntry.staff_id == staff_id, *COUNTS,
            TimeEntry.day.between(monday, monday + timedelta(days=6)),
        )
    )  # fmt: skip
    return int(total or 0)


def _in_box(actor: Actor, box: Box, this_monday: date) -> sa.Select[Any]:
    """Select the weeks of a box; of the open ones those that are over, of people still here."""
    if not actor.may(Permission.APPROVE_HOURS):
        raise NotFound
    weeks = _statuses(visible_to(actor)).where(TimesheetWeek.state == STATES[box])
    if box == "open":
        weeks = weeks.where(
            TimesheetWeek.monday < this_monday, StaffMember.deactivated_at.is_(None)
        )
    return weeks


async def weeks_page(
    session: AsyncSession, actor: Actor, box: Box = "waiting", cursor: str | None = None,
    *, company: Company | None = None, limit: int = PAGE,
) -> Page[WeekLine]:  # fmt: skip
    """Return the weeks of a box, five statements: the oldest first, approved ones the newest.

    Raises NotFound for whoever does not approve hours.
    """
    company = company or await load_company(session)
    this_monday = clock.week_of(clock.today(actor.zone))[0]
    weeks = _in_box(actor, box, this_monday)
    key = sa.tuple_(TimesheetWeek.monday, TimesheetWeek.id)
    newest = box == "approved"
    if (after := after_day(cursor)) is not None:
        weeks = weeks.where(key < after if newest else key > after)
    order = (TimesheetWeek.monday, TimesheetWeek.id)
    weeks = weeks.order_by(*(one.desc() if newest else one for one in order))
    rows = (await session.execute(weeks.limit(limit + 1))).all()
    shown = rows[:limit]
    last = shown[-1][0] if len(rows) > limit else None
    return Page(
        await lines_of(session, [(_status(week, by), name) for week, name, by in shown], company),
        encode_cursor(last.monday, last.id) if last is not None else None,
    )


async def weeks_waiting(
    session: AsyncSession, actor: Actor, cursor: str | None = None
) -> Page[WeekLine]:
    """Return the weeks that wait for approval, the oldest first."""
    return await weeks_page(session, actor, "waiting", cursor)


async def lines_of(
    session: AsyncSession, weeks: Sequence[tuple[WeekStatus, str]], company: Company
) -> list[WeekLine]:
    """Return weeks (with their people's names) as approvers look at them: three statements."""
    if not weeks:
        return []
    keys = [(status.staff_id, status.monday) for status, _name in weeks]
    pieces = await _pieces(session, keys)
    mondays = [monday for _staff_id, monday in keys]
    wanted = await norms(
        session, {staff_id for staff_id, _monday in keys}, min(mondays),
        max(mondays) + timedelta(days=6), company=company,
    )  # fmt: skip
    through = clock.today(company.zone)
    return [
        week_line(status, name, pieces.get((status.staff_id, status.monday), ()), wanted,
                  through=through, longest=company.ask_over_hours * 60)
        for status, name in weeks
    ]  # fmt: skip


async def line_of(session: AsyncSession, week: TimesheetWeek) -> WeekLine:
    """Return one week as its approver looks at it."""
    names = sa.select(_Decider.name).where(_Decider.id == week.decided_by_id).scalar_subquery()
    row = (await session.execute(
        sa.select(StaffMember.name, names).where(StaffMember.id == week.staff_id)
    )).one()  # fmt: skip
    company = await load_company(session)
    return (await lines_of(session, [(_status(week, row[1]), row[0])], company))[0]


async def _pieces(
    session: AsyncSession, keys: Collection[tuple[UUID, date]]
) -> dict[tuple[UUID, date], list[Piece]]:
    """Return what counts of these weeks by person and Monday, one statement."""
    people: dict[date, list[UUID]] = {}
    for staff_id, monday in keys:
        people.setdefault(monday, []).append(staff_id)
    line = sa.orm.aliased(EndorsementLine)
    is_disputed = sa.exists().where(line.entry_id == TimeEntry.id, stands(line))
    rows = await session.execute(
        sa.select(
            TimeEntry.id, TimeEntry.staff_id, TimeEntry.day, TimeEntry.worked_minutes,
            TimeEntry.started_at, TimeEntry.ended_at, is_disputed,
        )
        .where(*COUNTS, sa.or_(*(
            sa.and_(TimeEntry.staff_id.in_(staff_ids),
                    TimeEntry.day.between(monday, monday + timedelta(days=6)))
            for monday, staff_ids in people.items()
        )))
    )  # fmt: skip
    found: dict[tuple[UUID, date], list[Piece]] = {}
    for row in rows:
        piece = Piece(*row)
        found.setdefault((piece.staff_id, clock.week_of(piece.day)[0]), []).append(piece)
    return found


async def entries_of_week(
    session: AsyncSession, actor: Actor, week: TimesheetWeek
) -> list[EntryLine]:
    """Return the entries of a week for whoever decides about it; raises NotFound."""
    if not policies.can_see_hours_of(actor, week.staff_id):
        raise NotFound
    return await queries.entries_between(
        session, actor, week.monday, week.monday + timedelta(days=6), staff_id=week.staff_id
    )


def count_of_waiting(actor: Actor, *, own_allowed: bool) -> sa.ScalarSelect[int]:
    """Select how many weeks wait for the actor's approval; for a statement of several counts."""
    others = sa.true() if own_allowed else TimesheetWeek.staff_id != actor.id
    waiting = sa.select(sa.func.count()).where(TimesheetWeek.state == WeekState.SUBMITTED, others)
    return waiting.scalar_subquery()


async def counts(session: AsyncSession, actor: Actor, *, own_allowed: bool) -> dict[str, int]:
    """Return how many weeks each box holds that wait for somebody, one statement."""
    if not actor.may(Permission.APPROVE_HOURS):
        return {}
    monday = clock.week_of(clock.today(actor.zone))[0]
    week = TimesheetWeek
    others = sa.true() if own_allowed else week.staff_id != actor.id
    late = sa.and_(week.state == WeekState.OPEN, week.monday < monday,
                   StaffMember.deactivated_at.is_(None))  # fmt: skip
    row = (await session.execute(
        sa.select(
            sa.func.count(sa.case((sa.and_(week.state == WeekState.SUBMITTED, others), 1))),
            sa.func.count(sa.case((week.state == WeekState.REJECTED, 1))),
            sa.func.count(sa.case((late, 1))),
        )
        .join(StaffMember, StaffMember.id == week.staff_id)
        .where(week.state.in_((WeekState.SUBMITTED, WeekState.REJECTED, WeekState.OPEN)))
    )).one()  # fmt: skip
    return {"waiting": row[0], "rejected": row[1], "open": row[2]}


async def waiting_of(
    session: AsyncSession, actor: Actor, staff_id: UUID | None = None
) -> list[TimesheetWeek]:
    """Return the weeks that wait for the actor's approval, of one person or all, oldest first."""
    if not actor.may(Permission.APPROVE_HOURS):
        return []
    weeks = visible_to(actor).where(TimesheetWeek.state == WeekState.SUBMITTED)
    if staff_id is not None:
        weeks = weeks.where(TimesheetWeek.staff_id == staff_id)
    found = await session.scalars(
        weeks.order_by(TimesheetWeek.monday, TimesheetWeek.id).limit(PAGE)
    )
    return list(found)


async def waiting_by_person(session: AsyncSession) -> dict[UUID, int]:
    """Return how many weeks of each person wait for approval."""
    rows = await session.execute(
        sa.select(TimesheetWeek.staff_id, sa.func.count())
        .where(TimesheetWeek.state == WeekState.SUBMITTED)
        .group_by(TimesheetWeek.staff_id)
    )
    return {staff_id: int(count) for staff_id, count in rows}
