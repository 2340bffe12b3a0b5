"""Projects with a budget and people; kinds of work that are travelling."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import Invalid
from core.events.models import EventRecord
from core.timesheets import service as timesheets
from core.work import queries, service
from tests import make


@pytest.fixture
async def boss(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Anna", owner=True))


async def test_people_are_attached_and_detached_by_name_in_the_audit(
    session: AsyncSession, boss: Actor
) -> None:
    matti, liisa = await make.a_member(session, "Matti"), await make.a_member(session, "Liisa")
    roof = await service.create_project(
        session, boss, name="Roof", budget_minutes=6000, members_only=True,
        member_ids=[matti.id, uuid4()],
    )  # fmt: skip
    assert await queries.members_of_project(session, roof.id) == [(matti.id, "Matti")]
    await service.change_project(session, boss, roof.id, member_ids=[liisa.id], budget_minutes=None)
    assert await queries.members_of_project(session, roof.id) == [(liisa.id, "Liisa")]
    await service.change_project(session, boss, roof.id, name="Roofs")
    assert len(await queries.members_of_project(session, roof.id)) == 1
    changed = await session.scalar(
        sa.select(EventRecord.payload)
        .where(EventRecord.name == "ProjectChanged").order_by(EventRecord.id).limit(1)
    )  # fmt: skip
    assert changed is not None
    assert changed["changes"] == {
        "members": [["Matti"], ["Liisa"]], "budget_minutes": [6000, None],
    }  # fmt: skip


@pytest.mark.parametrize("budget", [0, -60, 10**9])
async def test_a_budget_is_more_than_nothing(
    session: AsyncSession, boss: Actor, budget: int
) -> None:
    with pytest.raises(Invalid) as refused:
        await service.create_project(session, boss, name="Roof", budget_minutes=budget)
    assert refused.value.field == "budget"


async def test_open_hours_are_billed_anew_when_their_kind_becomes_travelling(
    session: AsyncSession, boss: Actor
) -> None:
    lehto = await make.a_customer(session)
    kind = await service.create_work_kind(session, boss, name="Driving")
    await timesheets.set_billing_rule(session, boss, valid_from=date(2026, 1, 1), travel_percent=50)
    entry = await timesheets.log_time(
        session, boss, day=date(2026, 3, 31), minutes=60, customer_id=lehto.id,
        work_kind_id=kind.id,
    )  # fmt: skip
    assert entry.billed_minutes == 60
    await service.change_work_kind(session, boss, kind.id, name="Driving", is_travel=True)
    await session.refresh(entry)
    assert entry.billed_minutes == 30
    await service.change_work_kind(session, boss, kind.id, name="Going", is_travel=True)
    assert kind.name == "Going"
