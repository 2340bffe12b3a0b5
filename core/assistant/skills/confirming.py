"""Hours that look unusual: a question with the reason, never a booking in silence.

What was understood becomes a draft; one tap books it, changes it or gives it up, and a typed
correction (\"no, 8 h\") changes it too.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from core.assistant import questions
from core.assistant.faces import ASKING
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Skill, Turn, press_of, skills
from core.errors import NotFound
from core.kit.i18n import _
from core.kit.ids import new_id
from core.kit.text import fold, storable
from core.language.reading import Draft, Entry, Kind, Reading
from core.outbound.cards import Button, Card, press
from core.timesheets.errors import Doubtful

SLOT = "doubt"
YES = frozenset(("k", "kylla", "joo", "juu", "jep", "ok", "ja", "jo", "japp", "y", "yes", "yep"))
NO = frozenset(("ei", "en", "nej", "no", "nope"))
CHANGEABLE = ("duration", "date", "customer")


def asks_first(function: Skill) -> Skill:
    """Let a skill that books ask before it books what is unusual; several rows stand or fall."""

    async def careful(turn: Turn, reading: Reading) -> Reply:
        try:
            if len(reading.entries) > 1 or turn.replaces:
                async with turn.session.begin_nested():
                    return await function(turn, reading)
            return await function(turn, reading)
        except Doubtful as doubtful:
            return begin(turn, reading, doubtful)

    return careful


def begin(turn: Turn, reading: Reading, doubtful: Doubtful) -> Reply:
    """Keep what was understood as a question; its answer books it with the doubts confirmed."""
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel,
        text=storable(turn.text), said_at=turn.said_at,
        file_ids=[str(one) for one in turn.file_ids],
    )  # fmt: skip
    turn.session.add(row)
    target = reading.target
    if reading.intent == "correct" and target is None and turn.memory.saved:
        target = str(turn.memory.saved[0].id)
    question = Question(
        Draft(reading.intent, reading.entries, target=target), [(SLOT, 0)],
        replaces=list(turn.replaces), confirmed=sorted(turn.confirmed | doubtful.codes),
    )  # fmt: skip
    questions.keep(row, question)
    lines = [questions.understood(turn, entry) for entry in reading.entries]
    text = "\n".join([*filter(None, lines), doubtful.sentence()])
    return _asked(row, text, edits=False)


def _asked(row: DraftRow, text: str, *, edits: bool) -> Reply:
    cancel = Button(_("Cancel"), press("cancel", row.id))
    first = (Button(_("Book anyway"), press("sure", row.id)),
             Button(_("Change"), press("alter", row.id)))  # fmt: skip
    return Reply(
        Card(f"{ASKING} {text}", (first, (cancel,))), subjects=[], draft_id=row.id, edits=edits
    )


def as_correction(turn: Turn, row: Any, kind: Kind, changes: dict[str, Any]) -> Reading:
    """Return a button's changes of a booked row as if they had been said."""
    entry = Entry(kind=kind, minutes=changes.get("minutes"), date=changes.get("day"),
                  billable=changes.get("billable"))  # fmt: skip
    if customer_id := changes.get("customer_id"):
        name = turn.names.of(customer_id)
        entry = replace(entry, customer=name, customer_ref=str(customer_id))
    if project_id := changes.get("project_id"):
        name = turn.names.of(project_id)
        entry = replace(entry, project=name, project_ref=str(project_id))
    return Reading("correct", entries=(entry,), target=str(row.id))


@press_of("sure")
async def sure(turn: Turn, draft_id: UUID | None, _argument: str) -> Reply:
    """Book it as it is."""
    return await _open_or_outcome(turn, draft_id, lambda row: agreed(turn, row, edits=True))


@press_of("alter")
async def alter(turn: Turn, draft_id: UUID | None, argument: str) -> Reply:
    """Choose what to change, then answer just that."""
    return await _open_or_outcome(turn, draft_id, lambda row: _altered(turn, row, argument))


async def _open_or_outcome(
    turn: Turn, draft_id: UUID | None, act: Callable[[DraftRow], Awaitable[Reply]]
) -> Reply:
    from core.assistant.skills.asking import outcome  # which books by the skills of this module

    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    if row is None:
        raise NotFound
    return await (outcome(turn, row) if row.done_at is not None else act(row))


async def agreed(turn: Turn, row: DraftRow, *, edits: bool) -> Reply:
    """Book a draft with its doubts confirmed; another doubt asks again."""
    question = questions.kept(row)
    turn.confirmed = frozenset(question.confirmed)
    return await questions.complete(turn, row, question, edits=edits)


async def _altered(turn: Turn, row: DraftRow, slot: str) -> Reply:
    question = questions.kept(row)
    if slot not in CHANGEABLE:
        return _which(turn, row, question.draft.entries)
    at = 0
    question.pending = [(slot, at)]
    question.draft = _without(question.draft, at, slot)
    return questions.ask_next(turn, row, question, edits=True)


def _without(draft: Draft, at: int, slot: str) -> Draft:
    """Return a draft without the hours that are to be said again: a range would be a break."""
    entries = list(draft.entries)
    if slot == "duration" and at < len(entries):
        entries[at] = replace(entries[at], minutes=None, start=None, end=None)
    return replace(draft, entries=tuple(entries))


def _which(turn: Turn, row: DraftRow, entries: Sequence[Entry]) -> Reply:
    """Ask what is to be changed."""
    lines = [questions.understood(turn, entry) for entry in entries]
    text = "\n".join([*filter(None, lines), _("What shall I change?")])
    words = {"duration": _("Hours"), "date": _("Day"), "customer": _("Customer")}
    buttons = tuple(Button(words[slot], press("alter", row.id, slot)) for slot in CHANGEABLE)
    last = (Button(_("Book anyway"), press("sure", row.id)),
            Button(_("Cancel"), press("cancel", row.id)))  # fmt: skip
    return Reply(
        Card(f"{ASKING} {text}", (buttons, last)), subjects=[], draft_id=row.id, edits=True
    )


async def said(turn: Turn, row: DraftRow) -> Reply | None:
    """Take a typed yes or no for the buttons; None: the words say something else."""
    word = fold(turn.text).strip(" .!")
    if word in YES:
        return await agreed(turn, row, edits=False)
    if word in NO:
        questions.settle(row, "cancelled")
        return Reply(questions.cancelled(row.text), subjects=[])
    return None


__all__ = ["SLOT", "as_correction", "asks_first", "begin", "said", "skills"]
