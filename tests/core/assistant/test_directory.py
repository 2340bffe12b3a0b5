"""A company's names are made ready before a message's transaction, not while others wait for it."""

from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import Actor
from core.assistant import directory
from core.assistant.directory import ground_for, warm
from core.language.directory import Directory
from core.people.models import Customer
from core.startup import App
from core.worker import ChatWorker
from tests import make
from tests.core.assistant.conftest import Chat, Company


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of names counts as many."""
    monkeypatch.setattr(directory, "MANY_NAMES", 2)


async def named(app: App, actor: Actor) -> set[str]:
    """The customers a turn knows, as its transaction sees them."""
    async with app.sessions.begin() as session:
        ground = await ground_for(session, actor)
        return {one.name for one in ground.names.alone.customers}


async def test_a_transaction_loads_no_names_after_warming(
    app: App, company: Company, queries: Any
) -> None:
    await warm(app.sessions)
    with queries() as seen:
        assert "Lehto" in await named(app, make.actor_of(company.sam))
    assert not [one for one in seen if "customers.aliases" in one or "work_kinds.name" in one]


async def test_many_names_are_indexed_when_warm_returns(
    app: App, company: Company, many: None
) -> None:
    await warm(app.sessions)
    async with app.sessions.begin() as session:
        names = (await ground_for(session, make.actor_of(company.anna))).names
    assert "index" in vars(names.alone)
    assert "index" in vars(names.crew)


async def test_names_changed_after_warming_are_never_loaded_under_the_lock_when_many(
    app: App, company: Company, many: None
) -> None:
    actor = make.actor_of(company.sam)
    await warm(app.sessions)
    async with app.sessions.begin() as session:
        await make.a_customer(session, "Zetterberg")

    assert "Zetterberg" not in await named(app, actor)
    await warm(app.sessions)
    assert "Zetterberg" in await named(app, actor)


async def test_names_nobody_warms_are_not_used_for_long(
    app: App, company: Company, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = make.actor_of(company.sam)
    await warm(app.sessions)
    async with app.sessions.begin() as session:
        await make.a_customer(session, "Zetterberg")
    monkeypatch.setattr(directory, "STALE_SECONDS", 0.0)

    assert "Zetterberg" in await named(app, actor)


async def test_a_change_of_something_else_keeps_the_index(app: App, company: Company) -> None:
    await warm(app.sessions)
    actor = make.actor_of(company.sam)
    async with app.sessions.begin() as session:
        before = (await ground_for(session, actor)).names
        await session.execute(
            sa.update(Customer).values(version=Customer.version + 1)
        )  # fmt: skip
    await warm(app.sessions)
    async with app.sessions.begin() as session:
        after = (await ground_for(session, actor)).names

    assert after is not before
    assert after.alone is before.alone
    assert isinstance(after.alone, Directory)


async def test_the_worker_knows_a_customer_made_just_before_among_many(
    app: App, company: Company, telegram: Chat, many: None
) -> None:
    from core.inbox.service import receive
    from tests.core.assistant.test_questions import booked

    message = telegram.message(company.sam, text="zetterberg 3 h")

    async def decode(_app: App, _item: object) -> Any:
        return message

    worker = ChatWorker(app, {"telegram": decode})
    await warm(app.sessions)
    async with app.sessions.begin() as session:
        zetterberg = await make.a_customer(session, "Zetterberg")
        await receive(
            session, source_id=telegram.source.id, channel="telegram", external_id="1", payload={}
        )

    assert await worker.handle_due() == 1
    assert [entry.customer_id for entry in await booked(app)] == [zetterberg.id]
