"""A week's way to approval: sent, taken back, approved, sent back, opened again.

A week without a row is open. What was sent may still be corrected by its owner; the approver then
decides about the new minutes. An approved week is locked (`locking.ensure_open`) until an approver
opens it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.permissions import Permission
from core.db.upsert import insert_new
from core.errors import DomainError, NotAllowed, NotFound, check_version
from core.events.bus import record
from core.kit import clock, formatting, ids
from core.kit.text import storable
from core.settings import keys
from core.settings import queries as settings
from core.staff.models import StaffMember
from core.timesheets import errors, events, policies
from core.timesheets.approval_queries import get_week, minutes_of
from core.timesheets.models import Absence, TimesheetWeek, WeekState

LONGEST_COMMENT = 2000
MORNING = time(8)
EARLY = "week_not_over"
"""The code that `confirmed` names when a week is sent before its end."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A week of many that could not be approved, and why."""

    week_id: UUID
    error: DomainError


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
    member = await _member(session, staff_id)
    week = await _locked_or_new(session, staff_id, clock.week_of(monday)[0])
    await _refuse_decided(session, week, member, submitted=True)
    _check_over(week.monday, clock.today(member.zone), confirmed)
    week.minutes = await minutes_of(session, staff_id, week.monday)
    if not week.minutes and not await _is_absent(session, staff_id, week.monday):
        raise errors.WeekEmpty(week=number(week.monday))
    week.state, week.submitted_at = WeekState.SUBMITTED, clock.now()
    week.decided_at = week.decided_by_id = None
    week.ask_at = next_monday(member.zone)
    await record(session, actor, events.WeekSubmitted(**_facts(week)))
    return week


async def recall_week(
    session: AsyncSession, actor: Actor, monday: date, *, staff_id: UUID | None = None
) -> TimesheetWeek:
    """Take a week back before anybody decided. Raises WeekNotSubmitted, WeekAlreadyApproved."""
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    member = await _member(session, staff_id)
    week = await _locked(session, staff_id, clock.week_of(monday)[0])
    if week is None or week.state != WeekState.SUBMITTED:
        await _refuse_decided(session, week, member)
        raise errors.WeekNotSubmitted(week=number(monday), name=member.name)
    week.state = WeekState.OPEN
    _remind_once(week, member)
    week.minutes = await minutes_of(session, staff_id, week.monday)
    await record(session, actor, events.WeekRecalled(**_facts(week)))
    return week


async def approve_week(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date, *,
    version: int | None = None, seen_minutes: int | None = None,
) -> TimesheetWeek:  # fmt: skip
    """Approve a week that was sent: it is locked, and the person is told.

    `version` and `seen_minutes` are what the approver saw; raises Changed or WeekHoursChanged when
    they no longer hold, OwnWeek, WeekNotSubmitted, WeekAlreadyApproved.
    """
    week, _person = await _waiting(session, actor, staff_id, monday)
    check_version(week.version, version)
    week.minutes = await minutes_of(session, staff_id, week.monday)
    if seen_minutes is not None and seen_minutes != week.minutes:
        hours = formatting.hours
        raise errors.WeekHoursChanged(now=hours(week.minutes), seen=hours(seen_minutes))
    _decided(week, actor, WeekState.APPROVED, "")
    week.ask_at = None
    await record(session, actor, events.WeekApproved(**_facts(week)))
    return week


async def approve_weeks(
    session: AsyncSession, actor: Actor, weeks: Sequence[tuple[UUID, int | None, int | None]]
) -> tuple[list[TimesheetWeek], list[Refused]]:
    """Approve many (week id, version, seen minutes), each in a savepoint: one refusal stops none.

    Weeks that the actor may not know count as absent and are left out.
    """
    approved: list[TimesheetWeek] = []
    refused: list[Refused] = []
    for week_id, version, seen in weeks:
        try:
            async with session.begin_nested():
                week = await get_week(session, actor, week_id)
                approved.append(await approve_week(
                    session, actor, week.staff_id, week.monday, version=version, seen_minutes=seen
                ))  # fmt: skip
        except DomainError as error:
            if not isinstance(error, NotFound):
                refused.append(Refused(week_id, error))
    return approved, refused


async def reject_week(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date, *, comment: str,
    version: int | None = None,
) -> TimesheetWeek:  # fmt: skip
    """Send a week back with a comment; the person is told what to put right.

    Raises CommentMissing, Changed, OwnWeek, WeekNotSubmitted, WeekAlreadyApproved.
    """
    week, member = await _waiting(session, actor, staff_id, monday)
    check_version(week.version, version)
    week.minutes = await minutes_of(session, staff_id, week.monday)
    _decided(week, actor, WeekState.REJECTED, _needed(comment))
    _remind_once(week, member)
    await record(session, actor, events.WeekRejected(**_facts(week), comment=week.comment))
    return week


async def waiting_week(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date
) -> TimesheetWeek:
    """Return a week that the actor may decide about now; raises what deciding would."""
    return (await _waiting(session, actor, staff_id, monday))[0]


async def reopen_week(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date, *, comment: str,
    version: int | None = None,
) -> TimesheetWeek:  # fmt: skip
    """Open an approved week again; who did and why stays in the audit.

    Raises CommentMissing, Changed, OwnWeek, WeekNotApproved.
    """
    week, member = await _to_decide(session, actor, staff_id, monday)
    if week is None or week.state != WeekState.APPROVED:
        raise errors.WeekNotApproved(week=number(monday), name=member.name)
    check_version(week.version, version)
    week.minutes = await minutes_of(session, staff_id, week.monday)
    _decided(week, actor, WeekState.OPEN, _needed(comment))
    _remind_once(week, member)
    await record(session, actor, events.WeekReopened(**_facts(week), comment=week.comment))
    return week


