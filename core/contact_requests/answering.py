"""Answering: the saved draft, the answer itself, and taking it back within seconds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import delivering, policies, queries
from core.contact_requests.assigning import BEFORE_WORK, load
from core.contact_requests.errors import AnswerHasLeft, NothingToSend
from core.contact_requests.events import AnswerUndone, RequestAnswered
from core.contact_requests.models import ContactRequest, ReplyDraft, RequestState
from core.contact_requests.pairing import UNDONE
from core.contact_requests.timeline import family_of
from core.conversations import queries as conversations
from core.conversations.models import Conversation, Message
from core.conversations.service import add_message
from core.db.upsert import insert_new
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.files.models import StoredFile
from core.files.queries import get_files
from core.files.service import attach
from core.kit import clock, ids
from core.kit.i18n import _
from core.kit.text import one_line, storable
from core.outbound.cards import Card
from core.outbound.service import cancel_queued
from core.settings.queries import load_company

FARTHEST = timedelta(days=366)
"""An answer is not put away for longer."""


async def answer(
    session: AsyncSession,
    actor: Actor,
    number: str,
    *,
    text: str,
    file_ids: Sequence[UUID] = (),
    leaves_at: datetime | None = None,
    version: int | None = None,
) -> Message:
    """Answer whoever asked, by the door they came through; it leaves after some seconds.

    `file_ids` name files the actor stored for this answer, `leaves_at` is a later moment to send it
    at. A request nobody had becomes the answerer's. Raises NothingToSend, NowhereToAnswer, Invalid.
    """
    request = await load(session, actor, number, version=version)
    _must_be_ahead(leaves_at)
    said = storable(text).strip()
    files = await _own_files(session, request, file_ids)
    if not said and not files:
        raise NothingToSend
    conversation = await conversations.get_conversation(session, request.conversation_id, lock=True)
    message = await _send(session, actor, request, conversation, said, files, leaves_at)
    _answered(request, actor, message.sent_at)
    await _forget_draft(session, actor, request)
    await record(session, actor, RequestAnswered(request.id, request.number, message.id))
    return message


def _must_be_ahead(leaves_at: datetime | None) -> None:
    if leaves_at is None:
        return
    if leaves_at <= clock.now():
        raise Invalid(_("Choose a moment that is still to come."), field="leave_on")
    if leaves_at > clock.now() + FARTHEST:
        raise Invalid(_("Choose a moment within a year."), field="leave_on")


async def _own_files(
    session: AsyncSession, request: ContactRequest, file_ids: Sequence[UUID]
) -> list[StoredFile]:
    """Only files stored for this request or for nothing yet may be sent: never somebody else's."""
    files = await get_files(session, file_ids)
    fits = [
        one for one in files
        if one.subject_id is None
        or (one.subject_kind == "contact_request" and one.subject_id == request.id)
    ]  # fmt: skip
    if len(fits) != len(set(file_ids)):
        raise NotFound
    return fits


async def _send(
    session: AsyncSession, actor: Actor, request: ContactRequest, conversation: Conversation,
    text: str, files: list[StoredFile], leaves_at: datetime | None,
) -> Message:  # fmt: skip
    company = await load_company(session)
    last = await _last_of_asker(session, request, conversation)
    route = await delivering.route_of(session, request, conversation, last, company)
    delivering.check_files(route, files)
    headers = None
    if route.channel == "mail":
        headers = await delivering.mail_ids(session, conversation, last)
    subject = conversation.subject or request.subject
    due = leaves_at or clock.now() + timedelta(seconds=company.answer_delay_seconds)
    message = await add_message(
        session, conversation, direction="out", text=text, channel=route.channel,
        subject=f"Re: {subject}" if last is not None else subject, author_name=actor.name,
        from_address=route.source.address if route.source else "", to_addresses=[route.address],
        staff_id=actor.id if actor.kind == "staff" else None, attachment_count=len(files),
        mail_message_id=headers.message_id if headers else None, sent_at=leaves_at,
    )  # fmt: skip
    for file in files:
        await attach(file, subject_kind="message", subject_id=message.id)
    if headers is not None:
        payload = delivering.mail_payload(
            session, conversation, message, ids=headers, last=last, company=company,
            files=files, leaves_at=message.sent_at,
            language=await delivering.language_of(session, conversation, company),
        )  # fmt: skip
    elif route.channel == "telegram":
        photo = files[0].id if files else None
        payload = {"card": Card(text, photo_file_id=photo).as_json()}
    else:
        payload = {"text": text}
    await delivering.queue_answer(session, request, message, route, payload, due_at=due)
    return message


