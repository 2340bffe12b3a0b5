"""Correcting and undoing: by words, by editing the message, by button."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from core.assistant import booking, faces, options
from core.assistant.booking import Made
from core.assistant.cards import own_card, subjects_of
from core.assistant.faces import Row, Shown
from core.assistant.memory import Saved
from core.assistant.models import Card as RememberedCard
from core.assistant.skills.confirming import asks_first
from core.assistant.turns import Reply, Subject, Turn, press_of, skill
from core.errors import DomainError, NotFound
from core.expenses.models import Travel
from core.kit import formatting
from core.kit.i18n import _
from core.kit.text import fold, shorten
from core.language.reading import Entry, Kind, Reading
from core.language.wordlists import words
from core.outbound.cards import Card
from core.timesheets.entries import CARRIED
from core.timesheets.models import TimeEntry

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?!\w)")
MOST_WORDS = 5
DELETES = words("delete remove erase poista deletoi pyyhi radera raderar stryk slang tabort")
STEPPED = "stepped"
"""The kind of subject that marks a row whose correction was undone."""
_KINDS: Mapping[str, Kind] = {"time_entry": "time", "travel": "travel", "expense": "expense"}
_SAME = ("day", "worked_minutes", "started_at", "ended_at", *CARRIED[:-1])


@skill("correct")
@asks_first
async def correct(turn: Turn, reading: Reading) -> Reply:
    """Put what was said in the place of the entry meant."""
    saved = meant(turn, reading)
    if saved is None or not reading.entries:
        return nothing_to_correct()
    said = reading.entries[0]
    entry = Entry(**{name: getattr(said, name) for name in said.__slots__}
                  | {"kind": _KINDS[saved.kind]})  # fmt: skip
    changes = booking.changes_of(turn, entry)
    if not changes:
        return nothing_to_correct()
    return await corrected(turn, (saved.kind, saved.id), changes)


@skill("note_entry")
async def put_note(turn: Turn, reading: Reading) -> Reply:
    """Put a note onto what was booked last (\"add note: key next door\")."""
    return await correct(turn, replace(reading, intent="correct"))


async def correct_by_number(turn: Turn) -> Reply:
    """Correct what was booked last by a number without its unit (\"no, 2.5\")."""
    numbers = _NUMBER.findall(turn.text)
    if not turn.memory.saved:
        return nothing_to_correct()
    if len(numbers) != 1 or len(turn.text.split()) > MOST_WORDS:
        return await ask_what(turn)
    number = Decimal(numbers[0].replace(",", "."))
    entry = Entry(kind=_KINDS[turn.memory.saved[0].kind])
    if entry.kind == "time":
        lengths = options.bare_number(numbers[0])
        entry = replace(entry, minutes=int(lengths[0].value) if lengths else None)
    elif entry.kind == "travel":
        entry = replace(entry, km=number)
    else:
        entry = replace(entry, amount=number)
    return await correct(turn, Reading("correct", entries=(entry,)))


async def ask_what(turn: Turn) -> Reply:
    """Show what was booked last and ask what of it is to be changed."""
    last = turn.memory.saved[0]
    row = await booking.newest_row(turn.session, turn.actor, (last.kind, last.id))
    reply = await booking.card_of(turn, Made([row]), Reply())
    assert reply.card is not None
    sentence = _("What shall I change? Say it in other words, or press a button.")
    reply.card = Card(f"{reply.card.text}\n{faces.ASKING} {sentence}", reply.card.rows)
    return reply


async def corrected(
    turn: Turn, subject: Subject, changes: dict[str, object], reply: Reply | None = None
) -> Reply:
    """Correct one row and show it with what it was."""
    made = await booking.correct(turn, subject, changes)
    return await booking.card_of(turn, made, reply or Reply(), was=was(turn, made), back=True)


async def correct_all(turn: Turn, wanted: Iterable[tuple[Row, dict[str, object]]]) -> Made:
    """Correct several rows, all or nothing, as one card."""
    made = Made()
    for row, changes in wanted:
        one = await booking.correct(turn, (faces.kind_of(row), row.id), dict(changes))
        made.rows += one.rows
        made.before += one.before
        made.totals |= one.totals
        made.warnings += [said for said in one.warnings if said not in made.warnings]
    return made


def was(turn: Turn, made: Made) -> str:
    """Return what a correction changed, as it was before; of several rows each thing once."""
    pairs = zip(booking.shown(turn, made.before), booking.shown(turn, made.rows), strict=True)
    found = dict.fromkeys(part for before, after in pairs for part in _changed(before, after))
    return ", ".join(found)


def _changed(before: Shown, after: Shown) -> list[str]:
    parts = []
    if faces.amount(before) != faces.amount(after):
        parts.append(faces.amount(before))
    if before.customer != after.customer:
        parts.append(before.customer or _("Own work"))
    if before.project != after.project and before.project:
        parts.append(before.project)
    if before.day != after.day:
        parts.append(formatting.day(before.day))
    elif before.start and before.end and (before.start, before.end) != (after.start, after.end):
        parts.append(faces.between(before.start, before.end))
    return parts


async def take_back_row(turn: Turn, row: Row) -> Reply:
    """Take back a row; of a corrected one first the correction."""
    return await take_back_rows(turn, [row])


async def take_back_rows(
    turn: Turn, rows: list[Row], stepped: Container[UUID] | None = None
) -> Reply:
    """Take back what was done last with rows: their correction, else the rows themselves.

    `stepped`: those that are as they are because a correction was undone; None: not known.
    """
    pairs = [(row, await _before(turn, row, stepped)) for row in rows if not _removes(turn)]
    steps = [(row, before) for row, before in pairs if before is not None]
    if steps:
        return await _step_back(turn, steps, Reply())
    removed = await booking.take_back(turn, [(faces.kind_of(row), row.id) for row in rows])
    return await booking.card_of(turn, Made(removed), Reply())


@press_of("undo")
async def undo_pressed(turn: Turn, card_id: UUID | None, _argument: str) -> Reply:
    """Take back everything a card shows."""
    card, rows, fresh = await current(turn, card_id)
    if not fresh:
        return await stale(turn, card, rows)
    rows = await booking.take_back(turn, [(faces.kind_of(row), row.id) for row in rows])
    return await booking.card_of(turn, Made(rows), _same_card(card))


@press_of("redo")
async def redo_pressed(turn: Turn, card_id: UUID | None, _argument: str) -> Reply:
    """Bring back everything a card shows."""
    card, rows, fresh = await current(turn, card_id)
    if not fresh:
        return await stale(turn, card, rows)
    rows = await booking.bring_back(turn, [(faces.kind_of(row), row.id) for row in rows])
    return await booking.card_of(turn, Made(rows), _same_card(card))


@press_of("back")
async def back_pressed(turn: Turn, card_id: UUID | None, _argument: str) -> Reply:
    """Undo a correction: the entry is again as it was before it."""
    card, rows, fresh = await current(turn, card_id)
    if not fresh:
        return await stale(turn, card, rows)
    if any(row.supersedes_id is None for row in rows):
        return await undo_pressed(turn, card_id, _argument)
    before = [
        (row, await booking.row_of(turn.session, turn.actor, (faces.kind_of(row), row.supersedes_id)))
        for row in rows if row.supersedes_id is not None
    ]  # fmt: skip
    return await _step_back(turn, before, _same_card(card))


@press_of("show")
async def show_pressed(turn: Turn, card_id: UUID | None, _argument: str) -> Reply:
    """Show what a card is about as it stands now."""
    card, rows, _fresh = await current(turn, card_id)
    return await booking.card_of(turn, Made(rows), _same_card(card))


async def current(turn: Turn, card_id: UUID | None) -> tuple[RememberedCard, list[Row], bool]:
    """Return a pressed card, its rows as they stand now, and whether it shows just these.

    Raises NotFound for a card nobody remembers.
    """
    card = await own_card(turn.session, turn.actor, card_id)
    if card is None:
        raise NotFound
    subjects = [one for one in subjects_of(card) if one[0] in booking.BOOKED]
    rows = [await booking.newest_row(turn.session, turn.actor, one) for one in subjects]
    fresh = [row.id for row in rows] == [identity for _kind, identity in subjects]
    return card, rows, fresh


async def stale(turn: Turn, card: RememberedCard, rows: list[Row]) -> Reply:
    """Say that a button came too late, and show how things stand now."""
    reply = await booking.card_of(turn, Made(rows), _same_card(card))
    assert reply.card is not None
    return _with_toast(reply, _("This was changed meanwhile. Here is how it stands now."))


async def refused(turn: Turn, card_id: UUID | None, refusal: DomainError) -> Reply:
    """Say on a card why its button does nothing, and show how things stand now."""
    try:
        card, rows, _fresh = await current(turn, card_id)
    except NotFound:
        raise refusal from None
    reply = await booking.card_of(turn, Made(rows), _same_card(card))
    assert reply.card is not None
    sentence = refusal.sentence()
    text = f"{reply.card.text}\n{faces.NEEDED} {sentence}"
    reply.card = Card(text, reply.card.rows, toast=shorten(sentence, 180))
    return reply


def _with_toast(reply: Reply, toast: str) -> Reply:
    assert reply.card is not None
    reply.card = Card(reply.card.text, reply.card.rows, toast=toast)
    return reply


def _same_card(card: RememberedCard) -> Reply:
    return Reply(card_id=card.id, edits=True, draft_id=card.draft_id)


def nothing_to_correct() -> Reply:
    """Say that there is nothing the words could mean."""
    sentence = _("I have booked nothing that this could change. Say what to book.")
    return Reply(Card(f"{faces.NEEDED} {sentence}"), subjects=[])


def meant(turn: Turn, reading: Reading) -> Saved | None:
    """Return the saved row that words point at, the newest unless they say another."""
    if reading.target is not None:
        return turn.memory.find(str(reading.target))
    return turn.memory.saved[0] if turn.memory.saved else None


def _removes(turn: Turn) -> bool:
    """Whether the word is to delete, not to undo: then the entry goes, corrected or not."""
    return not DELETES.isdisjoint(fold(turn.text).split())


async def _before(turn: Turn, row: Row, stepped: Container[UUID] | None) -> TimeEntry | None:
    """Return what a correction took the place of; None when the row itself is such an undo."""
    if not isinstance(row, TimeEntry) or row.supersedes_id is None:
        return None
    if stepped is not None and row.id in stepped:
        return None
    before = await turn.session.get(TimeEntry, row.supersedes_id)
    if stepped is not None or before is None or before.supersedes_id is None:
        return before
    first = await turn.session.get(TimeEntry, before.supersedes_id)
    same = first is not None and all(getattr(first, name) == getattr(row, name) for name in _SAME)
    return None if same else before


async def _step_back(turn: Turn, pairs: Sequence[tuple[Row, Row]], reply: Reply) -> Reply:
    """Correct rows back to what they were: the history keeps every step."""
    made = await correct_all(turn, [(row, _as_it_was(turn, before)) for row, before in pairs])
    reply = await booking.card_of(turn, made, reply, was=was(turn, made))
    assert reply.subjects is not None
    reply.subjects += [(STEPPED, row.id) for row in made.rows]
    return reply


def _as_it_was(turn: Turn, before: Row) -> dict[str, object]:
    changes: dict[str, object] = {
        "day": before.day, "customer_id": before.customer_id, "project_id": before.project_id,
        "billable": before.billable, "note": before.note,
    }  # fmt: skip
    if isinstance(before, TimeEntry):
        face = faces.shown(before, turn.names, turn.actor.zone)
        changes |= {"minutes": face.minutes, "start": face.start, "end": face.end,
                    "work_kind_id": before.work_kind_id}  # fmt: skip
    elif isinstance(before, Travel):
        changes["metres"] = before.metres
    else:
        changes |= {"amount_minor": before.amount_minor, "currency": before.currency}
    return changes
