"""Clean-up of what has expired."""

from datetime import timedelta

import sqlalchemy as sa

from core.db.session import Sessions
from core.kit.clock import now
from core.kit.jobs import Job, every
from core.staff.models import OneTimeLink, SignInAttempt, SignInSession

KEEP = timedelta(days=30)


async def clean_up(sessions: Sessions) -> int:
    """Delete attempts of yesterday, and links and sessions that ended a month ago."""
    moment = now()
    async with sessions.begin() as session:
        gone = [
            await session.execute(statement)
            for statement in (
                sa.delete(SignInAttempt).where(
                    SignInAttempt.created_at < moment - timedelta(days=1)
                ),
                sa.delete(OneTimeLink).where(OneTimeLink.expires_at < moment - KEEP),
                sa.delete(SignInSession).where(
                    sa.or_(
                        SignInSession.expires_at < moment - KEEP,
                        SignInSession.ended_at < moment - KEEP,
                    )
                ),
            )
        ]
    return sum(result.rowcount for result in gone if isinstance(result, sa.CursorResult))


JOBS = [Job("clean-up-sign-in", every(minutes=60), clean_up)]
