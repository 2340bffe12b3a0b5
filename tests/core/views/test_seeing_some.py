"""Lists of somebody who sees only some tasks: each row once, read along an index for each way."""

import random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.staff.models import Team
from core.views.listing import Wanted, bounded, count_exactly, read_page, select
from core.views.queries import open_list
from core.work.models import Activity, Task
from core.work.queries import apart, visible_to
from tests import make
from tests.core.views.rows import a_task, day, ending, pages
from tests.core.views.test_listing import plan_of

OPEN: dict[str, Any] = {"column": "is_open", "op": "is", "value": "yes"}


@pytest.fixture
async def team(session: AsyncSession, clock: Any) -> Team:
    """The clerk's team."""
    return await make.a_team(session)


@pytest.fixture
async def clerk(session: AsyncSession, team: Team) -> Actor:
    """Somebody who sees their own tasks and their team's."""
    return make.actor_of(await make.a_member(session, "Kari", teams=[team]))


async def some_tasks(session: AsyncSession, clerk: Actor, team: Team) -> list[Task]:
    """Make tasks of the clerk in every way and in several at once, and of others."""
    other = await make.a_member(session, "Olli")
    strange = await make.a_team(session, "Strangers")
    chance = random.Random(5)
    tasks = []
    for number in range(60):
        task = await a_task(
            session, f"{number:03}", doer_id=chance.choice((None, clerk.id, other.id)),
            responsible_id=chance.choice((None, clerk.id, other.id)),
            team_id=chance.choice((None, team.id, strange.id)),
            due_on=chance.choice((None, day(0), day(2))),
            closed_at=chance.choice((None, None, ending())),
            archived_at=chance.choice((None, None, None, None, ending())),
        )  # fmt: skip
        if chance.random() < 0.3:
            session.add(
                Activity(task_id=task.id, staff_id=clerk.id, given_by_id=other.id, text="x")
            )
        tasks.append(task)
    await session.flush()
    return tasks


async def test_the_parts_hold_each_task_in_sight_once(
    session: AsyncSession, clerk: Actor, team: Team
) -> None:
    await some_tasks(session, clerk, team)
    seen = set(await session.scalars(visible_to(clerk).with_only_columns(Task.id)))
    found: list[Any] = []
    for part in apart(clerk):
        found += await session.scalars(part.with_only_columns(Task.id))

    assert len(apart(clerk)) == 4
    assert 20 < len(seen) < 60
    assert len(found) == len(seen)
    assert set(found) == seen


@pytest.mark.parametrize("sort", ["created", "-created", "due_on", "-due_on"])
async def test_pages_of_the_parts_visit_each_row_once_in_order(
    session: AsyncSession, clerk: Actor, team: Team, sort: str
) -> None:
    await some_tasks(session, clerk, team)
    scope = await open_list(session, clerk, "task")
    wanted = Wanted(sort, (OPEN,), columns=("title", "due_on"))
    every = (await read_page(session, scope, wanted, size=100)).rows

    found = await pages(session, scope, wanted, 7)

    shown = [row.id for page in found for row in page.rows]
    assert shown == [row.id for row in every]
    assert len(set(shown)) == len(shown)
    assert len(shown) == await count_exactly(session, scope, wanted)
    assert await session.scalar(sa.select(bounded(scope, wanted))) == len(shown)
    assert await session.scalar(sa.select(bounded(scope, wanted, 4))) == 5
    last = found[-1]
    assert last.previous
    before = await read_page(session, scope, wanted, last.previous, size=7)
    assert [row.id for row in before.rows] == [row.id for row in found[-2].rows]


async def test_each_part_is_read_in_an_index_alone(
    session: AsyncSession, clerk: Actor, team: Team
) -> None:
    await some_tasks(session, clerk, team)
    await session.execute(sa.text("ANALYZE"))
    scope = await open_list(session, clerk, "task")
    wanted = Wanted("-created", (OPEN,))
    doer, responsible, teams, _directed = apart(clerk)
    for part, index in ((doer, "ix_tasks_doer"), (responsible, "ix_tasks_responsible"),
                        (teams, "ix_tasks_team")):  # fmt: skip
        asked = select(scope, wanted, [Task.id], part=part).limit(50)
        plan = await plan_of(session, asked)

        if session.get_bind().dialect.name == "sqlite":
            assert f"SEARCH tasks USING COVERING INDEX {index}" in plan, plan
        else:
            assert "Seq Scan on tasks" not in plan, plan
