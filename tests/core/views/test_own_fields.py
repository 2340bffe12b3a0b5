"""Own fields in lists: shown, filtered, sorted, exported, changed in bulk and put back exactly."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import Actor
from core.fields.models import FieldKind
from core.fields.service import create_field
from core.people import service as people
from core.people.models import Customer
from core.startup import App
from core.views import bulk
from core.views.bulk_running import run_changes
from core.views.listing import Wanted
from core.views.queries import open_list
from tests import make

ALL = Wanted("name")


@pytest.fixture
async def finn(app: App) -> Actor:
    """An owner who reads Finnish, at a company with two fields of customers."""
    async with app.sessions.begin() as session:
        actor = make.actor_of(await make.a_member(session, "Olga", owner=True, language="fi"))
        await create_field(session, actor, module="customer", label="Paino", kind=FieldKind.NUMBER)
        await create_field(
            session, actor, module="customer", label="Palvelut", kind=FieldKind.CHOICES,
            choices=["Huolto", "Päivystys", "Lumi"],
        )  # fmt: skip
        for name, custom in (("Aho", {"paino": "1,234", "palvelut": ["huolto", "lumi"]}),
                             ("Berg", {"paino": "12"}), ("Cederberg", {})):  # fmt: skip
            await people.create_customer(session, actor, name=name, custom=custom)
        return actor


async def weights(app: App) -> list[Any]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(sa.select(Customer.custom).order_by(Customer.name))
        return [custom.get("paino") for custom in rows]


async def changed(app: App, actor: Actor, column: str, value: Any) -> Any:
    async with app.sessions.begin() as session:
        scope = await open_list(session, actor, "customer")
        return (await bulk.start(session, actor, scope, ALL, column=column, value=value)).id


async def test_a_bulk_change_of_an_own_field_is_put_back_to_the_last_digit(
    app: App, finn: Actor
) -> None:
    assert await weights(app) == ["1.234", "12", None]
    change_id = await changed(app, finn, "custom.paino", "7,5")
    await run_changes(app.sessions)
    assert await weights(app) == ["7.5", "7.5", "7.5"]

    async with app.sessions.begin() as session:
        await bulk.undo(session, replace(finn, language="fi"), change_id)
    await run_changes(app.sessions)
    assert await weights(app) == ["1.234", "12", None]
