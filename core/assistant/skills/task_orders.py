"""Orders about a task in words: which task is meant, and what shall become of it. Doubt asks."""

from dataclasses import asdict, replace
from uuid import UUID

from core.access.modules import Part
from core.assistant import cards, faces, hearing, parts, questions, sms
from core.assistant.skills import (
    discussing,
    filling,
    stages,
    task_cards,
    task_changes,
    task_days,
    tasks,
)
from core.assistant.skills.helping import THANKS
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.kit.i18n import _
from core.kit.text import fold, shorten
from core.language.known import Named
from core.language.reading import Reading
from core.language.task_goals import When, colleagues_said, leads, namings, when_said
from core.language.task_orders import TaskOrder, asked_about, task_order
from core.outbound.cards import Button, Card, press
from core.work import queries
from core.work.finding import find_spoken, own_open
from core.work.models import Task
from core.work.standing import standing_of

WHICH = "which task"
"""Which task is meant is answered by a button, or not at all."""
SHORT = 4
"""Words behind a number without an order; more tell something."""
OFFERED = 6


async def ordered(turn: Turn, reading: Reading) -> Reply | None:
    """Carry out what is said of a task; None when nothing is, or it is more likely a report."""
    order = None if "forwarded" in turn.incoming.flags else task_order(turn.text)
    if order is None:
        return None
    if not turn.actor.has(Part.WORK) or turn.incoming.channel == "sms":
        return _not_here(turn, order)
    if order.number:
        return await _numbered(turn, order, reading)
    if (task_id := _answered(turn)) is not None and reading.intent in _NO_REPORT:
        task = await queries.get_task(turn.session, turn.actor, task_id)
        if (reply := await carry_out(turn, order, task, reading)) is not None:
            return reply
    may_be = _no_hours(reading) and (order.act or (reading.intent == "none" and order.ends_done))
    return await _titled(turn, order, reading) if order.title or may_be else None


async def wondered(turn: Turn, reading: Reading) -> Reply | None:
    """Show the task that a question names; None when it asks of something else."""
    number = asked_about(turn.text) if reading.intent in ("none", "query", "ask") else ""
    if not number or "forwarded" in turn.incoming.flags:
        return None
    if (not_here := _not_here(turn, TaskOrder("show", number))) is not None:
        return not_here
    task = await find_spoken(turn.session, turn.actor, number)
    if task is None:
        raise NotFound
    return await task_cards.show(turn, task.id)


_NO_REPORT = ("none", "ask", "note_entry", "query", "correct")


def _no_hours(reading: Reading) -> bool:
    """Tell whether nothing of the words could be booked: no time, sum, distance or customer."""
    if reading.intent not in ("none", "ask", "correct"):
        return False
    told = reading.entries or (reading.draft.entries if reading.draft is not None else ())
    return not any(
        (one.minutes, one.km, one.amount, one.customer, one.start, one.end) != (None,) * 6
        for one in told
    )  # fmt: skip


def _not_here(turn: Turn, order: TaskOrder) -> Reply | None:
    """Tasks are moved neither by text message nor where the company does without them."""
    here = turn.actor.has(Part.WORK) and turn.incoming.channel != "sms"
    if here or not order.number or not (order.act or order.finishes or not order.text):
        return None
    return parts.unused(Part.WORK) if not turn.actor.has(Part.WORK) else sms.not_by_sms()


def _answered(turn: Turn) -> UUID | None:
    """Return the task of the card that the words answer."""
    if turn.about is not None or turn.card is None:
        return turn.about
    kinds = (task_cards.SEEN, "task", "done")
    return next((key for kind, key in cards.subjects_of(turn.card) if kind in kinds), None)


async def _numbered(turn: Turn, order: TaskOrder, reading: Reading) -> Reply | None:
    clear = bool(order.act or not order.text or order.finishes or _goal(turn, order))
    if not clear and len(order.text.split()) > SHORT:
        return None
    task = await find_spoken(turn.session, turn.actor, order.number)
    if task is None:
        if clear:
            raise NotFound
        return None
    return await carry_out(turn, order, task, reading)


