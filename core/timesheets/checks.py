"""Whether time may be booked: small rules, each with a code, a sentence and its way out.

Some refuse, others ask: `Doubtful` names what is unusual, and whoever books says its codes in
`confirmed`. A correction is judged by what it makes worse, not by what was allowed before.
"""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import Invalid
from core.kit import clock
from core.kit.formatting import clock_time, hours
from core.kit.formatting import day as day_text
from core.kit.i18n import N_, _
from core.people.models import Customer
from core.staff.models import StaffMember
from core.timesheets import rules
from core.timesheets.cases import Case, Near, OfProject
from core.timesheets.errors import (
    BudgetUsed,
    Doubt,
    Doubtful,
    LongDay,
    LongEntry,
    NotOnProject,
    Overlaps,
)
from core.timesheets.locking import refuse_locked
from core.work.errors import ProjectClosed, ProjectOfAnotherCustomer

CONFIRMABLE = frozenset(("over_hours", "overlap", "budget_used"))
"""Every code that `confirmed` may name."""

UNKNOWN = {
    "project_id": ("project", N_("This project is not there any more. Choose another.")),
    "customer_id": ("customer", N_("This customer is not there any more. Choose another.")),
    "work_kind_id": ("work_kind_id", N_("This kind of work is not there any more. Choose another.")),
    "task_id": ("task_id", N_("This task is not there any more. Choose another.")),
}  # fmt: skip


async def check(
    session: AsyncSession, case: Case, customer_id: UUID | None, project_id: UUID | None,
    confirmed: frozenset[str],
) -> tuple[Near, ...]:  # fmt: skip
    """Refuse or ask as the rules say; return what the work overlaps, confirmed as it is."""
    rules.check(case.work, clock.today(case.zone))
    known(case)
    await refuse_locked(
        session, case.staff_id, case.work.day, case.locks, case.week, clock.today(case.zone),
        case.zone,
    )  # fmt: skip
    rules.check_day_total(case.work.day, case.day_minutes, case.zone)
    if case.project is not None:
        await of_project(session, case.project, customer_id, grows(case, project_id))
    overlaps = overlapping(case)
    doubts = [
        doubt for asks in ASKING
        if (doubt := asks(case, project_id)) is not None and doubt.code not in confirmed
    ]  # fmt: skip
    if overlaps and Overlaps.code not in confirmed and (new := _new_ones(case, overlaps)):
        doubts.append(await _overlap(session, case, new[0]))
    if doubts:
        raise Doubtful(*doubts)
    return overlaps


def known(case: Case) -> None:
    """Refuse a link to something that is not there."""
    for name in case.unknown:
        field, sentence = UNKNOWN[name]
        raise Invalid(_(sentence), field=field)


async def of_project(
    session: AsyncSession, project: OfProject, customer_id: UUID | None, growing: bool
) -> None:
    """Refuse a project of another customer, and more time on a closed one or by strangers."""
    if customer_id is not None and project.customer_id not in (None, customer_id):
        raise ProjectOfAnotherCustomer(project=project.name)
    if not growing:
        return
    if project.is_closed:
        raise ProjectClosed(project=project.name)
    if project.members_only and not project.has_worker:
        who = await session.scalar(
            sa.select(StaffMember.name).where(StaffMember.id == project.responsible_id)
        )
        raise NotOnProject(project=project.name, who=who or _("the office"))


def grows(case: Case, project_id: UUID | None) -> bool:
    """Tell whether a project gets more time than before."""
    before = case.before
    return (
        before is None
        or before.project_id != project_id
        or case.work.minutes > before.worked_minutes
    )


def long_entry(case: Case, _project_id: UUID | None) -> Doubt | None:
    """More at once than the company finds usual."""
    minutes, limit = case.work.minutes, case.ask_over_minutes
    if minutes <= limit or (case.before is not None and minutes <= case.before.worked_minutes):
        return None
    return LongEntry(hours=hours(minutes), limit=hours(limit))


def long_day(case: Case, _project_id: UUID | None) -> Doubt | None:
    """More on one day than the company finds usual, in several entries."""
    limit, total, before = case.ask_over_minutes, case.day_minutes, case.before
    if not case.work.minutes < total > limit or case.work.minutes > limit:
        return None  # one entry alone is judged by itself
    if (
        before is not None
        and before.day == case.work.day
        and case.work.minutes <= before.worked_minutes
    ):
        return None
    return LongDay(day=day_text(case.work.day), hours=hours(total), limit=hours(limit))


def budget_used(case: Case, project_id: UUID | None) -> Doubt | None:
    """More than the project has."""
    project = case.project
    if project is None or project.budget_minutes is None or not grows(case, project_id):
        return None
    total = project.used_minutes + case.work.minutes
    if case.before is not None and case.before.project_id == project_id:
        total -= case.before.worked_minutes
    if total <= project.budget_minutes:
        return None
    budget = hours(project.budget_minutes)
    return BudgetUsed(project=project.name, budget=budget, total=hours(total))


ASKING: tuple[Callable[[Case, UUID | None], Doubt | None], ...] = (
    long_entry,
    long_day,
    budget_used,
)


def overlapping(case: Case) -> tuple[Near, ...]:
    """Return the other entries that share time with the work."""
    return tuple(one for one in case.near if rules.overlap(case.work, one))


def _new_ones(case: Case, overlaps: tuple[Near, ...]) -> list[Near]:
    """Return what the entry did not overlap before it was corrected."""
    before = case.before
    return [one for one in overlaps if before is None or not rules.overlap(before, one)]


async def _overlap(session: AsyncSession, case: Case, other: Near) -> Doubt:
    name = await session.scalar(sa.select(Customer.name).where(Customer.id == other.customer_id))
    walls = [clock_time(clock.local(at, case.zone).time())
             for at in (other.started_at, other.ended_at) if at is not None]  # fmt: skip
    return Overlaps(times="–".join(walls), customer=name or _("Own work"))
