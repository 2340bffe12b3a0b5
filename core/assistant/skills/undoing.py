"""Undoing by words: the entry pointed at, else the newest thing done for the person anywhere."""

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from core.assistant import booking, cards, faces, questions
from core.assistant.booking import BOOKED
from core.assistant.faces import Row
from core.assistant.models import Card as RememberedCard
from core.assistant.models import Draft as DraftRow
from core.assistant.queries import WAITS
from core.assistant.skills import absences, filling, stages, task_changes, timers
from core.assistant.skills.correcting import (
    STEPPED,
    meant,
    nothing_to_correct,
    take_back_row,
    take_back_rows,
)
from core.assistant.skills.requests import request_card
from core.assistant.turns import Reply, Subject, Turn, skill
from core.contact_requests import queries as requests
from core.contact_requests import service as request_service
from core.errors import NotFound
from core.kit import clock
from core.kit.i18n import _
from core.language.reading import Reading
from core.outbound.cards import Card
from core.timesheets.models import Timer
from core.work import queries as work_queries
from core.work import service as work
from core.work.models import Reminder

REACH = timedelta(days=1)
"""What was done earlier is undone only by saying what is meant."""
LOOKED_AT = 40


@skill("undo")
async def undo(turn: Turn, reading: Reading) -> Reply:
    """Take back what is pointed at; bare words mean what was done last, of whatever kind."""
    if reading.bare:
        found = await (_undo_newest(turn) if turn.card is None else _undo_card(turn, turn.card))
        return found or _nothing(turn)
    saved = meant(turn, reading)
    if saved is None:
        return nothing_to_correct()
    row = await booking.row_of(turn.session, turn.actor, (saved.kind, saved.id))
    return await take_back_row(turn, row)


def _nothing(turn: Turn) -> Reply:
    if not turn.memory.saved:
        return nothing_to_correct()
    sentence = _(
        "I did nothing for you in the last day that could be undone. "
        "Say which entry you mean, with its customer or its day."
    )
    return Reply(Card(f"{faces.NEEDED} {sentence}"), subjects=[])


async def _undo_newest(turn: Turn) -> Reply | None:
    """Undo the newest thing of the last day that still stands; a newer question is given up."""
    since = clock.now() - REACH
    found = (await turn.session.scalars(
        sa.select(RememberedCard)
        .where(RememberedCard.staff_id == turn.actor.id, RememberedCard.created_at >= since)
        .order_by(RememberedCard.id.desc())
        .limit(LOOKED_AT)
    )).all()  # fmt: skip
    undone = frozenset(one for card in found for one in _stepped(card))
    asked = await turn.session.scalar(
        sa.select(DraftRow)
        .where(DraftRow.staff_id == turn.actor.id, *WAITS, DraftRow.created_at >= since)
        .order_by(DraftRow.id.desc()).limit(1)
    )  # fmt: skip
    for at, card in sorted(((_done_at(one), one) for one in found), key=_first, reverse=True):
        if asked is not None and asked.id > at:
            break
        if len(_stepped(card)) > 1:
            continue  # undone already, and what it shows was booked by messages of their own
        if (reply := await _undo_card(turn, card, undone)) is not None:
            return reply
    theirs = asked is not None and "sms" in (turn.incoming.channel, asked.channel)
    if asked is None or (theirs and turn.incoming.channel != asked.channel):
        return None
    return _give_up(asked)


def _first(pair: tuple[UUID, RememberedCard]) -> UUID:
    return pair[0]


def _done_at(card: RememberedCard) -> UUID:
    """Return an id as old as what the card tells of: a card may show again what was booked long ago,
    or stand in the place of an older one."""
    subjects = [one for one in cards.subjects_of(card) if one[0] != STEPPED]
    rows = [identity for kind, identity in subjects if kind in BOOKED]
    return max(rows) if rows and len(rows) == len(subjects) else card.id


def _give_up(row: DraftRow) -> Reply:
    questions.settle(row, "cancelled")
    return Reply(questions.cancelled(row.text), subjects=[])


def _stepped(card: RememberedCard) -> list[UUID]:
    """Return the rows on a card that are as they are because a correction was undone."""
    return [identity for kind, identity in cards.subjects_of(card) if kind == STEPPED]


async def _undo_card(
    turn: Turn, card: RememberedCard, undone: Collection[UUID] = ()
) -> Reply | None:
    """Undo what a card tells of; None when nothing of it stands any more.

    `undone` are the rows that are as they are because a correction was undone.
    """
    subjects = cards.subjects_of(card)
    by_sms = turn.incoming.channel == "sms"
    for kind, identity in subjects:
        act = _ACTS.get(kind)
        if act is None or (by_sms and kind not in ("timer", "dropped", "absence")):
            continue
        try:
            reply = await act(turn, identity)
        except NotFound:
            continue
        if reply is not None:
            if kind == "taken":
                await _put_away_tasks(turn, card)
            return reply
    return await _take_back(turn, card, {*undone, *_stepped(card)})


