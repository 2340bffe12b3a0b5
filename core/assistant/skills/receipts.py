"""Pictures of receipts: one alone is kept and asked about, its sum may follow in the next message.

The pictures of an album are one cost, whichever of them bears the words.
"""

from uuid import UUID

from core.assistant import booking, cards, hearing, options, questions
from core.assistant.booking import Made
from core.assistant.faces import ASKING
from core.assistant.models import Card as RememberedCard
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import SHOWN_OPTIONS, Question
from core.assistant.skills import keeping, logging
from core.assistant.turns import Reply, Turn
from core.kit.i18n import _, language, ngettext
from core.kit.ids import new_id
from core.kit.text import shorten
from core.language.reading import Draft, Entry, Option, Reading
from core.outbound.cards import Button, Card, press

PAID = {"fi": "maksoin", "sv": "betalade", "en": "paid"}
"""A word that makes a number a sum."""
SLOT = "receipt"


async def wordless(turn: Turn) -> Reply:
    """A message without words: keep what came along and ask, else say that nothing is read."""
    if turn.file_ids:
        return kept(turn)
    return (
        keeping.ask_what(turn) if turn.incoming.extra.get("location") else keeping.unreadable(turn)
    )


def kept(turn: Turn) -> Reply:
    """Ask for the sum of a receipt, of anything else what to log with it."""
    kinds = [one.content_type for one in turn.incoming.attachments]
    is_receipt = all(one.startswith("image/") or one == "application/pdf" for one in kinds)
    return ask_for_sum(turn) if is_receipt else keeping.ask_what(turn)


def ask_for_sum(turn: Turn) -> Reply:
    """Keep the picture as a draft and ask for sum and customer, the customers of late as buttons."""
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel, text=turn.text,
        said_at=turn.said_at, file_ids=[str(one) for one in turn.file_ids],
    )  # fmt: skip
    draft = Draft("log_expense", (Entry(kind="expense", date=turn.today),))
    question = Question(draft, [("customer", 0), ("amount", 0)], typed=True)
    question.offered = options.recent_customers(turn)[:SHOWN_OPTIONS]
    questions.keep(row, question)
    row.asking = SLOT
    turn.session.add(row)
    return _asked(row, question)


def _asked(row: DraftRow, question: Question) -> Reply:
    count = len(row.file_ids)
    sentence = ngettext(
        "The picture is kept. How much was it, and for which customer?",
        "{count} pictures are kept. How much was it in all, and for which customer?", count,
    ).format(count=count)  # fmt: skip
    buttons = [
        Button(shorten(option.label, 40), press("pick", row.id, str(number)))
        for number, option in enumerate(question.offered)
    ]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    cancel = (Button(_("Cancel"), press("cancel", row.id)),)
    return Reply(Card(f"{ASKING} {sentence}", (*rows, cancel)), subjects=[], draft_id=row.id)


async def told(turn: Turn, row: DraftRow) -> Reply | None:
    """Book the cost of a kept picture from the words that follow; None: they are about other work.

    Words that still lack something become a question that keeps the picture.
    """
    if (customer := _only_customer(turn)) is not None:
        question = questions.kept(row)
        return await questions.fill(turn, row, question, customer, edits=False)
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


def _only_customer(turn: Turn) -> Option | None:
    """Words without a figure that name a customer (`paid Lehto`) leave the sum to be asked for."""
    if any(letter.isdigit() for letter in turn.text):
        return None
    said = hearing.first_entry(hearing.hear(turn, f"{turn.text} 1 €"))
    if said is None or said.kind != "expense" or not said.customer or not said.customer_ref:
        return None
    return Option(said.customer, said.customer, said.customer_ref)


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


async def join_album(turn: Turn) -> Reply | None:
    """Put a further picture of an album beside the first; None when it stands alone.

    Words that come with a later picture are about all of them.
    """
    album = str(turn.incoming.extra.get("album") or "")
    mate = await cards.card_of_album(turn.session, turn.actor, turn.incoming.channel, album)
    if mate is None or not turn.file_ids:
        return None
    draft = await questions.newest_open(turn.session, turn.actor, mate.draft_id)
    if turn.text:
        if draft is not None:
            turn.file_ids = [UUID(one) for one in draft.file_ids] + turn.file_ids
            questions.settle(draft, "replaced")
            turn.mate = mate
        return None
    if draft is not None:
        draft.file_ids = [*draft.file_ids, *(str(one) for one in turn.file_ids)]
        if draft.asking != SLOT:
            return Reply()
        return await cards.in_place_of(turn.session, mate, _asked(draft, questions.kept(draft)))
    return await _beside(turn, mate)


async def _beside(turn: Turn, mate: RememberedCard) -> Reply | None:
    """Keep a further picture with what the album's words booked."""
    subjects = [one for one in cards.subjects_of(mate) if one[0] in booking.BOOKED]
    if not subjects:
        return None
    kind, identity = next((one for one in subjects if one[0] == "expense"), subjects[0])
    row = await booking.newest_row(turn.session, turn.actor, (kind, identity))
    for file_id in turn.file_ids:
        await booking.keep_file(turn, file_id, kind, row.id)
    rows = [await booking.newest_row(turn.session, turn.actor, one) for one in subjects]
    made = Made(rows, files=await booking.files_kept(turn, rows))
    reply = await booking.card_of(turn, made, Reply(card_id=mate.id))
    return await cards.in_place_of(turn.session, mate, reply)
