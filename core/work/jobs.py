"""Sweeps of work: reminders, due tasks and activities, what comes back, what recurs."""

from core.db.session import Sessions
from core.db.sweeping import sweep
from core.kit.jobs import Job, every
from core.work import (
    activities,
    activity_queries,
    deferring,
    queries,
    recurrence_queries,
    recurring,
    reminders,
    task_queries,
)


async def tell_reminders(sessions: Sessions) -> int:
    """Tell reminders whose moment has come; returns how many."""
    return await sweep(sessions, queries.due_reminder_ids, reminders.tell_reminder)


async def tell_due_tasks(sessions: Sessions) -> int:
    """Tell doers of due and late tasks; returns how many."""
    return await sweep(sessions, queries.due_task_ids, reminders.tell_task_due)


async def tell_due_activities(sessions: Sessions) -> int:
    """Tell people of due and late activities; returns how many."""
    return await sweep(sessions, activity_queries.due_activity_ids, activities.tell_activity_due)


async def bring_back_tasks(sessions: Sessions) -> int:
    """Bring back tasks that were put aside until today; returns how many."""
    return await sweep(sessions, task_queries.due_return_ids, deferring.bring_back)


async def hand_out_recurring(sessions: Sessions) -> int:
    """Hand out the recurring work whose day has come; returns how many tasks were made."""
    return await sweep(sessions, recurrence_queries.due_recurrence_ids, recurring.hand_out)


JOBS = [
    Job("reminders", every(seconds=30), tell_reminders),
    Job("due-tasks", every(minutes=1), tell_due_tasks),
    Job("due-activities", every(minutes=1), tell_due_activities),
    Job("deferred-tasks", every(minutes=1), bring_back_tasks),
    Job("recurring-work", every(minutes=1), hand_out_recurring),
]
