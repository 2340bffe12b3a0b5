"""Writing: requests, tasks and their moves, time entries, customers, comments."""

from datetime import date, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.routing import Route

from admin.api.doors import Made, changing
from core.access.actor import Actor
from core.contact_requests import service as requests
from core.errors import Invalid
from core.kit.i18n import _
from core.people import service as people
from core.settings.queries import load_company
from core.timesheets import service as hours
from core.work import service as work

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
"""Whatever the zone, its midnights are moments."""


class Shape(BaseModel):
    """A body: unknown fields are refused, so that a typing error is not lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewTask(Shape):
    """A task to write down."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=20_000)
    workflow_id: UUID | None = None
    stage_id: UUID | None = None
    customer_id: UUID | None = None
    person_id: UUID | None = None
    project_id: UUID | None = None
    doer_id: UUID | None = None
    responsible_id: UUID | None = None
    team_id: UUID | None = None
    due_on: Day | None = None
    due_time: time | None = None
    planned_minutes: int | None = Field(None, ge=0, le=600_000)
    priority: int = Field(0, ge=-1, le=1)
    tags: list[str] | None = None
    custom: dict[str, Any] | None = None


class ChangedTask(Shape):
    """What changes of a task: only what is given. `version` is the one that was read."""

    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    description: str | None = Field(None, max_length=20_000)
    customer_id: UUID | None = None
    project_id: UUID | None = None
    doer_id: UUID | None = None
    responsible_id: UUID | None = None
    team_id: UUID | None = None
    due_on: Day | None = None
    due_time: time | None = None
    planned_minutes: int | None = Field(None, ge=0, le=600_000)
    percent: int | None = Field(None, ge=0, le=100)
    priority: int | None = Field(None, ge=-1, le=1)
    tags: list[str] | None = None
    custom: dict[str, Any] | None = None


class Move(Shape):
    """The stage a task goes to."""

    stage_id: UUID
    version: int | None = None


class NewEntry(Shape):
    """Finished work: minutes, or from and until as wall times in the worker's zone."""

    day: Day
    minutes: int | None = Field(None, ge=1, le=1440)
    start: time | None = None
    end: time | None = None
    staff_id: UUID | None = None
    customer_id: UUID | None = None
    project_id: UUID | None = None
    task_id: UUID | None = None
    work_kind_id: UUID | None = None
    billable: bool | None = None
    note: str = Field("", max_length=2_000)
    custom: dict[str, Any] | None = None
    confirmed: list[str] = Field(default_factory=list)


class NewRequest(Shape):
    """Somebody asked something elsewhere: what, who, where from."""

    text: str = Field(min_length=1, max_length=50_000)
    subject: str = Field("", max_length=200)
    asker_name: str = Field("", max_length=200)
    asker_address: str = Field("", max_length=320)
    customer_id: UUID | None = None
    team_id: UUID | None = None
    assignee_id: UUID | None = None
    priority: int = Field(0, ge=-1, le=1)


class NewCustomer(Shape):
    """A buyer: a company, or a person."""

    name: str = Field(min_length=1, max_length=200)
    is_company: bool = True
    business_id: str | None = Field(None, max_length=40)
    email: str | None = Field(None, max_length=320)
    phone: str | None = Field(None, max_length=40)
    note: str = Field("", max_length=20_000)


def _given(wanted: BaseModel, *without: str) -> dict[str, Any]:
    """Return the fields that the caller gave."""
    return wanted.model_dump(exclude_unset=True, exclude=set(without))


async def new_task(session: AsyncSession, actor: Actor, wanted: NewTask, _request: Request) -> Made:
    """POST /api/v1/tasks"""
    task = await work.create_task(session, actor, **_given(wanted))
    return Made(201, {"id": str(task.id), "ref": task.number})


async def change_task(
    session: AsyncSession, actor: Actor, wanted: ChangedTask, request: Request
) -> Made:
    """PATCH /api/v1/tasks/{ref}"""
    ref, changes = request.path_params["ref"], _given(wanted, "version")
    if not changes:
        raise Invalid(_("Say what is to change."))
    task = await work.change_task(session, actor, ref, version=wanted.version, **changes)
    return Made(200, {"id": str(task.id), "ref": task.number, "version": task.version})


async def move_task(session: AsyncSession, actor: Actor, wanted: Move, request: Request) -> Made:
    """POST /api/v1/tasks/{ref}/move"""
    task = await work.move_task(
        session, actor, request.path_params["ref"], stage_id=wanted.stage_id,
        version=wanted.version,
    )  # fmt: skip
    return Made(200, {"id": str(task.id), "ref": task.number, "version": task.version})


async def new_entry(
    session: AsyncSession, actor: Actor, wanted: NewEntry, _request: Request
) -> Made:
    """POST /api/v1/time-entries"""
    fields = _given(wanted, "day", "minutes", "start", "end", "staff_id", "confirmed")
    booked = await hours.book(
        session, actor, day=wanted.day, minutes=wanted.minutes, start=wanted.start,
        end=wanted.end, staff_id=wanted.staff_id, confirmed=frozenset(wanted.confirmed), **fields,
    )  # fmt: skip
    return Made(201, {"id": str(booked.entry.id), "minutes": booked.entry.worked_minutes})


async def new_request(
    session: AsyncSession, actor: Actor, wanted: NewRequest, _request: Request
) -> Made:
    """POST /api/v1/contact-requests"""
    made = await requests.write_down(session, actor, **wanted.model_dump())
    return Made(201, {"id": str(made.id), "ref": made.number})


async def new_customer(
    session: AsyncSession, actor: Actor, wanted: NewCustomer, _request: Request
) -> Made:
    """POST /api/v1/customers"""
    company = await load_company(session)
    made = await people.create_customer(
        session, actor, country=company.country, **wanted.model_dump()
    )
    return Made(201, {"id": str(made.id), "ref": str(made.id)})


CALLS: tuple[tuple[str, str, type[Shape], Any], ...] = (
    ("POST", "/api/v1/tasks", NewTask, new_task),
    ("PATCH", "/api/v1/tasks/{ref}", ChangedTask, change_task),
    ("POST", "/api/v1/tasks/{ref}/move", Move, move_task),
    ("POST", "/api/v1/time-entries", NewEntry, new_entry),
    ("POST", "/api/v1/contact-requests", NewRequest, new_request),
    ("POST", "/api/v1/customers", NewCustomer, new_customer),
)
ROUTES = [
    Route(path, changing(shape, change), methods=[method]) for method, path, shape, change in CALLS
]