async def _last_of_asker(
    session: AsyncSession, request: ContactRequest, conversation: Conversation
) -> Message | None:
    """Return what the asker wrote last, also in a merged conversation; never another's words."""
    family = await family_of(session, request)
    last = await conversations.last_incoming(session, conversation.id, family)
    if last is None or last.conversation_id == conversation.id:
        return last
    same_person = last.person_id is not None and last.person_id == conversation.person_id
    if same_person or last.from_address == conversation.partner_address:
        return last
    return await conversations.last_incoming(session, conversation.id)


def _answered(request: ContactRequest, actor: Actor, sent_at: datetime) -> None:
    moment = clock.now()
    request.first_answered_at = request.first_answered_at or sent_at
    request.last_activity_at = moment
    request.waiting_since, request.unread = None, False
    request.follow_up_at, request.follow_up_count = None, 0
    if not request.is_open:
        return
    if request.assignee_id is None and actor.kind == "staff":
        request.assignee_id = actor.id
    if request.state in BEFORE_WORK:
        request.state = RequestState.IN_WORK


async def undo_answer(
    session: AsyncSession, actor: Actor, number: str, message_id: UUID
) -> ContactRequest:
    """Take an answer back before it leaves; its text becomes the draft again."""
    request = await load(session, actor, number)
    message = await conversations.get_message(session, message_id)
    family = await family_of(session, request)
    if message.conversation_id not in family or message.direction != "out":
        raise NotFound
    if not await cancel_queued(session, once_keys=[f"answer-{message.id}"]):
        raise AnswerHasLeft
    message.flags = [*message.flags, UNDONE]
    if request.first_answered_at == message.sent_at:
        request.first_answered_at = None
    last = await conversations.last_incoming(session, request.conversation_id, family)
    request.waiting_since = last.sent_at if last else request.opened_at
    if actor.kind == "staff":
        await save_draft(session, actor, number, text=message.text)
    await record(session, actor, AnswerUndone(request.id, request.number, message.id))
    return request


async def save_draft(
    session: AsyncSession, actor: Actor, number: str, *, text: str, version: int | None = None
) -> ReplyDraft | None:
    """Keep an unfinished answer; colleagues see who is answering.

    None when it is what the actor has just sent: leaving the field saves it once more, and that
    may arrive after the answer itself.
    """
    request = await queries.get_request(session, actor, number)
    require(policies.can_handle(actor, request))
    moment, me = clock.now(), actor.staff_id
    if await _just_sent(session, request, me, text):
        return None
    fresh = {
        "id": ids.new_id(), "created_at": moment, "version": 1, "request_id": request.id,
        "staff_id": me, "text": storable(text), "touched_at": moment,
    }  # fmt: skip
    new = await insert_new(session, ReplyDraft, [fresh], key=["request_id", "staff_id"])
    draft = await queries.draft_of(session, request.id, me)
    assert draft is not None
    if not new:
        check_version(draft.version, version)
        draft.text, draft.touched_at = storable(text), moment
    return draft


async def _just_sent(session: AsyncSession, request: ContactRequest, me: UUID, text: str) -> bool:
    newest = await session.execute(
        sa.select(Message.text, Message.flags)
        .where(
            Message.conversation_id == request.conversation_id,
            Message.staff_id == me,
            Message.direction == "out",
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    found = newest.one_or_none()
    if found is None or UNDONE in (found.flags or ()):
        return False
    return one_line(found.text) == one_line(text)


async def _forget_draft(session: AsyncSession, actor: Actor, request: ContactRequest) -> None:
    if actor.kind == "staff":
        await session.execute(
            sa.delete(ReplyDraft).where(
                ReplyDraft.request_id == request.id, ReplyDraft.staff_id == actor.id
            )
        )
