"""When a task is due, and until when it is put aside: said, tapped or typed."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from core.assistant import faces, hearing, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.skills.task_cards import SEEN, coming, known, pairs
from core.assistant.skills.task_changes import asked, change, give, settle_asked
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.kit import clock, formatting
from core.kit.i18n import _
from core.language.task_goals import When, colleagues_said, when_said
from core.outbound.cards import Button, Card, press
from core.work import policies, queries, service
from core.work.models import Task

EVENING, MORNING = time(17), time(8)


async def set_due(turn: Turn, task: Task, when: When, *, edits: bool = False) -> Reply:
    """Let a task be due on a day; a time that is not said stays as it was."""
    changes: dict[str, Any] = {"due_on": when.day}
    if when.time is not None or when.day is None:
        changes["due_time"] = when.time
    return await change(turn, task, edits=edits, **changes)


async def put_aside(turn: Turn, task: Task, day: date, *, edits: bool = False) -> Reply:
    """Put a task out of sight until a day; whoever may not is reminded of it then."""
    if policies.can_change_task(turn.actor, task):
        if day <= turn.today:
            return offer_later(turn, task)
        return await change(turn, task, edits=edits, deferred_until=day)
    return await remind(turn, task, clock.at(day, MORNING, turn.actor.zone), edits=edits)


async def remind(turn: Turn, task: Task, moment: datetime, *, edits: bool) -> Reply:
    """Have the person told of a task again at a UTC moment."""
    reminder = await service.create_reminder(
        turn.session, turn.actor, remind_at=moment, task_id=task.id
    )
    when = formatting.moment(moment, turn.actor.zone)
    text = f"{faces.DONE} {task.title}\n" + _("I remind you {when}").format(when=when)
    buttons = (Button(_("Show the task"), press("task", task.id)),)
    return Reply(Card(text, (buttons,)), [("reminder", reminder.id), (SEEN, task.id)], edits=edits)


@press_of("due")
async def due_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Offer likely days; another one may be written."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    reply = offer_days(turn, task)
    reply.edits = True
    return reply


def offer_days(turn: Turn, task: Task, when: When | None = None) -> Reply:
    """Ask for the day a task is due; `when` is one that may have been meant."""
    row = asked(turn, task, "due")
    days = [when.day] if when is not None and when.day else [turn.today, *coming(turn.today)]
    at = when.time.isoformat("minutes") if when is not None and when.time else ""
    buttons = [
        Button(formatting.day(one), press("dueon", task.id, f"{one}{at and 'T'}{at}"))
        for one in days
    ]
    if task.due_on is not None and when is None:
        buttons.append(Button(_("No due date"), press("dueon", task.id, "-")))
    text = f"{faces.ASKING} {task.number} {task.title}\n"
    text += _("When is it due? Tap a day or write one.")
    last = (Button(_("Back"), press("back-to", task.id)),)
    return Reply(Card(text, (*pairs(buttons), last)), [(SEEN, task.id)], row.id)


@press_of("dueon")
async def due_chosen(turn: Turn, task_id: UUID | None, argument: str) -> Reply:
    """Let a task be due on the chosen day (argument: ISO day, or with a time, or `-`)."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    day, _sep, wall = argument.partition("T")
    try:
        when = When(None if day == "-" else date.fromisoformat(day),
                    time.fromisoformat(wall) if wall else None)  # fmt: skip
    except ValueError:
        raise NotFound from None
    await settle_asked(turn)
    return await set_due(turn, task, when, edits=True)


@press_of("later")
async def later_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Offer when a task shall come back."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    reply = offer_later(turn, task)
    reply.edits = True
    return reply


def offer_later(turn: Turn, task: Task) -> Reply:
    """Ask until when a task is put aside; within the day it is a reminder."""
    buttons = [Button(_("In an hour"), press("remindme", task.id, "60"))]
    if turn.now.time() < time(15):
        evening = datetime.combine(turn.today, EVENING)
        minutes = int((evening - turn.now) / timedelta(minutes=1))
        at = formatting.clock_time(EVENING)
        buttons.append(Button(_("Today at {time}").format(time=at),
                              press("remindme", task.id, str(minutes))))  # fmt: skip
    buttons += [
        Button(formatting.day(day), press("aside", task.id, day.isoformat()))
        for day in coming(turn.today)
    ]
    back = Button(_("Back"), press("back-to", task.id))
    text = f"{faces.ASKING} {task.number} {task.title}\n" + _("When shall it come back?")
    return Reply(Card(text, (*pairs(buttons), (back,))), [(SEEN, task.id)])


@press_of("aside")
async def aside_chosen(turn: Turn, task_id: UUID | None, argument: str) -> Reply:
    """Put a task aside until the chosen day."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    try:
        return await put_aside(turn, task, date.fromisoformat(argument), edits=True)
    except ValueError:
        raise NotFound from None


async def written(turn: Turn, row: DraftRow) -> Reply | None:
    """Take words as the name or the day that was asked for; None: they are something else."""
    kept = questions.kept(row).about
    task = await queries.get_task(turn.session, turn.actor, UUID(kept["task"]))
    reply: Reply | None = None
    if kept["what"] == "give":
        people = colleagues_said(turn.text, turn.names.crew)
        reply = await give(turn, task, people) if people is not None else None
    elif (when := when_said(hearing.said_of(turn, turn.text))) is not None:
        reply = await set_due(turn, task, when)
    questions.settle(row, reply.card_id.hex if reply is not None else "passed")
    return reply
