"""The checklist of a task: add, tick, rename, move and remove its lines."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, NotFound
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import one_line
from core.work import policies, queries, task_queries
from core.work import task_events as events
from core.work.changing import facts
from core.work.errors import ChecklistFull
from core.work.models import ChecklistItem, Task

TEXT_LENGTH = 300
MOST = 100
STEP = 10


async def add_item(
    session: AsyncSession, actor: Actor, which: str | UUID, *, text: str
) -> ChecklistItem:
    """Add a line at the end of a task's checklist; raises ChecklistFull."""
    task = await _task(session, actor, which)
    count, last = (await session.execute(
        sa.select(sa.func.count(), sa.func.max(ChecklistItem.position))
        .where(ChecklistItem.task_id == task.id)
    )).one()  # fmt: skip
    if count >= MOST:
        raise ChecklistFull(most=MOST)
    item = ChecklistItem(task_id=task.id, text=_clean(text), position=(last or 0) + STEP)
    session.add(item)
    await session.flush()
    await record(session, actor, events.ChecklistItemAdded(**_facts(task, item)))
    return item


async def tick_item(
    session: AsyncSession, actor: Actor, item_id: UUID, *, done: bool = True
) -> ChecklistItem:
    """Mark a line done, or not done after all; twice changes nothing."""
    task, item = await _load(session, actor, item_id)
    if (item.done_at is not None) != done:
        item.done_at = clock.now() if done else None
        item.done_by_id = actor.id if done and actor.kind == "staff" else None
        await session.flush()
        await record(session, actor, events.ChecklistItemTicked(**_facts(task, item), done=done))
    return item


async def rename_item(
    session: AsyncSession, actor: Actor, item_id: UUID, *, text: str
) -> ChecklistItem:
    """Let a line say something else."""
    task, item = await _load(session, actor, item_id)
    text, before = _clean(text), item.text
    if text != before:
        item.text = text
        await session.flush()
        renamed = events.ChecklistItemRenamed(**_facts(task, item), before=before)
        await record(session, actor, renamed)
    return item


async def move_item(
    session: AsyncSession, actor: Actor, item_id: UUID, *, place: int
) -> ChecklistItem:
    """Put a line at a place (0 the first); a place beyond the end is the end."""
    task, item = await _load(session, actor, item_id)
    lines = list(await task_queries.checklist_of(session, task.id))
    before = lines.index(item)
    lines.remove(item)
    lines.insert(max(place, 0), item)
    for number, line in enumerate(lines, 1):
        line.position = STEP * number
    if (now_at := lines.index(item)) != before:
        await session.flush()
        await record(session, actor, events.ChecklistItemMoved(**_facts(task, item), place=now_at))
    return item


async def remove_item(session: AsyncSession, actor: Actor, item_id: UUID) -> None:
    """Take a line away; the history keeps its words."""
    task, item = await _load(session, actor, item_id)
    removed = events.ChecklistItemRemoved(**_facts(task, item))
    await session.delete(item)
    await session.flush()
    await record(session, actor, removed)


async def _task(session: AsyncSession, actor: Actor, which: str | UUID) -> Task:
    task = await queries.get_task(session, actor, which, lock=True)
    require(policies.can_change_task(actor, task))
    return task


async def _load(session: AsyncSession, actor: Actor, item_id: UUID) -> tuple[Task, ChecklistItem]:
    item = await session.get(ChecklistItem, item_id)
    if item is None:
        raise NotFound
    task = await _task(session, actor, item.task_id)
    await session.refresh(item)  # somebody may have changed it before we had the task
    return task, item


def _clean(text: str) -> str:
    clean = one_line(text)[:TEXT_LENGTH]
    if not clean:
        raise Invalid(_("Say what is to be done."), field="item")
    return clean


def _facts(task: Task, item: ChecklistItem) -> dict[str, Any]:
    return {**facts(task), "item_id": item.id, "text": item.text}
