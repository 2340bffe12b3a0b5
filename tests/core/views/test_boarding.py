"""A list as a board: each card in its lane once, page by page, with counts and sums."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.views.boarding import CARDS, Lane, read_lanes
from core.views.listing import Wanted
from core.views.queries import open_list
from core.work import service
from core.work.boards import board_plan
from core.work.models import StageRight, Task, Workflow
from core.work.workflow_queries import workflows
from tests import make

WANTED = Wanted("-created", columns=("title", "doer"))


@pytest.fixture
async def boss(session: AsyncSession) -> Actor:
    """An owner who acts."""
    return make.actor_of(await make.a_member(session, owner=True))


async def _workflow(session: AsyncSession, boss: Actor) -> Workflow:
    await service.create_task(session, boss, title="First")
    return (await workflows(session))[0]


async def test_every_card_is_seen_once_the_urgent_first(
    session: AsyncSession, boss: Actor, queries: Any
) -> None:
    workflow = await _workflow(session, boss)
    stage = workflow.stages[0]
    for number in range(2 * CARDS + 3):
        await service.create_task(
            session, boss, title=f"T{number}", stage_id=stage.id, planned_minutes=30,
            priority=1 if number % 10 == 0 else 0,
        )  # fmt: skip
    scope = await open_list(session, boss, "task")
    lanes = [Lane(str(one.id), Task.stage_id == one.id) for one in workflow.stages]
    with queries() as seen:
        filled = await read_lanes(session, scope, WANTED, lanes)
    assert len(seen) == 2, "whatever the number of lanes"
    assert filled[0].count.number == 2 * CARDS + 4
    assert filled[0].minutes == 30 * (2 * CARDS + 3)
    assert [lane.count.number for lane in filled[1:]] == [0] * (len(lanes) - 1)

    titles: list[str] = []
    cursor: str | None = None
    while True:
        (lane,) = await read_lanes(
            session, scope, WANTED, lanes[:1], {lanes[0].key: cursor} if cursor else None
        )
        titles += [str(row.values["title"]) for row in lane.rows]
        if (cursor := lane.following) is None:
            break
    assert len(titles) == len(set(titles)) == 2 * CARDS + 4
    assert set(titles[:5]) == {"T0", "T10", "T20", "T30", "T40"}
    assert titles[-1] == "First"


async def test_a_broken_cursor_begins_at_the_top(session: AsyncSession, boss: Actor) -> None:
    workflow = await _workflow(session, boss)
    scope = await open_list(session, boss, "task")
    lane = Lane("x", Task.stage_id == workflow.stages[0].id)
    for cursor in ("", "zz", "W10", "WyJhIiwgImIiXQ"):
        (found,) = await read_lanes(session, scope, WANTED, [lane], {"x": cursor})
        assert [row.values["title"] for row in found.rows] == ["First"]


async def test_a_hidden_stage_is_no_lane_and_a_closed_step_says_why(
    session: AsyncSession, boss: Actor
) -> None:
    workflow = await _workflow(session, boss)
    first, second, third = workflow.stages[:3]
    team = await make.a_team(session, name="Office")
    second.sees_all = False
    third.uses_all = False
    session.add_all([StageRight(stage_id=second.id, team_id=team.id),
                     StageRight(stage_id=third.id, team_id=team.id, may_use=True)])  # fmt: skip
    await session.flush()
    role = await make.a_role(session, "Hands", Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS)
    hand = make.actor_of(await make.a_member(session, roles=[role]))

    plan = await board_plan(session, hand, workflow.id)
    assert second.id not in {one.id for one in plan.stages}
    assert "Office" in plan.refusals[str(first.id)][str(third.id)]
    whole = await board_plan(session, boss, workflow.id)
    assert second.id in {one.id for one in whole.stages}
    assert not any(whole.refusals.values())
