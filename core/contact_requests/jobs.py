"""Sweeping follow-ups."""

from core.contact_requests import following, queries
from core.db.session import Sessions
from core.kit.jobs import Job, every


async def follow_up(sessions: Sessions) -> int:
    """Handle the follow-ups that are due, each in its own transaction."""
    async with sessions.reading() as session:
        due = await queries.due_follow_ups(session)
    done = 0
    for request_id in due:
        async with sessions.begin() as session:
            done += await following.handle_due(session, request_id)
    return done


JOBS = [Job("follow-up-requests", every(minutes=1), follow_up)]
