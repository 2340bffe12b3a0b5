"""Comments from chat: an answer to the card that told of one, by reply or by its button (C12)."""

from uuid import UUID

import sqlalchemy as sa

from core.access.subjects import get_seen
from core.assistant import faces, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Turn, press_of
from core.discussion import service
from core.discussion.queries import get_comment
from core.errors import NotFound
from core.files.queries import get_files
from core.kit.i18n import _
from core.kit.ids import new_id, parse_id
from core.kit.text import shorten
from core.language.reading import Draft
from core.notify.withholding import TALK_KINDS, TASK_KINDS
from core.outbound.cards import Button, Card, press
from core.outbound.models import OutboundMessage

SLOT = "remark"


@press_of("comment")
async def answer_pressed(turn: Turn, comment_id: UUID | None, _argument: str) -> Reply:
    """Take the next message as a comment where the one of the card stands."""
    if comment_id is None:
        raise NotFound
    comment = await get_comment(turn.session, turn.actor, comment_id)
    return await ask_for_words(turn, comment.subject_kind, comment.subject_id)


async def ask_for_words(turn: Turn, kind: str, subject_id: UUID) -> Reply:
    """Ask for a comment on a thing the person sees; their next message is taken as it is."""
    where = await _where(turn, kind, subject_id)
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel,
        text=where, said_at=turn.said_at,
    )  # fmt: skip
    subject = (kind, subject_id)
    questions.keep(row, Question(Draft("none"), replaces=[subject], typed=True))
    row.asking = SLOT
    turn.session.add(row)
    sentence = _("Write the comment. Your next message is added as it is; colleagues read it.")
    buttons = ((Button(_("Cancel"), press("cancel", row.id)),),)
    card = Card(f"{faces.ASKING} {where}\n{sentence}", buttons)
    return Reply(card, [("seen", subject_id)], row.id)


async def written(turn: Turn, row: DraftRow) -> Reply:
    """Add the typed comment; what is refused may be written again."""
    kind, subject_id = questions.kept(row).replaces[0]
    reply = await add(turn, kind, subject_id, turn.text)
    questions.settle(row, reply.card_id.hex)
    return reply


async def told_of(turn: Turn) -> tuple[str, str, UUID] | None:
    """Return kind of notice, and what it was of, when words answer a card that told of something."""
    if not turn.incoming.reply_to_ref or "forwarded" in turn.incoming.flags:
        return None
    told = (
        await turn.session.execute(
            sa.select(
                OutboundMessage.kind, OutboundMessage.subject_kind, OutboundMessage.subject_id
            )
            .where(
                OutboundMessage.provider_id == turn.incoming.reply_to_ref,
                OutboundMessage.channel == turn.incoming.channel,
                OutboundMessage.address == turn.incoming.chat_ref,
                OutboundMessage.kind.in_((*TALK_KINDS, *TASK_KINDS)),
            )
            .order_by(OutboundMessage.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if told is None or told.subject_id is None:
        return None
    return told.kind, told.subject_kind, told.subject_id


async def replied(turn: Turn) -> Reply | None:
    """Add a reply to a card that told of a comment; None when it answers something else.

    A task that a card told of is kept in the turn: words may order something for it.
    """
    told = await told_of(turn)
    if told is None:
        return None
    kind, subject_kind, subject_id = told
    if kind in TASK_KINDS and subject_kind == "task":
        turn.about = subject_id
        if turn.text:
            return None
    if (not turn.text and not turn.file_ids) or (kind in TASK_KINDS and turn.about is None):
        return None
    return await add(turn, subject_kind, subject_id, turn.text)


async def add(turn: Turn, kind: str, subject_id: UUID, text: str) -> Reply:
    """Add a comment with the files that came along; the card takes it back."""
    files = await get_files(turn.session, turn.file_ids)
    comment = await service.add_comment(
        turn.session, turn.actor, kind, subject_id, text=text, files=files
    )
    where = await _where(turn, kind, subject_id)
    lines = [f"{faces.DONE} {where}", _("Your comment is added.")]
    if comment.text:
        lines.insert(1, shorten(comment.text, 120))
    buttons = ((Button(_("Undo"), press("unsay", comment.id)),),)
    return Reply(Card("\n".join(lines), buttons), subjects=[])


@press_of("unsay")
async def undo_pressed(turn: Turn, comment_id: UUID | None, _argument: str) -> Reply:
    """Take one's own comment back; twice is harmless."""
    if comment_id is None:
        raise NotFound
    comment = await service.remove_comment(turn.session, turn.actor, comment_id)
    where = await _where(turn, comment.subject_kind, comment.subject_id)
    text = f"{faces.UNDONE} {where}\n" + _("Your comment was removed.")
    return Reply(Card(text), subjects=[], edits=True)


async def _where(turn: Turn, kind: str, subject_id: UUID) -> str:
    """Return what a comment is about, as the person sees it named."""
    found = await get_seen(turn.session, turn.actor, kind, subject_id)
    ref = found.path.rsplit("/", 1)[-1]
    number = "" if parse_id(ref) else ref
    return " · ".join(one for one in (number, shorten(found.title, 80)) if one)
