"""Sweeps of work: reminders and due tasks."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.kit.jobs import Job, every
from core.work import queries, reminders

log = logging.getLogger(__name__)


async def sweep(
    sessions: Sessions,
    due: Callable[[AsyncSession], Awaitable[Sequence[UUID]]],
    handle: Callable[[AsyncSession, UUID], Awaitable[bool]],
) -> int:
    """Handle each due row in a transaction of its own; one that fails does not stop the others."""
    async with sessions.reading() as session:
        ids = await due(session)
    done = 0
    for one in ids:
        try:
            async with sessions.begin() as session:
                done += await handle(session, one)
        except Exception:  # the row stays due and is tried again by the next sweep
            log.exception("%s failed for %s", handle.__name__, one)
    return done


async def tell_reminders(sessions: Sessions) -> int:
    """Tell reminders whose moment has come; returns how many."""
    return await sweep(sessions, queries.due_reminder_ids, reminders.tell_reminder)


async def tell_due_tasks(sessions: Sessions) -> int:
    """Tell doers of due and late tasks; returns how many."""
    return await sweep(sessions, queries.due_task_ids, reminders.tell_task_due)


JOBS = [
    Job("reminders", every(seconds=30), tell_reminders),
    Job("due-tasks", every(minutes=1), tell_due_tasks),
]
