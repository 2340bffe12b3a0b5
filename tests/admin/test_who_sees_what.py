"""Who sees what, at every door: what is hidden is absent everywhere, what is not is there.

Each hidden thing bears a word to look for it by and a word that only its own text has. For every
viewer every door is opened: lists, exports, record pages, board, calendar, home, search, palette,
timelines, counts, the API and the chat.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission as May
from core.discussion.commenting import add_comment
from core.kit import clock
from core.people.reaching import Owner, add_email
from core.people.service import create_person
from core.sources.models import SourceKind
from core.staff import api_keys
from core.staff.models import Role, StaffMember
from core.startup import App
from core.timesheets import service as hours
from core.views.filling import keep_up
from core.work import service as work
from core.work.models import Stage, StageRight
from core.work.workflow_queries import workflows
from tests import make
from tests.admin.conftest import Browser
from tests.core.assistant.conftest import Chat

pytestmark = pytest.mark.slow

VIEWERS: dict[str, tuple[May, ...]] = {
    "bare": (May.LOG_HOURS, May.USE_API),
    "worker": (May.HANDLE_TASKS, May.USE_API),
    "seer": (May.SEE_ALL_TASKS, May.HANDLE_TASKS, May.USE_API),
    "insider": (May.SEE_ALL_TASKS, May.HANDLE_TASKS, May.USE_API),
    "clerk": (May.SEE_CUSTOMERS, May.HANDLE_REQUESTS, May.USE_API),
    "office": (May.SEE_CUSTOMERS, May.SEE_ALL_REQUESTS, May.HANDLE_REQUESTS, May.USE_API),
    "payroll": (May.SEE_ALL_HOURS, May.USE_API),
    "owner": tuple(May),
}
SEES: dict[str, set[str]] = {
    "task": {"seer", "insider", "owner"},
    "vault": {"insider", "owner"},  # in a stage that only a team sees
    "mine": {"owner", "insider"},  # bare's own task, in that stage: the stage decides
    "remark": {"insider", "owner"},  # said about the vault's task
    "request": {"office", "owner"},
    "letter": {"office", "owner"},  # what the customer wrote in it
    "customer": {"clerk", "office", "owner"},
    "person": {"clerk", "office", "owner"},
    "contact": {"clerk", "office", "owner"},  # the person's mail address
    "hours": {"payroll", "owner"},
}
BY_WORDS = {"customer"}
"""Whoever logs hours by chat names customers: there their names (nothing else) are no secret."""
LISTS = ("task", "project", "contact_request", "customer", "person", "time_entry", "message",
         "outbound_message", "staff_member")  # fmt: skip
API = ("tasks", "projects", "contact-requests", "customers", "persons", "time-entries",
       "messages", "outbox", "staff")  # fmt: skip


@dataclass
class House:
    """Everything there is, and who looks at it."""

    members: dict[str, StaffMember]
    pages: dict[str, list[str]] = field(default_factory=dict)


def find(thing: str) -> str:
    """Return the word that a thing is looked for by."""
    return f"needle{thing}"


def secret(thing: str) -> str:
    """Return the word that only the thing's own text has."""
    return f"hidden{thing}text"


def both(thing: str) -> str:
    """Return a title with both."""
    return f"{find(thing)} {secret(thing)}"


@pytest.fixture
async def house(app: App) -> House:
    """One of everything, and a viewer of every kind."""
    async with app.sessions.begin() as session:
        members = {}
        for name, rights in VIEWERS.items():
            role = await make.a_role(session, f"Role {name}", *rights, owner=name == "owner")
            members[name] = await make.a_member(session, name.title(), roles=[role])
        made = House(members)
        boss = make.actor_of(members["owner"])
        await _work(session, made, boss)
        await _customers(session, made, boss)
    await keep_up(app.sessions)
    return made


async def _work(session: Any, made: House, boss: Any) -> None:
    open_task = await work.create_task(session, boss, title=both("task"), doer_id=boss.id)
    stages = (await workflows(session))[0].stages
    stage = await session.get(Stage, stages[1].id)
    vault = await make.a_team(session, "Vault", [made.members["insider"]])
    stage.sees_all = stage.uses_all = False
    session.add(StageRight(stage_id=stage.id, team_id=vault.id, may_use=True))
    await session.flush()
    kept = await work.create_task(session, boss, title=both("vault"), stage_id=stage.id)
    mine = await work.create_task(
        session, boss, title=both("mine"), stage_id=stages[0].id,
        doer_id=made.members["bare"].id, due_on=clock.today(boss.zone),
    )  # fmt: skip
    await work.move_task(session, boss, mine.id, stage_id=stage.id)
    await add_comment(session, boss, "task", kept.id, text=both("remark"))
    for name, task in (("task", open_task), ("vault", kept), ("mine", mine)):
        made.pages[name] = [f"/app/tasks/{task.number}", f"/app/timeline/task/{task.id}"]
    made.pages["remark"] = made.pages["vault"]


