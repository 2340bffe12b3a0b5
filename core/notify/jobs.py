"""Sweeps of notices: bundles that are due, and old ones."""

from datetime import timedelta

import sqlalchemy as sa

from core.db.session import Sessions
from core.kit import clock
from core.kit.jobs import Job, every
from core.notify import bundles
from core.notify.models import Notice

KEPT = timedelta(days=180)


async def tell_bundles(sessions: Sessions) -> int:
    """Tell the bundles that are due, each person's in its own transaction."""
    async with sessions.reading() as session:
        people = await bundles.due_people(session)
    done = 0
    for staff_id in people:
        async with sessions.begin() as session:
            done += await bundles.tell_bundle(session, staff_id)
    return done


async def forget_old(sessions: Sessions) -> int:
    """Remove notices that are half a year old; what they were about stays."""
    async with sessions.begin() as session:
        gone = await session.execute(
            sa.delete(Notice)
            .where(Notice.created_at < clock.now() - KEPT)
            .returning(Notice.id)
            .execution_options(synchronize_session=False)
        )
        return len(gone.all())


JOBS = [
    Job("notice-bundles", every(minutes=1), tell_bundles),
    Job("forget-old-notices", every(minutes=60 * 24), forget_old),
]
