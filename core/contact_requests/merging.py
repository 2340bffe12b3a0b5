"""Merging requests, and taking a merge, a split or a move back; later replies follow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import policies, queries
from core.contact_requests.closing import state_when_opened
from core.contact_requests.errors import AlreadyMerged, MoveIsUndone
from core.contact_requests.events import MoveUndone, RequestMerged, RequestMergedHere
from core.contact_requests.models import OPEN, ContactRequest, RequestMove, RequestState
from core.contact_requests.pairing import load_pair, merge_of, moved_ids, recount
from core.contact_requests.timeline import family_of
from core.conversations.models import Message
from core.conversations.moving import followers, homes_of, latest, point, rehome
from core.errors import NotFound
from core.events.bus import plain, record
from core.kit.clock import now

KEPT = ("state", "waiting_since", "follow_up_at", "follow_up_count", "closed_at",
        "duplicate_of_id", "unread")  # fmt: skip
MOMENTS = ("waiting_since", "follow_up_at", "closed_at")


async def merge_requests(
    session: AsyncSession, actor: Actor, number: str, *, into: str
) -> RequestMove:
    """Let a request be read with another one, which gets all later replies; reversible.

    What is merged into `into` already stays so. Raises AlreadyMerged, MergedWithItself.
    """
    request, target = await load_pair(session, actor, number, into)
    if await merge_of(session, request) is not None:
        raise AlreadyMerged(number=request.number, into=target.number)
    return await _merge(session, actor, request, target)


async def _merge(
    session: AsyncSession, actor: Actor, request: ContactRequest, target: ContactRequest
) -> RequestMove:
    move = RequestMove(
        kind="merge", from_request_id=request.id, to_request_id=target.id,
        before={"from": _kept(request), "to": _kept(target)},
        staff_id=actor.id if actor.kind == "staff" else None, created_at=now(),
    )  # fmt: skip
    session.add(move)
    request.has_moves = target.has_moves = True
    await point(session, request.conversation_id, target.conversation_id)
    if request.is_open and not target.is_open:
        _open_again(target)
    target.last_activity_at = max(target.last_activity_at, request.last_activity_at)
    request.state, request.duplicate_of_id = RequestState.DUPLICATE, target.id
    request.closed_at, request.unread = now(), False
    request.waiting_since = request.follow_up_at = None
    await session.flush()
    await recount(session, target)
    await record(session, actor, RequestMerged(
        request.id, request.number, target.id, target.number
    ))  # fmt: skip
    await record(session, actor, RequestMergedHere(
        target.id, target.number, request.id, request.number
    ))  # fmt: skip
    return move


def _kept(request: ContactRequest) -> dict[str, Any]:
    return {name: plain(getattr(request, name)) for name in KEPT}


def _restore(request: ContactRequest, kept: dict[str, Any]) -> None:
    for name, value in kept.items():
        if name in MOMENTS and value:
            value = datetime.fromisoformat(value)
        if name == "duplicate_of_id" and value:
            value = UUID(value)
        setattr(request, name, value)


async def undo_move(session: AsyncSession, actor: Actor, number: str, move_id: UUID) -> RequestMove:
    """Take a merge, split or move back, with what came to the messages since.

    The actor handles both requests. Raises MoveIsUndone, NotFound, AlreadyMerged.
    """
    asked = await queries.get_request(session, actor, number)
    move = await session.get(RequestMove, move_id, with_for_update=True)
    if move is None or asked.id not in (move.from_request_id, move.to_request_id):
        raise NotFound
    if move.undone_at is not None:
        raise MoveIsUndone
    ids = sorted((move.from_request_id, move.to_request_id))
    pair = {one: await queries.get_request_by_id(session, actor, one, lock=True) for one in ids}
    for one in pair.values():
        require(policies.can_handle(actor, one))
    source, target = pair[move.from_request_id], pair[move.to_request_id]
    move.undone_at = now()
    await session.flush()
    await _UNDO[move.kind](session, actor, move, source, target)
    fact = MoveUndone(source.id, source.number, target.id, target.number, move.kind)
    await record(session, actor, fact)
    return move


async def _undo_merge(
    session: AsyncSession, _actor: Actor, move: RequestMove, source: ContactRequest,
    target: ContactRequest,
) -> None:  # fmt: skip
    """Each is what it was, but for what was written since."""
    await point(session, source.conversation_id, None)
    _restore(source, move.before["from"])
    kept = move.before["to"]
    if any(one.direction == "in" for one in await _since(session, source, move)):
        _open_again(source)
    was_away = kept["state"] not in tuple(map(str, OPEN))
    if was_away and target.is_open and not await _since(session, target, move):
        _restore(target, kept)
    for one in (source, target):
        await recount(session, one)


async def _since(
    session: AsyncSession, request: ContactRequest, move: RequestMove
) -> list[Message]:
    """Return what people wrote in a request's own messages after a merge."""
    written = await latest(session, await family_of(session, request))
    return [one for one in written if one.created_at > move.created_at]


def _open_again(request: ContactRequest) -> None:
    if not request.is_open:
        request.state = state_when_opened(request)
        request.closed_at = request.duplicate_of_id = None


async def _undo_split(
    session: AsyncSession, actor: Actor, _move: RequestMove, source: ContactRequest,
    target: ContactRequest,
) -> None:  # fmt: skip
    """What was split off is read with the old request again, whatever came to it since."""
    if await merge_of(session, target) is not None:
        raise AlreadyMerged(number=target.number, into=source.number)
    await _merge(session, actor, target, source)


async def _undo_moving(
    session: AsyncSession, _actor: Actor, move: RequestMove, source: ContactRequest,
    target: ContactRequest,
) -> None:  # fmt: skip
    """The messages go home, and with them what answered them since."""
    family = await family_of(session, target)
    ids = moved_ids(move)
    here = await homes_of(session, ids, family)
    later = await followers(session, ids, family)
    homes: dict[UUID, list[UUID]] = {}
    for one in here:
        homes.setdefault(UUID(move.moved[str(one)]), []).append(one)
    if later:
        homes.setdefault(source.conversation_id, []).extend(later)
    for home, messages in homes.items():
        await rehome(session, messages, home)
    for request in (source, target):
        await recount(session, request)


_UNDO = {"merge": _undo_merge, "split": _undo_split, "move": _undo_moving}
