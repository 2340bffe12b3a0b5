"""Pages of lists: each row once, both ways, with ties and empty places; counts; plans."""

import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.fields.indexing import keep_values
from core.fields.models import FieldKind, Module
from core.fields.service import create_field
from core.views.catalogue import LISTS
from core.views.errors import ColumnRefused, NotSortable
from core.views.listing import (
    Wanted,
    as_count,
    bounded,
    count_exactly,
    read_page,
    select,
)
from core.views.order import order_of
from core.views.queries import open_list
from core.work.models import Task
from tests import make
from tests.core.views.rows import a_task, day, ending, pages

SIZES = (1, 3, 7)


@pytest.fixture
async def owner(session: AsyncSession, clock: Any) -> Actor:
    """Somebody who sees everything, in a team."""
    team = await make.a_team(session)
    return make.actor_of(await make.a_member(session, owner=True, teams=[team]))


async def some_tasks(session: AsyncSession, count: int, seed: int) -> list[Task]:
    chance = random.Random(seed)
    return [
        await a_task(
            session, f"{number:03}", priority=chance.choice((-1, 0, 0, 0, 1)),
            due_on=chance.choice((None, None, day(0), day(1), day(-3))),
            closed_at=chance.choice((None, ending(), ending(hours=1))),
            stage_since=ending(minutes=chance.randrange(3)),
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sort",
    [
        "due_on",
        "-due_on",
        "priority",
        "-priority",
        "created",
        "-created",
        "closed_at",
        "-closed_at",
        "stage_since",
    ],
)
@pytest.mark.parametrize("walking", [False, True])
async def test_pages_visit_each_row_once_both_ways_with_ties_and_empty_places(
    session: AsyncSession, owner: Actor, sort: str, walking: bool
) -> None:  # fmt: skip
    tasks = await some_tasks(session, 23, seed=len(sort))
    scope = await open_list(session, owner, "task")
    column, down = sort.removeprefix("-"), sort.startswith("-")
    names = {"created": "id"}
    keyed = [(getattr(task, names.get(column, column)), task.id) for task in tasks]
    filled = sorted((one for one in keyed if one[0] is not None), reverse=down)
    empty = sorted((one for one in keyed if one[0] is None), key=lambda one: one[1], reverse=down)
    expected = [identity for _value, identity in [*filled, *empty]]

    for size in SIZES:
        wanted = Wanted(sort, columns=("title",))
        found = await pages(session, scope, wanted, size, walking=walking)
        forwards = [row.id for page in found for row in page.rows]
        assert forwards == expected, size
        assert found[0].previous is None
        at, backwards = found[-1], [list(found[-1].rows)]
        while at.previous:
            at = await read_page(session, scope, wanted, at.previous, size=size, walking=walking)
            backwards.append(list(at.rows))
        assert [row.id for page in backwards[::-1] for row in page] == expected, size
        assert at.following is None or at.following == found[0].following


@pytest.mark.parametrize("sort", ["custom.warranty", "-custom.warranty", "custom.model"])
@pytest.mark.parametrize("walking", [False, True])
async def test_own_fields_sort_a_list_along_their_own_index(
    session: AsyncSession, owner: Actor, sort: str, walking: bool
) -> None:
    for label, kind in (("Warranty", FieldKind.NUMBER), ("Model", FieldKind.TEXT)):
        await create_field(session, owner, module=Module.TASK, label=label, kind=kind)
    tasks = await some_tasks(session, 11, seed=3)
    key, down = sort.removeprefix("-").removeprefix("custom."), sort.startswith("-")
    values: dict[Any, Any] = {}
    for at, task in enumerate(tasks):
        if at % 4:
            values[task.id] = str(at % 3) if key == "warranty" else f"m{at % 3}"
            await keep_values(session, Module.TASK, task.id, {key: values[task.id]})
    scope = await open_list(session, owner, "task")
    filled = sorted(((value, one) for one, value in values.items()), reverse=down)
    empty = sorted((task.id for task in tasks if task.id not in values), reverse=down)

    for size in SIZES:
        wanted = Wanted(sort, columns=("title",))
        found = await pages(session, scope, wanted, size, walking=walking)
        assert [row.id for page in found for row in page.rows] == [
            *(one for _value, one in filled), *empty]  # fmt: skip
        place, backwards = found[-1], [list(found[-1].rows)]
        while place.previous:
            place = await read_page(
                session, scope, wanted, place.previous, size=size, walking=walking
            )
            backwards.append(list(place.rows))
        assert [row for page in backwards[::-1] for row in page] == [
            row for page in found for row in page.rows]  # fmt: skip
    order = order_of(scope, sort)
    statement = order.part(select(scope, Wanted(sort), [scope.module.id], walking=True), True)
    plan = await plan_of(session, statement.order_by(*order.keys(True, False)).limit(51))
    assert not is_sorted_by_hand(plan), plan


async def test_a_page_is_one_statement_and_names_come_with_it(
    session: AsyncSession, owner: Actor, queries: Any
) -> None:
    lehto = await make.a_customer(session)
    for number in range(5):
        await a_task(session, f"{number}", customer_id=lehto.id, doer_id=owner.id, due_on=day(0))
    scope = await open_list(session, owner, "task")

    with queries() as seen:
        found = await read_page(
            session, scope,
            Wanted("created", columns=("title", "customer", "doer", "project", "stage")),
        )  # fmt: skip

    assert len(seen) == 1, seen
    assert [row.words["customer"] for row in found.rows] == ["Lehto"] * 5
    assert found.rows[0].words["doer"] == owner.name
    assert found.rows[0].tones["stage"] == "open"


async def test_counts_are_exact_to_a_limit(session: AsyncSession, owner: Actor) -> None:
    await some_tasks(session, 12, seed=1)
    scope = await open_list(session, owner, "task")
    wanted = Wanted("created")

    few = await session.scalar(sa.select(bounded(scope, wanted, 20)))
    many = await session.scalar(sa.select(bounded(scope, wanted, 10)))

    assert (as_count(few or 0, 20).number, as_count(few or 0, 20).is_more) == (12, False)
    assert (as_count(many or 0, 10).number, as_count(many or 0, 10).is_more) == (10, True)
    assert await count_exactly(session, scope, wanted) == 12


async def test_a_broken_cursor_shows_the_first_page(session: AsyncSession, owner: Actor) -> None:
    await some_tasks(session, 3, seed=1)
    scope = await open_list(session, owner, "task")
    order = order_of(scope, "due_on")
    there = order.cursor(day(0), scope.actor.staff_id, back=False)

    for cursor in ("", "x", "e30", there[:-3], order.cursor(None, owner.staff_id, back=True)[:9]):
        found = await read_page(session, scope, Wanted("due_on", columns=("title",)), cursor)
        assert len(found.rows) == 3, cursor
    assert order.place(there) is not None


async def test_only_what_an_index_carries_is_sorted(session: AsyncSession, owner: Actor) -> None:
    scope = await open_list(session, owner, "task")

    with pytest.raises(NotSortable) as refused:
        order_of(scope, "title")
    with pytest.raises(ColumnRefused):
        order_of(scope, "salary")
    assert "“Title”" in refused.value.sentence()


def orders() -> list[tuple[str, str]]:
    """Every list with each column it can be sorted by."""
    return [(kind, one.name) for kind, module in LISTS.items()
            for one in module.columns if one.sort is not None]  # fmt: skip


@pytest.mark.parametrize(("kind", "column"), orders())
async def test_every_order_is_read_along_an_index(
    session: AsyncSession, owner: Actor, kind: str, column: str
) -> None:
    scope = await open_list(session, owner, kind)
    for down in ("", "-"):
        order = order_of(scope, down + column)
        for filled in order.runs(back=False):
            base = select(scope, Wanted(down + column), [scope.module.id], walking=True)
            statement = order.part(base, filled).order_by(*order.keys(filled, False))
            plan = await plan_of(session, statement.limit(51))
            assert not is_sorted_by_hand(plan), plan


def built_ins() -> list[tuple[str, str]]:
    """Every built-in view of every list."""
    return [(kind, view.key) for kind, module in LISTS.items() for view in module.views]


@pytest.mark.parametrize(("kind", "key"), built_ins())
async def test_every_built_in_view_is_read_along_an_index(
    session: AsyncSession, owner: Actor, kind: str, key: str
) -> None:
    scope = await open_list(session, owner, kind)
    view = scope.module.built_in(key)
    assert view is not None
    order = order_of(scope, view.sort)
    wanted = Wanted(view.sort, (view.criteria,))
    for filled in order.runs(back=False):
        base = select(scope, wanted, [scope.module.id], walking=True)
        statement = order.part(base, filled).order_by(*order.keys(filled, False))
        plan = await plan_of(session, statement.limit(51))
        assert not is_sorted_by_hand(plan), plan
    assert set(view.columns) <= set(scope.columns)
    assert view.group_by is None or scope.columns[view.group_by].groups


async def plan_of(session: AsyncSession, statement: sa.Select[Any]) -> str:
    """Return how the database would run a statement; on PostgreSQL with sorting made dear."""
    dialect = session.get_bind().dialect
    sqlite = dialect.name == "sqlite"
    if not sqlite:
        for setting in ("enable_sort", "enable_seqscan", "enable_bitmapscan"):
            await session.execute(sa.text(f"SET LOCAL {setting} = off"))
    text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    rows = await session.execute(
        sa.text((("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + text).replace(":", r"\:"))
    )
    return "\n".join(str(row[-1]) for row in rows)


def is_sorted_by_hand(plan: str) -> bool:
    """Tell whether rows are gathered and sorted; PostgreSQL may finish ties of an index."""
    return "USE TEMP B-TREE FOR ORDER BY" in plan or any(
        line.strip(" ->").startswith("Sort ") for line in plan.splitlines()
    )


async def test_a_row_put_between_while_turning_pages_disturbs_nothing(
    session: AsyncSession, owner: Actor
) -> None:
    first = [await a_task(session, f"{n}", due_on=day(n)) for n in range(6)]
    scope = await open_list(session, owner, "task")
    wanted = Wanted("due_on", columns=("title",))
    page = await read_page(session, scope, wanted, size=3)
    await a_task(session, "earlier", due_on=day(-1))
    first[4].due_on = day(1) - timedelta(days=1)  # moves before the cursor
    await session.flush()

    second = await read_page(session, scope, wanted, page.following, size=3)

    assert [row.values["title"] for row in second.rows] == ["3", "5"]
