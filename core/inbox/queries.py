"""Looking into the inbox: how much waits."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.inbox.models import OPEN_STATES, InboxItem, InboxState


async def counts(session: AsyncSession) -> dict[str, int]:
    """Return how many items wait, are in work and are in quarantine, by state."""
    states = (*OPEN_STATES, InboxState.FAILED)
    rows = await session.execute(
        sa.select(InboxItem.state, sa.func.count())
        .where(InboxItem.state.in_(states))
        .group_by(InboxItem.state)
    )
    found = {str(state): int(count) for state, count in rows}
    return {str(state): found.get(state, 0) for state in states}
