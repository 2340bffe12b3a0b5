"""How tasks stand to each other: related, blocking, part of, duplicate."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound
from core.events.bus import record
from core.work import policies, queries
from core.work import task_events as events
from core.work.changing import facts
from core.work.errors import LinkCircle, LinkToItself
from core.work.models import Task, TaskLink, TaskLinkKind

ORDERED = (TaskLinkKind.BLOCKS, TaskLinkKind.PART_OF)
"""Relations that may not lead back to where they began."""


async def link_tasks(
    session: AsyncSession, actor: Actor, which: str | UUID, other: str | UUID, *,
    kind: TaskLinkKind,
) -> TaskLink:  # fmt: skip
    """Let one task stand to another; the same once more changes nothing.

    Raises LinkToItself, and LinkCircle when a task would block, or be a part of, itself.
    """
    first, second = await _pair(session, actor, which, other)
    if first.id == second.id:
        raise LinkToItself(number=first.number)
    both = sa.select(Task.id).where(Task.id.in_((first.id, second.id))).order_by(Task.id)
    await session.execute(both.with_for_update())  # whoever links them at the same moment waits
    if found := await _existing(session, first, second, kind):
        return found
    if kind in ORDERED and await _leads(session, second.id, first.id, kind):
        raise LinkCircle(number=second.number)
    row = TaskLink(from_task_id=first.id, to_task_id=second.id, kind=kind)
    session.add(row)
    await session.flush()
    for is_from, one, two in ((True, first, second), (False, second, first)):
        await record(session, actor, events.TaskLinked(
            **facts(one), kind=kind, other_id=two.id, other_number=two.number, is_from=is_from
        ))  # fmt: skip
    return row


async def unlink_tasks(session: AsyncSession, actor: Actor, link_id: UUID) -> None:
    """Let two tasks stand in a relation no more."""
    row = await session.get(TaskLink, link_id)
    if row is None:
        raise NotFound
    first, second = await _pair(session, actor, row.from_task_id, row.to_task_id)
    await session.delete(row)
    await session.flush()
    for is_from, one, two in ((True, first, second), (False, second, first)):
        await record(session, actor, events.TaskUnlinked(
            **facts(one), kind=row.kind, other_id=two.id, other_number=two.number, is_from=is_from
        ))  # fmt: skip


async def _pair(
    session: AsyncSession, actor: Actor, which: str | UUID, other: str | UUID
) -> tuple[Task, Task]:
    """Return both tasks: the actor sees each, and may change one of them."""
    first = await queries.get_task(session, actor, which)
    second = await queries.get_task(session, actor, other)
    may = policies.can_change_task(actor, first) or policies.can_change_task(actor, second)
    require(may)
    return first, second


async def _existing(
    session: AsyncSession, first: Task, second: Task, kind: TaskLinkKind
) -> TaskLink | None:
    """Return the same relation; "related" is the same from both ends."""
    ends = [(first.id, second.id)]
    if kind == TaskLinkKind.RELATED:
        ends.append((second.id, first.id))
    same = [sa.and_(TaskLink.from_task_id == one, TaskLink.to_task_id == two) for one, two in ends]
    found: TaskLink | None = await session.scalar(
        sa.select(TaskLink).where(TaskLink.kind == kind, sa.or_(*same))
    )
    return found


async def _leads(session: AsyncSession, start: UUID, goal: UUID, kind: TaskLinkKind) -> bool:
    """Tell whether a chain of such relations leads from one task to another."""
    chain = (
        sa.select(TaskLink.to_task_id.label("id"))
        .where(TaskLink.from_task_id == start, TaskLink.kind == kind)
        .cte("chain", recursive=True)
    )
    chain = chain.union(
        sa.select(TaskLink.to_task_id)
        .join(chain, TaskLink.from_task_id == chain.c.id)
        .where(TaskLink.kind == kind)
    )
    found = await session.scalar(sa.select(chain.c.id).where(chain.c.id == goal).limit(1))
    return found is not None
