"""Pictures: one alone is kept and asked about, its sum may follow in the next message."""

from uuid import UUID

from core.assistant import hearing, questions
from core.assistant.faces import ASKING, NEEDED
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.skills import logging
from core.assistant.turns import Reply, Turn
from core.kit.i18n import _, language
from core.kit.ids import new_id
from core.language.reading import Draft, Entry, Reading
from core.outbound.cards import Button, Card, press

PAID = {"fi": "maksoin", "sv": "betalade", "en": "paid"}
"""A word that makes a number a sum."""


async def wordless(turn: Turn) -> Reply:
    """A message without words: keep its picture and ask what it cost, else say what is read."""
    if turn.file_ids:
        return ask_for_sum(turn)
    if "file-too-large" in turn.incoming.flags:
        sentence = _("The file is too large for the chat. Send a smaller picture of it.")
        return Reply(Card(f"{NEEDED} {sentence}"), subjects=[])
    sentence = _("I read text and pictures of receipts. Write what you did.")
    return Reply(Card(f"{NEEDED} {sentence}"), subjects=[])


def ask_for_sum(turn: Turn) -> Reply:
    """Keep the picture as a draft and ask for sum and customer."""
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel, text=turn.text,
        said_at=turn.said_at, file_ids=[str(one) for one in turn.file_ids],
    )  # fmt: skip
    questions.keep(row, Question(Draft("log_expense", (Entry(kind="expense"),)), typed=True))
    row.asking = "receipt"
    turn.session.add(row)
    sentence = _("The picture is kept. How much was it, and for which customer?")
    rows = ((Button(_("Cancel"), press("cancel", row.id)),),)
    return Reply(Card(f"{ASKING} {sentence}", rows), subjects=[], draft_id=row.id)


async def told(turn: Turn, row: DraftRow) -> Reply | None:
    """Book the cost of a kept picture from the words that follow; None: they are about other work.

    Words that still lack something become a question that keeps the picture.
    """
    reading = _as_cost(turn)
    if reading is None:
        return None
    turn.file_ids = [UUID(one) for one in row.file_ids] + turn.file_ids
    if reading.intent == "ask":
        questions.settle(row, "replaced")
        return questions.open_question(turn, reading)
    reply = await logging.log(turn, reading)
    questions.settle(row, reply.card_id.hex)
    return reply


def _as_cost(turn: Turn) -> Reading | None:
    """Return the words as a cost: as they stand, else as an answer to how much it was."""
    first = hearing.hear(turn, turn.text)
    if first.intent in ("log_time", "log_travel", "start_timer", "stop_timer", "query", "undo"):
        return None
    for reading in (first, hearing.hear(turn, f"{PAID[language()]} {turn.text}")):
        if reading.intent in ("log_expense", "multi"):
            return reading
        said = hearing.first_entry(reading)
        if reading.intent == "ask" and said is not None and said.kind == "expense":
            return reading
    return None
