"""Tasks that tests of the conversation are about, and what became of them."""

from typing import Any

import sqlalchemy as sa

from core.access.actor import Actor
from core.discussion.models import Comment
from core.startup import App
from core.timesheets.models import TimeEntry
from core.work import service as work
from core.work.models import StageKind, Task
from tests import make

STAGES = {"Uusi": StageKind.OPEN, "Työn alla": StageKind.OPEN, "Klar": StageKind.OPEN,
          "Done": StageKind.DONE}  # fmt: skip


async def a_task(app: App, doer: Any, title: str, **more: Any) -> Task:
    async with app.sessions.begin() as session:
        actor = make.actor_of(doer) if doer is not None else Actor("system", name="Test")
        given = {"doer_id": doer.id if doer is not None else None, **more}
        return await work.create_task(session, actor, title=title, **given)


async def now(app: App, task: Task) -> Task:
    async with app.sessions.reading() as session:
        found = await session.get_one(Task, task.id)
        await session.refresh(found, ["stage"])
        return found


async def comments(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        found = await session.scalars(sa.select(Comment.text).order_by(Comment.id))
        return [one or "" for one in found]


async def hours(app: App) -> list[int]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(TimeEntry.worked_minutes)))
