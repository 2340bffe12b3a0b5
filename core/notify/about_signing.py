"""Who is told that a task waits for their signature."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import Happened
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.notify.about_work import customer_of, day_in_words
from core.notify.recipients import Recipient
from core.notify.telling import Telling, tell_many
from core.outbound.cards import Button, press
from core.staff.models import staff_roles
from core.work.events import TaskCreated, TaskMoved
from core.work.models import Stage, Task
from core.work.queries import who_sees_task


async def signature_wanted(session: AsyncSession, happened: Happened) -> None:
    """A task came into a stage that is signed: those of its roles who see it are told."""
    event = happened.event
    assert isinstance(event, TaskMoved | TaskCreated)
    task = await session.get(Task, event.task_id)
    stage = await session.get(Stage, task.stage_id) if task else None
    if task is None or stage is None or not stage.signing_role_ids:
        return
    if isinstance(event, TaskMoved) and event.quietly:
        return
    roles = [key for one in stage.signing_role_ids if (key := parse_id(one))]
    signers = await session.scalars(
        sa.select(staff_roles.c.staff_id).where(staff_roles.c.role_id.in_(roles)).distinct()
    )
    people = await who_sees_task(session, task.id, set(signers) - {happened.actor.id})
    _task, customer = await customer_of(session, task.id)

    def values(_person: Recipient) -> dict[str, Any]:
        return {
            "number": task.number, "title": task.title, "customer": customer, "stage": stage.name,
            "due": day_in_words(task.due_on, task.due_time), "by": happened.actor.name,
        }  # fmt: skip

    await tell_many(session, [
        Telling(
            staff_id, "signature_wanted", f"signature-wanted-{happened.record_id}", values,
            buttons=lambda: ((Button(_("Show the task"), press("task", task.id)),),),
            path=f"/app/tasks/{task.number}#signing", subject_kind="task", subject_id=task.id,
        )
        for staff_id in sorted(people)
    ])  # fmt: skip
