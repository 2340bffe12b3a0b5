"""Tasks from chat: write one down, mark it done, look at one's own."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from core.assistant import faces
from core.assistant.turns import Reply, Turn, press_of, skill
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import shorten
from core.language.reading import Reading, TaskOrder
from core.outbound.cards import Button, Card, press
from core.work import queries, service
from core.work.models import Task
from core.work.task_queries import open_blockers

SHOWN = 12


@skill("create_task")
async def create(turn: Turn, reading: Reading) -> Reply:
    """Write a chore down for oneself; it is told when it is due."""
    order = reading.task or TaskOrder(shorten(turn.text, 120))
    task = await service.create_task(
        turn.session, turn.actor, title=order.title, doer_id=turn.actor.staff_id,
        customer_id=parse_id(order.customer_ref or ""), due_on=order.due,
        due_time=order.time,
    )  # fmt: skip
    return Reply(task_card(turn, task), subjects=[("task", task.id)])


def task_card(turn: Turn, task: Task) -> Card:
    """Return a task as a card: what, when, for whom."""
    sign = faces.DONE if task.is_open else faces.STOPPED
    lines = [f"{sign} {task.title}"]
    when = due_words(task)
    customer = turn.names.of(task.customer_id)
    lines.append(" · ".join(part for part in (task.number, when, customer) if part))
    if not task.is_open:
        lines.append(_("Done"))
        return Card("\n".join(lines), ((Button(_("Reopen"), press("todo", task.id)),),))
    buttons = (Button(_("Done"), press("done", task.id)), Button(_("Undo"), press("gone", task.id)))
    return Card("\n".join(lines), (buttons,))


def due_words(task: Task) -> str:
    """Return the due day and time, or nothing."""
    if task.due_on is None:
        return ""
    text = formatting.day(task.due_on)
    if task.due_time is None:
        return text
    return _("{day} at {time}").format(day=text, time=faces.wall(task.due_time))


@press_of("done")
async def done(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Mark a task done; twice is harmless."""
    task = await queries.get_task(turn.session, turn.actor, _known(task_id))
    waits: list[tuple[str, str]] = []
    if task.is_open:
        waits = await open_blockers(turn.session, turn.actor, task.id)
        task = await service.complete_task(turn.session, turn.actor, task.id)
    card = task_card(turn, task)
    if waits:
        told = _("{number} was to be done first: {title}").format(
            number=waits[0][0], title=shorten(waits[0][1], 60)
        )
        card = replace(card, text=f"{card.text}\n{told}")
    return Reply(card, subjects=[("done", task.id)], edits=True)


@press_of("todo")
async def todo(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Open a done task again."""
    task = await queries.get_task(turn.session, turn.actor, _known(task_id))
    if not task.is_open:
        task = await service.reopen_task(turn.session, turn.actor, task.id)
    return Reply(task_card(turn, task), subjects=[], edits=True)


@press_of("gone")
async def gone(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Put a task away that was written down by mistake."""
    task = await service.archive_task(turn.session, turn.actor, _known(task_id))
    text = f"{faces.UNDONE} {task.title}\n" + _("The task was put away.")
    return Reply(Card(text), subjects=[], edits=True)


@press_of("remindme")
async def remind_me(turn: Turn, task_id: UUID | None, argument: str) -> Reply:
    """Be told of a task again after so many minutes."""
    task = await queries.get_task(turn.session, turn.actor, _known(task_id))
    minutes = int(argument) if argument.isdigit() else 60
    moment = clock.now() + timedelta(minutes=max(minutes, 1))
    reminder = await service.create_reminder(
        turn.session, turn.actor, remind_at=moment, task_id=task.id
    )
    when = formatting.moment(moment, turn.actor.zone)
    text = f"{faces.DONE} {task.title}\n" + _("I remind you {when}").format(when=when)
    done_button = (Button(_("Done"), press("done", task.id)),)
    return Reply(Card(text, (done_button,)), subjects=[("reminder", reminder.id)], edits=True)


async def my_tasks(turn: Turn, *, until: date | None = None) -> Reply:
    """Show one's own open tasks, the urgent first; done by one tap.

    Those due until a day, when one is given; if none is, it is said, and all are shown.
    """
    text: list[str] = []
    lines: list[queries.TaskLine] = []
    if until is not None:
        lines = await queries.tasks_due(turn.session, turn.actor, until, limit=SHOWN)
        if not lines:
            text.append(_("No task is due by {day}.").format(day=formatting.day(until)))
    if not lines:
        lines = await queries.my_tasks(turn.session, turn.actor, limit=SHOWN)
    if not lines:
        return Reply(Card(_("No open tasks.")), subjects=[])
    buttons = []
    for number, line in enumerate(lines, 1):
        parts = [line.task.title, due_words(line.task), line.customer or ""]
        text.append(f"{number}. " + " · ".join(part for part in parts if part))
        buttons.append(Button(f"{faces.DONE} {number}", press("done", line.task.id)))
    rows = [tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4)]
    return Reply(Card("\n".join(text), tuple(rows)), subjects=[])


@skill("finish_task")
async def finish(turn: Turn, reading: Reading) -> Reply:
    """Mark the task done that bears this number in the list of one's own tasks."""
    number = int(reading.request.number) if reading.request else 0
    lines = await queries.my_tasks(turn.session, turn.actor, limit=SHOWN)
    if not 0 < number <= len(lines):
        sentence = _("You have no task number {number}.").format(number=number)
        return Reply(Card(f"{faces.NEEDED} {sentence}"), subjects=[])
    return replace(await done(turn, lines[number - 1].task.id, ""), edits=False)


def _known(task_id: UUID | None) -> UUID | str:
    return task_id or ""
