"""Deciding about a week that was sent: approved, sent back, opened again.

An approved week is locked (`locking.ensure_open`) until an approver opens it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import DomainError, NotAllowed, NotFound, check_version
from core.events.bus import record
from core.kit import clock, formatting
from core.settings import keys
from core.settings import queries as settings
from core.staff.models import StaffMember
from core.timesheets import errors, events, policies
from core.timesheets.approval_queries import get_week, minutes_of, sight_of
from core.timesheets.models import TimesheetWeek, WeekState
from core.timesheets.week_lines import Sight
from core.timesheets.week_steps import (
    cleaned,
    facts_of,
    locked,
    member_of,
    number,
    refuse_decided,
    remind_once,
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A week of many that could not be approved, and why."""

    week_id: UUID
    error: DomainError


async def approve_week(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date, *,
    version: int | None = None, seen: Sight | None = None,
) -> TimesheetWeek:  # fmt: skip
    """Approve a week that was sent: it is locked, and the person is told.

    `version` and `seen` are what the approver saw; raises Changed, WeekHoursChanged or
    WeekEntriesChanged when they no longer hold, OwnWeek, WeekNotSubmitted, WeekAlreadyApproved.
    """
    week, _person = await _waiting(session, actor, staff_id, monday)
    check_version(week.version, version)
    now = await sight_of(session, staff_id, week.monday)
    if seen is not None and not seen.holds(now):
        raise _changed(seen, now)
    week.minutes = now.minutes
    _decided(week, actor, WeekState.APPROVED, "")
    week.ask_at = None
    await record(session, actor, events.WeekApproved(**facts_of(week)))
    return week


def _changed(seen: Sight, now: Sight) -> DomainError:
    if seen.minutes == now.minutes:
        return errors.WeekEntriesChanged()
    hours = formatting.hours
    return errors.WeekHoursChanged(now=hours(now.minutes), seen=hours(seen.minutes))


async def approve_weeks(
    session: AsyncSession, actor: Actor, weeks: Sequence[tuple[UUID, int | None, Sight | None]]
) -> tuple[list[TimesheetWeek], list[Refused]]:
    """Approve many (week id, version, what was seen), each in a savepoint: one refusal stops none.

    Weeks that the actor may not know count as absent and are left out.
    """
    approved: list[TimesheetWeek] = []
    refused: list[Refused] = []
    for week_id, version, seen in weeks:
        try:
            async with session.begin_nested():
                week = await get_week(session, actor, week_id)
                approved.append(await approve_week(
                    session, actor, week.staff_id, week.monday, version=version, seen=seen
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
    _decided(week, actor, WeekState.REJECTED, needed(comment))
    remind_once(week, member)
    await record(session, actor, events.WeekRejected(**facts_of(week), comment=week.comment))
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
    _decided(week, actor, WeekState.OPEN, needed(comment))
    remind_once(week, member)
    await record(session, actor, events.WeekReopened(**facts_of(week), comment=week.comment))
    return week


async def _to_decide(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date
) -> tuple[TimesheetWeek | None, StaffMember]:
    """Return the week and its person; refuses whoever may not decide about it."""
    if not actor.may(Permission.APPROVE_HOURS) or actor.channel == "sms":
        raise NotAllowed
    member = await member_of(session, staff_id)
    week = await locked(session, staff_id, clock.week_of(monday)[0])
    own_allowed = actor.id != staff_id or await settings.get(session, keys.OWN_APPROVAL)
    if not policies.can_approve(actor, staff_id, own_allowed):
        raise errors.OwnWeek
    return week, member


async def _waiting(
    session: AsyncSession, actor: Actor, staff_id: UUID, monday: date
) -> tuple[TimesheetWeek, StaffMember]:
    week, member = await _to_decide(session, actor, staff_id, monday)
    if week is None or week.state != WeekState.SUBMITTED:
        await refuse_decided(session, week, member)
        raise errors.WeekNotSubmitted(week=number(monday), name=member.name)
    return week, member


def _decided(week: TimesheetWeek, actor: Actor, state: WeekState, comment: str) -> None:
    week.state, week.comment, week.decided_at = state, comment, clock.now()
    week.decided_by_id = actor.id if actor.kind == "staff" else None


def needed(comment: str) -> str:
    said = cleaned(comment)
    if not said:
        raise errors.CommentMissing
    return said
