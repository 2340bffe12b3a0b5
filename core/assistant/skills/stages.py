"""Moving a task by chat; fields that the stage needs are asked for, and then it moves."""

from typing import Any
from uuid import UUID

from core.access.actor import Actor
from core.assistant import faces, questions
from core.assistant.skills.filling import SLOT, keep_row
from core.assistant.skills.lacking import ask_for
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.fields.models import Module
from core.fields.queries import fields_of
from core.fields.values import missing
from core.kit.i18n import _
from core.language.labels import same_name
from core.language.task_goals import plainly, standing_in
from core.outbound.cards import Button, Card, press
from core.work import queries, service
from core.work.models import Stage, Task
from core.work.stage_refusals import FieldsMissing
from core.work.standing import Standing, standing_of

MOVED = "moved"


def stage_said(words: str, actor: Actor, standing: Standing) -> Stage | None:
    """Return the stage whose name the words are, whole or inflected; None when none or several."""
    seen = standing.seen_by(actor)
    names = [one.name for one in seen]
    name = plainly(words)
    fits = same_name(name, names) or same_name(standing_in(name), names) if name else []
    return seen[fits[0]] if len(fits) == 1 else None


def no_such_stage(task: Task, standing: Standing, actor: Actor) -> Reply:
    """Say in which stages a task can stand."""
    names = ", ".join(one.name for one in standing.seen_by(actor))
    sentence = _("{number} can stand in these stages: {stages}. Say one of them.")
    text = sentence.format(number=task.number, stages=names)
    return Reply(Card(f"{faces.ASKING} {text}"), subjects=[("seen", task.id)])


async def move_to(turn: Turn, task: Task, stage: Stage, standing: Standing) -> Reply:
    """Move a task, or ask for the own fields that the stage needs first."""
    before = task.stage_id
    refusal = standing.refusal(turn.actor, stage) if stage.id != before else None
    if isinstance(refusal, FieldsMissing) and not refusal.values["names"]:
        return await _needs(turn, task, stage, refusal)
    if refusal is not None:
        raise refusal
    task = await service.move_task(turn.session, turn.actor, task.id, stage_id=stage.id)
    return _card(turn, task, stage, before)


async def _needs(turn: Turn, task: Task, stage: Stage, refusal: FieldsMissing) -> Reply:
    fields = await fields_of(turn.session, Module.TASK)
    lacking = missing(fields, task.custom or {}, stage.required)
    title = f"{task.number} {task.title}"
    row, asked, buttons = ask_for(turn, SLOT, task.id, title, lacking, {"stage": stage.id.hex})
    text = f"{title}\n{refusal.sentence()}\n{asked}"
    cancel = (Button(_("Cancel"), press("cancel", row.id)),)
    card = Card(text, (*buttons, cancel))
    return Reply(card, subjects=[("seen", task.id)], draft_id=row.id)


async def go_on(turn: Turn, task_id: UUID, then: dict[str, Any], filled: Reply) -> Reply:
    """Move a task whose missing fields were filled in; the card tells both."""
    task = await queries.get_task(turn.session, turn.actor, task_id)
    standing = await standing_of(turn.session, turn.actor, task)
    stage_id = UUID(then["stage"])
    stage = next((one for one in standing.seen_by(turn.actor) if one.id == stage_id), None)
    if stage is None:
        raise NotFound
    reply = await move_to(turn, task, stage, standing)
    assert reply.card is not None
    assert filled.card is not None
    reply.card = Card(f"{filled.card.text}\n{reply.card.text}", reply.card.rows)
    reply.subjects = [*(reply.subjects or ()), *(filled.subjects or ())]
    reply.edits = filled.edits
    return reply


def _card(turn: Turn, task: Task, stage: Stage, before: UUID) -> Reply:
    text = f"{faces.DONE} {_standing(task, stage)}"
    if stage.id == before:
        return Reply(Card(text), subjects=[("seen", task.id)])
    row = keep_row(turn, MOVED, {"task": task.id.hex, "from": before.hex, "to": stage.id.hex})
    questions.settle(row, "moved")
    back = Button(_("Undo"), press("unmove", row.id))
    shows = Button(_("Show the task"), press("task", task.id))
    return Reply(Card(text, ((back, shows),)), subjects=[("moved", row.id), ("seen", task.id)])


def _standing(task: Task, stage: Stage) -> str:
    sentence = _("Now in stage {stage}").format(stage=stage.name)
    return f"{task.number} {task.title}\n{sentence}"


@press_of("unmove")
async def back(turn: Turn, draft_id: UUID | None, _argument: str) -> Reply:
    """Move a task back to where it stood, as far as its workflow lets it."""
    reply = await moved_back(turn, draft_id) if draft_id else None
    if reply is None:
        raise NotFound
    reply.edits = True
    return reply


async def moved_back(turn: Turn, draft_id: UUID) -> Reply | None:
    """Undo a move; None when the task stands elsewhere by now."""
    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    kept = questions.kept(row).about if row is not None else None
    if not kept:
        return None
    task = await queries.get_task(turn.session, turn.actor, UUID(kept["task"]))
    if task.stage_id != UUID(kept["to"]):
        return None
    stage_id = UUID(kept["from"])
    task = await service.move_task(turn.session, turn.actor, task.id, stage_id=stage_id)
    return Reply(Card(f"{faces.UNDONE} {_standing(task, task.stage)}"), subjects=[])
