"""The company's own fields by chat: asked, set, taken back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.assistant import faces, hearing, own_fields, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.own_fields import Place
from core.assistant.questions import Question
from core.assistant.skills.correcting import corrected
from core.assistant.turns import Reply, Turn, press_of, skills
from core.errors import NotFound
from core.fields.models import Module
from core.fields.queries import fields_of
from core.fields.values import Field, Stored
from core.kit import formatting
from core.kit.i18n import _
from core.kit.ids import new_id
from core.kit.text import shorten, storable
from core.language.labels import Filling
from core.language.reading import Draft, Reading
from core.outbound.cards import Button, Card, press
from core.work.models import Task

SLOT = "field"
WHICH = "which field"
"""Which record is meant is answered by a button, or not at all."""


async def ordered(turn: Turn, reading: Reading) -> Reply | None:
    """Answer what is said of a known field; None when nothing is, or it is more likely else."""
    if "forwarded" in turn.incoming.flags:
        return None
    found = await own_fields.meant(turn)
    if found is None:
        return None
    said, fields = found
    likely = bool(said.number) or _no_report(reading)
    if said.names_nothing and not (reading.intent == "none" or (likely and turn.card is not None)):
        return None
    places = await own_fields.places_of(turn, said, fields)
    if not places:
        return _nowhere(said, fields)
    if said.asks:
        return await _told(turn, places) if likely else None
    if likely and said.sure and len(places) == 1:
        return await set_field(turn, places[0], await value_of(turn, places[0], said.value))
    return _which(turn, said, places, is_report=not likely)


def _no_report(reading: Reading) -> bool:
    """Tell whether the words are nothing that could be booked, not even after a question."""
    if reading.intent == "ask":
        return reading.draft is None or not reading.draft.entries
    return reading.intent in ("none", "query")


def _nowhere(said: Filling, fields: Sequence[Field]) -> Reply | None:
    """Say what is lacking to know which record is meant."""
    if said.number:
        raise NotFound
    if not said.names_nothing:
        return None
    modules = {one.module for one in fields}
    if Module.TASK in modules:
        sentence = _("Of which task? Write its number too, such as “T-2026-0042 {field} …”.")
    elif Module.CUSTOMER in modules:
        sentence = _("Of which customer? Write the name too, before “{field}”.")
    else:
        return None
    text = sentence.format(field=fields[0].label)
    return Reply(Card(f"{faces.ASKING} {text}"), subjects=[])


async def _told(turn: Turn, places: Sequence[Place]) -> Reply:
    """Say what fields hold; nothing is written."""
    lines = []
    for one in places:
        value = await own_fields.shown_value(turn, one, await own_fields.custom_at(turn, one))
        words = value or _("not filled in")
        lines.append(f"{one.line}: {words}")
    return Reply(Card("\n".join(lines)), subjects=[])


async def value_of(turn: Turn, place: Place, words: str) -> Any:
    return await own_fields.typed_value(turn, place.field, words)


# ------------------------------------------------------------------ setting, and taking back


async def set_field(turn: Turn, place: Place, value: Any, *, edits: bool = False) -> Reply:
    """Set a field and show it, with the way to take it back."""
    if place.field.module == Module.TIME_ENTRY:
        return await _corrected(turn, place, value, edits=edits)
    before = (await own_fields.custom_at(turn, place)).get(place.field.key)
    record = await own_fields.put(turn, place, value)
    custom = dict(record.custom or {})
    words = await own_fields.shown_value(turn, place, custom) or _("empty")
    text = f"{faces.DONE} {_titled(place, record)}: {words}"
    if before is not None:
        was = await own_fields.shown_value(turn, place, {place.field.key: before})
        text += " (" + _("was {before}").format(before=was) + ")"
    row = _noted(turn, place, before, custom.get(place.field.key))
    card = Card(text, ((Button(_("Undo"), press("unfill", row.id)),),))
    return Reply(card, subjects=[("filled", row.id)], edits=edits)


def _titled(place: Place, record: Any) -> str:
    title = place.title or (f"{record.number} {record.title}" if isinstance(record, Task) else "")
    return " · ".join(part for part in (title, place.field.label) if part)


async def _corrected(turn: Turn, place: Place, value: Any, *, edits: bool) -> Reply:
    """A field of hours is set by a correction, whose card takes it back."""
    reply = await corrected(
        turn, ("time_entry", place.id), {"custom": {place.field.key: value}}, Reply(edits=edits)
    )
    assert reply.card is not None
    assert reply.subjects is not None
    entry = await own_fields.custom_at(turn, Place(place.field, reply.subjects[0][1], ""))
    words = await own_fields.shown_value(turn, place, entry) or _("empty")
    reply.card = Card(f"{reply.card.text}\n{place.field.label}: {words}", reply.card.rows)
    return reply


def _noted(turn: Turn, place: Place, before: Any, after: Any) -> DraftRow:
    """Keep what a field held, so that it can be put back."""
    row = keep_row(turn, SLOT, {**as_json(place), "before": before, "after": after})
    questions.settle(row, "filled")
    return row


def keep_row(turn: Turn, slot: str, about: dict[str, Any]) -> DraftRow:
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel,
        text=storable(turn.text), said_at=turn.said_at,
    )  # fmt: skip
    questions.keep(row, Question(Draft("none"), typed=True, about=about))
    row.asking = slot
    turn.session.add(row)
    return row


def as_json(place: Place) -> dict[str, Any]:
    field = place.field
    return {"module": str(field.module), "key": field.key, "id": place.id.hex, "title": place.title}


async def place_kept(turn: Turn, kept: dict[str, Any]) -> Place:
    every = await fields_of(turn.session, kept["module"], archived=True)
    field = next((one for one in every if one.key == kept["key"]), None)
    if field is None:
        raise NotFound
    return Place(field, UUID(kept["id"]), kept["title"])


@press_of("unfill")
async def unfill(turn: Turn, draft_id: UUID | None, _argument: str) -> Reply:
    """Put back what a field held before."""
    if draft_id is None:
        raise NotFound
    reply = await undone(turn, draft_id)
    if reply is None:
        sentence = _("It was changed since. Nothing was put back.")
        return Reply(Card(f"{faces.NEEDED} {sentence}", toast=sentence), subjects=[])
    reply.edits = True
    return reply


async def undone(turn: Turn, draft_id: UUID) -> Reply | None:
    """Take back what was filled; None when the field does not hold it any more."""
    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    if row is None:
        raise NotFound
    kept = questions.kept(row).about
    place = await place_kept(turn, kept)
    now = (await own_fields.custom_at(turn, place)).get(place.field.key)
    if now != kept["after"] or now == kept["before"]:
        return None
    before = None if kept["before"] is None else Stored(kept["before"])
    record = await own_fields.put(turn, place, before)
    words = await own_fields.shown_value(turn, place, record.custom or {}) or _("empty")
    text = f"{faces.UNDONE} {_titled(place, record)}: {words}"
    return Reply(Card(text), subjects=[])


# ------------------------------------------------------------------ which one is meant


def _which(
    turn: Turn, said: Filling, places: Sequence[Place], *, is_report: bool
) -> Reply:  # fmt: skip
    """Ask which record is meant, or whether the words are a report after all."""
    offered = [as_json(one) for one in places]
    row = keep_row(turn, WHICH, {"offered": offered, "value": said.value})
    question = formatting.quoted(shorten(said.value, 60))
    text = _("Shall I write {value} there?").format(value=question)
    buttons = [
        (Button(shorten(one.line, 40), press("filling", row.id, str(at))),)
        for at, one in enumerate(places)
    ]
    if is_report:
        buttons.append((Button(_("No, it is a report"), press("filling", row.id, "report")),))
    buttons.append((Button(_("Cancel"), press("cancel", row.id)),))
    return Reply(Card(f"{faces.ASKING} {text}", tuple(buttons)), subjects=[], draft_id=row.id)


@press_of("filling")
async def chosen(turn: Turn, draft_id: UUID | None, argument: str) -> Reply:
    """Fill the field of the chosen record, or take the words as they usually are."""
    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    if row is None or row.done_at is not None:
        raise NotFound
    kept = questions.kept(row).about
    turn.text, turn.said_at = row.text, row.said_at
    if argument == "report":
        reading = hearing.hear(turn, turn.text)
        reply = await skills[reading.intent](turn, reading)
        reply.edits = True
    else:
        if not argument.isdigit() or int(argument) >= len(kept["offered"]):
            raise NotFound
        place = await place_kept(turn, kept["offered"][int(argument)])
        reply = await set_field(turn, place, await value_of(turn, place, kept["value"]), edits=True)
    questions.settle(row, reply.card_id.hex)
    return reply
