"""A newer rule takes an older one's place; what is open follows, what is locked stays."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import Invalid, NotAllowed
from core.kit.clock import now
from core.kit.ids import new_id
from core.settings import keys
from core.settings.service import set_value
from core.timesheets import service
from core.timesheets.billing_rules import terms_for
from core.timesheets.errors import RuleBackdated
from core.timesheets.models import BillingRule, TimeEntry
from core.work.models import WorkKind
from tests import make

TODAY = date(2026, 3, 31)
MARCH = date(2026, 3, 1)


@pytest.fixture
async def matti(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Matti"))


@pytest.fixture
async def boss(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Anna", owner=True))


async def test_each_entry_bears_what_is_billed_and_by_which_rule(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    lehto = await make.a_customer(session)
    travel = WorkKind(name="Travelling", is_travel=True)
    session.add(travel)
    await session.flush()
    rule = await service.set_billing_rule(
        session, boss, valid_from=MARCH, step_minutes=30, minimum_minutes=60, travel_percent=50
    )
    entry = await service.log_time(session, matti, day=TODAY, minutes=75, customer_id=lehto.id)
    assert (entry.worked_minutes, entry.billed_minutes, entry.billing_rule_id) == (75, 90, rule.id)
    drive = await service.log_time(
        session, matti, day=TODAY, minutes=80, customer_id=lehto.id, work_kind_id=travel.id
    )
    assert drive.billed_minutes == 60
    own = await service.log_time(session, matti, day=TODAY, minutes=80)
    assert own.billed_minutes == 0
    gift = await service.correct_entry(session, matti, entry.id, billable=False)
    assert gift.billed_minutes == 0


async def test_the_narrowest_rule_is_the_same_in_the_database_and_in_words(
    session: AsyncSession, boss: Actor
) -> None:
    lehto = await make.a_customer(session)
    roof = await make.a_project(session, "Roof", lehto)
    scopes: list[tuple[int, dict[str, Any]]] = [
        (5, {}), (10, {"customer_id": lehto.id}), (15, {"project_id": roof.id}),
    ]  # fmt: skip
    for minutes, scope in scopes:
        await service.set_billing_rule(
            session, boss, valid_from=MARCH, step_minutes=minutes, **scope
        )
    await service.set_billing_rule(session, boss, valid_from=date(2026, 3, 15), step_minutes=6)

    async def step(customer: Any, project: Any, day: date) -> int:
        return (await terms_for(session, customer, project, day)).step_minutes

    assert await step(lehto.id, roof.id, TODAY) == 15
    assert await step(None, roof.id, TODAY) == 15
    assert await step(lehto.id, None, TODAY) == 10
    assert await step(new_id(), None, TODAY) == 6
    assert await step(new_id(), None, date(2026, 3, 14)) == 5
    assert await step(lehto.id, roof.id, date(2026, 2, 28)) == 1


async def test_open_entries_follow_a_new_rule_and_locked_ones_stay(
    session: AsyncSession, matti: Actor, boss: Actor, queries: Any
) -> None:
    lehto = await make.a_customer(session)
    await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, "2026-03-01")

    async def logged(day: int) -> TimeEntry:
        return await service.log_time(
            session, matti, day=date(2026, 3, day), minutes=50, customer_id=lehto.id
        )

    early, approved, invoiced, free = [await logged(day) for day in (2, 17, 24, 25)]
    elsewhere = await service.log_time(session, matti, day=TODAY, minutes=50)
    invoiced.invoiced_at = now()
    await service.submit_week(session, matti, date(2026, 3, 16))
    await service.approve_week(session, boss, matti.staff_id, date(2026, 3, 16))
    many = [await logged(26) for _ in range(14)]
    with queries() as seen:
        rule = await service.set_billing_rule(
            session, boss, valid_from=date(2026, 3, 10), customer_id=lehto.id, step_minutes=60
        )
    assert len(seen) < 15, "\n".join(seen)
    for row in (early, approved, invoiced, free, elsewhere, *many):
        await session.refresh(row)
    billed = [row.billed_minutes for row in (early, approved, invoiced, free, elsewhere)]
    assert billed == [50, 50, 50, 60, 0]
    assert {row.billed_minutes for row in many} == {60}
    assert (free.billing_rule_id, free.worked_minutes) == (rule.id, 50)

    await service.archive_billing_rule(session, boss, rule.id)
    await session.refresh(free)
    assert (free.billed_minutes, free.billing_rule_id) == (50, None)


async def test_a_rule_of_the_same_day_takes_the_others_place(
    session: AsyncSession, boss: Actor
) -> None:
    first = await service.set_billing_rule(session, boss, valid_from=MARCH, step_minutes=15)
    second = await service.set_billing_rule(session, boss, valid_from=MARCH, step_minutes=30)
    in_use = await session.scalars(
        sa.select(BillingRule.id).where(BillingRule.archived_at.is_(None))
    )
    assert list(in_use) == [second.id]
    assert (first.step_minutes, first.is_archived) == (15, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("step_minutes", 7), ("rounding", "sideways"), ("minimum_minutes", -1),
     ("minimum_minutes", 1441), ("travel_percent", 101)],
)  # fmt: skip
async def test_a_rule_that_makes_no_sense_is_refused_at_its_field(
    session: AsyncSession, boss: Actor, field: str, value: Any
) -> None:
    given: Any = {field: value}
    with pytest.raises(Invalid) as refused:
        await service.set_billing_rule(session, boss, valid_from=MARCH, **given)
    assert refused.value.field == field


async def test_a_rule_needs_the_right_and_a_day_that_is_open(
    session: AsyncSession, matti: Actor, boss: Actor
) -> None:
    with pytest.raises(NotAllowed):
        await service.set_billing_rule(session, matti, valid_from=MARCH)
    await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, "2026-03-01")
    with pytest.raises(RuleBackdated):
        await service.set_billing_rule(session, boss, valid_from=MARCH)
