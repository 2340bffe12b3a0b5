"""Answers to questions for own fields: filled in, the next one asked, what waited for them done."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.assistant import booking, hearing, own_fields, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.own_fields import Place
from core.assistant.skills import stages
from core.assistant.skills.filling import place_kept, set_field, value_of
from core.assistant.skills.lacking import LACKS, ask_for
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.fields.models import Module
from core.fields.queries import fields_of
from core.fields.values import Field
from core.kit import clock
from core.outbound.cards import Card

FRESH = timedelta(minutes=30)
"""Later words are an answer only when they reply to the question's card."""
_ASKED = ("none", "query", "ask")


async def written(turn: Turn, row: DraftRow) -> Reply | None:
    """Take words as the value that was asked for; None: they are something else."""
    replied = turn.card is not None and turn.card.draft_id == row.id
    is_fresh = clock.now() - row.created_at < FRESH
    intent = hearing.hear(turn, turn.text).intent
    other = intent not in _ASKED or (not replied and await own_fields.meant(turn) is not None)
    if other or not (replied or is_fresh):
        if row.asking == LACKS:
            questions.settle(row, "passed")
        return None
    return await _answered(turn, row, turn.text, edits=False)


@press_of("filled")
async def pressed(turn: Turn, draft_id: UUID | None, argument: str) -> Reply:
    """Take an offered value of the field that was asked for."""
    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    if row is None or row.done_at is not None:
        raise NotFound
    return await _answered(turn, row, argument, edits=True)


async def _answered(turn: Turn, row: DraftRow, words: str, *, edits: bool) -> Reply:
    """Fill the field, then ask for the next one, then do what waited for them."""
    kept = questions.kept(row).about
    place = await place_kept(turn, kept)
    if place.field.module == Module.TIME_ENTRY:
        newest = await booking.newest_row(turn.session, turn.actor, ("time_entry", place.id))
        place = Place(place.field, newest.id, "")
    reply = await set_field(turn, place, await value_of(turn, place, words), edits=edits)
    questions.settle(row, reply.card_id.hex)
    left = [
        one for one in await fields_of(turn.session, place.field.module)
        if one.key in kept["left"]
    ]  # fmt: skip
    if left:
        return _next(turn, row, reply, place, left, kept["then"])
    if kept["then"]:
        return await stages.go_on(turn, place.id, kept["then"], reply)
    return reply


def _next(
    turn: Turn, row: DraftRow, reply: Reply, place: Place, left: Sequence[Field],
    then: dict[str, Any],
) -> Reply:  # fmt: skip
    """Ask for the next missing field under the card of the one just filled in."""
    subject = place.id
    if place.field.module == Module.TIME_ENTRY and reply.subjects:
        subject = reply.subjects[0][1]
    following, asked, buttons = ask_for(turn, row.asking, subject, place.title, left, then)
    assert reply.card is not None
    reply.card = Card(f"{reply.card.text}\n{asked}", (*buttons, *reply.card.rows))
    reply.draft_id = following.id
    return reply
