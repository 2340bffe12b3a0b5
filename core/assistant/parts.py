"""The parts of the product that a company does without, as the assistant meets them.

Words and buttons that belong to such a part are answered with one sentence, and nothing is done.
"""

from core.access.actor import Actor
from core.access.modules import PARTS, Part
from core.assistant.faces import NEEDED
from core.assistant.turns import Press, Reply, Skill
from core.fields.models import Module
from core.kit.i18n import _
from core.language.inquiries import About
from core.language.reading import Reading
from core.outbound.cards import Card

GENERAL: dict[str, Part | None] = {
    "absences": Part.ABSENCES, "activities": Part.WORK, "approving": Part.HOURS, "asking": None,
    "changing": Part.HOURS, "confirming": Part.HOURS, "contacts": None, "correcting": None,
    "discussing": None, "filled": None, "filling": None, "helping": None, "logging": Part.HOURS,
    "missing": Part.HOURS, "objecting": Part.HOURS, "queries": Part.HOURS, "receipts": Part.HOURS,
    "refusals": Part.HOURS, "requests": None, "stages": Part.WORK, "task_cards": Part.WORK,
    "task_changes": Part.WORK, "task_days": Part.WORK, "task_orders": Part.WORK, "tasks": Part.WORK,
    "timers": Part.HOURS, "undoing": None, "weeks": Part.HOURS, "work_questions": None,
}  # fmt: skip
"""The part that each module of skills belongs to; None: to none, or to several."""
_INTENTS: dict[str, Part] = {
    "correct": Part.HOURS, "note_entry": Part.HOURS, "create_task": Part.WORK,
}  # fmt: skip
_ABOUT: dict[About, Part] = {
    "bank": Part.BANKS, "who": Part.HOURS, "balance": Part.HOURS, "missing": Part.HOURS,
    "project": Part.HOURS,
}  # fmt: skip
_FIELDS = {Module.TASK: Part.WORK, Module.PROJECT: Part.PROJECTS, Module.TIME_ENTRY: Part.HOURS}


def unused(part: Part) -> Reply:
    """Say that the company does without a part."""
    sentence = _("Your company does not use this: {part}.").format(part=_(PARTS[part].label))
    return Reply(Card(f"{NEEDED} {sentence}", toast=sentence), subjects=[])


def lacking(actor: Actor, part: Part | None) -> Reply | None:
    """Return the answer where a part is off, None where it is in use."""
    return unused(part) if part is not None and not actor.has(part) else None


def of_function(function: Skill | Press) -> Part | None:
    """Return the part that what answers an intent or a button belongs to."""
    return GENERAL.get(function.__module__.rpartition(".")[2])


def of_reading(reading: Reading, function: Skill) -> Part | None:
    """Return the part that what was understood belongs to."""
    if reading.intent == "query" and reading.query is not None:
        return Part.WORK if reading.query.what == "tasks" else Part.HOURS
    if reading.intent == "ask":
        return _of_draft(reading)
    return _INTENTS.get(reading.intent) or of_function(function)


def _of_draft(reading: Reading) -> Part | None:
    """A question about hours is not asked where hours are not logged."""
    draft = reading.draft
    if draft is None:
        return None
    if draft.intent in ("start_timer", "stop_timer") or draft.entries:
        return Part.HOURS
    return _INTENTS.get(draft.intent)


def of_inquiry(about: About) -> Part | None:
    """Return the part that a question about people and places belongs to."""
    return _ABOUT.get(about)


def has_fields(actor: Actor, module: Module) -> bool:
    """Tell whether records of a kind are in use, whose own fields may be named."""
    part = _FIELDS.get(module)
    return part is None or actor.has(part)
