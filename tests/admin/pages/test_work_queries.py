"""The pages of work cost at most eight statements, whatever is stored."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.discussion import service as discussion
from core.fields.models import CustomField, FieldKind, Module
from core.kit import clock
from core.people import reaching
from core.people.models import Customer, Person
from core.people.service import create_customer, create_person
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.work import service as work
from core.work.models import (
    ActivityType,
    Project,
    ProjectGroup,
    Recurrence,
    Task,
    TaskLinkKind,
)
from tests import make
from tests.admin.conftest import Browser

Queries = Callable[[], AbstractContextManager[list[str]]]
BOSS = system("a test")
MOST = 8


@pytest.fixture
async def member(app: App) -> StaffMember:
    """Somebody with every right, and so with every part of a page."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "All", *Permission)
        return await make.a_member(session, "Olli", roles=[role])


@dataclass(frozen=True)
class Ground:
    """What the pages are about."""

    actor: Actor
    other: StaffMember
    customer: Customer
    person: Person
    project: Project
    repeated: Recurrence
    kind: ActivityType
    group: ProjectGroup


async def _ground(session: AsyncSession, member: StaffMember) -> Ground:
    """Make a customer with people, a project, a group, types and recurring work."""
    actor, other = make.actor_of(member), await make.a_member(session, "Matti")
    for module in (Module.TASK, Module.PROJECT, Module.PERSON):
        session.add(CustomField(module=module, key="c", label="Other", kind=FieldKind.CUSTOMER))
    customer = await create_customer(session, BOSS, name="Lehto")
    firm = customer.organisation_id
    person = await create_person(session, BOSS, name="Liisa", organisation_id=firm)
    whose = reaching.Owner(person.id, None)
    await reaching.add_phone(session, BOSS, whose, "040123456", country="FI")
    await reaching.add_email(session, BOSS, whose, "l@x.example")
    await work.create_status(session, actor, name="Begun", color="blue")
    kind = await work.create_type(session, actor, name="Call", color="green")
    group = await work.create_group(
        session, actor, name="Crew", customer_id=customer.id, member_ids=[other.id]
    )
    project = await work.create_project(
        session, actor, name="Roof", customer_id=customer.id, budget_minutes=600,
        member_ids=[member.id], custom={"c": str(customer.id)},
    )  # fmt: skip
    repeated = await work.create_recurrence(
        session, actor, title="Check", rule="FREQ=DAILY", starts_on=clock.today(actor.zone),
        staff_ids=[member.id, other.id], project_id=project.id,
    )  # fmt: skip
    return Ground(actor, other, customer, person, project, repeated, kind, group)


async def _a_task(session: AsyncSession, on: Ground, request_id: UUID, step: int) -> Task:
    """Make a task with something of everything on it."""
    begin, actor, today = clock.now() + timedelta(hours=1), on.actor, clock.today(on.actor.zone)
    task = await work.create_task(
        session, actor, title=f"Task {step}", doer_id=actor.id, customer_id=on.customer.id,
        person_id=on.person.id, project_id=on.project.id, contact_request_id=request_id,
        starts_at=begin, ends_at=begin + timedelta(hours=2), planned_minutes=60,
        recurrence_id=on.repeated.id, custom={"c": str(on.customer.id)}, tags=["a", "b"],
    )  # fmt: skip
    for staff_id in (on.other.id, actor.staff_id, actor.staff_id):
        await work.add_item(session, actor, task.number, text="Line")
        await work.create_activity(
            session, actor, task.number, staff_id=staff_id, type_id=on.kind.id, due_on=today
        )
    done = await work.create_activity(
        session, actor, task.number, staff_id=on.other.id, type_id=on.kind.id
    )
    await work.finish_activity(session, actor, done.id, result="Yes")
    await discussion.add_comment(session, actor, "task", task.id, text="So it goes")
    await timesheets.log_time(
        session, actor, day=today, minutes=15, customer_id=on.customer.id,
        project_id=on.project.id, task_id=task.id,
        confirmed=frozenset({"day_too_long", "over_budget", "overlap"}),
    )  # fmt: skip
    return task


async def _filled(session: AsyncSession, member: StaffMember) -> dict[str, str]:
    """Make something of everything; return the paths of the pages."""
    on = await _ground(session, member)
    asked = await make.a_request(
        session, subject="Roof", customer_id=on.customer.id, person_id=on.person.id
    )
    await session.flush()
    await requests.take(session, on.actor, asked.number)
    tasks = [await _a_task(session, on, asked.id, step) for step in range(4)]
    first, second = tasks[0].number, tasks[1].number
    for one in tasks[1:]:
        await work.link_tasks(session, on.actor, one.number, first, kind=TaskLinkKind.BLOCKS)
    tomorrow = clock.now() + timedelta(days=1)
    await work.create_reminder(session, on.actor, remind_at=tomorrow, task_id=tasks[0].id)
    today = clock.today(on.actor.zone)
    await work.change_task(session, on.actor, second, due_on=today, starts_at=None, ends_at=None)
    return {
        "task": f"/app/tasks/{first}", "new task": "/app/tasks/new",
        "project": f"/app/projects/{on.project.id}", "new project": "/app/projects/new",
        "person": f"/app/persons/{on.person.id}", "home": "/app",
        "activities": "/app/activities", "counted": "/app/activities?period=year&all=1",
        "recurring": "/app/recurring", "recurrence": f"/app/recurring/{on.repeated.id}",
        "new recurrence": "/app/recurring/new", "groups": "/app/project-groups",
        "group": f"/app/project-groups/{on.group.id}", "types": "/app/activity-types",
        "steps": "/app/project-steps", "set-up": "/app/setup",
    }  # fmt: skip


async def test_the_pages_of_work_cost_at_most_eight_statements(
    app: App, browser: Browser, member: StaffMember, queries: Queries
) -> None:
    async with app.sessions.begin() as session:
        pages = await _filled(session, member)
    client = await browser(member)
    found = {}
    for name, path in pages.items():
        await client.get(path)  # whatever is read once, is read now
        with queries() as seen:
            shown = await client.get(path)
        assert shown.status_code == 200, (name, shown.text)
        found[name] = len(seen)

    assert {name: count for name, count in found.items() if count > MOST} == {}
    assert found["task"] > 1  # they were counted
