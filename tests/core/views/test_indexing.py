"""The index follows what happens: at once for staff, seconds later for what arrives."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.contact_requests.models import ContactRequest
from core.discussion import service as discussion
from core.events import sealing
from core.people import service as people
from core.search.models import SearchProgress, entries
from core.search.queries import find
from core.startup import App
from core.views import filling
from core.work import service as work
from tests import make

Queries = Callable[[], AbstractContextManager[list[str]]]


async def _owner(session: AsyncSession, channel: str = "panel") -> Actor:
    return make.actor_of(await make.a_member(session, owner=True), channel)


async def found(session: AsyncSession, typed: str) -> list[str]:
    """Return the groups in which something was found."""
    return [hit.group for hit in await find(session, typed)]


async def catch_up(app: App, moment: Any) -> int:
    """Seal what happened and let the job read it."""
    moment.shift(timedelta(seconds=5))
    async with app.sessions.begin() as session:
        await sealing.seal_committed(session)
    return await filling.follow(app.sessions)


async def test_what_staff_do_in_the_panel_is_found_in_the_same_transaction(
    session: AsyncSession, clock: Any
) -> None:
    actor = await _owner(session)
    customer = await people.create_customer(
        session, actor, name="Peltola", phone="040 123 4567", email="info@peltola.example"
    )
    task = await work.create_task(session, actor, title="Hana vuotaa", customer_id=customer.id)
    await work.create_project(session, actor, name="Saneeraus", customer_id=customer.id)
    await discussion.add_comment(session, actor, "task", task.id, text="Tiiviste tilattu")

    assert await found(session, "peltola") == ["task", "customer", "project"]
    assert await found(session, "+358401234567") == ["customer"]
    assert await found(session, "vuodon") == []
    assert await found(session, "tiivisteen") == ["remark"]
    await work.change_task(session, actor, task.number, title="Putki vuotaa")
    assert await found(session, "hana") == []
    assert await found(session, "putken") == ["task"]


async def test_what_is_removed_is_found_no_more(session: AsyncSession, clock: Any) -> None:
    actor = await _owner(session)
    customer = await people.create_customer(session, actor, name="Peltola")
    remark = await discussion.add_comment(session, actor, "customer", customer.id, text="Portti")
    note = await discussion.add_note(session, actor, "customer", customer.id, text="Avainlaatikko")
    assert await found(session, "portti") == await found(session, "avainl") == ["remark"]

    await discussion.remove_comment(session, actor, remark.id)
    await discussion.archive_note(session, actor, note.id)

    assert await found(session, "portti") == await found(session, "avainl") == []
    await discussion.restore_comment(session, actor, remark.id)
    assert await found(session, "portti") == ["remark"]


async def test_writing_the_index_along_costs_two_statements(
    session: AsyncSession, queries: Queries, clock: Any
) -> None:
    chat, panel = await _owner(session, "telegram"), await _owner(session)
    await work.create_task(session, chat, title="The first one makes the workflow")
    with queries() as without:
        await work.create_task(session, chat, title="By chat")
    with queries() as beside:
        await work.create_task(session, panel, title="In the panel")
    assert len(beside) - len(without) <= 3


async def test_what_arrives_is_read_from_the_sealed_facts(app: App, clock: Any) -> None:
    await filling.follow(app.sessions)
    async with app.sessions.begin() as session:
        request = await make.a_request(session, text="Kattomme vuotaa.", subject="Vuoto katossa")
        assert await found(session, "kattomme") == []
    assert await catch_up(app, clock) > 0

    async with app.sessions.begin() as session:
        assert await found(session, "vuoto") == ["contact_request", "message"]
        await session.execute(
            sa.update(ContactRequest).where(ContactRequest.id == request.id).values(state="spam")
        )
    assert await catch_up(app, clock) == 0  # nothing happened since


async def test_a_new_name_of_a_customer_is_found_on_its_tasks(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        actor = await _owner(session)
        customer = await people.create_customer(session, actor, name="Peltola")
        await work.create_task(session, actor, title="Hana", customer_id=customer.id)
    await filling.follow(app.sessions)
    async with app.sessions.begin() as session:
        await people.change_customer(session, actor, customer.id, name="Niittylä")
    await catch_up(app, clock)
    async with app.sessions.reading() as session:
        assert await found(session, "niittylä hana") == ["task"]
        assert await found(session, "peltola hana") == []


async def test_an_older_installation_is_filled_newest_first_and_only_once(
    app: App, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 3)
    async with app.sessions.begin() as session:
        for number in range(8):
            clock.shift(timedelta(seconds=1))
            await make.a_customer(session, name=f"Peltola {number}")
    steps = [step async for step in filling.fill(app.sessions)]
    assert [step.rows for step in steps if step.table == "customers"] == [3, 3, 2]
    assert [step async for step in filling.fill(app.sessions)] == []

    async with app.sessions.begin() as session:
        names = await session.scalars(
            sa.select(entries.c.title_words).order_by(entries.c.id.desc())
        )
        assert list(names) == [f"peltola {number}" for number in reversed(range(8))]
        actor = await _owner(session)
        await people.create_customer(session, actor, name="Peltola 9")
        first = (await find(session, "peltola", limit=1))[0]
        newest = await session.scalar(
            sa.select(entries.c.title_words).order_by(entries.c.id.desc())
        )
    assert newest == "peltola 9"
    assert first.group == "customer"


async def test_filling_goes_on_where_it_stopped_and_may_begin_anew(
    app: App, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 2)
    async with app.sessions.begin() as session:
        for number in range(4):
            await make.a_customer(session, name=f"Peltola {number}")
    async for step in filling.fill(app.sessions):
        if step.table == "customers":
            break
    async with app.sessions.reading() as session:
        assert len(await found(session, "peltola")) == 2
    assert await filling.keep_up(app.sessions) > 0
    async with app.sessions.reading() as session:
        assert len(await found(session, "peltola")) == 4
    await filling.begin_anew(app.sessions)
    async with app.sessions.reading() as session:
        assert await session.scalar(
            sa.select(sa.func.count()).select_from(SearchProgress)
            .where(SearchProgress.name != filling.FACTS)
        ) == 0  # fmt: skip
        assert len(await found(session, "peltola")) == 4
    await filling.keep_up(app.sessions)
    async with app.sessions.reading() as session:
        assert len(await found(session, "peltola")) == 4


async def test_bulk_of_the_system_writes_no_index(app: App, queries: Queries, clock: Any) -> None:
    async with app.sessions.begin() as session:
        with queries() as seen:
            await people.create_person(session, system("test"), name="Liisa")
        assert not [one for one in seen if "search_entries" in one]
