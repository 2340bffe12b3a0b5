"""What somebody finds is what they may see, and nothing tells of the rest."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.discussion import service as discussion
from core.people import service as people
from core.startup import App
from core.views import filling, searching
from core.views.searching import search
from core.work import service as work
from tests import make

Queries = Callable[[], AbstractContextManager[list[str]]]


async def _filled(app: App) -> None:
    async for _step in filling.fill(app.sessions):
        pass


def shown(pieces: list[tuple[str, bool]]) -> str:
    """Return marked text with the found words in brackets."""
    return "".join(f"[{text}]" if found else text for text, found in pieces)


async def _company(app: App) -> tuple[Actor, Actor, Actor]:
    """Make an owner, somebody of the field and somebody of the office, and their work."""
    async with app.sessions.begin() as session:
        field, office = await make.a_team(session, "Field"), await make.a_team(session, "Office")
        owner = make.actor_of(await make.a_member(session, "Olga", owner=True))
        one = make.actor_of(await make.a_member(session, "Matti", teams=[field]))
        role = await make.a_role(session, "", Permission.LOG_HOURS)
        other = make.actor_of(await make.a_member(session, "Aino", teams=[office], roles=[role]))
        customer = await people.create_customer(session, owner, name="Peltola")
        await make.a_request(
            session, text="Hana vuotaa kellarissa.", subject="Vuoto", team_id=field.id
        )
        task = await work.create_task(session, owner, title="Vuoto kellarissa",
                                      customer_id=customer.id, team_id=office.id, doer_id=other.id)  # fmt: skip
        await discussion.add_comment(session, owner, "task", task.id, text="Vuoto löytyi seinästä")
        await discussion.add_note(
            session, owner, "company", None, title="Ohje", text="Jos vuoto, sulje"
        )
    await _filled(app)
    return owner, one, other


async def test_everybody_finds_what_they_may_see(app: App) -> None:
    owner, field, office = await _company(app)
    async with app.sessions.reading() as session:

        async def kinds(actor: Actor, text: str) -> dict[str, int]:
            found = await search(session, actor, text)
            return {kind: len(rows) for kind, rows in found.groups.items() if rows}

        assert await kinds(owner, "vuoto") == {
            "contact_request": 1, "task": 1, "message": 1, "remark": 2,
        }  # fmt: skip
        assert await kinds(field, "vuoto") == {"contact_request": 1, "message": 1, "remark": 1}
        assert await kinds(office, "vuoto") == {"task": 1, "remark": 2}
        assert await kinds(field, "peltola") == {
            "contact_request": 1,
            "customer": 1,
            "person": 1,
            "message": 1,
        }
        assert await kinds(office, "peltola") == {"task": 1}


async def test_found_words_are_marked_in_titles_and_texts(app: App) -> None:
    owner, *_others = await _company(app)
    async with app.sessions.reading() as session:
        found = await search(session, owner, "vuodon kellari")
    [task] = found.groups["task"]
    assert shown(task.title) == "[Vuoto] [kellarissa]"
    assert task.path == f"/app/tasks/{task.number}"
    [message] = found.groups["message"]
    assert shown(message.title) == "[Vuoto]"
    assert shown(message.excerpt) == "Hana vuotaa [kellarissa]."


async def test_a_part_that_is_off_is_not_found(app: App) -> None:
    owner, *_others = await _company(app)
    without = Actor(
        "staff", owner.id, permissions=owner.permissions, modules_off=frozenset({"work"})
    )
    async with app.sessions.reading() as session:
        found = await search(session, without, "vuoto")
    assert "task" not in found.groups
    assert [shown(one.title) for one in found.groups["remark"]] == ["Ohje"]


async def test_a_look_costs_few_statements(app: App, queries: Queries) -> None:
    owner, *_others = await _company(app)
    async with app.sessions.reading() as session:
        await search(session, owner, "vuoto")
        with queries() as seen:
            await search(session, owner, "vuoto kellari")
        assert len(seen) <= (4 if app.sessions.dialect == "sqlite" else 5)


async def test_what_is_hidden_makes_room_for_what_is_seen(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where most of what is found is hidden, a page looks further down; nothing is counted."""
    monkeypatch.setattr(searching, "AT_ONCE", 10)
    async with app.sessions.begin() as session:
        field, office = await make.a_team(session, "Field"), await make.a_team(session, "Office")
        actor = make.actor_of(await make.a_member(session, "Matti", teams=[field]))
        await make.a_request(session, subject="Vuoto", text="Oma", team_id=field.id)
        for number in range(18):
            await make.a_request(
                session, subject="Vuoto", text=f"Muiden {number}", team_id=office.id
            )
    await _filled(app)
    async with app.sessions.reading() as session:
        quick = await search(session, actor, "vuoto")
        whole = await search(session, actor, "vuoto", kinds=["contact_request"], thorough=True)
    assert quick.groups["contact_request"] == []
    assert len(whole.groups["contact_request"]) == 1
    assert whole.before == {}


async def test_pages_of_a_kind_hold_everything_once(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 10)
    async with app.sessions.begin() as session:
        owner = make.actor_of(await make.a_member(session, owner=True))
        for number in range(23):
            await make.a_request(session, subject=f"Vuoto {number}")
    await _filled(app)
    numbers: list[str] = []
    before: dict[str, int] = {}
    async with app.sessions.reading() as session:
        while True:
            page = await search(session, owner, "vuoto", kinds=["contact_request"], before=before,
                                thorough=True)  # fmt: skip
            numbers += [one.number for one in page.groups["contact_request"]]
            if not page.before:
                break
            before = page.before
    assert len(numbers) == len(set(numbers)) == 23


async def test_an_erased_person_is_found_no_more(session: AsyncSession) -> None:
    from core.privacy import service as privacy

    owner = make.actor_of(await make.a_member(session, owner=True))
    person = await people.create_person(session, owner, name="Liisa Lakso")
    assert (await search(session, owner, "lakso")).groups["person"]
    await privacy.erase_person(session, owner, person.id, reason="asked for it")
    assert not await search(session, owner, "lakso")