async def ask_reopening(
    session: AsyncSession, actor: Actor, monday: date, *, staff_id: UUID | None = None,
    comment: str = "",
) -> TimesheetWeek:  # fmt: skip
    """Ask the approvers to open an approved week; raises WeekNotApproved."""
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    member = await _member(session, staff_id)
    week = await _locked(session, staff_id, clock.week_of(monday)[0])
    if week is None or week.state != WeekState.APPROVED:
        raise errors.WeekNotApproved(week=number(monday), name=member.name)
    said = storable(comment).strip()[:LONGEST_COMMENT]
    await record(session, actor, events.WeekReopeningAsked(**_facts(week), comment=said))
    return week


def number(monday: date) -> int:
    """Return the ISO number of a week."""
    return monday.isocalendar().week


async def _member(session: AsyncSession, staff_id: UUID) -> StaffMember:
    member = await session.get(StaffMember, staff_id)
    if member is None:
        raise NotFound
    return member


async def _locked(session: AsyncSession, staff_id: UUID, monday: date) -> TimesheetWeek | None:
    found: TimesheetWeek | None = await session.scalar(
        sa.select(TimesheetWeek)
        .where(TimesheetWeek.staff_id == staff_id, TimesheetWeek.monday == monday)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def _locked_or_new(session: AsyncSession, staff_id: UUID, monday: date) -> TimesheetWeek:
    """Return the row of a week, made when there is none; two at once make one."""
    week = await _locked(session, staff_id, monday)
    if week is None:
        await insert_new(session, TimesheetWeek, [open_row(staff_id, monday)],
                         key=["staff_id", "monday"])  # fmt: skip
        week = await _locked(session, staff_id, monday)
    assert week is not None
    return week


def open_row(staff_id: UUID, monday: date, **values: Any) -> dict[str, Any]:
    """Return an open week as a row to insert."""
    return {
        "id": ids.new_id(), "created_at": clock.now(), "version": 1, "staff_id": staff_id,
        "monday": monday, "state": WeekState.OPEN, "minutes": 0, "comment": "", **values,
    }  # fmt: skip


async def _to_decide(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date
) -> tuple[TimesheetWeek | None, StaffMember]:
    """Return the week and its person; refuses whoever may not decide about it."""
    if not actor.may(Permission.APPROVE_HOURS) or actor.channel == "sms":
        raise NotAllowed
    member = await _member(session, staff_id)
    week = await _locked(session, staff_id, clock.week_of(monday)[0])
    own_allowed = actor.id != staff_id or await settings.get(session, keys.OWN_APPROVAL)
    if not policies.can_approve(actor, staff_id, own_allowed):
        raise errors.OwnWeek
    return week, member


async def _waiting(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date
) -> tuple[TimesheetWeek, StaffMember]:
    week, member = await _to_decide(session, actor, staff_id, monday)
    if week is None or week.state != WeekState.SUBMITTED:
        await _refuse_decided(session, week, member)
        raise errors.WeekNotSubmitted(week=number(monday), name=member.name)
    return week, member


async def _refuse_decided(
    session: AsyncSession, week: TimesheetWeek | None, member: StaffMember,
    *, submitted: bool = False,
) -> None:  # fmt: skip
    """Refuse what is approved already, and (`submitted`) what waits already."""
    if week is None:
        return
    if submitted and week.state == WeekState.SUBMITTED:
        raise errors.WeekAlreadySubmitted(week=number(week.monday))
    if week.state == WeekState.APPROVED:
        by = await session.get(StaffMember, week.decided_by_id) if week.decided_by_id else None
        at = clock.local(week.decided_at or clock.now(), member.zone).date()
        raise errors.WeekAlreadyApproved(
            week=number(week.monday), name=member.name, by=by.name if by else "Apuri",
            day=formatting.day(at),
        )  # fmt: skip


def _check_over(monday: date, today: date, confirmed: frozenset[str]) -> None:
    sunday = monday + timedelta(days=6)
    if today < monday:
        raise errors.WeekAhead(week=number(monday))
    if today < sunday - timedelta(days=2) and EARLY not in confirmed:
        raise errors.WeekNotOver(week=number(monday), day=formatting.day(sunday))


def _decided(week: TimesheetWeek, actor: Actor, state: WeekState, comment: str) -> None:
    week.state, week.comment, week.decided_at = state, comment, clock.now()
    week.decided_by_id = actor.id if actor.kind == "staff" else None


def _remind_once(week: TimesheetWeek, member: StaffMember) -> None:
    """Have the person reminded next Monday, once: they know that the week is theirs again."""
    week.ask_at, week.asked_at = next_monday(member.zone), clock.now()


def next_monday(zone: str) -> datetime:
    """Return next Monday's morning, when weeks that lie are brought to mind."""
    monday = clock.week_of(clock.today(zone))[0] + timedelta(days=7)
    return clock.at(monday, MORNING, zone)


def _needed(comment: str) -> str:
    said = storable(comment).strip()[:LONGEST_COMMENT]
    if not said:
        raise errors.CommentMissing
    return said


async def _is_absent(session: AsyncSession, staff_id: UUID, monday: date) -> bool:
    found = await session.scalar(
        sa.select(Absence.id)
        .where(Absence.staff_id == staff_id, Absence.removed_at.is_(None),
               Absence.first_day <= monday + timedelta(days=6), Absence.last_day >= monday)
        .limit(1)
    )  # fmt: skip
    return found is not None


def _facts(week: TimesheetWeek) -> dict[str, Any]:
    return {"staff_id": week.staff_id, "monday": week.monday, "minutes": week.minutes,
            "week_id": week.id}  # fmt: skip
