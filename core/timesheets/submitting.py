"""A person's own week: sent for approval, taken back, asked to be opened again.

A week without a row is open. What was sent may still be corrected by its owner; the approver then
decides about the new minutes (`approving`).
"""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.events.bus import record
from core.kit import clock, formatting
from core.timesheets import errors, events, policies
from core.timesheets.approval_queries import minutes_of
from core.timesheets.models import Absence, TimesheetWeek, WeekState
from core.timesheets.week_steps import (
    cleaned,
    facts_of,
    locked,
    locked_or_new,
    member_of,
    next_monday,
    number,
    refuse_decided,
    remind_once,
)

EARLY = "week_not_over"
"""The code that `confirmed` names when a week is sent before its end."""


async def submit_week(
    session: AsyncSession, actor: Actor, monday: date, *, staff_id: UUID | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> TimesheetWeek:  # fmt: skip
    """Send a week for approval; the approvers are told.

    Raises WeekAhead, WeekNotOver (unless `confirmed` names it), WeekEmpty, WeekAlreadySubmitted,
    WeekAlreadyApproved.
    """
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    member = await member_of(session, staff_id)
    week = await locked_or_new(session, staff_id, clock.week_of(monday)[0])
    await refuse_decided(session, week, member, submitted=True)
    _check_over(week.monday, clock.today(member.zone), confirmed)
    week.minutes = await minutes_of(session, staff_id, week.monday)
    if not week.minutes and not await _is_absent(session, staff_id, week.monday):
        raise errors.WeekEmpty(week=number(week.monday))
    week.state, week.submitted_at = WeekState.SUBMITTED, clock.now()
    week.decided_at = week.decided_by_id = None
    week.ask_at = next_monday(member.zone)
    await record(session, actor, events.WeekSubmitted(**facts_of(week)))
    return week


async def recall_week(
    session: AsyncSession, actor: Actor, monday: date, *, staff_id: UUID | None = None
) -> TimesheetWeek:
    """Take a week back before anybody decided. Raises WeekNotSubmitted, WeekAlreadyApproved."""
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    member = await member_of(session, staff_id)
    week = await locked(session, staff_id, clock.week_of(monday)[0])
    if week is None or week.state != WeekState.SUBMITTED:
        await refuse_decided(session, week, member)
        raise errors.WeekNotSubmitted(week=number(monday), name=member.name)
    week.state = WeekState.OPEN
    remind_once(week, member)
    week.minutes = await minutes_of(session, staff_id, week.monday)
    await record(session, actor, events.WeekRecalled(**facts_of(week)))
    return week


async def ask_reopening(
    session: AsyncSession, actor: Actor, monday: date, *, staff_id: UUID | None = None,
    comment: str = "",
) -> TimesheetWeek:  # fmt: skip
    """Ask the approvers to open an approved week; raises WeekNotApproved."""
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    member = await member_of(session, staff_id)
    week = await locked(session, staff_id, clock.week_of(monday)[0])
    if week is None or week.state != WeekState.APPROVED:
        raise errors.WeekNotApproved(week=number(monday), name=member.name)
    fact = events.WeekReopeningAsked(**facts_of(week), comment=cleaned(comment))
    await record(session, actor, fact)
    return week


def _check_over(monday: date, today: date, confirmed: frozenset[str]) -> None:
    sunday = monday + timedelta(days=6)
    if today < monday:
        raise errors.WeekAhead(week=number(monday))
    if today < sunday - timedelta(days=2) and EARLY not in confirmed:
        raise errors.WeekNotOver(week=number(monday), day=formatting.day(sunday))


async def _is_absent(session: AsyncSession, staff_id: UUID, monday: date) -> bool:
    found = await session.scalar(
        sa.select(Absence.id)
        .where(Absence.staff_id == staff_id, Absence.removed_at.is_(None),
               Absence.first_day <= monday + timedelta(days=6), Absence.last_day >= monday)
        .limit(1)
    )  # fmt: skip
    return found is not None
