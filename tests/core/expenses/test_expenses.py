"""Travel and expenses are booked, corrected and taken back like hours."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import DomainError, NotAllowed
from core.expenses import queries, service
from core.expenses.errors import DistanceTooLong, FutureDay, NoAmount, NoDistance, RowOutdated
from core.expenses.models import Expense, Travel
from core.kit.money import Money
from tests import make

TODAY = date(2026, 3, 31)


@pytest.fixture
async def matti(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Matti"))


async def test_a_journey_is_superseded_never_overwritten(
    session: AsyncSession, matti: Actor
) -> None:
    lehto = await make.a_customer(session)
    travel = await service.log_travel(
        session, matti, day=TODAY, metres=28_000, customer_id=lehto.id, said="28 km"
    )
    after = await service.correct_travel(session, matti, travel.id, metres=30_500)

    assert (after.metres, after.customer_id, after.said) == (30_500, lehto.id, "28 km")
    with pytest.raises(RowOutdated):
        await service.remove_travel(session, matti, travel.id)
    assert await queries.newest_of(session, Travel, travel.id) is after
    [line] = await queries.travels_between(session, matti, TODAY, TODAY)
    assert (line.travel.metres, line.customer, line.staff) == (30_500, "Lehto", "Matti")
    await service.remove_travel(session, matti, after.id)
    assert await queries.travels_between(session, matti, TODAY, TODAY) == []
    await service.restore_travel(session, matti, after.id)
    assert len(await queries.travels_between(session, matti, TODAY, TODAY)) == 1


async def test_a_cost_keeps_its_sum_as_said(session: AsyncSession, matti: Actor) -> None:
    expense = await service.log_expense(
        session, matti, day=TODAY, amount_minor=128_450, currency="SEK", note="pipes"
    )
    assert expense.money == Money(128_450, "SEK")
    after = await service.correct_expense(session, matti, expense.id, amount_minor=-500)
    await service.remove_expense(session, matti, after.id)
    assert await queries.expenses_between(session, matti, TODAY, TODAY) == []
    await service.restore_expense(session, matti, after.id)
    [line] = await queries.expenses_between(session, matti, TODAY, TODAY)
    assert (line.expense.amount_minor, line.expense.note) == (-500, "pipes")
    assert await queries.newest_of(session, Expense, expense.id) is after


@pytest.mark.parametrize(
    ("metres", "day", "refusal"),
    [
        (0, TODAY, NoDistance),
        (2_000_001, TODAY, DistanceTooLong),
        (1000, date(2026, 4, 1), FutureDay),
    ],
)
async def test_what_cannot_be_is_refused(
    session: AsyncSession, matti: Actor, metres: int, day: date, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        await service.log_travel(session, matti, day=day, metres=metres)
    with pytest.raises(NoAmount):
        await service.log_expense(session, matti, day=TODAY, amount_minor=0, currency="EUR")


async def test_nobody_sees_or_changes_a_colleagues_costs(
    session: AsyncSession, matti: Actor
) -> None:
    liisa = make.actor_of(await make.a_member(session, "Liisa"))
    travel = await service.log_travel(session, matti, day=TODAY, metres=1000)
    assert await queries.travels_between(session, liisa, TODAY, TODAY) == []
    with pytest.raises(DomainError):
        await service.remove_travel(session, liisa, travel.id)
    with pytest.raises(NotAllowed):
        await service.log_travel(session, liisa, day=TODAY, metres=1, staff_id=matti.staff_id)
