"""Two people at the same moment on PostgreSQL: limits, signatures and stages hold."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError
from core.startup import App
from core.work import service
from core.work import stage_refusals as refusals
from core.work.errors import LinkCircle, StageInUse
from core.work.models import Stage, Task, TaskLink, TaskLinkKind
from tests import locks, make
from tests.core.work import stages as rules

pytestmark = pytest.mark.postgres
Change = Callable[[AsyncSession], Awaitable[None]]


async def _standing(app: App, stage_id: UUID) -> int:
    async with app.sessions.reading() as session:
        here = sa.select(sa.func.count()).where(Task.stage_id == stage_id)
        return int(await session.scalar(here) or 0)


async def _refused(app: App, why: type[DomainError], change: Change) -> None:
    """Carry a change out in a transaction of its own, which is refused."""
    with pytest.raises(why):
        async with app.sessions.begin() as session:
            await change(session)


async def test_the_last_place_of_a_limited_stage_is_taken_once(app: App) -> None:
    async with app.sessions.begin() as session:
        clerk, _role = await rules.a_clerk(session)
        new, doing, _done = await rules.a_workflow(session)
        doing.wip_limit = 1
        for name in ("first", "second"):
            await rules.a_task(session, new, title=name)
        numbers = list(await session.scalars(sa.select(Task.number).order_by(Task.number)))

    async def move(other: AsyncSession) -> None:
        await service.move_task(other, clerk, numbers[1], stage_id=doing.id)

    async with asyncio.TaskGroup() as group, app.sessions.begin() as session:
        await service.move_task(session, clerk, numbers[0], stage_id=doing.id)
        group.create_task(_refused(app, refusals.StageFull, move))
        await locks.waited_for(app)
    assert await _standing(app, doing.id) == 1


async def test_a_new_task_takes_no_place_that_is_being_taken(app: App) -> None:
    async with app.sessions.begin() as session:
        clerk, _role = await rules.a_clerk(session)
        new, doing, _done = await rules.a_workflow(session)
        doing.wip_limit = 1
        task = await rules.a_task(session, new)

    async def create(other: AsyncSession) -> None:
        await service.create_task(other, clerk, title="Late", stage_id=doing.id)

    async with asyncio.TaskGroup() as group, app.sessions.begin() as session:
        await service.move_task(session, clerk, task.number, stage_id=doing.id)
        group.create_task(_refused(app, refusals.StageFull, create))
        await locks.waited_for(app)
    assert await _standing(app, doing.id) == 1


async def test_no_task_is_moved_into_a_stage_that_is_being_put_away(app: App) -> None:
    async with app.sessions.begin() as session:
        boss = make.actor_of(await make.a_member(session, "Olga", owner=True))
        new, doing, _done = await rules.a_workflow(session)
        task = await rules.a_task(session, new)

    async def put_away(other: AsyncSession) -> None:
        await service.archive_stage(other, boss, doing.id)

    async with asyncio.TaskGroup() as group, app.sessions.begin() as session:
        await service.move_task(session, boss, task.number, stage_id=doing.id)
        group.create_task(_refused(app, StageInUse, put_away))
        await locks.waited_for(app)
    async with app.sessions.reading() as session:
        away = await session.scalar(sa.select(Stage.archived_at).where(Stage.id == doing.id))
    assert away is None


async def test_two_tasks_do_not_come_to_block_each_other(app: App) -> None:
    async with app.sessions.begin() as session:
        clerk, _role = await rules.a_clerk(session)
        new, _doing, _done = await rules.a_workflow(session)
        one, two = [await rules.a_task(session, new, title=name) for name in ("one", "two")]

    async def link_back(other: AsyncSession) -> None:
        await service.link_tasks(other, clerk, two.id, one.id, kind=TaskLinkKind.BLOCKS)

    async with asyncio.TaskGroup() as group, app.sessions.begin() as session:
        await service.link_tasks(session, clerk, one.id, two.id, kind=TaskLinkKind.BLOCKS)
        group.create_task(_refused(app, LinkCircle, link_back))
        await locks.waited_for(app)
    async with app.sessions.begin() as session:
        again = await service.link_tasks(session, clerk, one.id, two.id, kind=TaskLinkKind.BLOCKS)
        assert list(await session.scalars(sa.select(TaskLink.id))) == [again.id]
