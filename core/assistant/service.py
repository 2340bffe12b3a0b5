"""The one door to the assistant: a proven staff member's message in, a reply out."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant import booking, cards, commands, hearing, keyboard, parts, questions, sms
from core.assistant import skills as _skills  # noqa: F401 (importing registers them)
from core.assistant.directory import AS_THEY_ARE, ground_for
from core.assistant.faces import NEEDED
from core.assistant.memory import remember
from core.assistant.models import Draft as DraftRow
from core.assistant.refusals import refusal_card
from core.assistant.skills import (
    approving,
    asking,
    changing,
    confirming,
    correcting,
    discussing,
    filled,
    filling,
    inquiring,
    keeping,
    lacking,
    objecting,
    receipts,
    requests,
    task_cards,
    task_days,
    task_orders,
    work_questions,
)
from core.assistant.turns import Reply, Turn, presses, skills
from core.errors import DomainError, NotFound
from core.files.service import store_file
from core.inbox.incoming import IncomingMessage
from core.kit import clock
from core.kit.i18n import _, use_language
from core.kit.text import storable
from core.language.reading import Reading
from core.outbound.cards import Card, pressed
from core.timesheets.checks import CONFIRMABLE

__all__ = ["handle", "refusal_card"]

OLDEST = timedelta(days=7)
"""A phone without network sends late; a moment further back is a wrong clock."""


async def handle(session: AsyncSession, actor: Actor, incoming: IncomingMessage) -> Reply:
    """Answer one message; raises DomainError, which the caller says by `refusal_card`.

    Whoever calls it undoes what it began then; queues nothing itself (`cards.deliver_reply`).
    """
    with use_language(actor.language):
        ground = await ground_for(session, actor)
        turn = Turn(session, actor, incoming, ground, said_at=_said_at(incoming))
        turn.text = storable(incoming.text).strip()
        if incoming.channel == "sms":
            return await sms.handle(turn, said, button)
        pressed_data = incoming.pressed.data if incoming.pressed else None
        reply = await (said(turn) if pressed_data is None else button(turn, pressed_data))
        return await in_place(turn, reply)


def _said_at(incoming: IncomingMessage) -> datetime:
    """The moment the person spoke: their phone's, when it can be right."""
    latest = clock.now()
    sent = incoming.sent_at or incoming.received_at
    return sent if latest - OLDEST <= sent <= latest else min(incoming.received_at, latest)


async def button(turn: Turn, data: str) -> Reply:
    """Answer a pressed button; one that nobody knows any more says so."""
    verb, subject, argument = pressed(data)
    press = presses.get(verb)
    if press is None:
        raise NotFound
    if (lacks := parts.lacking(turn.actor, parts.of_function(press))) is not None:
        return lacks
    if verb in _KNOWN_BEFORE:
        turn.confirmed = CONFIRMABLE
    if verb in _NEED_MEMORY:
        turn.memory = await remember(turn.session, turn.actor)
    if verb not in _OF_CARDS:
        return await press(turn, subject, argument)
    try:
        async with turn.session.begin_nested():
            return await press(turn, subject, argument)
    except DomainError as refusal:
        return await correcting.refused(turn, subject, refusal)


_OF_CARDS = ("undo", "redo", "back", "set")
"""Buttons of booked cards: what forbids them is said on the card, beside how it stands now."""
_NEED_MEMORY = ("cm", "other", "pick", "mine", "help", "chg", "sure", "alter", "set")
_KNOWN_BEFORE = ("same", "back", "undo", "redo")
"""What these book was booked before: nobody is asked about it twice."""


