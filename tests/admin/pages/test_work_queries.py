"""The pages of work cost at most eight statements, whatever is stored."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.discussion import service as discussion
from core.fields.models import CustomField, FieldKind, Module
from core.kit import clock
from core.people import reaching
from core.people.service import create_customer, create_person
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.work import service as work
from core.work.models import TaskLinkKind
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


async def _filled(session: AsyncSession, member: StaffMember) -> dict[str, str]:
    """Make something of everything; return the paths of the pages."""
    actor, other = make.actor_of(member), await make.a_member(session, "Matti")
    today = clock.today(actor.zone)
    for module in (Module.TASK, Module.PROJECT, Module.PERSON):
        session.add(CustomField(module=module, key="c", label="Other customer",
                                kind=FieldKind.CUSTOMER))  # fmt: skip
    customer = await create_customer(session, BOSS, name="Lehto")
    person = await create_person(
        session, BOSS, name="Liisa", organisation_id=customer.organisation_id
    )
    own = {"c": str(customer.id)}
    await reaching.add_phone(
        session, BOSS, reaching.Owner(person.id, None), "040123456", country="FI"
    )
    await reaching.add_email(session, BOSS, reaching.Owner(person.id, None), "l@x.example")
    await work.create_status(session, actor, name="Begun", color="blue")
    kind = await work.create_type(session, actor, name="Call", color="green")
    group = await work.create_group(
        session, actor, name="Crew", customer_id=customer.id, member_ids=[other.id]
    )
    project = await work.create_project(
        session, actor, name="Roof", customer_id=customer.id, budget_minutes=600,
        member_ids=[member.id], custom=own,
    )  # fmt: skip
    repeated = await work.create_recurrence(
        session, actor, title="Check", rule="FREQ=DAILY", starts_on=today,
        staff_ids=[member.id, other.id], project_id=project.id,
    )  # fmt: skip
    asked = await make.a_request(
        session, subject="Roof", customer_id=customer.id, person_id=person.id
    )
    await session.flush()
    await requests.take(session, actor, asked.number)
    numbers = []
    for step in range(4):
        begin = clock.now() + timedelta(hours=1)
        task = await work.create_task(
            session, actor, title=f"Task {step}", doer_id=member.id, customer_id=customer.id,
            person_id=person.id, project_id=project.id, contact_request_id=asked.id,
            starts_at=begin, ends_at=begin + timedelta(hours=2), planned_minutes=60,
            recurrence_id=repeated.id, custom=own, tags=["a", "b"],
        )  # fmt: skip
        numbers.append(task.number)
        for one in range(3):
            await work.add_item(session, actor, task.number, text=f"Line {one}")
            given = await work.create_activity(
                session, actor, task.number, staff_id=member.id if one else other.id,
                type_id=kind.id, text="Ask", due_on=today,
            )  # fmt: skip
        await work.finish_activity(session, actor, given.id, result="Yes")
        await discussion.add_comment(session, actor, "task", task.id, text="So it goes")
        await timesheets.log_time(
            session, actor, day=today, minutes=15, customer_id=customer.id, project_id=project.id,
            task_id=task.id, confirmed=frozenset({"day_too_long", "over_budget", "overlap"}),
        )  # fmt: skip
        if step:
            await work.link_tasks(session, actor, task.number, numbers[0], kind=TaskLinkKind.BLOCKS)
    await work.create_reminder(
        session, actor, remind_at=clock.now() + timedelta(days=1), task_id=task.id
    )
    await work.change_task(session, actor, numbers[1], due_on=today, starts_at=None, ends_at=None)
    return {
        "task": f"/app/tasks/{numbers[0]}", "new task": "/app/tasks/new",
        "project": f"/app/projects/{project.id}", "new project": "/app/projects/new",
        "person": f"/app/persons/{person.id}", "home": "/app",
        "activities": "/app/activities", "counted": "/app/activities?period=year&all=1",
        "recurring": "/app/recurring", "recurrence": f"/app/recurring/{repeated.id}",
        "new recurrence": "/app/recurring/new", "groups": "/app/project-groups",
        "group": f"/app/project-groups/{group.id}", "types": "/app/activity-types",
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
