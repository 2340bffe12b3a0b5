"""Moving a task by chat: `siirrä T-42 asennettu`; fields that the stage needs are asked for."""

import re
from typing import Any
from uuid import UUID

from core.assistant import faces, questions
from core.assistant.skills.filling import SLOT, keep_row
from core.assistant.skills.lacking import ask_for
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.fields.models import Module
from core.fields.queries import fields_of
from core.fields.values import missing
from core.kit.i18n import _
from core.kit.text import fold
from core.language.labels import same_name, spoken_number
from core.outbound.cards import Button, Card, press
from core.work import queries, service
from core.work.finding import find_spoken
from core.work.models import Stage, Task
from core.work.stage_refusals import FieldsMissing
from core.work.standing import Standing, standing_of

MOVED = "moved"
_VERBS = re.compile(
    r"^(?:siirra|siirretaan|siirran|vie|laita|flytta|flyttar|move|put|shift)\b[\s:]*"
)
_TO = re.compile(
    r"^(?:(?:vaiheeseen|vaihe|tilaan|till|to|into|in|stage|steget|steg|skedet)\s+|(?:->|→|:|-)\s*)+"
)


async def moved(turn: Turn) -> Reply | None:
    """Move the task whose number and stage are said; None when neither is."""
    number, rest = spoken_number(turn.text)
    if not number.startswith("T-") or "forwarded" in turn.incoming.flags:
        return None
    words = fold(rest).rstrip(" .!")
    verb = _VERBS.match(words)
    name = _TO.sub("", words[verb.end() :] if verb else words).strip()
    if not name or (verb is None and len(name.split()) > 4):
        return None
    task = await find_spoken(turn.session, turn.actor, number)
    if task is None:
        if verb is None:
            return None
        raise NotFound
    standing = await standing_of(turn.session, turn.actor, task)
    seen = standing.seen_by(turn.actor)
    fits = [seen[at] for at in same_name(name, [one.name for one in seen])]
    if len(fits) == 1:
        return await _move(turn, task, fits[0], standing)
    return _unknown(task, seen) if verb is not None else None


def _unknown(task: Task, seen: list[Stage]) -> Reply:
    names = ", ".join(one.name for one in seen)
    sentence = _("{number} can stand in these stages: {stages}. Say one of them.")
    text = sentence.format(number=task.number, stages=names)
    return Reply(Card(f"{faces.ASKING} {text}"), subjects=[])


async def _move(turn: Turn, task: Task, stage: Stage, standing: Standing) -> Reply:
    """Move a task, or ask for the own fields that the stage needs first."""
    before = task.stage_id
    refusal = standing.refusal(turn.actor, stage) if stage.id != before else None
    if isinstance(refusal, FieldsMissing) and not refusal.values["names"]:
        return await _needs(turn, task, stage, refusal)
    task = await service.move_task(turn.session, turn.actor, task.id, stage_id=stage.id)
    return _card(turn, task, stage, before)


async def _needs(turn: Turn, task: Task, stage: Stage, refusal: FieldsMissing) -> Reply:
    fields = await fields_of(turn.session, Module.TASK)
    lacking = missing(fields, task.custom or {}, stage.required)
    title = f"{task.number} {task.title}"
    row, asked, buttons = ask_for(turn, SLOT, task.id, title, lacking, {"stage": stage.id.hex})
    text = f"{title}\n{refusal.sentence()}\n{asked}"
    cancel = (Button(_("Cancel"), press("cancel", row.id)),)
    return Reply(Card(text, (*buttons, cancel)), subjects=[],
                 draft_id=row.id)  # fmt: skip


async def go_on(turn: Turn, task_id: UUID, then: dict[str, Any], filled: Reply) -> Reply:
    """Move a task whose missing fields were filled in; the card tells both."""
    task = await queries.get_task(turn.session, turn.actor, task_id)
    standing = await standing_of(turn.session, turn.actor, task)
    stage_id = UUID(then["stage"])
    stage = next((one for one in standing.seen_by(turn.actor) if one.id == stage_id), None)
    if stage is None:
        raise NotFound
    reply = await _move(turn, task, stage, standing)
    assert reply.card is not None
    assert filled.card is not None
    reply.card = Card(f"{filled.card.text}\n{reply.card.text}", reply.card.rows)
    reply.subjects = [*(reply.subjects or ()), *(filled.subjects or ())]
    reply.edits = filled.edits
    return reply


def _card(turn: Turn, task: Task, stage: Stage, before: UUID) -> Reply:
    text = f"{faces.DONE} {_standing(task, stage)}"
    if stage.id == before:
        return Reply(Card(text), subjects=[])
    row = keep_row(turn, MOVED, {"task": task.id.hex, "from": before.hex, "to": stage.id.hex})
    questions.settle(row, "moved")
    back = Button(_("Undo"), press("unmove", row.id))
    return Reply(Card(text, ((back,),)), subjects=[("moved", row.id)])


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