async def said(turn: Turn) -> Reply:
    """Answer words: as an answer to an open question, an edit, or a message of its own."""
    turn.memory = await remember(turn.session, turn.actor)
    turn.file_ids = await _files(turn)
    if turn.incoming.is_edit:
        turn.card = await cards.card_of_message(
            turn.session, turn.actor, turn.incoming.channel, turn.incoming.ref
        )
        return await edited(turn)
    if turn.incoming.extra.get("album"):
        joined = await receipts.join_album(turn)
        if joined is not None:
            return joined
    waiting = await _open_question(turn)
    if turn.card is None and (remark := await discussing.replied(turn)) is not None:
        return remark
    waiting = None if turn.about is not None else waiting
    if not turn.text:
        return await receipts.wordless(turn)
    if waiting is not None and waiting.asking == confirming.SLOT:
        decided = await confirming.said(turn, waiting)
        if decided is not None:
            return decided
    if waiting is not None and waiting.asking in AS_THEY_ARE:
        taken = await _typed(turn, waiting)
        if taken is not None:
            return taken
        waiting = None
    reading = commands.slashed(turn) or hearing.hear(turn, turn.text)
    if (named := await _named(turn, reading)) is not None:
        return named
    if waiting is not None:
        reply = await asking.answered(turn, waiting, reading)
        if reply is not None:
            return reply
    return await do(turn, commands.lone_word(turn) or reading)


async def _named(turn: Turn, reading: Reading) -> Reply | None:
    """Answer what is said of tasks, own fields, or people and places by their names."""
    found = await task_orders.ordered(turn, reading) or await filling.ordered(turn, reading)
    if found is None and reading.intent in _ASKED:
        found = await task_orders.wondered(turn, reading) or await work_questions.answered(turn)
        if found is None and (asked := hearing.inquired(turn)):
            lacks = parts.lacking(turn.actor, parts.of_inquiry(asked.about))
            return lacks or await inquiring.answer(turn, asked)
    return found or await task_orders.remarked(turn, reading)


_ASKED = ("none", "query", "ask")
"""What a question about people and places looks like to whoever listens for reports."""


async def do(turn: Turn, reading: Reading) -> Reply:
    """Carry out what was understood, as far as the channel allows it."""
    if turn.incoming.channel == "sms" and not sms.allows(reading):
        return sms.not_by_sms()
    if "forwarded" in turn.incoming.flags:
        reading = hearing.as_anothers(reading)
    if reading.intent == "none" and turn.file_ids:
        return receipts.kept(turn)
    if reading.intent == "undo":
        turn.confirmed = CONFIRMABLE
    skill = skills.get(reading.intent) or skills["none"]
    if (lacks := parts.lacking(turn.actor, parts.of_reading(reading, skill))) is not None:
        return lacks
    return await skill(turn, reading)


async def edited(turn: Turn) -> Reply:
    """An edited message takes the place of what it booked or asked before."""
    draft = await _card_of_edit(turn)
    card = turn.card
    if card is None:
        return await do(turn, hearing.hear(turn, turn.text))
    turn.replaces = [one for one in cards.subjects_of(card) if one[0] in booking.BOOKED]
    gone = {identity for _kind, identity in turn.replaces}
    kept = tuple(one for one in turn.memory.saved if one.id not in gone)
    turn.memory = replace(turn.memory, saved=kept)
    reading = hearing.hear(turn, turn.text)
    if turn.replaces and reading.intent not in (*BOOKS, "ask"):
        return await _says_nothing(turn)
    if draft is not None:
        turn.file_ids += [UUID(one) for one in draft.file_ids]
        questions.settle(draft, "replaced")
    return await do(turn, reading)


async def _card_of_edit(turn: Turn) -> DraftRow | None:
    """Find the card of an edited message; return its question when that is still open.

    A question that was answered leads to the card of what was booked.
    """
    session, actor = turn.session, turn.actor
    turn.card = await cards.card_of_message(
        session, actor, turn.incoming.channel, turn.incoming.ref
    )
    if turn.card is None or turn.card.draft_id is None:
        return None
    draft = await questions.own_draft(session, actor, turn.card.draft_id)
    if draft is None or draft.done_at is None:
        return draft
    outcome = UUID(draft.outcome) if len(draft.outcome) == 32 else None
    turn.card = await cards.own_card(session, actor, outcome) or turn.card
    return None


