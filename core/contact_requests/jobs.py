"""Sweeping follow-ups."""

from core.contact_requests import following, queries
from core.db.session import Sessions
from core.db.sweeping import sweep
from core.kit.jobs import Job, every


async def follow_up(sessions: Sessions) -> int:
    """Handle the follow-ups that are due, each in its own transaction."""
    return await sweep(sessions, queries.due_follow_ups, following.handle_due)


JOBS = [Job("follow-up-requests", every(minutes=1), follow_up)]
