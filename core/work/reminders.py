"""Reminders, and telling doers that their tasks are due. Each is told in its own transaction."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.errors import Invalid, NotFound
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import storable
from core.staff.models import StaffMember
from core.work import due, events, policies, queries
from core.work.models import Reminder, Task


async def create_reminder(
    session: AsyncSession, actor: Actor, *, remind_at: datetime, text: str = "",
    task_id: UUID | None = None, staff_id: UUID | None = None,
) -> Reminder:  # fmt: skip
    """Have somebody (by default oneself) reminded once at a UTC moment, of a text or a task."""
    staff_id = staff_id or actor.staff_id
    require(policies.can_remind(actor, staff_id))
    if remind_at <= clock.now():
        raise Invalid(_("Choose a moment that is still to come."), field="remind_at")
    if task_id is not None:
        await queries.get_task(session, actor, task_id)
    text = storable(text).strip()
    if not text and task_id is None:
        raise Invalid(_("Say what to remind of."), field="text")
    reminder = Reminder(staff_id=staff_id, task_id=task_id, text=text, remind_at=remind_at)
    session.add(reminder)
    await session.flush()
    await record(session, actor, events.ReminderCreated(*_facts(reminder), remind_at=remind_at))
    return reminder


async def cancel_reminder(session: AsyncSession, actor: Actor, reminder_id: UUID) -> Reminder:
    """Take a reminder back; one that was told already stays told."""
    reminder = await session.get(Reminder, reminder_id, with_for_update=True)
    if reminder is None:
        raise NotFound
    require(policies.can_cancel_reminder(actor, reminder))
    if reminder.done_at is None:
        reminder.done_at = clock.now()
        await record(session, actor, events.ReminderDropped(*_facts(reminder), why="cancelled"))
    return reminder


async def tell_reminder(session: AsyncSession, reminder_id: UUID) -> bool:
    """Tell one reminder whose moment has come; False when another worker did.

    Rights and state are looked at now: somebody gone, or a task done or hidden, is not told.
    """
    claimed = await session.execute(
        sa.update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.done_at.is_(None),
               Reminder.remind_at <= clock.now())
        .values(done_at=clock.now())
        .returning(Reminder.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if claimed.scalar_one_or_none() is None:
        return False
    reminder = await session.get_one(Reminder, reminder_id)
    actor = system("reminder")
    facts = _facts(reminder)
    if why := await _why_not(session, reminder):
        await record(session, actor, events.ReminderDropped(*facts, why=why))
    else:
        await record(session, actor, events.ReminderDue(*facts, remind_at=reminder.remind_at))
    return True


async def tell_task_due(session: AsyncSession, task_id: UUID) -> bool:
    """Tell one doer that a task is due and plan the next time; False when another worker did."""
    now = clock.now()
    task = await session.scalar(
        sa.select(Task)
        .where(Task.id == task_id, Task.remind_at <= now, Task.closed_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    if task is None:
        return False
    doer = await session.get(StaffMember, task.doer_id) if task.doer_id else None
    if doer is None or not doer.is_active or task.due_on is None or task.archived_at:
        task.remind_at = None
        return True
    task.remind_at = due.next_moment(task.due_on, task.due_time, doer.zone, now)
    await session.flush()
    if not await queries.who_sees_task(session, task.id, [doer.id]):
        return True
    fact = events.TaskDue(
        task_id=task.id, number=task.number, title=task.title, staff_id=doer.id,
        due_on=task.due_on, due_time=task.due_time, customer_id=task.customer_id,
        overdue=due.is_overdue(task.due_on, task.due_time, doer.zone, now - due.TOLD_WITHIN),
    )  # fmt: skip
    await record(session, system("task due"), fact)
    return True


async def _why_not(session: AsyncSession, reminder: Reminder) -> str:
    """Return why nobody needs the reminder any more, or nothing."""
    member = await session.get(StaffMember, reminder.staff_id)
    if member is None or not member.is_active:
        return "person gone"
    if reminder.task_id is None:
        return ""
    task = await session.get(Task, reminder.task_id)
    if task is None or not task.is_open or task.is_archived:
        return "task done"
    return "" if await queries.who_sees_task(session, task.id, [member.id]) else "task hidden"


def _facts(reminder: Reminder) -> tuple[UUID, UUID, UUID | None, str]:
    return reminder.id, reminder.staff_id, reminder.task_id, reminder.text