async def _customers(session: Any, made: House, boss: Any) -> None:
    customer = await make.a_customer(session, both("customer"))
    other = await make.a_team(session, "Elsewhere")
    asked = await make.a_request(
        session, subject=both("request"), text=both("letter"), name="Somebody",
        address="x@customer.example", team_id=other.id,
    )  # fmt: skip
    person = await create_person(session, boss, name=both("person"))
    await add_email(session, boss, Owner(person.id, None), f"{secret('contact')}@customer.example")
    entry = await hours.log_time(
        session, boss, day=clock.today(boss.zone), minutes=60, note=both("hours")
    )
    made.pages["customer"] = [f"/app/customers/{customer.id}",
                              f"/app/timeline/customer/{customer.id}"]  # fmt: skip
    made.pages["contact"] = made.pages["person"] = [f"/app/persons/{person.id}"]
    made.pages["request"] = [f"/app/requests/{asked.number}",
                             f"/app/timeline/contact_request/{asked.id}"]  # fmt: skip
    made.pages["letter"] = made.pages["request"]
    made.pages["hours"] = [f"/app/hours/{entry.id}"]


def _doors() -> list[str]:
    doors = ["/app", "/app/tasks/board", "/app/tasks/calendar", "/app/activities", "/app/search",
             "/app/hours/entries?view=all", "/app/hours"]  # fmt: skip
    for path, views in (("/app/tasks", ("mine", "team", "due", "done")),
                        ("/app/inbox", ("mine", "team", "unassigned", "all", "closed")),
                        ("/app/customers", ("all", "mine")), ("/app/persons", ("all",)),
                        ("/app/projects", ("open",)), ("/app/messages", ("all",)),
                        ("/app/outbox", ("all",)), ("/app/staff", ("all",))):  # fmt: skip
        doors += [f"{path}?view={view}" for view in views]
    doors += [f"/app/lists/{kind}/export.csv" for kind in LISTS]
    doors += [f"/app/lists/{kind}/export.csv?view=all" for kind in LISTS]
    doors += ["/app/lists/task/export.csv?view=team"]
    for thing in SEES:
        doors += [f"/app/search?q={find(thing)}", f"/app/palette?text={find(thing)}"]
    return doors


async def _panel(client: Any, made: House) -> dict[str, str]:
    """Return what every address of the panel says."""
    doors = [*_doors(), *(page for pages in made.pages.values() for page in pages)]
    told = {}
    for door in dict.fromkeys(doors):
        answer = await client.get(door)
        assert answer.status_code in (200, 303, 403, 404), (door, answer.status_code)
        told[door] = answer.text
    return told


async def _program(app: App, client: Any, member: StaffMember, rights: Any) -> dict[str, str]:
    """Return what the API says to a program with all rights of a member."""
    scopes = [right for right in rights if right != May.USE_API]
    async with app.sessions.begin() as session:
        _key, key = await api_keys.make_key(
            session, make.actor_of(member), name="p", scopes=scopes, days=None
        )
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {key}"}
    told = {}
    for name in API:
        answer = await client.get(f"/api/v1/{name}?limit=200", headers=headers)
        assert answer.status_code in (200, 403, 404), (name, answer.text)
        told[f"/api/v1/{name}"] = answer.text
    return told


async def _chat(chat: Chat, member: StaffMember) -> dict[str, str]:
    """Return what the assistant says to who asks around."""
    asked = ["my tasks", "my day", "my week", "who is free", "new requests",
             *(f"what is open for {find(thing)}" for thing in SEES),
             *(f"phone of {find(thing)}" for thing in SEES), f"contact details of {find('person')}"]  # fmt: skip
    told = {}
    for text in asked:
        card = await chat.says(member, text)
        told[f"chat: {text}"] = " ".join([card, *(chat.labels() if chat.last_ref else [])])
    return told


@pytest.fixture
async def talk(app: App) -> Chat:
    """The web chat."""
    async with app.sessions.begin() as session:
        source = await make.a_source(session, SourceKind.WEBCHAT)
    return Chat(app, "webchat", source)


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_what_is_hidden_is_absent_at_every_door_and_what_is_not_is_there(
    app: App, browser: Browser, talk: Chat, house: House, viewer: str
) -> None:
    member = house.members[viewer]
    client = await browser(member)
    told = await _panel(client, house)
    if May.LOG_HOURS in VIEWERS[viewer]:
        told |= await _chat(talk, member)
    told |= await _program(app, client, member, VIEWERS[viewer])
    wrong = []
    for thing, seers in SEES.items():
        seen_at = [door for door, text in told.items() if secret(thing) in text
                   and not (thing in BY_WORDS and door.startswith("chat:"))]  # fmt: skip
        if viewer not in seers:
            wrong += [f"{thing} is seen at {door}" for door in seen_at]
        elif not seen_at:
            wrong.append(f"{thing} is not to be seen anywhere")
    assert wrong == []


@pytest.mark.parametrize("thing", ["task", "vault", "request", "customer"])
async def test_counts_tell_nothing_of_what_is_hidden(
    app: App, browser: Browser, house: House, thing: str
) -> None:
    kind = {"task": "task", "vault": "task", "request": "contact_request",
            "customer": "customer"}[thing]  # fmt: skip
    column = {"request": "subject", "customer": "name"}.get(thing, "title")
    for viewer in VIEWERS:
        client = await browser(house.members[viewer])
        query = f"view={'team' if kind == 'task' else 'all'}&f.{column}.contains={find(thing)}"
        answer = await client.get(f"/app/lists/{kind}/count?{query}")
        if viewer in SEES[thing]:
            assert "1" in answer.text, (viewer, answer.text)
        elif answer.status_code == 200:
            assert "1" not in answer.text, (viewer, answer.text)


async def test_every_permission_is_in_the_matrix(app: App, house: House) -> None:
    async with app.sessions.reading() as session:
        roles = (await session.scalars(sa.select(Role))).all()
    assert {str(right) for role in roles for right in role.permissions} == {str(one) for one in May}
