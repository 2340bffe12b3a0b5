"""A request's page and the inbox's first page cost at most eight statements, whatever is stored."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest
from core.conversations.queries import get_conversation
from core.conversations.service import add_message
from core.files.service import store_file
from core.intake.models import RoutingPin
from core.outbound.service import queue_message
from core.people import reaching
from core.people.models import Customer
from core.people.service import create_customer, create_person
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.work import service as work
from tests import make
from tests.admin.conftest import Browser

Queries = Callable[[], AbstractContextManager[list[str]]]
BOSS = system("a test")
MOST = 8
MESSAGES = 200


@pytest.fixture
async def member(app: App) -> StaffMember:
    """Somebody with every right, and so with every part of the page."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "All", *Permission)
        return await make.a_member(session, "Olli", roles=[role])


async def _filled(session: AsyncSession, member: StaffMember) -> str:
    """Make a request with something of everything beside it; return its number."""
    customer = await create_customer(session, BOSS, name="Lehto")
    team = await make.a_team(session, "Service")
    mailbox = await make.a_source(
        session, SourceKind.MAILBOX, address="a@firm.example", name="Info box"
    )
    asked = await make.a_request(
        session, subject="The roof", customer_id=customer.id, team_id=team.id, source=mailbox
    )
    await session.flush()
    await _reachable(session, customer)
    await requests.take(session, make.actor_of(member), asked.number)
    await _talked(session, asked)
    await _written(session, asked, member)
    await _beside(session, asked, member, customer)
    similar = await make.a_request(session, subject="The roof again", address="b@x.example")
    asked.routing_trace = [
        {"rule": "Roofs", "matched": {"sources": str(mailbox.id), "customers": str(customer.id)},
         "actions": {"team_id": str(team.id), "assignee_id": str(member.id)}},
        {"remark": "same_subject", "request_id": str(similar.id), "score": 50},
    ]  # fmt: skip
    return asked.number


async def _reachable(session: AsyncSession, customer: Customer) -> None:
    for step in range(3):
        person = await create_person(
            session, BOSS, name=f"P {step}", organisation_id=customer.organisation_id
        )
        owner = reaching.Owner(person.id, None)
        await reaching.add_phone(session, BOSS, owner, f"+35840123456{step}", country="FI")


async def _talked(session: AsyncSession, asked: ContactRequest) -> None:
    """Two hundred messages: some with files, some on their way."""
    conversation = await get_conversation(session, asked.conversation_id)
    for step in range(MESSAGES - 1):
        sent = None
        if step % 5 == 0:
            sent = await queue_message(
                session, once_key=f"k{step}", channel="mail", kind="reply", address="a@x.example",
                payload={"text": "Hello"},
            )  # fmt: skip
        message = await add_message(
            session, conversation, direction="out" if sent else "in", text=f"Word {step}.",
            attachment_count=step % 2, outbound_id=sent,
        )  # fmt: skip
        if step % 2:
            await store_file(
                session, name=f"f{step}.txt", data=b"x", subject_kind="message",
                subject_id=message.id,
            )  # fmt: skip


async def _written(session: AsyncSession, asked: ContactRequest, member: StaffMember) -> None:
    """Drafts of mine and a colleague's, who answers just now; merged and moved."""
    role = await make.a_role(session, "Office", *Permission)
    other = await make.a_member(session, "Beata", email="beata@work.example", roles=[role])
    for one in (member, other):
        await requests.save_draft(
            session, make.actor_of(one), asked.number, text=f"Draft of {one.name}"
        )
    for step in range(3):
        merged = await make.a_request(session, subject=f"Merged {step}", address="c@x.example")
        await requests.merge_requests(session, BOSS, merged.number, into=asked.number)


async def _beside(
    session: AsyncSession, asked: ContactRequest, member: StaffMember, customer: Customer
) -> None:
    """Tasks of the request, a pin, and a running clock in the frame."""
    actor = make.actor_of(member)
    for step in range(3):
        await work.create_task(
            session, actor, title=f"Climb {step}", doer_id=member.id, customer_id=customer.id,
            contact_request_id=asked.id,
        )  # fmt: skip
    session.add(RoutingPin(request_id=asked.id, wanted={"team_id": str(asked.team_id)}))
    await timesheets.start_timer(session, actor, customer_id=customer.id)


async def test_a_full_request_of_two_hundred_messages_costs_eight_statements(
    app: App, browser: Browser, member: StaffMember, queries: Queries
) -> None:
    async with app.sessions.begin() as session:
        number = await _filled(session, member)
    client = await browser(member)
    await client.get(f"/app/requests/{number}")

    with queries() as seen:
        page = await client.get(f"/app/requests/{number}")

    assert page.status_code == 200
    assert len(seen) <= MOST, "\n\n".join(seen)
    shown = (
        "Word 198.", "f197.txt", "Draft of Olli", "Beata", "Climb 2", "+358401234561", "Merged 2",
        "50 % sure", "Roofs", "Info box", "Take the pin off", "Lehto", "Service",
    )  # fmt: skip
    assert [one for one in shown if one not in page.text] == []


async def test_the_first_look_at_a_request_waits_for_no_writer(
    app: App, browser: Browser, member: StaffMember, queries: Queries
) -> None:
    async with app.sessions.begin() as session:
        number = (await make.a_request(session, subject="The roof")).number
    client = await browser(member)

    with queries() as seen:
        await client.get(f"/app/requests/{number}")

    wrote = [at for at, one in enumerate(seen) if one.startswith("UPDATE contact_requests")]
    assert len(seen) <= MOST
    assert wrote == [len(seen) - 1]
    async with app.sessions.reading() as session:
        assert not (await requests_by(session, number)).unread


async def requests_by(session: AsyncSession, number: str) -> ContactRequest:
    """Return a request by its number."""
    from core.contact_requests.queries import get_request

    return await get_request(session, BOSS, number)


async def test_the_first_page_of_the_inbox_costs_eight_statements(
    app: App, browser: Browser, member: StaffMember, queries: Queries
) -> None:
    async with app.sessions.begin() as session:
        for step in range(60):
            await make.a_request(session, subject=f"Matter {step}", address=f"a{step}@x.example")
    client = await browser(member)
    await client.get("/app/inbox")

    with queries() as seen:
        page = await client.get("/app/inbox?box=all")

    assert "Matter 59" in page.text
    assert len(seen) <= MOST, "\n\n".join(seen)
