"""Groups of a list and figures above it."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.columns import Kind
from core.views import grouping
from core.views.errors import ColumnRefused, TooManyToGroup
from core.views.figures import make_figures
from core.views.grouping import group_of, grouped_by, heads_of, within
from core.views.listing import Counted, Wanted, read_page
from core.views.queries import open_list
from core.views.scope import Scope
from tests import make
from tests.core.views.rows import a_task, day, ending

NINE = Counted(9)
SHOWN = ("title", "planned", "due_on")
WANTED = Wanted("created", columns=SHOWN)


@pytest.fixture
async def owner(session: AsyncSession, clock: Any) -> Actor:
    """Somebody who sees everything."""
    return make.actor_of(await make.a_member(session, owner=True))


async def heads(
    session: AsyncSession, actor: Actor, column: str, total: Counted = NINE
) -> list[tuple[str, int, int]]:
    """Return (words, rows, planned minutes) of each group, and hold each group to its rows."""
    scope = await open_list(session, actor, "task")
    found = await heads_of(session, scope, WANTED, grouped_by(scope, column), total)
    for head in found:
        rows = await rows_of(session, scope, column, head.key)
        assert len(rows) == head.count.number, head
        keys = {group_of(scope, scope.columns[column], row.values[column]) for row in rows}
        assert keys == {head.key}
    return [(head.words, head.count.number, head.sums.get("planned", -1)) for head in found]


async def rows_of(session: AsyncSession, scope: Scope, column: str, key: str) -> list[Any]:
    wanted = Wanted("created", columns=(column,), within=within(scope, scope.columns[column], key))
    return list((await read_page(session, scope, wanted)).rows)


async def some(session: AsyncSession, owner: Actor) -> None:
    matti = await make.a_member(session, "Åke")
    await a_task(session, "a", doer_id=owner.id, due_on=day(-1), planned_minutes=60, priority=1)
    await a_task(session, "b", doer_id=matti.id, due_on=day(0), planned_minutes=30)
    await a_task(session, "c", doer_id=matti.id, due_on=day(7), closed_at=ending(days=-3))
    await a_task(session, "d", due_on=day(8), planned_minutes=15)
    await a_task(session, "e")


async def test_days_to_come_are_grouped_by_how_near_they_are(
    session: AsyncSession, owner: Actor
) -> None:
    await some(session, owner)

    assert [head[:2] for head in await heads(session, owner, "due_on")] == [
        ("Late", 1), ("Today", 1), ("Within a week", 1), ("Later", 1), ("Without a date", 1),
    ]  # fmt: skip
    assert [head[:2] for head in await heads(session, owner, "closed_at")] == [
        ("A week ago at most", 1), ("Without a date", 4)]  # fmt: skip


@pytest.mark.parametrize("is_more", [False, True])
async def test_people_choices_and_yes_or_no_are_grouped_in_order(
    session: AsyncSession, owner: Actor, is_more: bool
) -> None:
    await some(session, owner)
    total = Counted(9, is_more)
    named, urgent = await heads(session, owner, "doer", total), await heads(
        session, owner, "priority", total)  # fmt: skip

    assert [head[:2] for head in named] == [("Matti", 1), ("Åke", 2), ("Not filled in", 2)]
    assert [head[:2] for head in urgent] == [("Urgent", 1), ("Normal", 4)]
    assert [head[:2] for head in await heads(session, owner, "is_open", total)] == [
        ("Yes", 4), ("No", 1)]  # fmt: skip
    assert [head[:2] for head in await heads(session, owner, "for_me", total)] == [("No", 5)]
    if not is_more:
        assert [head[2] for head in named] == [60, 30, 15]


async def test_a_long_list_is_not_grouped_by_customers(session: AsyncSession, owner: Actor) -> None:
    with pytest.raises(TooManyToGroup):
        await heads(session, owner, "customer", Counted(10_000, True))
    with pytest.raises(ColumnRefused):
        await heads(session, owner, "title")


async def test_no_group_is_left_out_in_silence(
    session: AsyncSession, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_HEADS", 3)
    for name in "abc":
        customer = await make.a_customer(session, f"Customer {name}")
        await a_task(session, name, customer_id=customer.id)
    await a_task(session, "d")
    assert len(await heads(session, owner, "customer")) == 4
    other = await make.a_customer(session, "One too many")
    await a_task(session, "e", customer_id=other.id)
    with pytest.raises(TooManyToGroup):
        await heads(session, owner, "customer")
    for name in "vwxyz":
        await make.a_member(session, name)
    with pytest.raises(TooManyToGroup):
        await heads(session, owner, "doer", Counted(10_000, True))


@pytest.mark.parametrize("is_more", [False, True])
async def test_what_somebody_who_left_did_stands_under_their_name(
    session: AsyncSession, owner: Actor, is_more: bool
) -> None:
    matti = await make.a_member(session, "Matti")
    matti.deactivated_at = ending()
    await a_task(session, "a", doer_id=matti.id)
    found = await heads(session, owner, "doer", Counted(1, is_more))
    assert [head[:2] for head in found] == [("Matti", 1)]


async def test_figures_count_sum_and_average_by_their_own_criteria(
    session: AsyncSession, owner: Actor, queries: Any
) -> None:
    await some(session, owner)
    scope = await open_list(session, owner, "task")
    is_open = {"column": "is_open", "op": "is", "value": "yes"}
    late = {"all": [{"column": "due_on", "op": "until", "value": "today"}]}
    figures: list[dict[str, Any]] = [
        {"make": "count", "label": "Late ones", "criteria": late},
        {"make": "sum", "column": "planned"}, {"make": "average", "column": "planned"},
    ]  # fmt: skip

    with queries() as seen:
        found = await make_figures(
            session, scope, Wanted("created", ({"all": [is_open]},)), figures
        )

    assert len(seen) == 1
    assert [(one.label, one.value, one.kind) for one in found] == [
        ("Late ones", 2, Kind.NUMBER), ("Planned hours", 105, Kind.MINUTES),
        ("Planned hours on average", 35, Kind.MINUTES),
    ]  # fmt: skip
    await a_task(session, "half", planned_minutes=36, doer_id=owner.id)
    await a_task(session, "and half", planned_minutes=37, doer_id=owner.id)
    halves = {"all": [{"column": "title", "op": "contains", "value": "half"}]}
    (half,) = await make_figures(session, scope, Wanted("created", (halves,)), figures[2:])
    assert half.value == 37, "36.5 is rounded up as everywhere"
    hidden = await make_figures(session, scope, WANTED, [{"make": "sum", "column": "pay"}])
    assert hidden == []
