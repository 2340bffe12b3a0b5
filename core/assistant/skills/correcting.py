"""Correcting and undoing: by words, by editing the message, by button."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from core.assistant import booking, faces, options
from core.assistant.booking import Made
from core.assistant.cards import own_card, subjects_of
from core.assistant.faces import Row
from core.assistant.memory import Saved
from core.assistant.models import Card as RememberedCard
from core.assistant.turns import Reply, Subject, Turn, press_of, skill
from core.errors import NotFound
from core.kit import formatting
from core.kit.i18n import _
from core.language.reading import Entry, Kind, Reading
from core.outbound.cards import Card
from core.timesheets.entries import CARRIED
from core.timesheets.models import TimeEntry

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
MOST_WORDS = 5
_KINDS: Mapping[str, Kind] = {"time_entry": "time", "travel": "travel", "expense": "expense"}
_SAME = ("day", "worked_minutes", "started_at", "ended_at", *CARRIED[:-1])


@skill("correct")
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


async def correct_by_number(turn: Turn) -> Reply:
    """Correct what was booked last by a number without its unit (\"no, 2.5\")."""
    numbers = _NUMBER.findall(turn.text)
    if not turn.memory.saved or len(numbers) != 1 or len(turn.text.split()) > MOST_WORDS:
        return nothing_to_correct()
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


async def corrected(
    turn: Turn, subject: Subject, changes: dict[str, object], reply: Reply | None = None
) -> Reply:
    """Correct one row and show it with what it was."""
    made = await booking.correct(turn, subject, changes)
    return await booking.card_of(turn, made, reply or Reply(), was=was(turn, made), back=True)


def was(turn: Turn, made: Made) -> str:
    """Return what a correction changed, as it was before."""
    (before,), (after,) = (booking.shown(turn, rows) for rows in (made.before, made.rows))
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
    return ", ".join(parts)


async def take_back_row(turn: Turn, row: Row) -> Reply:
    """Take back a row; of a corrected one first the correction."""
    if isinstance(row, TimeEntry) and (before := await _before(turn, row)) is not None:
        return await _back_to(turn, row, before, Reply())
    rows = await booking.take_back(turn, [(faces.kind_of(row), row.id)])
    return await booking.card_of(turn, Made(rows), Reply())


@press_of("undo")
async def undo_pressed(turn: Turn, card_id: UUID | None, _argument: str) -> Reply:
    """Take back everything a card shows."""
    card, rows, fresh = await current(turn, card_id)
    if not fresh:
        return await stale(turn, card, rows)
    rows = await booking.take_back(turn, subjects_of(card))
    return await booking.card_of(turn, Made(rows), _same_card(card))


@press_of("redo")
async def redo_pressed(turn: Turn, card_id: UUID | None, _argument: str) -> Reply:
    """Bring back everything a card shows."""
    card, rows, fresh = await current(turn, card_id)
    if not fresh:
        return await stale(turn, card, rows)
    rows = await booking.bring_back(turn, subjects_of(card))
    return await booking.card_of(turn, Made(rows), _same_card(card))


@press_of("back")
async def back_pressed(turn: Turn, card_id: UUID | None, _argument: str) -> Reply:
    """Undo a correction: the entry is again as it was before it."""
    card, rows, fresh = await current(turn, card_id)
    if not fresh or len(rows) != 1:
        return await stale(turn, card, rows)
    row = rows[0]
    if row.supersedes_id is None:
        return await undo_pressed(turn, card_id, _argument)
    before = await booking.row_of(turn.session, turn.actor, (faces.kind_of(row), row.supersedes_id))
    return await _back_to(turn, row, before, _same_card(card))


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
    subjects = subjects_of(card)
    rows = [await booking.newest_row(turn.session, turn.actor, one) for one in subjects]
    fresh = [row.id for row in rows] == [identity for _kind, identity in subjects]
    return card, rows, fresh


async def stale(turn: Turn, card: RememberedCard, rows: list[Row]) -> Reply:
    """Say that a button came too late, and show how things stand now."""
    reply = await booking.card_of(turn, Made(rows), _same_card(card))
    assert reply.card is not None
    return _with_toast(reply, _("This was changed meanwhile. Here is how it stands now."))


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


async def _before(turn: Turn, row: TimeEntry) -> TimeEntry | None:
    """Return what a correction took the place of; None when the row itself is such an undo."""
    if row.supersedes_id is None:
        return None
    before = await turn.session.get(TimeEntry, row.supersedes_id)
    if before is None or before.supersedes_id is None:
        return before
    first = await turn.session.get(TimeEntry, before.supersedes_id)
    same = first is not None and all(getattr(first, name) == getattr(row, name) for name in _SAME)
    return None if same else before


async def _back_to(turn: Turn, row: Row, before: Row, reply: Reply) -> Reply:
    """Correct a row back to what it was: the history keeps every step."""
    changes: dict[str, object] = {
        "day": before.day, "customer_id": before.customer_id, "project_id": before.project_id,
        "billable": before.billable, "note": before.note,
    }  # fmt: skip
    if isinstance(before, TimeEntry):
        face = faces.shown(before, turn.names, turn.actor.zone)
        changes |= {"minutes": face.minutes, "start": face.start, "end": face.end,
                    "work_kind_id": before.work_kind_id}  # fmt: skip
    elif faces.kind_of(before) == "travel":
        changes["metres"] = getattr(before, "metres")  # noqa: B009
    else:
        changes |= {name: getattr(before, name) for name in ("amount_minor", "currency")}
    made = await booking.correct(turn, (faces.kind_of(row), row.id), changes)
    return await booking.card_of(turn, made, reply, was=was(turn, made))
