"""The outbox: a message becomes a row in the transaction of its reason, once per `once_key`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.db.upsert import insert_new
from core.errors import NotFound
from core.events.bus import record
from core.kit import clock, ids
from core.kit.text import one_line
from core.outbound import policies
from core.outbound.errors import AlreadyLeft, NothingToRetry
from core.outbound.events import MessageCancelled, MessageRetried
from core.outbound.models import OutboundMessage, OutboundState

UNORDERED = ("mail",)  # one refused address must not hold up the next mail to it


@dataclass(frozen=True, slots=True)
class Queued:
    """A message to queue; see `OutboundMessage` for `payload`. `order_key` None: by address."""

    once_key: str
    channel: str
    kind: str
    address: str
    payload: dict[str, Any]
    subject: str = ""
    order_key: str | None = None
    subject_kind: str = ""
    subject_id: UUID | None = None
    source_id: UUID | None = None
    due_at: datetime | None = None
    id: UUID = field(default_factory=ids.new_id)


async def queue_message(
    session: AsyncSession,
    *,
    once_key: str,
    channel: str,
    kind: str,
    address: str,
    payload: dict[str, Any],
    subject: str = "",
    order_key: str | None = None,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    source_id: UUID | None = None,
    due_at: datetime | None = None,
) -> UUID | None:
    """Queue one message; return its id, or None when this `once_key` was queued before."""
    message = Queued(
        once_key, channel, kind, address, payload, subject, order_key, subject_kind, subject_id,
        source_id, due_at,
    )  # fmt: skip
    inserted = await queue_many(session, [message])
    return message.id if inserted else None


async def queue_many(session: AsyncSession, messages: Sequence[Queued]) -> list[UUID]:
    """Queue messages in one statement; return the new ones' ids. Wakes `outbound:<channel>`."""
    moment = clock.now()
    rows = [_row(session, message, moment) for message in messages]
    inserted = await insert_new(session, OutboundMessage, rows, key=["once_key"])
    new = set(inserted)
    due = {one.channel for one in messages if one.id in new and (one.due_at or moment) <= moment}
    _wake_after_commit(session, due)
    return [message.id for message in messages if message.id in new]


def _row(session: AsyncSession, message: Queued, moment: datetime) -> dict[str, Any]:
    order_key = message.order_key
    if order_key is None:
        order_key = "" if message.channel in UNORDERED else message.address
    return {
        "id": message.id, "created_at": moment, "once_key": message.once_key,
        "channel": message.channel, "kind": message.kind, "source_id": message.source_id,
        "address": message.address, "subject": one_line(message.subject),
        "payload": _payload(session, message), "order_key": order_key,
        "subject_kind": message.subject_kind, "subject_id": message.subject_id,
        "state": OutboundState.QUEUED, "due_at": message.due_at or moment, "attempts": 0,
        "doubts": 0, "error": "",
    }  # fmt: skip


def _payload(session: AsyncSession, message: Queued) -> dict[str, Any]:
    """A mail's Message-ID is made before its row exists, so that every try carries the same."""
    if message.channel != "mail" or message.payload.get("message_id"):
        return message.payload
    settings = session.info.get("settings")
    domain = settings.mail_domain if settings is not None else "localhost"
    return {**message.payload, "message_id": f"<{message.id.hex}.{ids.new_token(9)}@{domain}>"}


def _wake_after_commit(session: AsyncSession, channels: Iterable[str]) -> None:
    wake = session.info.get("wake")
    if wake is not None:
        for channel in sorted(channels):
            name = f"outbound:{channel}"
            session.info.setdefault("after_commit", []).append(lambda name=name: wake(name))


async def _locked(session: AsyncSession, message_id: UUID) -> OutboundMessage:
    found = await session.get(OutboundMessage, message_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


async def cancel_message(session: AsyncSession, actor: Actor, message_id: UUID) -> None:
    """Stop a message that has not left; twice is harmless. Raises AlreadyLeft."""
    message = await _locked(session, message_id)
    require(policies.can_retry(actor))
    if message.state == OutboundState.CANCELLED:
        return
    if message.state in (OutboundState.SENDING, OutboundState.SENT):
        raise AlreadyLeft
    message.state = OutboundState.CANCELLED
    await record(session, actor, MessageCancelled(message.id, message.channel, message.kind))


async def cancel_queued(session: AsyncSession, *, once_keys: Sequence[str]) -> list[UUID]:
    """Stop those of these messages that still wait; return their ids (undo, taken-back notices)."""
    stopped = await session.scalars(
        sa.update(OutboundMessage)
        .where(
            OutboundMessage.once_key.in_(once_keys),
            OutboundMessage.state == OutboundState.QUEUED,
        )
        .values(state=OutboundState.CANCELLED)
        .returning(OutboundMessage.id)
        .execution_options(synchronize_session=False)
    )
    return list(stopped)


async def retry_message(session: AsyncSession, actor: Actor, message_id: UUID) -> None:
    """Send again what did not leave, is unclear or was only shown; raises NothingToRetry."""
    message = await _locked(session, message_id)
    require(policies.can_retry(actor))
    if message.state not in policies.RETRIABLE:
        raise NothingToRetry
    message.state, message.attempts, message.doubts = OutboundState.QUEUED, 0, 0
    message.due_at, message.error = clock.now(), ""
    _wake_after_commit(session, {message.channel})
    await record(session, actor, MessageRetried(message.id, message.channel, message.kind))