BOOKS = ("log_time", "log_travel", "log_expense", "multi")


async def _says_nothing(turn: Turn) -> Reply:
    """An edit that tells no work any more removes nothing by itself."""
    rows = [await booking.newest_row(turn.session, turn.actor, one) for one in turn.replaces]
    reply = await booking.card_of(turn, booking.Made(rows), Reply())
    assert reply.card is not None
    sentence = _("Your edited message tells no work. What was booked stays until you undo it.")
    reply.card = Card(f"{reply.card.text}\n{NEEDED} {sentence}", reply.card.rows)
    return reply


async def _open_question(turn: Turn) -> DraftRow | None:
    """Return the question that words may answer; a key's label answers none but that for the day."""
    if "forwarded" in turn.incoming.flags:
        return None
    waiting = await _waiting(turn)
    if waiting is not None and waiting.asking in (filling.WHICH, task_orders.WHICH):
        questions.settle(waiting, "passed")
        return None
    labels = keyboard.keys()
    is_key = waiting is not None and waiting.asking != "date" and turn.text in labels
    return None if is_key else waiting


async def _waiting(turn: Turn) -> DraftRow | None:
    """Return the open question that a message may answer: the one replied to, else the newest."""
    turn.card = await cards.card_by_ref(
        turn.session, turn.actor, turn.incoming.channel, turn.incoming.reply_to_ref
    )
    if turn.card is not None:
        draft = await questions.newest_open(turn.session, turn.actor, turn.card.draft_id)
        if draft is not None:
            return draft
        hearing.point_at(turn, await booking.standing(turn, cards.subjects_of(turn.card)))
    return await questions.newest_open(turn.session, turn.actor, turn.ground.open_draft_id)


async def _typed(turn: Turn, waiting: DraftRow) -> Reply | None:
    """Take words as they are, where a note, an answer or a receipt's sum was asked for."""
    if waiting.asking == receipts.SLOT:
        return None if hearing.inquired(turn) else await receipts.told(turn, waiting)
    if waiting.asking in (filling.SLOT, lacking.LACKS):
        return await filled.written(turn, waiting)
    if waiting.asking == task_cards.SLOT:
        return await task_days.written(turn, waiting)
    if waiting.asking == keeping.SLOT:
        return await keeping.followed(turn, waiting)
    if waiting.asking == "answer":
        return await requests.answer_written(turn, waiting)
    if waiting.asking == approving.COMMENT:
        return await approving.comment_written(turn, waiting)
    if waiting.asking == discussing.SLOT:
        return await discussing.written(turn, waiting)
    if waiting.asking == objecting.SLOT:
        return await objecting.reason_written(turn, waiting)
    if hearing.hear(turn, turn.text).intent in BOOKS:
        return None
    return await changing.note_written(turn, waiting)


async def _files(turn: Turn) -> list[UUID]:
    """Store what came along, so that no picture is lost whatever becomes of the words."""
    found = []
    for one in turn.incoming.attachments:
        if one.file_id is not None:
            found.append(one.file_id)
        elif one.data:
            stored = await store_file(
                turn.session, name=one.name, data=one.data, content_type=one.content_type
            )
            found.append(stored.id)
    return found


async def in_place(turn: Turn, reply: Reply) -> Reply:
    """Let a reply edit the pressed card, or the card of the message that was edited."""
    if reply.card is None:
        return reply
    if turn.mate is not None:
        return await cards.in_place_of(turn.session, turn.mate, reply)
    ref = None
    if reply.edits:
        ref = cards.edited_ref(turn.incoming)
    elif turn.incoming.is_edit and turn.card is not None:
        reply.edits, ref = True, await cards.shown_ref(turn.session, turn.card)
    if ref is not None:
        reply.card = replace(reply.card, edit_ref=ref)
    return reply
