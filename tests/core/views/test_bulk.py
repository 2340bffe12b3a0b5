"""Changes of whole lists: the exact set, the same rules as one by one, progress, stop and undo."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import Actor
from core.access.permissions import Permission
from core.events.models import EventRecord
from core.kit.ids import new_id
from core.staff.models import StaffMember
from core.startup import App
from core.views import bulk
from core.views.bulk_running import _step, run_changes
from core.views.errors import ColumnRefused, NothingToChange
from core.views.listing import Wanted
from core.views.models import BulkChange, BulkItem
from core.views.queries import open_list
from core.work import service as work
from core.work.models import StageRight, Task
from core.work.workflow_queries import workflows
from tests import locks, make

ALL = Wanted("-created")


@pytest.fixture
async def boss(app: App) -> Actor:
    """An owner who acts."""
    async with app.sessions.begin() as session:
        return make.actor_of(await make.a_member(session, "Olga", owner=True))


@pytest.fixture
async def matti(app: App) -> StaffMember:
    """Somebody who gets work."""
    async with app.sessions.begin() as session:
        return await make.a_member(session)


async def _tasks(app: App, boss: Actor, count: int, **fields: Any) -> None:
    async with app.sessions.begin() as session:
        for number in range(count):
            await work.create_task(session, boss, title=f"Task {number}", **fields)


async def _start(app: App, actor: Actor, **given: Any) -> Any:
    async with app.sessions.begin() as session:
        scope = await open_list(session, actor, "task")
        wanted = given.pop("wanted", ALL)
        return (await bulk.start(session, actor, scope, wanted, **given)).id


async def _change(app: App, change_id: Any) -> BulkChange:
    async with app.sessions.reading() as session:
        found = await session.get(BulkChange, change_id)
        assert found is not None
        return found


async def _column(app: App, column: Any) -> list[Any]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(column).order_by(Task.id)))


async def test_a_whole_list_is_changed_by_the_records_own_service_and_undone(
    app: App, boss: Actor, matti: StaffMember
) -> None:
    await _tasks(app, boss, 25, priority=-1)
    change_id = await _start(app, boss, column="doer", value=str(matti.id))
    assert (await _change(app, change_id)).total == 25
    assert await run_changes(app.sessions) == 25

    change = await _change(app, change_id)
    assert (change.state, change.done, change.refused) == ("done", 25, 0)
    assert await _column(app, Task.doer_id) == [matti.id] * 25
    async with app.sessions.reading() as session:
        facts = sa.select(sa.func.count()).where(EventRecord.name == "TaskChanged")
        assert await session.scalar(facts) == 25

    async with app.sessions.begin() as session:
        await bulk.undo(session, boss, change_id)
    await run_changes(app.sessions)
    assert (await _change(app, change_id)).state == "undone"
    assert await _column(app, Task.doer_id) == [None] * 25


async def test_only_what_the_list_shows_and_the_actor_sees_is_changed(
    app: App, boss: Actor, matti: StaffMember
) -> None:
    await _tasks(app, boss, 3)
    await _tasks(app, boss, 2, doer_id=matti.id)
    mine = {"all": [{"column": "title", "op": "contains", "value": "Task 1"}]}
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Hands", Permission.LOG_HOURS)
        member = await session.get(StaffMember, matti.id)
        assert member is not None
        await session.refresh(member, ["roles", "teams"])
        member.roles = [role]
        await session.flush()
        hand = make.actor_of(member)
    change_id = await _start(
        app, hand, wanted=Wanted("-created", (mine,)), column="percent", value=50
    )
    await run_changes(app.sessions)
    assert (await _change(app, change_id)).total == 1
    assert sum(await _column(app, Task.percent)) == 50


async def test_what_a_rule_refuses_stays_with_the_reason(app: App, boss: Actor) -> None:
    await _tasks(app, boss, 12)
    async with app.sessions.begin() as session:
        stages = (await workflows(session))[0].stages
        team = await make.a_team(session, name="Office")
        stages[1].uses_all = False
        session.add(StageRight(stage_id=stages[1].id, team_id=team.id, may_use=True))
        role = await make.a_role(
            session, "Hands", Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS
        )
        hand = make.actor_of(await make.a_member(session, roles=[role]))
    change_id = await _start(app, hand, column="stage", value=str(stages[1].id))
    await run_changes(app.sessions)
    change = await _change(app, change_id)
    assert (change.state, change.done, change.refused) == ("done", 0, 12)
    async with app.sessions.reading() as session:
        refused = await bulk.refused_of(session, change_id)
    assert all("Office" in one.why for one in refused)


async def test_undo_leaves_what_somebody_changed_since(app: App, boss: Actor) -> None:
    await _tasks(app, boss, 3, percent=10)
    change_id = await _start(app, boss, column="percent", value=90)
    await run_changes(app.sessions)
    async with app.sessions.begin() as session:
        number = await session.scalar(sa.select(Task.number).order_by(Task.id).limit(1))
        await work.change_task(session, boss, str(number), percent=95)
    async with app.sessions.begin() as session:
        await bulk.undo(session, boss, change_id)
    await run_changes(app.sessions)
    assert await _column(app, Task.percent) == [95, 10, 10]
    async with app.sessions.reading() as session:
        (kept,) = await bulk.refused_of(session, change_id)
    assert "changed" in kept.why


async def test_a_change_is_stopped_on_the_way_and_what_was_done_is_undone(
    app: App, boss: Actor
) -> None:
    await _tasks(app, boss, 25)
    change_id = await _start(app, boss, column="priority", value="1")
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(BulkItem)
            .where(BulkItem.id.in_(sa.select(BulkItem.id).order_by(BulkItem.id).limit(15)))
            .values(state="later")
        )
    assert await _step(app.sessions, change_id) == 10
    async with app.sessions.begin() as session:
        await bulk.stop(session, boss, change_id)
    assert await run_changes(app.sessions) == 0
    assert sum(await _column(app, Task.priority)) == 10
    async with app.sessions.begin() as session:
        await bulk.undo(session, boss, change_id)
    await run_changes(app.sessions)
    assert sum(await _column(app, Task.priority)) == 0


async def test_tags_are_added_and_removed_without_losing_others(app: App, boss: Actor) -> None:
    await _tasks(app, boss, 2, tags=["roof"])
    await _start(app, boss, column="tags", value=["urgent", "roof"], act=bulk.ADD)
    await run_changes(app.sessions)
    assert await _column(app, Task.tags) == [["roof", "urgent"]] * 2
    await _start(app, boss, column="tags", value=["roof"], act=bulk.REMOVE)
    await run_changes(app.sessions)
    assert await _column(app, Task.tags) == [["urgent"]] * 2


async def test_what_cannot_be_changed_in_bulk_is_refused_before_anything_is_written(
    app: App, boss: Actor
) -> None:
    with pytest.raises(NothingToChange):
        await _start(app, boss, column="percent", value=10)
    await _tasks(app, boss, 1)
    for column in ("title", "number", "password_hash", "created"):
        with pytest.raises(ColumnRefused):
            await _start(app, boss, column=column, value="x")


async def test_the_change_of_somebody_who_left_stops(
    app: App, boss: Actor, matti: StaffMember
) -> None:
    await _tasks(app, boss, 2, doer_id=matti.id)
    async with app.sessions.reading() as session:
        member = await session.get(StaffMember, matti.id)
        assert member is not None
    change_id = await _start(app, make.actor_of(matti), column="percent", value=10)
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(StaffMember)
            .where(StaffMember.id == matti.id)
            .values(deactivated_at=sa.func.current_timestamp())
        )
    await run_changes(app.sessions)
    assert (await _change(app, change_id)).state == "failed"
    assert sum(await _column(app, Task.percent)) == 0


async def test_an_emptied_value_and_one_that_is_not_there_stop_no_other_change(
    app: App, boss: Actor
) -> None:
    await _tasks(app, boss, 2, percent=30)
    emptied = await _start(app, boss, column="percent", value=None)
    forged = await _start(app, boss, column="doer", value=str(new_id()))
    after = await _start(app, boss, column="priority", value="1")
    await run_changes(app.sessions)
    told = [await _change(app, one) for one in (emptied, forged, after)]
    assert [(one.state, one.done, one.refused) for one in told] == [
        ("done", 2, 0), ("done", 0, 2), ("done", 2, 0)
    ]  # fmt: skip
    assert await _column(app, Task.percent) == [0, 0]
    assert await _column(app, Task.doer_id) == [None, None]


async def test_a_change_that_cannot_go_on_is_told_and_the_others_go_on(
    app: App, boss: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    await _tasks(app, boss, 2)
    broken = await _start(app, boss, column="percent", value=10)
    whole = await _start(app, boss, column="priority", value="1")
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(BulkChange).where(BulkChange.id == broken).values(values={"nothing": 1})
        )
    await run_changes(app.sessions)
    assert [(await _change(app, one)).state for one in (broken, whole)] == ["failed", "done"]
    assert "failed" in caplog.text


@pytest.mark.postgres
async def test_a_change_at_the_same_moment_is_not_lost_and_undo_gives_it_back(
    app: App, boss: Actor
) -> None:
    await _tasks(app, boss, 1, tags=["roof"])
    change_id = await _start(app, boss, column="tags", value=["urgent"], act=bulk.ADD)
    async with asyncio.TaskGroup() as group, app.sessions.begin() as session:
        number = (await session.scalars(sa.select(Task.number))).one()
        await work.change_task(session, boss, number, tags=["roof", "wet"])
        running = group.create_task(run_changes(app.sessions))
        await locks.waited_for(app)
    assert running.result() == 1
    assert await _column(app, Task.tags) == [["roof", "wet", "urgent"]]
    async with app.sessions.begin() as session:
        await bulk.undo(session, boss, change_id)
    await run_changes(app.sessions)
    assert await _column(app, Task.tags) == [["roof", "wet"]]


@pytest.mark.postgres
async def test_a_worker_leaves_what_another_has_in_hand(app: App, boss: Actor) -> None:
    await _tasks(app, boss, 1)
    change_id = await _start(app, boss, column="percent", value=10)
    async with app.sessions.begin() as session:
        await session.execute(
            sa.select(BulkChange).where(BulkChange.id == change_id).with_for_update()
        )
        async with asyncio.timeout(5):
            assert await asyncio.create_task(run_changes(app.sessions)) == 0
