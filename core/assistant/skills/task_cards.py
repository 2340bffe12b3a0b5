"""A task as a card, with what can be done to it by a tap: move, give, set the day, later."""

from datetime import date, timedelta
from uuid import UUID

from core.assistant import faces, questions
from core.assistant.skills import discussing, stages
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.kit import formatting
from core.kit.i18n import _
from core.kit.text import shorten
from core.notify.telling import opening_button
from core.outbound.cards import Button, Card, press
from core.work import policies, queries
from core.work.models import Task
from core.work.stage_refusals import FieldsMissing
from core.work.standing import Standing, standing_of
from core.work.task_queries import TaskFacts, checklist_of, task_facts

Rows = tuple[tuple[Button, ...], ...]
SLOT = "task"
"""What a card asks of a task: the day, or whom to give it to; the next message answers it."""
SEEN = "seen"
"""What a card shows without having made it: words that answer it may mean it."""


def known(task_id: UUID | None) -> UUID:
    """Return the id a button carries; raises NotFound without one."""
    if task_id is None:
        raise NotFound
    return task_id


@press_of("task")
async def show_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Show a task in a message of its own: the list it was chosen from stays."""
    return await show(turn, known(task_id))


async def show(turn: Turn, task_id: UUID, *, edits: bool = False) -> Reply:
    """Show a task: where it stands, for whom, until when, by whom, how far its checklist is."""
    found = await task_facts(turn.session, turn.actor, str(task_id))
    lines = await checklist_of(turn.session, task_id)
    done = sum(line.done_at is not None for line in lines)
    text = "\n".join(_lines(turn, found, done, len(lines)))
    return Reply(Card(text, _buttons(turn, found.task)), subjects=[(SEEN, task_id)], edits=edits)


def _lines(turn: Turn, found: TaskFacts, done: int, items: int) -> list[str]:
    task = found.task
    stands = [found.stage, found.customer or "", found.project or ""]
    lines = [f"{task.number} {task.title}", " · ".join(part for part in stands if part)]
    if task.due_on is not None:
        lines.append(_("Due: {day}").format(day=due_words(task)) + late_words(turn, task))
    if task.deferred_until is not None and task.deferred_until > turn.today:
        lines.append(_("Put aside until {day}").format(day=formatting.day(task.deferred_until)))
    lines.append(
        _("Doer: {name}").format(name=found.doer) if found.doer else _("Nobody does it yet.")
    )
    if items:
        lines.append(_("Checklist: {done} of {count} done").format(done=done, count=items))
    return lines


def due_words(task: Task) -> str:
    """Return the due day and time, or nothing."""
    if task.due_on is None:
        return ""
    text = formatting.day(task.due_on)
    if task.due_time is None:
        return text
    return _("{day} at {time}").format(day=text, time=faces.wall(task.due_time))


def late_words(turn: Turn, task: Task) -> str:
    """Return that an open task is late, or nothing."""
    late = task.is_open and task.due_on is not None and task.due_on < turn.today
    return " (" + _("late") + ")" if late else ""


def _buttons(turn: Turn, task: Task) -> Rows:
    comment = Button(_("Comment"), press("remark", task.id))
    opens = opening(turn, task)
    if not policies.can_change_task(turn.actor, task):
        return ((comment, *opens),)
    if not task.is_open:
        return (
            (Button(_("Reopen"), press("todo", task.id)), comment),
            *((opens,) if opens else ()),
        )
    return (
        (Button(_("Done"), press("done", task.id)), Button(_("Move…"), press("move", task.id))),
        (comment, Button(_("Due…"), press("due", task.id))),
        (Button(_("Give to…"), press("give", task.id)), *opens),
    )


def opening(turn: Turn, task: Task) -> tuple[Button, ...]:
    """Return the button that opens the task's page, where the channel can."""
    settings, channel = turn.session.info["settings"], turn.incoming.channel
    one = opening_button(settings, channel, f"/app/tasks/{task.number}")
    return (one,) if one is not None else ()


@press_of("remark")
async def comment_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Take the next message as a comment on the task."""
    return await discussing.ask_for_words(turn, "task", known(task_id))


# ------------------------------------------------------------------ moving


@press_of("move")
async def moves_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Offer the stages a task may go to."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    reply = await offer_moves(turn, task)
    reply.edits = True
    return reply


async def offer_moves(turn: Turn, task: Task) -> Reply:
    """Offer the stages a task may go to; of the others say why not, and who may."""
    standing = await standing_of(turn.session, turn.actor, task)
    lines = [f"{faces.ASKING} {task.number} {task.title}"]
    lines.append(_("Now in stage {stage}").format(stage=standing.here.name))
    buttons = []
    for move in standing.moves(turn.actor):
        if move.allowed or _asks(turn, standing, move.stage.id):
            data = press("moveto", task.id, short(move.stage.id))
            buttons.append(Button(shorten(move.stage.name, 40), data))
        if not move.allowed or move.reason:
            lines.append(f"{faces.NEEDED} {move.stage.name}: {move.reason}")
    back = Button(_("Back"), press("back-to", task.id))
    return Reply(Card("\n".join(lines), (*pairs(buttons), (back,))), [(SEEN, task.id)])


def _asks(turn: Turn, standing: Standing, stage_id: UUID) -> bool:
    """Tell whether only own fields are missing, which are asked for before the task moves."""
    stage = next(one for one in standing.stages if one.id == stage_id)
    why = standing.refusal(turn.actor, stage)
    return isinstance(why, FieldsMissing) and not why.values["names"]


@press_of("moveto")
async def move_pressed(turn: Turn, task_id: UUID | None, argument: str) -> Reply:
    """Move a task to the chosen stage; what the rules refuse now is said."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    standing = await standing_of(turn.session, turn.actor, task)
    seen = standing.seen_by(turn.actor)
    stage = next((one for one in seen if short(one.id) == argument), None)
    if stage is None:
        raise NotFound
    reply = await stages.move_to(turn, task, stage, standing)
    reply.edits = True
    return reply


@press_of("back-to")
async def back_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Show the task's card again in the place of a menu, which asks for nothing any more."""
    waiting = await questions.newest_open(turn.session, turn.actor, turn.ground.open_draft_id)
    if waiting is not None and waiting.asking == SLOT:
        questions.settle(waiting, "left")
    return await show(turn, known(task_id), edits=True)


def short(identity: UUID) -> str:
    """Return the end of an id: with the other id it fits into a button."""
    return identity.hex[-16:]


def pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Return buttons two in a row."""
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def coming(today: date) -> list[date]:
    """Return the days that are likely meant: tomorrow, the end of this week, the next Monday."""
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    monday = today + timedelta(days=7 - today.weekday())
    return sorted({today + timedelta(days=1), friday, monday})
