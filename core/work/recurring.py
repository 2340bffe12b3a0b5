"""Recurring assignments: planned by rule, handed to each resource as a task of its own."""

from collections.abc import Collection
from datetime import date, time, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import storable
from core.settings.queries import Company, load_company
from core.staff.queries import actors_for
from core.work import policies
from core.work import recurrence_events as events
from core.work.changing import apply_changes, check_project
from core.work.checking import check_minutes, clean_title
from core.work.errors import NobodyToHandTo
from core.work.models import Project, Recurrence, Task, Workflow
from core.work.rules import Calendar, check_rule
from core.work.tasks import create_task

LEAD_DAYS = 60
"""So many days at most a task is made before its day."""
AT_ONCE = 5
"""So many missed days are handed out in one transaction; the next sweep goes on."""


class RecurrenceFields(TypedDict, total=False):
    """What may be said of a recurring assignment besides title, rule and beginning."""

    description: str
    workflow_id: UUID | None
    customer_id: UUID | None
    project_id: UUID | None
    team_id: UUID | None
    staff_ids: Collection[UUID]
    ends_on: date | None
    at_time: time | None
    planned_minutes: int | None
    lead_days: int
    on_holiday: str


CHANGEABLE = ("title", "rule", "starts_on", *RecurrenceFields.__annotations__)
PLANNING = {"rule", "starts_on", "ends_on", "on_holiday"}


async def create_recurrence(
    session: AsyncSession, actor: Actor, *, title: str, rule: str, starts_on: date,
    **fields: Unpack[RecurrenceFields],
) -> Recurrence:  # fmt: skip
    """Plan work that recurs; the first day is handed out when it comes. Raises NobodyToHandTo."""
    require(policies.can_plan_recurring(actor))
    row = Recurrence(starts_on=starts_on, rule=rule, title=title)
    row.staff_ids, row.lead_days, row.on_holiday = [], 0, "skip"
    for name, value in _clean({**fields, "title": title, "rule": rule}).items():
        setattr(row, name, value)
    await _check(session, row)
    company = await load_company(session)
    row.next_on = _next(row, company, max(starts_on, clock.today(company.zone)))
    session.add(row)
    await session.flush()
    await record(session, actor, events.RecurrenceCreated(row.id, row.title))
    return row


async def change_recurrence(
    session: AsyncSession, actor: Actor, recurrence_id: UUID, *, version: int | None = None,
    **changes: Any,
) -> Recurrence:  # fmt: skip
    """Change fields of CHANGEABLE; tasks that were handed out stay as they are."""
    row = await _load(session, actor, recurrence_id, version)
    changed = apply_changes(row, _clean(changes), CHANGEABLE)
    if not changed:
        return row
    await _check(session, row)
    if PLANNING & changed.keys():
        company = await load_company(session)
        row.next_on = _next(row, company, clock.today(company.zone))
    await session.flush()
    await record(session, actor, events.RecurrenceChanged(row.id, row.title, changed))
    return row


async def pause_recurrence(
    session: AsyncSession, actor: Actor, recurrence_id: UUID, *, version: int | None = None
) -> Recurrence:
    """Hand nothing out until it is resumed."""
    row = await _load(session, actor, recurrence_id, version)
    if row.paused_at is None:
        row.paused_at = clock.now()
        await session.flush()
        await record(session, actor, events.RecurrencePaused(row.id, row.title))
    return row


async def resume_recurrence(
    session: AsyncSession, actor: Actor, recurrence_id: UUID, *, version: int | None = None
) -> Recurrence:
    """Go on from today; the days of the pause are left out. Takes an archived one back too."""
    row = await _load(session, actor, recurrence_id, version)
    if row.paused_at is not None or row.is_archived:
        row.paused_at = row.archived_at = None
        await _check(session, row)
        company = await load_company(session)
        row.next_on = _next(row, company, clock.today(company.zone))
        await session.flush()
        await record(session, actor, events.RecurrenceResumed(row.id, row.title))
    return row


async def archive_recurrence(
    session: AsyncSession, actor: Actor, recurrence_id: UUID, *, version: int | None = None
) -> Recurrence:
    """Put it away; what was handed out stays."""
    row = await _load(session, actor, recurrence_id, version)
    if not row.is_archived:
        row.archived_at = clock.now()
        await session.flush()
        await record(session, actor, events.RecurrenceArchived(row.id, row.title))
    return row


