"""A person's tasks: exporting and erasing them.

Number, stage and times stay: what was done, without saying for whom or what.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import plain
from core.events.erasing import erase_payloads
from core.fields.privacy import erase_values
from core.work.models import Task


async def export_person(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    """Return the tasks done for a person outside our staff, oldest first."""
    rows = await session.scalars(
        sa.select(Task).where(Task.person_id == person_id).order_by(Task.id)
    )
    return [
        {
            "number": row.number, "title": row.title, "description": row.description,
            "due_on": plain(row.due_on), "created_at": plain(row.created_at),
            "closed_at": plain(row.closed_at), "custom": row.custom,
        }
        for row in rows
    ]  # fmt: skip


async def erase_person(session: AsyncSession, person_id: UUID) -> int:
    """Erase the words of a person's tasks and the link to them; return how many."""
    ids = list(await session.scalars(sa.select(Task.id).where(Task.person_id == person_id)))
    await session.execute(
        sa.update(Task)
        .where(Task.id.in_(ids))
        .values(title=Task.number, description="", person_id=None, custom={},
                version=Task.version + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    await erase_values(session, ids)
    await erase_payloads(session, "task", ids)
    return len(ids)
