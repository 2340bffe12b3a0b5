"""Tasks with values of every kind, ties and empty places among them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.views.criteria import Tree
from core.views.listing import Listed, Wanted, read_page
from core.views.queries import open_list
from core.views.scope import Scope
from core.work import service
from core.work.models import Stage, StageKind, Task, Workflow
from core.work.queries import first_stage

TODAY = date(2026, 3, 31)


async def a_workflow(session: AsyncSession) -> Workflow:
    """Make the default workflow."""
    return await service.seed_default_workflow(session, system("test"))


async def a_stage(session: AsyncSession, kind: str = "open") -> Stage:
    """Return the first stage of a kind, made when there is none."""
    found = await first_stage(session, kind=StageKind(kind))
    if found is None:
        await a_workflow(session)
        found = await first_stage(session, kind=StageKind(kind))
    assert found is not None
    return found


async def a_task(session: AsyncSession, title: str, **values: Any) -> Task:
    """Make a task as it stands in the table, its number from its title."""
    stage = await a_stage(session)
    task = Task(
        number=f"T-{title}", title=title, workflow_id=stage.workflow_id, stage_id=stage.id, **values
    )
    session.add(task)
    await session.flush()
    return task


def day(step: int) -> date:
    """Return a day so many days after today."""
    return TODAY + timedelta(days=step)


def ending(**values: Any) -> datetime:
    """Return today's noon in UTC, moved."""
    return datetime.fromisoformat("2026-03-31T09:00:00+00:00") + timedelta(**values)


async def titles(
    session: AsyncSession, actor: Actor, tree: Tree | None = None, *, kind: str = "task",
    column: str = "title", words: str = "", walking: bool = False,
) -> list[str]:  # fmt: skip
    """Return the titles of a list by a tree of criteria, sorted."""
    scope = await open_list(session, actor, kind)
    wanted = Wanted("created", (tree,) if tree else (), words=words, columns=(column,))
    found = await read_page(session, scope, wanted, size=200, walking=walking)
    return sorted(str(row.values[column]) for row in found.rows)


async def pages(
    session: AsyncSession, scope: Scope, wanted: Wanted, size: int, *, walking: bool = False
) -> list[Listed]:
    """Return every page of a list, from the first to the last."""
    found = [await read_page(session, scope, wanted, size=size, walking=walking)]
    while found[-1].following:
        cursor = found[-1].following
        found.append(await read_page(session, scope, wanted, cursor, size=size, walking=walking))
        assert len(found) < 200
    return found
