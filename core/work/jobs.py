"""Sweeps of work: reminders and due tasks."""

from core.db.session import Sessions
from core.db.sweeping import sweep
from core.kit.jobs import Job, every
from core.work import queries, reminders


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
