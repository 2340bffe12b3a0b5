"""Who is told of activities and of tasks that are back."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import Event, Happened, Subscriber
from core.kit.i18n import _
from core.kit.text import shorten
from core.notify.about_work import customer_of, day_in_words, task_buttons
from core.notify.telling import Rows, Telling, tell_many
from core.outbound.cards import Button, press
from core.work.activity_events import ActivityDue, ActivityEvent, ActivityFinished, ActivityGiven
from core.work.task_events import TaskCameBack


def what(event: ActivityEvent) -> str:
    """Return an activity in words: its type, what is to be done, or both."""
    return shorten(": ".join(part for part in (event.type, event.text) if part), 160)


def _buttons(event: ActivityEvent) -> Rows:
    if event.activity_id is None:
        return ()
    later = Button(_("Later"), press("later", event.task_id))
    shows = Button(_("Show the task"), press("task", event.task_id))
    return ((Button(_("Done"), press("acted", event.activity_id)), later), (shows,))


def _about(event: ActivityEvent, customer: str, **more: Any) -> dict[str, Any]:
    return {
        "number": event.number, "title": event.title, "customer": customer, "what": what(event),
        "by": "", **more,
    }  # fmt: skip


async def given(session: AsyncSession, happened: Happened) -> None:
    """Somebody directed an activity to somebody else."""
    event = happened.event
    assert isinstance(event, ActivityGiven)
    if event.staff_id is None or event.staff_id == happened.actor.id:
        return
    _task, customer = await customer_of(session, event.task_id)
    await tell_many(session, [Telling(
        event.staff_id, "activity_given", f"activity-given-{happened.record_id}",
        lambda _person: _about(
            event, customer, by=happened.actor.name, due=day_in_words(event.due_on, event.due_time)
        ),
        buttons=lambda: _buttons(event), path=f"/app/tasks/{event.number}",
        subject_kind="task", subject_id=event.task_id,
    )])  # fmt: skip


async def due(session: AsyncSession, happened: Happened) -> None:
    """An activity is due or late."""
    event = happened.event
    assert isinstance(event, ActivityDue)
    if event.staff_id is None:
        return
    _task, customer = await customer_of(session, event.task_id)
    await tell_many(session, [Telling(
        event.staff_id, "activity_due", f"activity-due-{happened.record_id}",
        lambda _person: _about(
            event, customer, due=day_in_words(event.due_on, event.due_time), overdue=event.overdue
        ),
        buttons=lambda: _buttons(event), path=f"/app/tasks/{event.number}",
        subject_kind="task", subject_id=event.task_id, urgent=event.due_time is not None,
    )])  # fmt: skip


async def finished(session: AsyncSession, happened: Happened) -> None:
    """An activity is done: whoever directed it to somebody else knows."""
    event = happened.event
    assert isinstance(event, ActivityFinished)
    if event.given_by_id is None or event.given_by_id == happened.actor.id:
        return
    _task, customer = await customer_of(session, event.task_id)
    await tell_many(session, [Telling(
        event.given_by_id, "activity_done", f"activity-done-{happened.record_id}",
        lambda _person: _about(
            event, customer, by=happened.actor.name, due="", result=shorten(event.result, 300)
        ),
        path=f"/app/tasks/{event.number}", subject_kind="task", subject_id=event.task_id,
    )])  # fmt: skip


async def task_back(session: AsyncSession, happened: Happened) -> None:
    """A task that was put aside is back in its doer's sight."""
    event = happened.event
    assert isinstance(event, TaskCameBack)
    if event.doer_id is None:
        return
    task, customer = await customer_of(session, event.task_id)
    await tell_many(session, [Telling(
        event.doer_id, "task_back", f"task-back-{happened.record_id}",
        lambda _person: {
            "number": event.number, "title": event.title, "customer": customer, "by": "",
            "due": day_in_words(task.due_on, task.due_time) if task else "",
        },
        buttons=lambda: task_buttons(event.task_id), path=f"/app/tasks/{event.number}",
        subject_kind="task", subject_id=event.task_id,
    )])  # fmt: skip


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    TaskCameBack: [task_back],
    ActivityGiven: [given],
    ActivityDue: [due],
    ActivityFinished: [finished],
}
