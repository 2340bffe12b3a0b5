"""Sealing every few seconds."""

from core.db.session import Sessions
from core.events import sealing
from core.kit.jobs import Job, every


async def seal(sessions: Sessions) -> int:
    """Seal what was committed; returns the number of rows."""
    done = 0
    while True:
        async with sessions.begin() as session:
            count = await sealing.seal_committed(session)
        done += count
        if count < sealing.BATCH:
            return done


JOBS = [Job("seal-events", every(seconds=5), seal)]
