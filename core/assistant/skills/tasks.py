"""Tasks from chat: write one down, mark it done, look at one's own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from core.assistant import faces
from core.assistant.skills import stages, task_cards, task_days
from core.assistant.turns import Reply, Turn, press_of, skill
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import shorten
from core.language.reading import Reading, TaskOrder
from core.outbound.cards import Button, Card, press
from core.work import queries, service
from core.work.models import StageKind, Task
from core.work.stage_refusals import FieldsMissing
from core.work.standing import standing_of
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
    when = task_cards.due_words(task)
    customer = turn.names.of(task.customer_id)
    lines.append(" · ".join(part for part in (task.number, when, customer) if part))
    if not task.is_open:
        lines.append(_("Done"))
        return Card("\n".join(lines), ((Button(_("Reopen"), press("todo", task.id)),),))
    buttons = (Button(_("Done"), press("done", task.id)), Button(_("Undo"), press("gone", task.id)))
    return Card("\n".join(lines), (buttons, (Button(_("Show the task"), press("task", task.id)),)))


@press_of("done")
async def done_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Mark a task done; twice is harmless."""
    return await done(turn, task_cards.known(task_id), edits=True)


async def done(turn: Turn, task_id: UUID, *, edits: bool = False) -> Reply:
    """Mark a task done; own fields that its last stage needs are asked for first."""
    task = await queries.get_task(turn.session, turn.actor, task_id)
    waits: list[tuple[str, str]] = []
    if task.is_open:
        waits = await open_blockers(turn.session, turn.actor, task.id)
        try:
            task = await service.complete_task(turn.session, turn.actor, task.id)
        except FieldsMissing as refusal:
            return replace(await _fields_first(turn, task, refusal), edits=edits)
    card = task_card(turn, task)
    if waits:
        told = _("{number} was to be done first: {title}").format(
            number=waits[0][0], title=shorten(waits[0][1], 60)
        )
        card = replace(card, text=f"{card.text}\n{told}")
    return Reply(card, subjects=[("done", task.id)], edits=edits)


async def _fields_first(turn: Turn, task: Task, refusal: FieldsMissing) -> Reply:
    """Ask for the own fields that the stage lacks which ends the work, and move the task then."""
    standing = await standing_of(turn.session, turn.actor, task)
    name = refusal.values["stage"]
    stage = next(
        one for one in standing.seen_by(turn.actor)
        if one.name == name and one.kind == StageKind.DONE
    )  # fmt: skip
    return await stages.move_to(turn, task, stage, standing)


@press_of("todo")
async def todo_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Open a done task again."""
    return await todo(turn, task_cards.known(task_id), edits=True)


async def todo(turn: Turn, task_id: UUID, *, edits: bool = False) -> Reply:
    """Open a done task again and show it; one that is open stays so."""
    task = await queries.get_task(turn.session, turn.actor, task_id)
    if not task.is_open:
        await service.reopen_task(turn.session, turn.actor, task.id)
    return await task_cards.show(turn, task.id, edits=edits)


@press_of("gone")
async def gone(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Put a task away that was written down by mistake."""
    task = await service.archive_task(turn.session, turn.actor, task_cards.known(task_id))
    text = f"{faces.UNDONE} {task.title}\n" + _("The task was put away.")
    return Reply(Card(text), subjects=[], edits=True)


@press_of("remindme")
async def remind_me(turn: Turn, task_id: UUID | None, argument: str) -> Reply:
    """Be told of a task again after so many minutes."""
    task = await queries.get_task(turn.session, turn.actor, task_cards.known(task_id))
    minutes = int(argument) if argument.isdigit() else 60
    moment = clock.now() + timedelta(minutes=max(minutes, 1))
    return await task_days.remind(turn, task, moment, edits=True)


@press_of("mytasks")
async def mine_pressed(turn: Turn, _subject: UUID | None, _argument: str) -> Reply:
    """Show one's own tasks in a message of their own."""
    return await my_tasks(turn)


async def my_tasks(turn: Turn, *, until: date | None = None) -> Reply:
    """Show one's own open tasks, the urgent first; each is opened by a tap.

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
    return Reply(
        Card("\n".join([*text, *task_lines(turn, lines)]), task_buttons(lines)), subjects=[]
    )


def task_lines(
    turn: Turn, lines: Sequence[queries.TaskLine], *, of: str = "customer", first: int = 1
) -> list[str]:
    """Return a line for each task: its place, number, title, day, and customer or doer."""
    said = []
    for place, line in enumerate(lines, first):
        when = task_cards.due_words(line.task) + task_cards.late_words(turn, line.task)
        parts = [line.task.number, line.task.title, when, getattr(line, of) or ""]
        said.append(f"{place}. " + " · ".join(part for part in parts if part))
    return said


def task_buttons(
    lines: Sequence[queries.TaskLine], first: int = 1
) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each task of a list, four in a row."""
    buttons = [Button(str(at), press("task", line.task.id)) for at, line in enumerate(lines, first)]
    return tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))


@skill("finish_task")
async def finish(turn: Turn, reading: Reading) -> Reply:
    """Mark the task done that bears this number in the list of one's own tasks."""
    number = int(reading.request.number) if reading.request else 0
    lines = await queries.my_tasks(turn.session, turn.actor, limit=SHOWN)
    if not 0 < number <= len(lines):
        sentence = _("You have no task number {number}.").format(number=number)
        return Reply(Card(f"{faces.NEEDED} {sentence}"), subjects=[])
    return await done(turn, lines[number - 1].task.id)
