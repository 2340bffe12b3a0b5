"""Writing tasks down and changing them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests.models import ContactRequest
from core.errors import NotFound, check_version
from core.events.bus import plain, record
from core.fields.filling import set_values
from core.fields.models import Module
from core.kit import clock
from core.numbering.service import next_number
from core.settings.queries import load_company
from core.work import entering, events, policies, queries
from core.work.changing import Changes, apply_changes, check_project, facts, fit_times
from core.work.checking import clean_fields, clean_title
from core.work.errors import StageElsewhere
from core.work.models import Stage, Task
from core.work.workflows import seed_default_workflow

WHEN = {"due_on", "due_time", "doer_id", "starts_at", "ends_at", "deferred_until"}


class TaskFields(TypedDict, total=False):
    """What may be said of a task besides its title; `due_time` is wall time of the doer.

    `starts_at` and `ends_at` (UTC) make it an event, whose due day and time are its beginning.
    `priority` is 1 (urgent), 0 or -1 (low).
    """

    description: str
    customer_id: UUID | None
    person_id: UUID | None
    project_id: UUID | None
    contact_request_id: UUID | None
    doer_id: UUID | None
    responsible_id: UUID | None
    team_id: UUID | None
    due_on: date | None
    due_time: time | None
    starts_at: datetime | None
    ends_at: datetime | None
    deferred_until: date | None
    planned_minutes: int | None
    percent: int
    priority: int
    recurrence_id: UUID | None
    handed_key: str | None


FIXED = {"contact_request_id", "recurrence_id", "handed_key"}
CHANGEABLE = ("title", *(TaskFields.__annotations__.keys() - FIXED))


async def create_task(
    session: AsyncSession, actor: Actor, *, title: str, workflow_id: UUID | None = None,
    stage_id: UUID | None = None, custom: Mapping[str, Any] | None = None,
    tags: Sequence[str] | None = None, **fields: Unpack[TaskFields],
) -> Task:  # fmt: skip
    """Write down a piece of work in the first stage of its workflow.

    `custom` is what was typed into the company's own fields, by key.
    From a contact request it takes what is not given: customer, person, team. The responsible
    one is by default whoever creates it. Raises ProjectOfAnotherCustomer, ProjectClosed,
    StageElsewhere, and what a stage's rules refuse (`stage_refusals`).
    """
    require(policies.can_create_task(actor, fields.get("doer_id")))
    stage = await _stage_for_new(session, actor, workflow_id, stage_id)
    company = await load_company(session)
    number = await next_number(session, "T", year=clock.today(company.zone).year)
    task = Task(number=number, title=clean_title(title), workflow_id=stage.workflow_id, stage=stage)
    for name, value in clean_fields({**fields}).items():
        setattr(task, name, value)
    if task.responsible_id is None and actor.kind == "staff":
        task.responsible_id = actor.id
    if task.contact_request_id is not None:
        await _take_from_request(session, task, task.contact_request_id)
    await _fit_project(session, task)
    await entering.give_doer(session, task)
    await fit_times(session, actor, task, company.zone)
    session.add(task)
    await set_values(session, actor, Module.TASK, task, custom, tags, is_new=True)
    await entering.check_beginning(session, actor, task)
    await session.flush()
    await record(session, actor, *_facts_of_new(task))
    return task


async def change_task(
    session: AsyncSession, actor: Actor, which: str | UUID, *, version: int | None = None,
    custom: Mapping[str, Any] | None = None, tags: Sequence[str] | None = None, **changes: Any,
) -> Task:  # fmt: skip
    """Change fields of CHANGEABLE; raises Changed when `version` is not the stored one.

    `custom` holds what was typed into own fields, by key; those not in it stay.
    """
    task = await queries.get_task(session, actor, which, lock=True)
    require(policies.can_change_task(actor, task))
    check_version(task.version, version)
    before = task.doer_id
    changed = apply_changes(task, clean_fields(changes), CHANGEABLE)
    changed |= await set_values(session, actor, Module.TASK, task, custom, tags)
    if not changed:
        return task
    if {"customer_id", "project_id"} & changed.keys():
        await _fit_project(session, task)
    if WHEN & changed.keys():
        await fit_times(session, actor, task, actor.zone)
    await session.flush()
    await record(session, actor, events.TaskChanged(**facts(task), changes=changed))
    if "doer_id" in changed:
        assigned = events.TaskAssigned(
            **facts(task), doer_id=task.doer_id, before_id=before, due_on=task.due_on
        )
        await record(session, actor, assigned)
    return task


async def archive_task(session: AsyncSession, actor: Actor, which: str | UUID) -> Task:
    """Put a task away (made by mistake)."""
    task = await queries.get_task(session, actor, which, lock=True)
    require(policies.can_change_task(actor, task))
    task.archived_at = clock.now()
    task.remind_at = None
    changes: Changes = {"archived_at": [None, plain(task.archived_at)]}
    await record(session, actor, events.TaskChanged(**facts(task), changes=changes))
    return task


def _facts_of_new(task: Task) -> list[events.TaskEvent]:
    created = events.TaskCreated(
        **facts(task), doer_id=task.doer_id, responsible_id=task.responsible_id,
        due_on=task.due_on, customer_id=task.customer_id,
        contact_request_id=task.contact_request_id,
    )  # fmt: skip
    if task.doer_id is None:
        return [created]
    return [created, events.TaskAssigned(**facts(task), doer_id=task.doer_id, due_on=task.due_on)]


async def _stage_for_new(
    session: AsyncSession, actor: Actor, workflow_id: UUID | None, stage_id: UUID | None
) -> Stage:
    if stage_id is not None:
        stage = await session.get(Stage, stage_id)
        if stage is None:
            raise NotFound
        if workflow_id is not None and stage.workflow_id != workflow_id:
            raise StageElsewhere(stage=stage.name)
        return stage
    stage = await queries.first_stage(session, workflow_id, actor=actor)
    if stage is None and workflow_id is None:
        await seed_default_workflow(session, actor)
        stage = await queries.first_stage(session)
    if stage is None:
        raise NotFound
    return stage


async def _take_from_request(session: AsyncSession, task: Task, request_id: UUID) -> None:
    request = await session.get(ContactRequest, request_id)
    if request is None:
        raise NotFound
    task.customer_id = task.customer_id or request.customer_id
    task.person_id = task.person_id or request.person_id
    task.team_id = task.team_id or request.team_id


async def _fit_project(session: AsyncSession, task: Task) -> None:
    """A project brings its customer, and only its own; closed ones take nothing."""
    task.customer_id = await check_project(session, task.project_id, task.customer_id)