def _goal(turn: Turn, order: TaskOrder) -> tuple[Named, ...] | When | None:
    """Return the colleagues or the day that the rest of an order is."""
    people = colleagues_said(order.text, turn.names.crew)
    return people if people is not None else when_said(hearing.said_of(turn, order.text))


# ------------------------------------------------------------------ what is to be done


async def carry_out(
    turn: Turn, order: TaskOrder, task: Task, reading: Reading
) -> Reply | None:  # fmt: skip
    """Do to a task what was said; None when the words say something else."""
    if order.act == "comment":
        if not order.text:
            return await discussing.ask_for_words(turn, "task", task.id)
        return await discussing.add(turn, "task", task.id, order.text)
    if not order.text:
        return await _plain(turn, order, task)
    if order.act in ("", "move", "done"):
        return await _stage_or_goal(turn, order, task, reading)
    goal = _goal(turn, order)
    if order.act == "give":
        return await (
            task_changes.offer_people(turn, task, said=order.text)
            if not isinstance(goal, tuple) else task_changes.give(turn, task, goal)
        )  # fmt: skip
    if order.act == "due":
        if not isinstance(goal, When):
            return task_days.offer_days(turn, task)
        return await task_days.set_due(turn, task, goal)
    if order.act == "defer":
        if not isinstance(goal, When) or goal.day is None:
            return task_days.offer_later(turn, task)
        return await task_days.put_aside(turn, task, goal.day)
    return None


async def _plain(turn: Turn, order: TaskOrder, task: Task) -> Reply | None:
    """Carry out an order that names nothing but the task."""
    match order.act:
        case "" | "show":
            return await task_cards.show(turn, task.id) if order.number else None
        case "done":
            return await tasks.done(turn, task.id)
        case "reopen":
            return await tasks.todo(turn, task.id)
        case "take":
            return await task_changes.take(turn, task)
        case "give":
            return await task_changes.offer_people(turn, task)
        case "due":
            return task_days.offer_days(turn, task)
        case "defer":
            return task_days.offer_later(turn, task)
    return await task_cards.offer_moves(turn, task)


async def _stage_or_goal(
    turn: Turn, order: TaskOrder, task: Task, reading: Reading
) -> Reply | None:
    """Move to the stage that is named, else finish, give, or set the day that is said."""
    standing = await standing_of(turn.session, turn.actor, task)
    if (stage := stages.stage_said(order.text, turn.actor, standing)) is not None:
        return await stages.move_to(turn, task, stage, standing)
    if order.finishes:
        return await tasks.done(turn, task.id)
    goal = None if order.act == "done" else _goal(turn, order)
    moves = order.act == "move"
    if isinstance(goal, tuple):
        sure = moves or not goal or leads(order.text)
        return await (
            task_changes.give(turn, task, goal) if sure
            else task_changes.offer_people(turn, task, goal)
        )  # fmt: skip
    if isinstance(goal, When):
        if moves or goal.sure:
            return await task_days.set_due(turn, task, goal)
        return task_days.offer_days(turn, task, goal)
    if not moves or not order.number:
        return None
    return await filling.ordered(turn, reading) or stages.no_such_stage(task, standing, turn.actor)


# ------------------------------------------------------------------ which one is meant


async def _titled(turn: Turn, order: TaskOrder, reading: Reading) -> Reply | None:
    """Find the task by words of its title among one's own open ones; of several ask for one."""
    own = await own_open(turn.session, turn.actor)
    for words, goal in _cuts(turn, order):
        for naming in namings(words, [one.title for one in own]):
            if order.title and naming.rest:
                continue
            said = replace(order, text=order.text if order.title else naming.rest or goal, title="")
            fits = [own[at] for at in naming.places]
            if not await _makes_sense(turn, said, fits[0]):
                continue
            if len(fits) == 1 and (
                reading.intent == "none" or not turn.memory.saved or order.title
            ):
                return await carry_out(turn, _sure(said, fits[0]), fits[0], reading)
            return _which(turn, said, fits)
    return None


