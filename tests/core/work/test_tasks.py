"""Tasks: who may write them down, move them and see them."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.errors import Changed, Invalid, NotAllowed, NotFound
from core.events.models import EventRecord
from core.settings import keys
from core.settings.models import Setting
from core.work import queries, service
from core.work.errors import (
    ProjectClosed,
    ProjectOfAnotherCustomer,
    StageElsewhere,
    StageInUse,
    TaskAlreadyDone,
    WorkflowNeedsStages,
)
from core.work.models import StageKind
from tests import make

SETUP = system("test")


async def names_of_events(session: AsyncSession) -> list[str]:
    return list(await session.scalars(sa.select(EventRecord.name).order_by(EventRecord.id)))


async def test_the_first_task_brings_a_workflow_in_the_companys_language(
    session: AsyncSession, clock: Any
) -> None:
    session.add(Setting(key=keys.COMPANY_LANGUAGE.name, value="en"))
    actor = make.actor_of(await make.a_member(session))

    task = await service.create_task(session, actor, title="  Fix the\ntap ", doer_id=actor.id)

    assert (task.number, task.title, task.stage.name) == ("T-2026-0001", "Fix the tap", "New")
    [workflow] = await queries.workflows(session)
    assert [stage.kind for stage in workflow.stages] == ["open", "open", "waiting", "done", "lost"]
    assert (await service.seed_default_workflow(session, SETUP)).id == workflow.id


async def test_a_task_is_told_at_its_time_and_late_the_next_morning(
    session: AsyncSession, clock: Any
) -> None:
    actor = make.actor_of(await make.a_member(session))
    task = await service.create_task(
        session, actor, title="Call", doer_id=actor.id, due_on=date(2026, 4, 1), due_time=time(14)
    )
    assert task.remind_at == datetime(2026, 4, 1, 11, 0, tzinfo=UTC)

    task = await service.change_task(session, actor, task.number, due_time=None)
    assert task.remind_at == datetime(2026, 4, 1, 4, 0, tzinfo=UTC)

    task = await service.complete_task(session, actor, task.number)
    assert task.remind_at is None


async def test_a_field_worker_may_write_down_only_their_own_work(session: AsyncSession) -> None:
    role = await make.a_role(session, "logs", Permission.LOG_HOURS)
    actor = make.actor_of(await make.a_member(session, roles=[role]))
    other = await make.a_member(session, "Liisa")

    mine = await service.create_task(session, actor, title="Mine", doer_id=actor.id)
    await service.complete_task(session, actor, mine.number)
    with pytest.raises(NotAllowed):
        await service.create_task(session, actor, title="Hers", doer_id=other.id)


async def test_a_hidden_task_is_absent(session: AsyncSession) -> None:
    matti = make.actor_of(await make.a_member(session, "Matti"))
    liisa = await make.a_member(session, "Liisa")
    team = await make.a_team(session, "Office", [liisa])
    await session.refresh(liisa, ["teams"])
    task = await service.create_task(session, matti, title="Secret", doer_id=matti.id)

    with pytest.raises(NotFound):
        await queries.get_task(session, make.actor_of(liisa), task.number)
    await service.change_task(session, matti, task.number, team_id=team.id)
    seen = await queries.task_line(session, make.actor_of(liisa), task.number)
    assert (seen.task.title, seen.doer, seen.stage_kind) == ("Secret", "Matti", "open")


async def test_two_editors_never_overwrite_each_other(session: AsyncSession) -> None:
    actor = make.actor_of(await make.a_member(session))
    task = await service.create_task(session, actor, title="One", doer_id=actor.id)
    await service.change_task(session, actor, task.number, version=1, title="Two")

    with pytest.raises(Changed):
        await service.change_task(session, actor, task.number, version=1, title="Three")
    with pytest.raises(Invalid):
        await service.change_task(session, actor, task.number, title=" \n")
    with pytest.raises(TypeError):
        await service.change_task(session, actor, task.number, number="T-1")


async def test_a_task_is_done_once_and_may_come_back(session: AsyncSession) -> None:
    actor = make.actor_of(await make.a_member(session))
    task = await service.create_task(session, actor, title="One", doer_id=actor.id)

    done = await service.complete_task(session, actor, task.number)
    assert done.stage.kind == StageKind.DONE
    assert not done.is_open
    with pytest.raises(TaskAlreadyDone):
        await service.complete_task(session, actor, task.number)
    back = await service.reopen_task(session, actor, task.id)

    assert back.is_open
    assert (await names_of_events(session))[-4:] == [
        "TaskMoved", "TaskCompleted", "TaskMoved", "TaskReopened",
    ]  # fmt: skip


async def test_a_task_moves_only_within_its_workflow(session: AsyncSession) -> None:
    actor = make.actor_of(await make.a_member(session, owner=True))
    task = await service.create_task(session, actor, title="One", doer_id=actor.id)
    sales = await service.create_workflow(session, actor, name="Sales")
    stages = {stage.kind: stage for stage in (await queries.workflows(session))[0].stages}

    with pytest.raises(StageElsewhere):
        await service.move_task(session, actor, task.number, stage_id=sales.stages[0].id)
    moved = await service.move_task(
        session, actor, task.number, stage_id=stages[StageKind.WAITING].id
    )
    assert moved.is_open
    with pytest.raises(StageInUse):
        await service.archive_stage(session, actor, stages[StageKind.WAITING].id)
    moved = await service.move_task(session, actor, task.number, stage_id=stages[StageKind.LOST].id)
    assert not moved.is_open


async def test_a_workflow_keeps_a_beginning_and_an_end(session: AsyncSession) -> None:
    actor = make.actor_of(await make.a_member(session, owner=True))
    sales = await service.create_workflow(session, actor, name="Sales", is_default=True)
    done = next(stage for stage in sales.stages if stage.kind == StageKind.DONE)

    with pytest.raises(WorkflowNeedsStages):
        await service.change_stage(session, actor, done.id, kind=StageKind.WAITING)


async def test_a_project_serves_its_own_customer_until_it_is_closed(session: AsyncSession) -> None:
    actor = make.actor_of(await make.a_member(session, owner=True))
    lehto, lampi = await make.a_customer(session, "Lehto"), await make.a_customer(session, "Lampi")
    project = await service.create_project(session, actor, name="Roof", customer_id=lehto.id)

    task = await service.create_task(session, actor, title="Tiles", project_id=project.id)
    assert task.customer_id == lehto.id
    with pytest.raises(ProjectOfAnotherCustomer):
        await service.create_task(
            session, actor, title="Tiles", project_id=project.id, customer_id=lampi.id
        )
    await service.close_project(session, actor, project.id)
    with pytest.raises(ProjectClosed):
        await service.create_task(session, actor, title="Tiles", project_id=project.id)
    assert await queries.project_list(session, customer_id=lehto.id) == []


async def test_lists_show_the_urgent_first_with_one_query(
    session: AsyncSession, clock: Any, queries: Any
) -> None:
    from core.work import queries as reads

    actor = make.actor_of(await make.a_member(session))
    for title, due in (("C", None), ("B", date(2026, 4, 2)), ("A", date(2026, 3, 30))):
        await service.create_task(session, actor, title=title, doer_id=actor.id, due_on=due)
    await session.flush()

    with queries() as seen:
        mine = await reads.my_tasks(session, actor)
    assert [line.task.title for line in mine] == ["A", "B", "C"]
    assert len(seen) == 1
    due_today = await reads.tasks_due(session, actor, date(2026, 3, 31))
    assert [line.task.title for line in due_today] == ["A"]
    assert await reads.count_due(session, actor, date(2026, 3, 31)) == (3, 1)
    first = await reads.task_page(session, actor, limit=2)
    rest = await reads.task_page(session, actor, limit=2, cursor=first.next_cursor)
    assert [line.task.title for line in (*first.rows, *rest.rows)] == ["A", "B", "C"]
    assert rest.next_cursor is None
