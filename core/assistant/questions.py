"""Open questions: what was understood is kept, one thing at a time is asked, nothing is retyped."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant import commands, faces, options
from core.assistant.faces import ASKING
from core.assistant.models import Draft as DraftRow
from core.assistant.turns import Reply, Subject, Turn, skills
from core.kit import clock, formatting
from core.kit.i18n import N_, _
from core.kit.ids import new_id
from core.kit.text import fold, shorten, storable
from core.language.reading import Ask, Draft, Entry, Intent, Option, Reading
from core.outbound.cards import Button, Card, press

Pending = tuple[str, int]
"""A slot (of `Ask`, or target: which saved entry is meant) and the number of its entry."""
SHOWN_OPTIONS = 3

QUESTIONS: dict[str, str] = {
    "customer": N_("which customer?"),
    "project": N_("which project?"),
    "duration": N_("how long did it take?"),
    "date": N_("which day?"),
    "amount": N_("how much was it?"),
    "distance": N_("how many kilometres?"),
    "break": N_("how long was the break?"),
    "intent": N_("what shall I do with this?"),
    "target": N_("which one do you mean?"),
}
TYPED: dict[str, str] = {
    "customer": N_("write the customer’s name."),
    "project": N_("write the project’s name."),
    "duration": N_("write how long it took, or from when until when."),
    "date": N_("write the day."),
    "amount": N_("write how much it was."),
    "distance": N_("write how many kilometres."),
    "break": N_("write how long the break was."),
}


@dataclass
class Question:
    """What is kept of an open question: the draft, what is still to be asked, what was offered.

    `shown` is its card as it was sent last; `confirmed` are the doubts it asks about; `place` is one
    that was shared, in degrees; `about` is what skills ask for that is no entry.
    """

    draft: Draft
    pending: list[Pending] = field(default_factory=list)
    offered: list[Option] = field(default_factory=list)
    typed: bool = False
    replaces: list[Subject] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    place: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> Pending:
        return self.pending[0]


_stored = TypeAdapter(Question)


def kept(row: DraftRow) -> Question:
    """Return the question of a stored draft."""
    return _stored.validate_python(row.reading)


def keep(row: DraftRow, question: Question) -> None:
    """Store a question in its draft."""
    row.reading = _stored.dump_python(question, mode="json")
    row.asking = question.pending[0][0] if question.pending else ""


def pending_of(draft: Draft, ask: Sequence[Ask]) -> list[Pending]:
    """Return the doubtful slots in the order they are asked, each with its entry.

    A doubtful day already decides whether something is booked or planned.
    """
    found: list[Pending] = []
    for slot in ask:
        if slot == "intent" and "date" in ask:
            continue
        chosen = [(slot, one.entry) for one in draft.choices if one.slot == slot]
        lacking = [(slot, at) for at, entry in enumerate(draft.entries) if lacks(entry, slot)]
        for one in [*chosen, *lacking] or [(slot, 0)]:
            if one not in found:
                found.append(one)
    return found


def lacks(entry: Entry, slot: Ask) -> bool:
    """Tell whether an entry has nothing in a slot."""
    if slot == "customer":
        return entry.customer_ref is None and not entry.internal
    if slot == "duration":
        return entry.kind == "time" and entry.minutes is None
    if slot == "date":
        return entry.date is None
    if slot == "amount":
        return entry.kind != "time" and entry.km is None and entry.amount is None
    return False


def doubtless(draft: Draft, pending: Sequence[Pending]) -> Draft:
    """Return a draft without what is in doubt: a guess is neither shown nor booked.

    A doubtful day is in doubt for all that was said of the same day.
    """
    entries = list(draft.entries)
    for slot, at in pending:
        day = entries[at].date if at < len(entries) and slot == "date" else None
        for number, entry in enumerate(entries):
            if number == at or (day is not None and entry.date == day):
                entries[number] = options.emptied(entry, slot)
    return replace(draft, entries=tuple(entries))


def open_question(turn: Turn, reading: Reading) -> Reply:
    """Keep what was understood and ask for the first doubtful thing."""
    draft = reading.draft or Draft("none")
    pending = pending_of(draft, reading.ask or ("intent",))
    return begin(turn, Question(draft, pending, replaces=list(turn.replaces)))


def begin(turn: Turn, question: Question, offered: list[Option] | None = None) -> Reply:
    """Store a new question under the words it arose from, and ask it; `offered` are its answers."""
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel,
        text=storable(turn.text), said_at=turn.said_at,
        file_ids=[str(one) for one in turn.file_ids],
    )  # fmt: skip
    turn.session.add(row)
    question.offered = offered or options.offer(turn, question.draft, *question.asked)
    question.draft = doubtless(question.draft, question.pending)
    return ask_offered(turn, row, question)


def ask_next(turn: Turn, row: DraftRow, question: Question, *, edits: bool = False) -> Reply:
    """Ask for what is pending first, with the best three answers as buttons."""
    slot, at = question.asked
    if slot in QUESTIONS:
        question.offered = options.offer(turn, question.draft, slot, at)
    return ask_offered(turn, row, question, edits=edits)


def ask_offered(
    turn: Turn, row: DraftRow, question: Question, hint: str = "", *, edits: bool = False
) -> Reply:
    """Ask with the answers that are offered now, the best three."""
    slot, _at = question.asked
    question.typed = False
    question.offered = question.offered[:SHOWN_OPTIONS]
    if not question.offered and slot in ("duration", "amount", "date"):
        return ask_to_type(row, turn, question, hint, edits=edits)
    keep(row, question)
    text = f"{ASKING} {_line(turn, question, QUESTIONS)}" + (f"\n{hint}" if hint else "")
    buttons = [
        Button(shorten(option.label, 40), press("pick", row.id, str(number)))
        for number, option in enumerate(question.offered)
    ]
    return _reply(row, text, buttons, other=slot != "intent", edits=edits)


def ask_to_type(
    row: DraftRow, turn: Turn, question: Question, hint: str = "", *, edits: bool = True
) -> Reply:
    """Ask for the missing thing in words; the next message is the answer."""
    question.typed = True
    keep(row, question)
    text = f"{ASKING} {_line(turn, question, TYPED)}"
    return _reply(row, f"{text}\n{hint}" if hint else text, [], other=False, edits=edits)


def _reply(row: DraftRow, text: str, buttons: list[Button], *, other: bool, edits: bool) -> Reply:
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    last = [Button(_("Other…"), press("other", row.id))] if other else []
    rows.append((*last, Button(_("Cancel"), press("cancel", row.id))))
    return Reply(Card(text, tuple(rows)), subjects=[], draft_id=row.id, edits=edits)


def _line(turn: Turn, question: Question, words: dict[str, str]) -> str:
    """Return what is understood so far, then the question."""
    slot, at = question.asked
    entry = question.draft.entries[at] if at < len(question.draft.entries) else Entry()
    known = [understood(turn, entry)]
    if not any(known) and question.draft.intent == "start_timer":
        known = [_("Start the clock")]
    elif not any(known) and fold(turn.text) in commands.WORDS:
        known = [_("Log hours")]
    elif not any(known):
        known = [formatting.quoted(shorten(turn.text or turn.incoming.text, 60))]
    key = "distance" if slot == "amount" and entry.kind == "travel" else slot
    if slot == "duration" and entry.start is not None and entry.end is not None:
        key = "break"
    sentence = words.get(key) or QUESTIONS.get(key) or QUESTIONS["intent"]
    return " · ".join([*filter(None, known), _(sentence)])


def understood(turn: Turn, entry: Entry) -> str:
    """Return the slots of an entry that are known, in the order people read them."""
    parts = [entry.person] if entry.person else []
    parts.append(options.amount_of(entry, turn))
    if entry.date is not None and entry.date != turn.today:
        parts.append(formatting.day(entry.date))
    if entry.start is not None and entry.end is not None:
        parts.append(faces.between(entry.start, entry.end))
    parts += [part for part in (entry.customer, entry.project, entry.task) if part]
    return " · ".join(part for part in parts if part)


async def own_draft(session: AsyncSession, actor: Actor, draft_id: UUID | None) -> DraftRow | None:
    """Return a draft of the actor's, locked: of two answers at once the second finds it settled."""
    row = await session.get(DraftRow, draft_id, with_for_update=True) if draft_id else None
    return row if row is not None and row.staff_id == actor.id else None


