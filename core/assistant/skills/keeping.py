"""What came without words: kept on a draft and asked about, never lost; and what nobody can read."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from core.assistant import hearing, questions
from core.assistant.faces import ASKING, NEEDED
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.skills import logging
from core.assistant.turns import Reply, Turn
from core.kit.i18n import N_, _
from core.kit.ids import new_id
from core.language.reading import Draft, Entry, Reading
from core.outbound.cards import Button, Card, press

SLOT = "kept"
KEPT = {
    "voice": N_("I keep the voice note. What should I log?"),
    "audio": N_("I keep the recording. What should I log?"),
    "video": N_("I keep the video. What should I log?"),
    "video_note": N_("I keep the video. What should I log?"),
    "location": N_("I keep the place. What should I log?"),
}
A_FILE = N_("I keep the file. What should I log?")
UNREADABLE = {
    "sticker": N_("A sticker tells me nothing I could log. Write what you did."),
    "animation": N_("A moving picture tells me nothing I could log. Write what you did."),
    "contact": N_("I do not read contact cards. Write the name, the number and what it is about."),
    "poll": N_("I do not read polls. Write what you did."),
}
LOGGED = ("log_time", "log_travel", "log_expense", "multi")


def ask_what(turn: Turn) -> Reply:
    """Keep a file or a place as a draft and ask what to log with it."""
    kind = str(turn.incoming.extra.get("kind") or "")
    question = Question(Draft("none"), typed=True, place=place_of(turn.incoming.extra))
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel, text=turn.text,
        said_at=turn.said_at, file_ids=[str(one) for one in turn.file_ids],
    )  # fmt: skip
    questions.keep(row, question)
    row.asking = SLOT
    turn.session.add(row)
    sentence = _(KEPT.get(kind, A_FILE))
    rows = ((Button(_("Cancel"), press("cancel", row.id)),),)
    return Reply(Card(f"{ASKING} {sentence}", rows), subjects=[], draft_id=row.id)


def unreadable(turn: Turn) -> Reply:
    """Say what kind of message it was that nothing can be read from."""
    if "file-too-large" in turn.incoming.flags:
        sentence = _("The file is too large for the chat. Send a smaller picture of it.")
        return Reply(Card(f"{NEEDED} {sentence}"), subjects=[])
    kind = str(turn.incoming.extra.get("kind") or "")
    known = UNREADABLE.get(kind, N_("I read text and pictures of receipts. Write what you did."))
    return Reply(Card(f"{NEEDED} {_(known)}"), subjects=[])


async def followed(turn: Turn, row: DraftRow) -> Reply | None:
    """Log what the next words tell, with what was kept; None: they tell no work."""
    question = questions.kept(row)
    reading = hearing.hear(turn, turn.text)
    asks = reading.intent == "ask" and reading.draft is not None and bool(reading.draft.entries)
    if reading.intent not in LOGGED and not asks:
        return None
    turn.file_ids = [UUID(one) for one in row.file_ids] + turn.file_ids
    reading = with_place(reading, question.place)
    if asks:
        questions.settle(row, "replaced")
        return questions.open_question(turn, reading)
    reply = await logging.log(turn, reading)
    questions.settle(row, reply.card_id.hex)
    return reply


def place_of(extra: dict[str, Any]) -> str:
    """Return a shared place as text, in degrees; it is a note and suggests nothing."""
    place = extra.get("location") or {}
    try:
        return f"{float(place['latitude']):.5f}, {float(place['longitude']):.5f}"
    except (KeyError, TypeError, ValueError):
        return ""


def with_place(reading: Reading, place: str) -> Reading:
    """Add a place to the notes of what was said."""
    if not place:
        return reading
    if reading.draft is not None:
        entries = tuple(_noted(one, place) for one in reading.draft.entries)
        return replace(reading, draft=replace(reading.draft, entries=entries))
    return replace(reading, entries=tuple(_noted(one, place) for one in reading.entries))


def _noted(entry: Entry, place: str) -> Entry:
    return replace(entry, note=f"{entry.note} · {place}" if entry.note else place)
