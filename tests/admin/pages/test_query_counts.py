"""A page asks the database as often with many rows as with few."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.conversations.queries import get_conversation
from core.conversations.service import add_message
from core.files.service import store_file
from core.kit import clock
from core.outbound.service import queue_message
from core.people.models import Customer
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.work import service as work
from tests import make
from tests.admin.conftest import Browser

Queries = Callable[[], AbstractContextManager[list[str]]]
HIGHEST = 24
"""No page of ours asks more often, whatever it shows (sign-in and frame included)."""
LOWER = {"/app/inbox?box=all": 8}


async def _grow(session: AsyncSession, member: StaffMember, customer: Customer, step: int) -> None:
    """Add a bit of everything: a request with a conversation, a task, hours, an outgoing mail."""
    actor = make.actor_of(member)
    project = await make.a_project(session, f"Project {step}", customer)
    asked = await make.a_request(
        session, subject=f"Matter {step}", address=f"a{step}@x.example", customer_id=customer.id
    )
    await session.flush()
    await requests.take(session, actor, asked.number)
    day = clock.today(actor.zone) - timedelta(days=step % 5)
    task = await work.create_task(
        session, actor, title=f"Task {step}", doer_id=member.id, customer_id=customer.id, due_on=day,
        project_id=project.id,
    )  # fmt: skip
    await timesheets.log_time(
        session, actor, day=day, minutes=15, customer_id=customer.id, project_id=project.id,
        task_id=task.id,
    )  # fmt: skip
    await queue_message(
        session, once_key=f"k{step}", channel="mail", kind="reply", address=f"a{step}@x.example",
        payload={"text": "Hello"},
    )  # fmt: skip


async def _talk(session: AsyncSession, number: str, member: StaffMember, step: int) -> None:
    """Add a message with a file, and a change, to a request."""
    asked = await requests.assign(
        session, make.actor_of(member), number, staff_id=member.id if step % 2 else None
    )
    conversation = await get_conversation(session, asked.conversation_id)
    message = await add_message(
        session, conversation, direction="in", text=f"And {step}", attachment_count=1
    )
    await store_file(
        session, name="a.txt", data=b"x", subject_kind="message", subject_id=message.id
    )


@pytest.fixture
async def member(app: App) -> StaffMember:
    """Somebody who sees everything but configures nothing."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Office", *_OFFICE)
        return await make.a_member(session, "Olli", roles=[role])


_OFFICE = tuple(one for one in Permission if not one.value.startswith("manage_"))


@pytest.mark.parametrize(
    "path",
    ["/app", "/app/inbox?box=all", "/app/requests/R-{year}-0001", "/app/tasks",
     "/app/tasks?box=team", "/app/tasks/T-{year}-0001", "/app/hours", "/app/hours/new",
     "/app/customers", "/app/customers/{customer}", "/app/projects", "/app/outbox",
     "/app/suggest/customers?customer=l"],
)  # fmt: skip
async def test_a_page_asks_no_more_often_when_rows_grow(
    app: App, browser: Browser, member: StaffMember, queries: Queries, path: str
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")
        await _grow(session, member, customer, 0)
        await _talk(session, f"R-{clock.now().year}-0001", member, 1)
    client = await browser(member)
    path = path.format(year=clock.now().year, customer=customer.id)
    await client.get(path)  # whatever is read once, is read now

    with queries() as few:
        first = await client.get(path)
    async with app.sessions.begin() as session:
        for step in range(1, 12):
            await _grow(session, member, customer, step)
            await _talk(session, f"R-{clock.now().year}-0001", member, step)
            await make.a_customer(session, f"Lehto {step}")
    await client.get(path)
    with queries() as many:
        second = await client.get(path)

    assert (first.status_code, second.status_code) == (200, 200)
    assert len(second.content) > len(first.content)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= LOWER.get(path, HIGHEST)