async def _take_back(turn: Turn, card: RememberedCard, undone: Collection[UUID]) -> Reply | None:
    rows: list[Row] = []
    for subject in cards.subjects_of(card):
        if subject[0] not in BOOKED or (
            turn.incoming.channel == "sms" and subject[0] != "time_entry"
        ):
            continue
        try:
            row = await booking.newest_row(turn.session, turn.actor, subject)
        except NotFound:
            continue
        if row.removed_at is None and not await _was_undone(turn, subject, row, undone):
            rows.append(row)
    return await take_back_rows(turn, rows, undone) if rows else None


async def _was_undone(turn: Turn, subject: Subject, row: Row, undone: Collection[UUID]) -> bool:
    """Tell whether a card shows a correction that was taken back since."""
    if row.id == subject[1] or row.id not in undone:
        return False
    shown = await booking.row_of(turn.session, turn.actor, subject)
    return shown.supersedes_id is not None


# ------------------------------------------------------------------ what is no booked row


async def _started(turn: Turn, timer_id: UUID) -> Reply | None:
    timer = await turn.session.get(Timer, timer_id)
    if timer is None or timer.staff_id != turn.actor.id or timer.stopped_at is not None:
        return None
    return await timers.dropped(turn, Reply())


async def _dropped(turn: Turn, timer_id: UUID) -> Reply | None:
    timer = await turn.session.get(Timer, timer_id)
    if timer is None or timer.staff_id != turn.actor.id or timer.stopped_at is None:
        return None
    return await timers.brought_back(turn, timer, Reply())


async def _made(turn: Turn, task_id: UUID) -> Reply | None:
    task = await work_queries.get_task(turn.session, turn.actor, task_id)
    if task.archived_at is not None or not task.is_open:
        return None
    await work.archive_task(turn.session, turn.actor, task.id)
    return _undone(task.title, _("The task was put away."))


async def _marked_done(turn: Turn, task_id: UUID) -> Reply | None:
    task = await work_queries.get_task(turn.session, turn.actor, task_id)
    if task.is_open:
        return None
    await work.reopen_task(turn.session, turn.actor, task.id)
    return _undone(task.title, _("The task is open again."))


async def _to_be_reminded(turn: Turn, reminder_id: UUID) -> Reply | None:
    reminder = await turn.session.get(Reminder, reminder_id)
    if reminder is None or reminder.done_at is not None:
        return None
    await work.cancel_reminder(turn.session, turn.actor, reminder.id)
    return _undone(_("The reminder was dropped."))


async def _taken(turn: Turn, request_id: UUID) -> Reply | None:
    request = await requests.get_request_by_id(turn.session, turn.actor, request_id)
    if not request.is_open or request.assignee_id != turn.actor.id:
        return None
    request = await request_service.release(turn.session, turn.actor, request.number)
    sentence = _("It waits for the team again.")
    return Reply(request_card(request, sentence, faces.UNDONE), subjects=[])


async def _put_away_tasks(turn: Turn, card: RememberedCard) -> None:
    """Put away the task that was made when a request was taken."""
    for kind, identity in cards.subjects_of(card):
        if kind == "task":
            await _made(turn, identity)


async def _closed(turn: Turn, request_id: UUID) -> Reply | None:
    request = await requests.get_request_by_id(turn.session, turn.actor, request_id)
    if request.is_open:
        return None
    request = await request_service.reopen(turn.session, turn.actor, request.number)
    return Reply(request_card(request, _("Open again."), faces.UNDONE), subjects=[])


async def _final(turn: Turn, request_id: UUID) -> Reply | None:
    request = await requests.get_request_by_id(turn.session, turn.actor, request_id)
    sentence = _("This cannot be taken back by a word. Nothing was changed.")
    return Reply(request_card(request, sentence, faces.NEEDED), subjects=[])


def _undone(*lines: str) -> Reply:
    return Reply(Card("\n".join((f"{faces.UNDONE} {lines[0]}", *lines[1:]))), subjects=[])


_ACTS: dict[str, Callable[[Turn, UUID], Awaitable[Reply | None]]] = {
    "timer": _started, "dropped": _dropped, "taken": _taken, "task": _made, "done": _marked_done,
    "reminder": _to_be_reminded, "closed": _closed, "sent": _final, "written": _final,
    "absence": absences.take_back, "filled": filling.undone, "moved": stages.moved_back,
    "retold": task_changes.changed_back,
}  # fmt: skip
