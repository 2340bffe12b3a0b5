"""Objecting to hours that somebody else booked: one tap takes them back, a reason may follow."""

from datetime import timedelta
from uuid import UUID

from core.assistant import booking, faces, hearing, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import new_id
from core.language.reading import Draft
from core.outbound.cards import Card
from core.timesheets import service

SLOT = "reason"
REASONS = ("none", "ask", "absence")
WAITS = timedelta(minutes=30)
"""Later words are no reason any more, but something of their own."""


@press_of("object")
async def object_pressed(turn: Turn, entry_id: UUID | None, _argument: str) -> Reply:
    """Take back what a colleague booked; whoever did is told, and why if the person says so."""
    if entry_id is None:
        raise NotFound
    entry = await service.object_to(turn.session, turn.actor, entry_id)
    question = Question(Draft("none"), replaces=[("time_entry", entry_id)])
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel, text="",
        said_at=clock.now(),
    )  # fmt: skip
    turn.session.add(row)
    questions.keep(row, question)
    row.asking = SLOT
    face = booking.shown(turn, [entry])
    lines = faces.body(face, turn.names, turn.actor.id)
    lines[0] = f"{faces.UNDONE} {lines[0]}"
    lines.append(_("Taken back; whoever booked it is told. Write why, if you like."))
    return Reply(Card("\n".join(lines)), subjects=[], draft_id=row.id, edits=True)


async def reason_written(turn: Turn, row: DraftRow) -> Reply | None:
    """Pass a reason on; None when the words are about something else."""
    question = questions.kept(row)
    questions.settle(row, "told")
    late = clock.now() - row.said_at > WAITS
    if late or hearing.hear(turn, turn.text).intent not in REASONS:
        return None
    _kind, entry_id = question.replaces[0]
    await service.say_why(turn.session, turn.actor, entry_id, turn.text)
    return Reply(Card(f"{faces.DONE} " + _("Your reason is passed on.")), subjects=[])
