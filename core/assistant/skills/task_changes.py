"""A task changed from chat, with the way to take it back; giving it to somebody."""

from datetime import date, time
from typing import Any
from uuid import UUID

from core.assistant import faces, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.skills.filling import keep_row
from core.assistant.skills.task_cards import SEEN, SLOT, due_words, known, pairs, short
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.kit import formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import shorten
from core.language.known import Named
from core.outbound.cards import Button, Card, press
from core.staff.queries import active_members, members_of_team
from core.work import queries, service
from core.work.models import Task

RETOLD = "retold"
OFFERED = 6


async def change(turn: Turn, task: Task, *, edits: bool = False, **changes: Any) -> Reply:
    """Change a task and show it, with the way to take it back."""
    before = {name: getattr(task, name) for name in changes}
    task = await service.change_task(turn.session, turn.actor, task.id, **changes)
    text = f"{faces.DONE} {task.number} {task.title}\n{_told(turn, task, changes)}"
    shows = Button(_("Show the task"), press("task", task.id))
    if all(getattr(task, name) == value for name, value in before.items()):
        return Reply(Card(text, ((shows,),)), [(SEEN, task.id)], edits=edits)
    row = keep_row(turn, RETOLD, {
        "task": task.id.hex, "before": _as_json(before),
        "after": _as_json({name: getattr(task, name) for name in changes}),
    })  # fmt: skip
    questions.settle(row, RETOLD)
    card = Card(text, ((Button(_("Undo"), press("unchange", row.id)), shows),))
    return Reply(card, [(RETOLD, row.id), (SEEN, task.id)], edits=edits)


def _told(turn: Turn, task: Task, names: Any) -> str:
    """Return in words what a change was about, as the task is now."""
    if "doer_id" in names:
        name = turn.names.of(task.doer_id)
        return _("Doer: {name}").format(name=name) if name else _("Nobody does it yet.")
    if "deferred_until" in names:
        if task.deferred_until is None:
            return _("It is in sight again.")
        return _("Put aside until {day}").format(day=formatting.day(task.deferred_until))
    return _("Due: {day}").format(day=due_words(task)) if task.due_on else _("No due date.")


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value is None else str(value) for name, value in values.items()}


_READ: dict[str, Any] = {
    "doer_id": parse_id, "due_on": date.fromisoformat, "due_time": time.fromisoformat,
    "deferred_until": date.fromisoformat,
}  # fmt: skip


@press_of("unchange")
async def unchange(turn: Turn, draft_id: UUID | None, _argument: str) -> Reply:
    """Put a task back as it was."""
    reply = await changed_back(turn, known(draft_id))
    if reply is None:
        sentence = _("It was changed since. Nothing was put back.")
        return Reply(Card(f"{faces.NEEDED} {sentence}", toast=sentence), subjects=[])
    reply.edits = True
    return reply


async def changed_back(turn: Turn, draft_id: UUID) -> Reply | None:
    """Undo a change; None when the task is not as it was left any more."""
    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    if row is None:
        raise NotFound
    kept = questions.kept(row).about
    task = await queries.get_task(turn.session, turn.actor, UUID(kept["task"]))
    names = kept["after"]
    if _as_json({name: getattr(task, name) for name in names}) != names:
        return None
    before = {name: _READ[name](value) if value else None for name, value in kept["before"].items()}
    task = await service.change_task(turn.session, turn.actor, task.id, **before)
    text = f"{faces.UNDONE} {task.number} {task.title}\n{_told(turn, task, names)}"
    return Reply(Card(text), [(SEEN, task.id)])


# ------------------------------------------------------------------ giving


async def give(turn: Turn, task: Task, people: tuple[Named, ...]) -> Reply:
    """Give a task to whom was named; of several one is chosen, () is the person themselves."""
    if not people:
        return await change(turn, task, doer_id=turn.actor.staff_id)
    if len(people) > 1:
        return await offer_people(turn, task, people)
    return await change(turn, task, doer_id=parse_id(people[0].ref or ""))


@press_of("give")
async def give_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Offer the colleagues who may do a task, those of its team first."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    reply = await offer_people(turn, task)
    reply.edits = True
    return reply


async def offer_people(
    turn: Turn, task: Task, named: tuple[Named, ...] = (), said: str = ""
) -> Reply:
    """Ask whom a task is for; a name may be written too. `said` is a name nobody has."""
    people = [(parse_id(one.ref or ""), one.name) for one in named] or await _likely(turn, task)
    row = asked(turn, task, "give")
    buttons = [
        Button(shorten(name, 40), press("giveto", task.id, short(key)))
        for key, name in people[:OFFERED] if key is not None and key != task.doer_id
    ]  # fmt: skip
    lines = [f"{faces.ASKING} {task.number} {task.title}"]
    if said:
        lines.append(_("Nobody is called {name} here.").format(name=formatting.quoted(said)))
    lines.append(_("Who does it? Tap a name or write one."))
    last = (Button(_("Back"), press("back-to", task.id)),)
    return Reply(Card("\n".join(lines), (*pairs(buttons), last)), [(SEEN, task.id)], row.id)


async def _likely(turn: Turn, task: Task) -> list[tuple[UUID | None, str]]:
    """Return the person themselves, the task's team, then everybody, by name."""
    team = await members_of_team(turn.session, task.team_id) if task.team_id else []
    every = team if len(team) >= OFFERED else [*team, *await active_members(turn.session)]
    people: dict[UUID | None, str] = {turn.actor.staff_id: _("To me")}
    people.update({one.id: one.name for one in every if one.id != turn.actor.id})
    return list(people.items())


@press_of("giveto")
async def given(turn: Turn, task_id: UUID | None, argument: str) -> Reply:
    """Give a task to the chosen one."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    members = await active_members(turn.session)
    chosen = next((one for one in members if short(one.id) == argument), None)
    if chosen is None:
        raise NotFound
    await settle_asked(turn)
    return await change(turn, task, edits=True, doer_id=chosen.id)


@press_of("takeit")
async def take_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Take a task that nobody does; whoever has it keeps it."""
    task = await queries.get_task(turn.session, turn.actor, known(task_id))
    return await take(turn, task, edits=True)


async def take(turn: Turn, task: Task, *, edits: bool = False) -> Reply:
    """Take a task upon oneself; one that somebody does is given over only by a tap that says so."""
    if task.doer_id in (None, turn.actor.id):
        return await change(turn, task, edits=edits, doer_id=turn.actor.staff_id)
    sentence = _("{name} does it already.").format(name=turn.names.of(task.doer_id) or "")
    mine = Button(_("Give it to me"), press("giveto", task.id, short(turn.actor.staff_id)))
    text = f"{faces.NEEDED} {task.number} {task.title}\n{sentence}"
    return Reply(Card(text, ((mine,),)), [(SEEN, task.id)])


# ------------------------------------------------------------------ what a menu waits for


def asked(turn: Turn, task: Task, what: str) -> DraftRow:
    turn.text = turn.text or f"{task.number} {task.title}"
    return keep_row(turn, SLOT, {"task": task.id.hex, "what": what})


async def settle_asked(turn: Turn) -> None:
    """The question on the pressed card is answered."""
    waiting = await questions.newest_open(turn.session, turn.actor, turn.ground.open_draft_id)
    if waiting is not None and waiting.asking == SLOT:
        questions.settle(waiting, "answered")
