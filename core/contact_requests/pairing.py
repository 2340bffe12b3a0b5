"""Two requests at once, and what follows for a request when its messages change."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import policies, queries
from core.contact_requests.errors import MergedWithItself
from core.contact_requests.models import ContactRequest, RequestMove, RequestState
from core.contact_requests.opening import PREVIEW
from core.contact_requests.timeline import family_of
from core.conversations.models import Message
from core.conversations.moving import latest
from core.kit.clock import now
from core.kit.text import shorten
from core.settings.queries import load_company

UNDONE = "undone"
"""The flag of an answer that was taken back before it left."""
MAX_DEPTH = 20


async def load_pair(
    session: AsyncSession, actor: Actor, number: str, other: str
) -> tuple[ContactRequest, ContactRequest]:
    """Return two requests to change, the second one's root if it is merged; locked in one order."""
    first = await queries.get_request(session, actor, number)
    found = await queries.find_spoken(session, actor, other)
    second = await root_of(session, found or await queries.get_request(session, actor, other))
    if first.id == second.id:
        raise MergedWithItself(number=first.number)
    for one in sorted((first, second), key=lambda one: one.id):
        await queries.get_request_by_id(session, actor, one.id, lock=True)
    for one in (first, second):
        require(policies.can_handle(actor, one))
    return first, second


async def root_of(session: AsyncSession, request: ContactRequest) -> ContactRequest:
    """Return the request a request is merged into, however deep; itself when it is not."""
    for _depth in range(MAX_DEPTH):
        merge = await merge_of(session, request)
        if merge is None:
            break
        request = await session.get_one(ContactRequest, merge.to_request_id)
    return request


async def merge_of(session: AsyncSession, request: ContactRequest) -> RequestMove | None:
    """Return the merge by which a request stands with another one, or None."""
    if not request.has_moves:
        return None
    found: RequestMove | None = await session.scalar(
        sa.select(RequestMove)
        .where(
            RequestMove.from_request_id == request.id,
            RequestMove.kind == "merge",
            RequestMove.undone_at.is_(None),
        )
        .order_by(RequestMove.id.desc())
        .limit(1)
    )
    return found


async def recount(session: AsyncSession, request: ContactRequest) -> None:
    """Set since when the customer waits, and the preview, by the messages that are there now.

    Whoever waits is reminded of, as with a new request.
    """
    messages = await latest(session, await family_of(session, request))
    told = [one for one in messages if UNDONE not in one.flags]
    last = next((one for one in told if one.direction == "in"), None)
    if last is not None:
        request.preview = shorten(last.text, PREVIEW)
    unanswered = _unanswered(told)
    request.waiting_since = unanswered[-1].created_at if unanswered and request.is_open else None
    if request.state == RequestState.FOLLOW_UP:
        return
    if request.waiting_since is None:
        request.follow_up_at = None
    elif request.follow_up_at is None:
        hours = (await load_company(session)).follow_up_hours
        request.follow_up_at, request.follow_up_count = now() + timedelta(hours=hours), 0


def _unanswered(newest_first: list[Message]) -> list[Message]:
    """Return the messages that came since our last one."""
    count = next(
        (at for at, one in enumerate(newest_first) if one.direction == "out"), len(newest_first)
    )
    return newest_first[:count]


def moved_ids(move: RequestMove) -> list[UUID]:
    """Return the messages that a move carried."""
    return [UUID(one) for one in move.moved]
