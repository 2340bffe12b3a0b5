"""Splitting messages off into a request of their own, and moving them to another one."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests.assigning import load
from core.contact_requests.errors import (
    EverythingWouldLeave,
    NoMessageChosen,
    NothingOfTheCustomer,
)
from core.contact_requests.events import MessagesMoved, MessagesMovedHere, RequestSplit
from core.contact_requests.models import ContactRequest, RequestMove
from core.contact_requests.opening import open_request
from core.contact_requests.pairing import load_pair, recount
from core.contact_requests.timeline import family_of
from core.conversations.models import Message
from core.conversations.moving import homes_of, messages_by_id, rehome
from core.conversations.queries import get_conversation
from core.conversations.service import open_conversation
from core.errors import NotFound
from core.events.bus import record

MAX_MOVED = 500


async def split_request(
    session: AsyncSession,
    actor: Actor,
    number: str,
    *,
    message_ids: Collection[UUID],
    subject: str = "",
) -> ContactRequest:
    """Open a request of its own for some messages; answers to them come to it from now on.

    It stays with whoever has the old one. Raises NoMessageChosen, EverythingWouldLeave,
    NothingOfTheCustomer.
    """
    request = await load(session, actor, number)
    homes = await _chosen(session, request, message_ids)
    messages = await messages_by_id(session, homes)
    first = next((one for one in messages if one.direction == "in"), None)
    if first is None:
        raise NothingOfTheCustomer
    new = await _open_for(session, actor, request, first, subject)
    await _carry(session, actor, "split", request, new, homes)
    await record(session, actor, RequestSplit(
        request.id, request.number, new.id, new.number, len(homes)
    ))  # fmt: skip
    return new


async def _open_for(
    session: AsyncSession, actor: Actor, request: ContactRequest, first: Message, subject: str
) -> ContactRequest:
    """Open an empty conversation with whoever wrote a message, and its request."""
    old = await get_conversation(session, first.conversation_id)
    same = first.from_address in ("", old.partner_address) or first.person_id == old.person_id
    about = subject or first.subject or request.subject
    conversation = await open_conversation(
        session, channel=old.channel, source_id=old.source_id, subject=about,
        partner_address=old.partner_address if same else first.from_address,
        person_id=first.person_id or (old.person_id if same else None),
        customer_id=old.customer_id if same else None, language=old.language,
    )  # fmt: skip
    return await open_request(
        session, actor, conversation=conversation, subject=about, text=first.text,
        asker_name=first.author_name, team_id=request.team_id, assignee_id=request.assignee_id,
        customer_id=request.customer_id if same else None, priority=request.priority,
    )  # fmt: skip


async def move_messages(
    session: AsyncSession,
    actor: Actor,
    number: str,
    *,
    message_ids: Collection[UUID],
    to: str,
) -> RequestMove:
    """Move messages to another request; answers to them come there from now on."""
    request, target = await load_pair(session, actor, number, to)
    homes = await _chosen(session, request, message_ids)
    move = await _carry(session, actor, "move", request, target, homes)
    await record(session, actor, MessagesMoved(
        request.id, request.number, target.id, target.number, len(homes)
    ))  # fmt: skip
    await record(session, actor, MessagesMovedHere(
        target.id, target.number, request.id, request.number, len(homes)
    ))  # fmt: skip
    return move


async def _chosen(
    session: AsyncSession, request: ContactRequest, message_ids: Collection[UUID]
) -> dict[UUID, UUID]:
    """Return where the chosen messages stand; raises unless they are this request's, and not all."""
    wanted = set(message_ids)
    if not wanted:
        raise NoMessageChosen
    family = await family_of(session, request)
    homes = await homes_of(session, wanted, family)
    if len(homes) != len(wanted) or len(wanted) > MAX_MOVED:
        raise NotFound
    stays = sa.select(Message.id).where(
        Message.conversation_id.in_(family), Message.id.not_in(wanted), Message.kind == "human"
    )
    if await session.scalar(stays.limit(1)) is None:
        raise EverythingWouldLeave(number=request.number)
    return homes


async def _carry(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    request: ContactRequest,
    target: ContactRequest,
    homes: dict[UUID, UUID],
) -> RequestMove:
    """Let messages stand with another request, and keep how to take it back."""
    await rehome(session, homes, target.conversation_id)
    request.has_moves = target.has_moves = True
    move = RequestMove(
        kind=kind, from_request_id=request.id, to_request_id=target.id,
        moved={str(one): str(home) for one, home in homes.items()},
        staff_id=actor.id if actor.kind == "staff" else None,
    )  # fmt: skip
    session.add(move)
    for one in (request, target):
        await recount(session, one)
    await session.flush()
    return move
