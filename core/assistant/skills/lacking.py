"""Own fields that must be filled and are not: said on the card, and asked for one by one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.assistant import faces, own_fields
from core.assistant.faces import Row
from core.assistant.models import Draft as DraftRow
from core.assistant.own_fields import Place
from core.assistant.skills.filling import as_json, keep_row
from core.assistant.turns import Reply, Turn
from core.fields.models import FieldKind, Module
from core.fields.values import Field
from core.kit.i18n import _
from core.kit.text import shorten
from core.outbound.cards import Button, Card, press
from core.timesheets.models import TimeEntry

LACKS = "lacks"
"""What was booked lacks a field: it is asked for once, and nothing waits for the answer."""
OFFERED = 8


def ask_for(
    turn: Turn, slot: str, subject_id: UUID, title: str, fields: Sequence[Field],
    then: dict[str, Any] | None = None,
) -> tuple[DraftRow, str, list[tuple[Button, ...]]]:  # fmt: skip
    """Keep that fields are missing and return the question for the first, with its buttons.

    `then` is what follows once they are filled in.
    """
    first = fields[0]
    row = keep_row(turn, slot, {
        **as_json(Place(first, subject_id, title)), "left": [one.key for one in fields[1:]],
        "then": then or {},
    })  # fmt: skip
    text = f"{faces.ASKING} " + _("{field}: write what it is.").format(field=first.label)
    if first.hint:
        text += f" {first.hint}"
    answers = first.open_choices if first.kind == FieldKind.CHOICE else []
    if first.kind == FieldKind.YES_NO:
        answers = [("yes", _("Yes")), ("no", _("No"))]
    buttons = [
        Button(shorten(label, 40), press("filled", row.id, key))
        for key, label in answers[:OFFERED] if len(key) <= 20
    ]  # fmt: skip
    return row, text, [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


async def after_booking(turn: Turn, reply: Reply, rows: Sequence[Row]) -> Reply:
    """Say on a card which required fields its hours lack, and ask for the first."""
    entries = [row for row in rows if isinstance(row, TimeEntry) and row.counts]
    if len(entries) != 1 or reply.card is None or reply.draft_id is not None:
        return reply
    missing = await own_fields.lacking(turn, Module.TIME_ENTRY, entries[0].custom or {})
    if not missing:
        return reply
    labels = ", ".join(one.label for one in missing)
    row, asked, buttons = ask_for(turn, LACKS, entries[0].id, "", missing)
    lacks = f"{faces.NEEDED} " + _("Still missing: {fields}").format(fields=labels)
    reply.card = Card(f"{reply.card.text}\n{lacks}\n{asked}", (*buttons, *reply.card.rows))
    reply.draft_id = row.id
    return reply
