"""Closing, reopening, spam and duplicates."""

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import queries
from core.contact_requests.answering import answer as send_answer
from core.contact_requests.assigning import load, touch
from core.contact_requests.errors import (
    DuplicateOfItself,
    RequestAlreadyClosed,
    RequestIsMerged,
    RequestIsOpen,
)
from core.contact_requests.events import (
    RequestClosed,
    RequestMarkedDuplicate,
    RequestMarkedSpam,
    RequestReopened,
)
from core.contact_requests.models import ContactRequest, RequestState
from core.contact_requests.pairing import merge_of
from core.events.bus import record
from core.kit.clock import now


async def close_request(
    session: AsyncSession,
    actor: Actor,
    number: str,
    *,
    answer: str | None = None,
    version: int | None = None,
) -> ContactRequest:
    """Close an open request; with `answer` whoever asked is told it."""
    request = await load(session, actor, number, version=version)
    if not request.is_open:
        raise RequestAlreadyClosed(number=request.number)
    message = None
    if answer is not None and answer.strip():
        message = await send_answer(session, actor, number, text=answer)
    _put_away(request, RequestState.CLOSED)
    await record(
        session,
        actor,
        RequestClosed(request.id, request.number, message.id if message else None),
    )
    return request


def _put_away(request: ContactRequest, state: RequestState) -> None:
    request.state, request.closed_at = state, now()
    request.waiting_since = request.follow_up_at = None
    request.unread = False
    touch(request)


async def reopen(session: AsyncSession, actor: Actor, number: str) -> ContactRequest:
    """Open a request again that was closed, spam or a duplicate."""
    request = await load(session, actor, number)
    if request.is_open:
        raise RequestIsOpen(number=request.number)
    if merge := await merge_of(session, request):
        into = await session.get_one(ContactRequest, merge.to_request_id)
        raise RequestIsMerged(number=request.number, into=into.number)
    request.state = state_when_opened(request)
    request.closed_at = request.duplicate_of_id = None
    touch(request)
    await record(session, actor, RequestReopened(request.id, request.number))
    return request


def state_when_opened(request: ContactRequest) -> RequestState:
    """Return where a request stands that is opened again."""
    return RequestState.IN_WORK if request.assignee_id else RequestState.NEW


async def mark_spam(session: AsyncSession, actor: Actor, number: str) -> ContactRequest:
    """Put a request away as rubbish; replies to it stay there."""
    request = await load(session, actor, number)
    if request.state != RequestState.SPAM:
        _put_away(request, RequestState.SPAM)
        await record(session, actor, RequestMarkedSpam(request.id, request.number))
    return request


async def mark_duplicate(
    session: AsyncSession, actor: Actor, number: str, *, of: str
) -> ContactRequest:
    """Put a request away because another one asks the same."""
    request = await load(session, actor, number)
    original = await queries.get_request(session, actor, of)
    if original.id == request.id or original.duplicate_of_id == request.id:
        raise DuplicateOfItself(number=request.number)
    request.duplicate_of_id = original.duplicate_of_id or original.id
    _put_away(request, RequestState.DUPLICATE)
    await record(
        session, actor, RequestMarkedDuplicate(request.id, request.number, request.duplicate_of_id)
    )
    return request
