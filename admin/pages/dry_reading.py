"""How the assistant would understand what is typed into the palette, before it is said."""

from collections.abc import Iterable
from typing import Any

from core.access.actor import Actor
from core.access.permissions import Permission
from core.assistant.directory import names_at_hand
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.money import from_amount
from core.language.reading import Directory, Entry, Reading
from core.language.understand import read

LONGEST = 300
SAID = {
    "start_timer": lambda: _("Starts the clock"),
    "stop_timer": lambda: _("Stops the clock"),
    "submit_week": lambda: _("Sends the week"),
    "undo": lambda: _("Undoes what was saved last"),
    "help": lambda: _("Tells what I can do"),
    "query": lambda: _("Answers a question"),
    "list_requests": lambda: _("Answers a question"),
}


def reading_of(actor: Actor, info: dict[str, Any], text: str) -> Reading | None:
    """Return what a sentence means, of names as they were last known; None for what is no sentence."""
    if not text.strip() or len(text) > LONGEST or actor.kind != "staff":
        return None
    names = names_at_hand(info)
    return read(
        text, now=clock.local(clock.now(), actor.zone), tz=actor.zone, lang=actor.language,
        directory=names.for_actor(actor) if names else Directory(),
        region=names.company.country if names else None,
        currency=names.company.currency if names else None,
    )  # fmt: skip


def said_by(actor: Actor, reading: Reading | None) -> str:
    """Return in a few words what would be done, such as “2 h · Lehto”; nothing when unclear."""
    if reading is None:
        return ""
    entries = reading.entries or (reading.draft.entries if reading.draft else ())
    if entries and actor.may(Permission.LOG_HOURS):
        unsure = " ?" if reading.ask else ""
        return "; ".join(_entry(actor, one) for one in entries[:3] if _entry(actor, one)) + unsure
    if reading.task is not None:
        due = formatting.day(reading.task.due) if reading.task.due else ""
        return _joined([_("Task"), reading.task.title, reading.task.customer, due])
    said = SAID.get(reading.intent)
    return said() if said else ""


def _entry(actor: Actor, one: Entry) -> str:
    other_day = one.date and one.date != clock.today(actor.zone)
    return _joined([
        formatting.hours(one.minutes) if one.minutes else None,
        formatting.kilometres(int(one.km * 1000)) if one.km else None,
        formatting.money(from_amount(one.amount, one.currency or "EUR")) if one.amount else None,
        one.customer, one.project, one.task, one.person,
        formatting.day(one.date) if other_day and one.date else None,
    ])  # fmt: skip


def _joined(words: Iterable[str | None]) -> str:
    return " · ".join(word for word in words if word)
