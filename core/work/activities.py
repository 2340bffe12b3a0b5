"""Activities: typed acts on a task, directed to anybody, several at once.

The task's doer and responsible stay who they are. Whom an open one is directed to sees the task.
"""

from datetime import date, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import storable
from core.staff.models import StaffMember
from core.staff.queries import actors_for
from core.work import activity_events as events
from core.work import activity_queries, due, policies, queries
from core.work.changing import apply_changes, facts
from core.work.errors import AlreadyFinished, HiddenFromThem
from core.work.models import Activity, ActivityType, Task
from core.work.stage_rights import NOBODY, rights_of

TEXT_LENGTH = 2_000
CHANGEABLE = ("type_id", "staff_id", "text", "due_on", "due_time")


async def create_activity(
    session: AsyncSession, actor: Actor, which: str | UUID, *, staff_id: UUID,
    type_id: UUID | None = None, text: str = "", due_on: date | None = None,
    due_time: time | None = None,
) -> Activity:  # fmt: skip
    """Direct an act on a task to somebody; its doer and responsible stay.

    It has a type, words, or both. Raises HiddenFromThem when they may not see where the task is.
    """
    task = await queries.get_task(session, actor, which)
    require(policies.can_direct(actor, task, staff_id))
    activity = Activity(
        task_id=task.id, staff_id=staff_id, given_by_id=actor.id if actor.kind == "staff" else None,
        type_id=type_id, text=_words(text), due_on=due_on, due_time=due_time,
    )  # fmt: skip
    name = await _check(session, task, activity)
    session.add(activity)
    await session.flush()
    await record(session, actor, _given(task, activity, name))
    return activity


async def change_activity(
    session: AsyncSession, actor: Actor, activity_id: UUID, *, version: int | None = None,
    **changes: Any,
) -> Activity:  # fmt: skip
    """Change fields of CHANGEABLE; another `staff_id` directs it on to them."""
    task, activity = await _load(session, actor, activity_id, version)
    require(policies.can_change_activity(actor, task, activity))
    if "text" in changes:
        changes["text"] = _words(changes["text"])
    changed = apply_changes(activity, changes, CHANGEABLE)
    if not changed:
        return activity
    name = await _check(session, task, activity)
    await session.flush()
    about = _facts(task, activity, name)
    await record(session, actor, events.ActivityChanged(**about, changes=changed))
    if "staff_id" in changed:
        await record(session, actor, _given(task, activity, name))
    return activity


async def finish_activity(
    session: AsyncSession, actor: Actor, activity_id: UUID, *, result: str = "",
    version: int | None = None,
) -> Activity:  # fmt: skip
    """Mark an activity done with what came of it; raises AlreadyFinished."""
    task, activity = await _load(session, actor, activity_id, version)
    require(policies.can_finish_activity(actor, task, activity))
    if activity.done_at is not None:
        raise AlreadyFinished
    activity.done_at, activity.remind_at = clock.now(), None
    activity.result = storable(result).strip()[:TEXT_LENGTH]
    await session.flush()
    about = _facts(task, activity, await _type_name(session, activity.type_id))
    await record(session, actor, events.ActivityFinished(
        **about, result=activity.result, given_by_id=activity.given_by_id
    ))  # fmt: skip
    return activity


async def reopen_activity(
    session: AsyncSession, actor: Actor, activity_id: UUID, *, version: int | None = None
) -> Activity:
    """Say that an activity is not done after all."""
    task, activity = await _load(session, actor, activity_id, version)
    require(policies.can_finish_activity(actor, task, activity))
    if activity.done_at is not None:
        activity.done_at = None
        name = await _check(session, task, activity)
        await session.flush()
        await record(session, actor, events.ActivityReopened(**_facts(task, activity, name)))
    return activity


async def remove_activity(
    session: AsyncSession, actor: Actor, activity_id: UUID, *, version: int | None = None
) -> Activity:
    """Take an activity away; it is counted no more."""
    task, activity = await _load(session, actor, activity_id, version)
    require(policies.can_change_activity(actor, task, activity))
    activity.removed_at, activity.remind_at = clock.now(), None
    await session.flush()
    about = _facts(task, activity, await _type_name(session, activity.type_id))
    await record(session, actor, events.ActivityRemoved(**about))
    return activity


async def tell_activity_due(session: AsyncSession, activity_id: UUID) -> bool:
    """Tell one person that an activity is due and plan the next time; False when it is not."""
    moment = clock.now()
    row = (await session.execute(
        sa.select(Activity, Task, StaffMember)
        .join(Task, Task.id == Activity.task_id)
        .join(StaffMember, StaffMember.id == Activity.staff_id)
        .where(Activity.id == activity_id, Activity.remind_at <= moment,
               Activity.done_at.is_(None), Activity.removed_at.is_(None))
        .with_for_update(skip_locked=True, of=Activity)
    )).one_or_none()  # fmt: skip
    if row is None:
        return False
    activity, task, member = row
    zone = member.zone
    activity.remind_at = due.next_moment(activity.due_on, activity.due_time, zone, moment)
    await session.flush()
    if (
        activity.due_on is None
        or not task.is_open
        or not await queries.who_sees_task(session, task.id, [member.id])
    ):
        activity.remind_at = None
        return False
    await record(session, system("activity due"), events.ActivityDue(
        **_facts(task, activity, await _type_name(session, activity.type_id)),
        due_on=activity.due_on, due_time=activity.due_time, customer_id=task.customer_id,
        overdue=due.is_overdue(activity.due_on, activity.due_time, zone, moment - due.TOLD_WITHIN),
    ))  # fmt: skip
    return True


async def _load(
    session: AsyncSession, actor: Actor, activity_id: UUID, version: int | None
) -> tuple[Task, Activity]:
    task, activity = await activity_queries.get_activity(session, actor, activity_id, lock=True)
    check_version(activity.version, version)
    return task, activity


async def _check(session: AsyncSession, task: Task, activity: Activity) -> str:
    """Check whom an activity is directed to, plan when they are told; return its type's name."""
    if activity.type_id is None and not activity.text:
        raise Invalid(_("Choose a type or say what is to be done."), field="activity_text")
    name = await _type_name(session, activity.type_id)
    actors = await actors_for(session, [activity.staff_id])
    if (directed := actors.get(activity.staff_id)) is None:
        raise NotFound
    if not task.stage.sees_all:
        rights = (await rights_of(session, [task.stage_id])).get(task.stage_id, NOBODY)
        if not policies.can_see_stage(directed, task.stage, rights):
            raise HiddenFromThem(name=directed.name, stage=task.stage.name)
    activity.remind_at = None
    if activity.done_at is None and activity.due_on is not None:
        moment = due.next_moment(activity.due_on, activity.due_time, directed.zone, clock.now())
        activity.remind_at = moment
    return name


async def _type_name(session: AsyncSession, type_id: UUID | None) -> str:
    if type_id is None:
        return ""
    found = await session.get(ActivityType, type_id)
    if found is None:
        raise NotFound
    return found.name


def _words(text: str) -> str:
    return storable(text).strip()[:TEXT_LENGTH]


def _facts(task: Task, activity: Activity, type_name: str) -> dict[str, Any]:
    return {
        **facts(task), "activity_id": activity.id, "type": type_name, "text": activity.text,
        "staff_id": activity.staff_id,
    }  # fmt: skip


def _given(task: Task, activity: Activity, type_name: str) -> events.ActivityGiven:
    return events.ActivityGiven(
        **_facts(task, activity, type_name), due_on=activity.due_on, due_time=activity.due_time,
        customer_id=task.customer_id,
    )  # fmt: skip