async def newest_open(
    session: AsyncSession, actor: Actor, draft_id: UUID | None
) -> DraftRow | None:
    """Return the actor's open draft by its id."""
    row = await own_draft(session, actor, draft_id)
    return row if row is not None and row.done_at is None else None


def settle(row: DraftRow, outcome: str) -> None:
    """Close a draft: it was booked (`outcome` names the card), cancelled or replaced."""
    row.done_at, row.outcome = clock.now(), outcome


def resume(turn: Turn, row: DraftRow, question: Question) -> None:
    """Let the turn speak as the person did when the question arose."""
    turn.text, turn.said_at = row.text, row.said_at
    turn.file_ids = [UUID(one) for one in row.file_ids]
    turn.replaces = list(question.replaces)


async def fill(
    turn: Turn, row: DraftRow, question: Question, option: Option, *, edits: bool
) -> Reply:
    """Settle what was asked; ask for the next thing or carry out the completed draft."""
    slot, at = question.asked
    question.pending.pop(0)
    if slot == "intent" or option.value in skills:
        question.draft = replace(question.draft, intent=_intent(option.value))
        question.pending = [one for one in question.pending if one[0] != "date"]
    elif slot == "target":
        question.draft = replace(question.draft, target=option.value)
    else:
        _settle_slot(question, slot, at, option)
    if question.pending:
        return ask_next(turn, row, question, edits=edits)
    return await complete(turn, row, question, edits=edits)


def _settle_slot(question: Question, slot: str, at: int, option: Option) -> None:
    """Put an answer into its entry; a customer or day said once serves all that lack one."""
    entries = list(question.draft.entries) or [Entry()]
    fits = [at]
    if slot == "customer":
        fits += [number for name, number in question.pending if name == slot]
        question.pending = [one for one in question.pending if one[0] != slot]
    if slot == "date":
        fits += [number for number, entry in enumerate(entries) if entry.date is None]
        question.pending = [one for one in question.pending if one[0] != slot]
    for number in fits:
        entries[number] = options.filled(entries[number], slot, option)
    question.draft = replace(question.draft, entries=tuple(entries))


def _intent(value: str) -> Intent:
    return value if value in skills else "none"  # type: ignore[return-value]


async def complete(turn: Turn, row: DraftRow, question: Question, *, edits: bool) -> Reply:
    """Carry out a draft that lacks nothing any more."""
    resume(turn, row, question)
    draft = question.draft
    reading = Reading(draft.intent, entries=draft.entries, target=draft.target)
    if draft.bulk is not None:  # all entries of some days are listed before they are changed
        reading = Reading("ask", ask=("confirm",), draft=draft)
    reply = await skills[reading.intent](turn, reading)
    reply.edits = edits
    settle(row, reply.card_id.hex)
    return reply


def cancelled(text: str) -> Card:
    """Return the card of a question that was given up; the words stay readable."""
    lines = [f"{faces.UNDONE} " + _("Cancelled. Nothing was booked.")]
    if text:
        lines.append(formatting.quoted(shorten(text, 200)))
    return Card("\n".join(lines))