def _cuts(turn: Turn, order: TaskOrder) -> list[tuple[str, str]]:
    """Return the words a title may begin, and a goal that stands before it: `give Matti the pump`."""
    found = [(order.title or order.text, "")]
    first, _blank, rest = order.text.partition(" ")
    if order.act == "give" and rest and colleagues_said(first, turn.names.crew) is not None:
        found.append((rest, first))
    return found


def _sure(order: TaskOrder, task: Task) -> TaskOrder:
    return replace(order, number=task.number)


async def _makes_sense(turn: Turn, order: TaskOrder, task: Task) -> bool:
    """Tell whether the words beside a title say what shall become of the task."""
    if order.act == "comment":
        return bool(order.text)
    if not order.text:
        return order.act in ("done", "show", "take", "due", "defer")
    if order.finishes:
        return order.act in ("", "done", "move")
    goal = _goal(turn, order)
    if goal is not None:
        return order.act in (
            ("give", "move") if isinstance(goal, tuple) else ("due", "defer", "move")
        )
    if order.act != "move":
        return False
    standing = await standing_of(turn.session, turn.actor, task)
    return stages.stage_said(order.text, turn.actor, standing) is not None


def _which(turn: Turn, order: TaskOrder, fits: list[Task]) -> Reply:
    offered = fits[:OFFERED]
    row = filling.keep_row(
        turn, WHICH, {"order": asdict(order), "tasks": [one.id.hex for one in offered]}
    )
    buttons = [
        (Button(shorten(f"{one.number} {one.title}", 40), press("ofthese", row.id, str(at))),)
        for at, one in enumerate(offered)
    ]
    cancel = (Button(_("Cancel"), press("cancel", row.id)),)
    card = Card(f"{faces.ASKING} " + _("Which task do you mean?"), (*buttons, cancel))
    return Reply(card, subjects=[], draft_id=row.id)


@press_of("ofthese")
async def chosen(turn: Turn, draft_id: UUID | None, argument: str) -> Reply:
    """Carry out what was said, for the chosen task."""
    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    if row is None or row.done_at is not None:
        raise NotFound
    kept = questions.kept(row).about
    if not argument.isdigit() or int(argument) >= len(kept["tasks"]):
        raise NotFound
    turn.text, turn.said_at = row.text, row.said_at
    task = await queries.get_task(turn.session, turn.actor, UUID(kept["tasks"][int(argument)]))
    order = _sure(TaskOrder(**kept["order"]), task)
    reply = await carry_out(turn, order, task, Reading("none"))
    if reply is None:
        raise NotFound
    reply.edits = True
    questions.settle(row, reply.card_id.hex)
    return reply


# ------------------------------------------------------------------ what else answers a task's card


async def remarked(turn: Turn, reading: Reading) -> Reply | None:
    """Take words that answer a task's card as a comment; those under one's own card are asked about."""
    told = reading.draft.entries if reading.draft is not None else ()
    task_id = _answered(turn)
    if task_id is None or reading.intent not in ("none", "ask") or told or not turn.text:
        return None
    if turn.about is not None:
        return await discussing.add(turn, "task", task_id, turn.text)
    if reading.intent == "ask" or all(
        word.strip(".,!") in THANKS for word in fold(turn.text).split()
    ):
        return None
    task = await queries.get_task(turn.session, turn.actor, task_id)
    order = TaskOrder("comment", task.number, "", turn.text)
    row = filling.keep_row(turn, WHICH, {"order": asdict(order), "tasks": [task.id.hex]})
    sentence = _("Shall I add this as a comment?")
    buttons = (Button(_("Add the comment"), press("ofthese", row.id, "0")),
               Button(_("Cancel"), press("cancel", row.id)))  # fmt: skip
    card = Card(f"{faces.ASKING} {task.number} {task.title}\n{sentence}", (buttons,))
    return Reply(card, [(task_cards.SEEN, task.id)], row.id)