async def hand_out(session: AsyncSession, recurrence_id: UUID) -> int:
    """Make the tasks of every day that has come, missed ones too; return how many were made.

    The row is locked and each task bears the day and the person in a unique key: handing out twice
    makes nothing twice. What cannot go on (a closed project, nobody left) pauses and says why.
    """
    row = await session.scalar(
        sa.select(Recurrence)
        .where(Recurrence.id == recurrence_id, Recurrence.paused_at.is_(None),
               Recurrence.archived_at.is_(None), Recurrence.next_on.is_not(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if row is None:
        return 0
    company, actor, made = await load_company(session), system("recurring"), 0
    calendar, today = calendar_of(row, company), clock.today(company.zone)
    for _step in range(AT_ONCE):
        day = row.next_on
        due_on = calendar.moved(day, row.rule) if day else None
        if day is None or (due_on and gives_on(row, due_on) > today):
            break
        if due_on is not None:
            if why := await _obstacle(session, row):
                row.paused_at = clock.now()
                await record(session, actor, events.RecurrencePaused(row.id, row.title, why))
                break
            made += await _hand_day(session, actor, row, day, due_on)
        row.next_on = _next(row, company, day + timedelta(days=1))
    await session.flush()
    return made


def gives_on(row: Recurrence, due_on: date) -> date:
    """Return the day on which the task of a day of work is made."""
    return due_on - timedelta(days=row.lead_days)


def calendar_of(row: Recurrence, company: Company) -> Calendar:
    """Return the holidays that a recurring assignment respects."""
    return Calendar(company.country, company.holidays_subdivision, row.on_holiday)


async def _hand_day(
    session: AsyncSession, actor: Actor, row: Recurrence, day: date, due_on: date
) -> int:
    """Make the tasks of one day: one for each person, or one for the team."""
    people: list[UUID | None] = [*await _people(session, row)] if row.staff_ids else [None]
    keys = {f"{row.id}:{day}:{one or 'team'}": one for one in people}
    known = set(await session.scalars(sa.select(Task.handed_key).where(Task.handed_key.in_(keys))))
    fresh = {key: one for key, one in keys.items() if key not in known}
    for key, one in fresh.items():
        await create_task(
            session, actor, title=row.title, description=row.description,
            workflow_id=row.workflow_id, customer_id=row.customer_id, project_id=row.project_id,
            team_id=row.team_id, doer_id=one, due_on=due_on, due_time=row.at_time,
            planned_minutes=row.planned_minutes, recurrence_id=row.id, handed_key=key,
        )  # fmt: skip
    if fresh:
        await record(session, actor, events.RecurrenceHandedOut(row.id, row.title, day, len(fresh)))
    return len(fresh)


async def _people(session: AsyncSession, row: Recurrence) -> list[UUID]:
    """Return those of the resources who still work here, in the order they were chosen."""
    wanted = [key for one in row.staff_ids if (key := parse_id(one))]
    working = await actors_for(session, wanted)
    return [one for one in wanted if one in working]


async def _obstacle(session: AsyncSession, row: Recurrence) -> str:
    """Return why work cannot be handed out any more, or nothing."""
    if row.staff_ids and not await _people(session, row):
        return "nobody left"
    project = await session.get(Project, row.project_id) if row.project_id else None
    if project is not None and (project.closed_at or project.archived_at):
        return "project closed"
    workflow = await session.get(Workflow, row.workflow_id) if row.workflow_id else None
    return "workflow put away" if workflow is not None and workflow.is_archived else ""


def _next(row: Recurrence, company: Company, first: date) -> date | None:
    """Return the first day of the rule from a day on whose work is not left out."""
    falls = calendar_of(row, company).falls(
        row.rule, row.starts_on, max(first, row.starts_on), row.ends_on
    )
    return next((day for day, _due in falls), None)


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    clean = dict(fields)
    if "title" in clean:
        clean["title"] = clean_title(clean["title"])
    if "rule" in clean:
        clean["rule"] = check_rule(clean["rule"])
    if "description" in clean:
        clean["description"] = storable(clean["description"] or "")
    if "staff_ids" in clean:
        clean["staff_ids"] = [str(one) for one in dict.fromkeys(clean["staff_ids"])]
    return clean


async def _check(session: AsyncSession, row: Recurrence) -> None:
    if not row.staff_ids and row.team_id is None:
        raise NobodyToHandTo
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Invalid(_("It ends before it begins."), field="ends_on")
    if not 0 <= row.lead_days <= LEAD_DAYS:
        sentence = _("Choose a number from 0 to {most}.")
        raise Invalid(sentence.format(most=LEAD_DAYS), field="lead_days")
    if row.on_holiday not in ("skip", "after", "before"):
        raise Invalid(_("Choose what is done on holidays."), field="on_holiday")
    check_minutes(row.planned_minutes, "planned_minutes")
    row.customer_id = await check_project(session, row.project_id, row.customer_id)


async def _load(
    session: AsyncSession, actor: Actor, recurrence_id: UUID, version: int | None
) -> Recurrence:
    require(policies.can_plan_recurring(actor))
    row = await session.get(Recurrence, recurrence_id, with_for_update=True)
    if row is None:
        raise NotFound
    check_version(row.version, version)
    return row
