"""All hours of some days at once: listed first, then changed or removed as one card."""

from datetime import date

from core.assistant import booking, faces, questions
from core.assistant.booking import Made
from core.assistant.faces import ASKING, NEEDED, Row
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.skills.correcting import correct_all, corrected, take_back_row, was
from core.assistant.turns import Reply, Turn
from core.kit import formatting
from core.kit.i18n import _, ngettext
from core.kit.ids import new_id, parse_id
from core.kit.text import fold, shorten, storable
from core.language.reading import Bulk, Draft, Option, Reading
from core.language.wordlists import words
from core.outbound.cards import Button, Card, press
from core.timesheets import queries as timesheets
from core.timesheets.checks import CONFIRMABLE

SLOT = "rows"
ALL = "all"
LISTED, SINGLE = 12, 4
_YES = words(
    """yes yep yeah ok okay sure all kylla joo juu jep kaikki selva ja japp jo okej alla
    do it tee se gor det change all remove all"""
)


async def begin(turn: Turn, reading: Reading) -> Reply:
    """Ask before several entries are changed or removed; a doubtful customer comes first."""
    draft = reading.draft
    assert draft is not None
    if "customer" in reading.ask:
        return questions.begin(turn, Question(draft, [("customer", 0)]))
    return await confirm(turn, draft)


async def confirm(turn: Turn, draft: Draft) -> Reply:
    """List what an order means and ask; a single entry is changed at once."""
    bulk = draft.bulk
    assert bulk is not None
    found = await timesheets.entries_between(
        turn.session, turn.actor, bulk.first, bulk.last, staff_id=turn.actor.staff_id,
        customer_id=parse_id(bulk.customer_ref or ""),
    )  # fmt: skip
    reversed_ids = {line.entry.reverses_id for line in found}  # these stay, as does what did it
    rows: list[Row] = [
        line.entry for line in found
        if line.entry.reverses_id is None and line.entry.id not in reversed_ids
    ]  # fmt: skip
    if not rows:
        sentence = _("{day}: no hours are booked.").format(day=period(bulk))
        return Reply(Card(f"{NEEDED} {sentence}"), subjects=[])
    if len(rows) == 1 and draft.intent != "undo":
        return await _one(turn, draft, rows[0])
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel,
        text=storable(turn.text), said_at=turn.said_at,
    )  # fmt: skip
    turn.session.add(row)
    question = Question(draft, [(SLOT, 0)], replaces=[("time_entry", one.id) for one in rows])
    question.offered = _offers(turn, draft, rows)
    return ask(turn, row, question, rows)


def ask(turn: Turn, row: DraftRow, question: Question, rows: list[Row]) -> Reply:
    """Show the entries an order means, with one button for all and one for each of a few."""
    questions.keep(row, question)
    seen = booking.shown(turn, rows)
    lines = [f"{ASKING} {_sentence(turn, question.draft, rows)}"]
    for face in seen[:LISTED]:
        day = "" if _same_day(question.draft.bulk) else f"{formatting.day(face.day)} · "
        lines.append(f"{day}{faces.headline(face, turn.names, turn.actor.id)}")
    if len(seen) > LISTED:
        lines.append(_("and {count} more").format(count=len(seen) - LISTED))
    buttons = [
        Button(shorten(option.label, 40), press("pick", row.id, str(number)))
        for number, option in enumerate(question.offered)
    ]
    rest = [tuple(buttons[at : at + 2]) for at in range(1, len(buttons), 2)]
    cancel = (Button(_("Cancel"), press("cancel", row.id)),)
    return Reply(
        Card("\n".join(lines), ((buttons[0],), *rest, cancel)), subjects=[], draft_id=row.id
    )


async def chosen(
    turn: Turn, row: DraftRow, question: Question, option: Option, *, edits: bool
) -> Reply:
    """Carry an order out on all entries, or on the one that was chosen."""
    picked = [one for one in question.replaces if option.value in (ALL, str(one[1]))]
    rows = [await booking.newest_row(turn.session, turn.actor, one) for one in picked]
    rows = [one for one in rows if one.removed_at is None]
    questions.resume(turn, row, question)
    turn.replaces, turn.confirmed = [], CONFIRMABLE  # booked before, and just confirmed
    if not rows:
        reply = Reply(questions.cancelled(row.text), subjects=[])
    elif len(rows) == 1:
        reply = await _one(turn, question.draft, rows[0])
    else:
        reply = await _all(turn, question.draft, rows)
    reply.edits = edits
    questions.settle(row, reply.card_id.hex)
    return reply


def typed(question: Question, text: str) -> Option | None:
    """Return the answer for all when that is what was typed."""
    said = fold(text).replace(",", " ").rstrip(".! ").split()
    return question.offered[0] if said and all(word in _YES for word in said) else None


def period(bulk: Bulk) -> str:
    """Return the days of an order as people read them."""
    if bulk.first == bulk.last:
        return formatting.day(bulk.first)
    return f"{formatting.day(bulk.first)} – {formatting.day(bulk.last)}"


def _same_day(bulk: Bulk | None) -> bool:
    return bulk is None or bulk.first == bulk.last


def _offers(turn: Turn, draft: Draft, rows: list[Row]) -> list[Option]:
    label = _("Change all")
    if draft.intent == "undo":
        label = _("Remove all") if len(rows) > 1 else _("Remove")
    found = [Option(label, ALL)]
    if 1 < len(rows) <= SINGLE:
        only = _("Only {entry}")
        found += [
            Option(only.format(entry=faces.headline(face, turn.names, turn.actor.id)), str(face.id))
            for face in booking.shown(turn, rows)
        ]
    return found


def _sentence(turn: Turn, draft: Draft, rows: list[Row]) -> str:
    bulk = draft.bulk
    assert bulk is not None
    whole = formatting.hours(sum(face.minutes for face in booking.shown(turn, rows)))
    if draft.intent == "undo":
        text = ngettext(
            "{day}: {count} entry, {hours}. Remove it?",
            "{day}: {count} entries, {hours}. Remove all of them?", len(rows),
        )  # fmt: skip
        return text.format(day=period(bulk), count=len(rows), hours=whole)
    text = _("{day}: {count} entries, {hours}. Change all of them: {goal}?")
    return text.format(day=period(bulk), count=len(rows), hours=whole, goal=_goal(draft))


def _goal(draft: Draft) -> str:
    change = draft.entries[0]
    day: date | None = change.date
    parts = [change.customer, change.project, formatting.day(day) if day else None]
    return " · ".join(part for part in parts if part)


async def _one(turn: Turn, draft: Draft, row: Row) -> Reply:
    if draft.intent == "undo":
        return await take_back_row(turn, row)
    changes = booking.changes_of(turn, draft.entries[0])
    return await corrected(turn, (faces.kind_of(row), row.id), changes)


async def _all(turn: Turn, draft: Draft, rows: list[Row]) -> Reply:
    if draft.intent == "undo":
        removed = await booking.take_back(turn, [(faces.kind_of(row), row.id) for row in rows])
        return await booking.card_of(turn, Made(removed), Reply())
    changes = booking.changes_of(turn, draft.entries[0])
    made = await correct_all(turn, [(row, changes) for row in rows])
    return await booking.card_of(turn, made, Reply(), was=was(turn, made), back=True)
