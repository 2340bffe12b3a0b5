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
from core.work.models import Activity, ChecklistItem, Reminder, SignOff, Task


async def export_person(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    """Return the tasks done for a person outside our staff, oldest first."""
    rows = await session.scalars(
        sa.select(Task).where(Task.person_id == person_id).order_by(Task.id)
    )
    tasks = rows.all()
    ids = [row.id for row in tasks]
    lines = await _texts(session, ChecklistItem, ids, ChecklistItem.text)
    acts = await _texts(session, Activity, ids, Activity.text, Activity.result)
    return [
        {
            "number": row.number, "title": row.title, "description": row.description,
            "due_on": plain(row.due_on), "created_at": plain(row.created_at),
            "closed_at": plain(row.closed_at), "custom": row.custom, "tags": row.tags,
            "checklist": lines.get(row.id, []), "activities": acts.get(row.id, []),
        }
        for row in tasks
    ]  # fmt: skip


async def _texts(
    session: AsyncSession, record: Any, task_ids: list[UUID], *columns: Any
) -> dict[UUID, list[str]]:
    """Return by task the words of what hangs on tasks, oldest first."""
    rows = await session.execute(
        sa.select(record.task_id, *columns)
        .where(record.task_id.in_(task_ids))
        .order_by(record.task_id, record.id)
    )
    found: dict[UUID, list[str]] = {}
    for task_id, *words in rows:
        found.setdefault(task_id, []).append(" – ".join(one for one in words if one))
    return found


async def erase_person(session: AsyncSession, person_id: UUID) -> int:
    """Erase the words of a person's tasks and the link to them; return how many."""
    ids = list(await session.scalars(sa.select(Task.id).where(Task.person_id == person_id)))
    await session.execute(
        sa.update(Task)
        .where(Task.id.in_(ids))
        .values(title=Task.number, description="", person_id=None, custom={}, tags=[],
                version=Task.version + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    for record, blank in (
        (ChecklistItem, {"text": "–"}), (Activity, {"text": "", "result": ""}),
        (SignOff, {"comment": ""}), (Reminder, {"text": ""}),
    ):  # fmt: skip
        await session.execute(
            sa.update(record)
            .where(record.task_id.in_(ids))
            .values(**blank)
            .execution_options(synchronize_session=False)
        )
    await erase_values(session, ids)
    await erase_payloads(session, "task", ids)
    return len(ids)
