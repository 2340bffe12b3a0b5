"""Who is told what about tasks, reminders, hours and the installation itself."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.events.bus import Event, Happened, Subscriber
from core.inbox.events import ArrivalQuarantined, MailboxGapFound
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.text import shorten
from core.notify.recipients import Recipient
from core.notify.telling import Rows, Telling, tell_many
from core.outbound.cards import Button, press
from core.people import queries as people
from core.sources.events import SendingFailed, SourceFailed
from core.sources.models import Source
from core.staff.queries import holders_of
from core.timesheets.events import TimerForgotten
from core.timesheets.missing_events import HoursMissing
from core.work.events import ReminderDue, TaskAssigned, TaskDue
from core.work.models import Task
from core.work.queries import who_sees_task


async def customer_of(session: AsyncSession, task_id: UUID | None) -> tuple[Task | None, str]:
    """Return a task and the name of its customer."""
    task = await session.get(Task, task_id) if task_id else None
    if task is None or task.customer_id is None:
        return task, ""
    names = await people.names_of(session, [task.customer_id])
    return task, names.get(task.customer_id, "")


def day_in_words(moment: Any, wall: Any = None) -> str:
    """Return a day with the time of day, '' for none."""
    if moment is None:
        return ""
    shown = formatting.day(moment)
    return f"{shown} {formatting.clock_time(wall)}" if wall is not None else shown


def task_buttons(task_id: UUID, *more: Button) -> Rows:
    """Return what the doer of a task can do at once: end it, look at it later, and more."""
    first = (Button(_("Done"), press("done", task_id)), Button(_("Later"), press("later", task_id)))
    return (first, more) if more else (first,)


async def task_assigned(session: AsyncSession, happened: Happened) -> None:
    """A task was given to somebody else than the one who gave it."""
    event = happened.event
    assert isinstance(event, TaskAssigned)
    if event.doer_id is None or event.doer_id == happened.actor.id:
        return
    if not await who_sees_task(session, event.task_id, [event.doer_id]):
        return
    task, customer = await customer_of(session, event.task_id)
    wall = task.due_time if task else None
    await tell_many(session, [Telling(
        event.doer_id, "task_assigned", f"task-assigned-{happened.record_id}",
        lambda _person: {
            "number": event.number, "title": event.title, "customer": customer,
            "due": day_in_words(event.due_on, wall), "by": happened.actor.name,
        },
        buttons=lambda: task_buttons(event.task_id, Button(_("Move…"), press("move", event.task_id))),
        path=f"/app/tasks/{event.number}", subject_kind="task", subject_id=event.task_id,
    )])  # fmt: skip


async def task_due(session: AsyncSession, happened: Happened) -> None:
    """A task is due or late."""
    event = happened.event
    assert isinstance(event, TaskDue)
    if event.staff_id is None:
        return
    _task, customer = await customer_of(session, event.task_id)
    await tell_many(session, [Telling(
        event.staff_id, "task_due", f"task-due-{happened.record_id}",
        lambda _person: {
            "number": event.number, "title": event.title, "customer": customer,
            "due": day_in_words(event.due_on, event.due_time), "overdue": event.overdue, "by": "",
        },
        buttons=lambda: task_buttons(event.task_id, Button(_("Due…"), press("due", event.task_id))),
        path=f"/app/tasks/{event.number}", subject_kind="task", subject_id=event.task_id,
        urgent=event.due_time is not None,
    )])  # fmt: skip


async def reminder_due(session: AsyncSession, happened: Happened) -> None:
    """The moment somebody chose has come: quiet hours do not matter."""
    event = happened.event
    assert isinstance(event, ReminderDue)
    task, customer = await customer_of(session, event.task_id)
    number = task.number if task else ""
    text = event.text or (task.title if task else "")
    await tell_many(session, [Telling(
        event.staff_id, "reminder_due", f"reminder-{event.reminder_id}",
        lambda _person: {"text": text, "number": number, "customer": customer},
        buttons=lambda: task_buttons(task.id) if task else (),
        path=f"/app/tasks/{number}" if number else "/app",
        subject_kind="task" if task else "reminder",
        subject_id=task.id if task else event.reminder_id, urgent=True,
    )])  # fmt: skip


async def hours_missing(session: AsyncSession, happened: Happened) -> None:
    """A working day lacks hours; the same as an earlier day is one tap."""
    event = happened.event
    assert isinstance(event, HoursMissing)
    waiting_words = session.info.get("waiting_words")  # the assistant's, which stands above us
    words = await waiting_words(session, event.staff_id) if waiting_words else []

    def buttons() -> tuple[tuple[Button, ...], ...]:
        rows: list[tuple[Button, ...]] = []
        if event.same_entry_id is not None:
            label = _("{hours} {customer}, as before").format(
                hours=formatting.hours(event.same_minutes), customer=event.same_customer
            )
            rows.append((Button(label, press("same", event.same_entry_id, str(event.day))),))
        own = Button(_("I log it myself"), press("mine", event.staff_id))
        rows.append((Button(_("I was off"), press("off", event.staff_id, str(event.day))), own))
        return tuple(rows)

    await tell_many(session, [Telling(
        event.staff_id, "hours_missing", f"hours-missing-{event.day}-{event.step}",
        lambda _person: {
            "day": formatting.day(event.day), "missing": formatting.hours(event.minutes),
            "step": event.step, "same": event.same_customer,
            "waiting": ", ".join(f"“{shorten(one, 60)}”" for one in words),
        },
        buttons=buttons, path="/app/hours", subject_kind="staff", subject_id=event.staff_id,
    )])  # fmt: skip


async def timer_forgotten(session: AsyncSession, happened: Happened) -> None:
    """A clock runs too long: the person is asked, nothing is guessed."""
    event = happened.event
    assert isinstance(event, TimerForgotten)

    def values(person: Recipient) -> dict[str, Any]:
        since = formatting.clock_time(clock.local(event.started_at, person.zone))
        return {"since": since, "customer": event.customer or ""}

    await tell_many(session, [Telling(
        event.staff_id, "timer_forgotten", f"timer-forgotten-{happened.record_id}", values,
        buttons=lambda: _end_buttons(event),
        path="/app/hours", subject_kind="timer", subject_id=event.timer_id,
    )])  # fmt: skip


def _end_buttons(event: TimerForgotten) -> tuple[tuple[Button, ...], ...]:
    """Return the likely ends of the work, stopping now, and that it still goes on."""
    ends = []
    for end in event.ends:
        wall = formatting.clock_time(clock.local(end, event.zone))
        minutes = str(int(end.timestamp()) // 60)
        label = _("Ended at {time}").format(time=wall)
        ends.append(Button(label, press("stop", event.timer_id, minutes)))
    last = (Button(_("Stop now"), press("stop", event.timer_id)),
            Button(_("Still going on"), press("keep", event.timer_id)))  # fmt: skip
    return (tuple(ends), last) if ends else (last,)


async def source_failed(session: AsyncSession, happened: Happened) -> None:
    """A mailbox, bot or number works no more: whoever manages sources is told."""
    event = happened.event
    assert isinstance(event, SourceFailed)
    await _tell_administrators(
        session, "source_failed", happened, {"source": event.name, "detail": event.detail},
        "source", event.source_id, path=f"/settings/source/edit/{event.source_id}",
    )  # fmt: skip


async def sending_failed(session: AsyncSession, happened: Happened) -> None:
    """Nothing leaves through a mailbox: whoever manages sources is told."""
    event = happened.event
    assert isinstance(event, SendingFailed)
    await _tell_administrators(
        session, "sending_failed", happened, {"source": event.name, "detail": event.detail},
        "source", event.source_id, path=f"/settings/source/edit/{event.source_id}",
    )  # fmt: skip


async def mailbox_gap(session: AsyncSession, happened: Happened) -> None:
    """A mailbox held mail that the ledger did not know; it is being fetched."""
    event = happened.event
    assert isinstance(event, MailboxGapFound)
    source = await session.get(Source, event.source_id)
    values = {"source": source.name if source else event.folder, "count": event.missing}
    await _tell_administrators(
        session, "mailbox_gap", happened, values, "source", event.source_id,
        path=f"/settings/source/edit/{event.source_id}",
    )  # fmt: skip


async def arrival_failed(session: AsyncSession, happened: Happened) -> None:
    """Something that arrived is in quarantine."""
    event = happened.event
    assert isinstance(event, ArrivalQuarantined)
    source = await session.get(Source, event.source_id)
    values = {"source": source.name if source else event.channel, "channel": event.channel}
    await _tell_administrators(
        session, "arrival_failed", happened, values, "inbox", event.item_id,
        path=f"/app/quarantine/{event.item_id}",
    )  # fmt: skip


async def _tell_administrators(
    session: AsyncSession, kind: str, happened: Happened, values: dict[str, Any],
    subject_kind: str, subject_id: UUID, *, path: str,
) -> None:  # fmt: skip
    people_ids = await holders_of(session, Permission.MANAGE_SOURCES)
    await tell_many(session, [
        Telling(
            staff_id, kind, f"{kind}-{happened.record_id}", lambda _person: values,
            path=path, subject_kind=subject_kind, subject_id=subject_id,
        )
        for staff_id in people_ids
    ])  # fmt: skip


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    TaskAssigned: [task_assigned],
    TaskDue: [task_due],
    ReminderDue: [reminder_due],
    HoursMissing: [hours_missing],
    TimerForgotten: [timer_forgotten],
    SourceFailed: [source_failed],
    SendingFailed: [sending_failed],
    MailboxGapFound: [mailbox_gap],
    ArrivalQuarantined: [arrival_failed],
}
