"""Looking into the inbox: how much waits, and what was set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.permissions import Permission
from core.errors import NotFound
from core.inbox import guessing
from core.inbox.guessing import Guess
from core.inbox.models import OPEN_STATES, InboxItem, InboxState, MailboxCursor, RawMail
from core.inbox.raw import raw_bytes, raw_heads
from core.kit.ids import parse_id
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.sources.models import Source

PAGE = 25


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something in quarantine: `source` is where it came in, `size` the raw mail's in bytes."""

    id: UUID
    channel: str
    source: str
    state: str
    received_at: datetime
    attempts: int
    error: str
    external_id: str
    raw_id: UUID | None
    size: int | None
    guess: Guess


async def counts(session: AsyncSession) -> dict[str, int]:
    """Return how many items wait, are in work and are in quarantine, by state."""
    states = (*OPEN_STATES, InboxState.FAILED)
    rows = await session.execute(
        sa.select(InboxItem.state, sa.func.count())
        .where(InboxItem.state.in_(states))
        .group_by(InboxItem.state)
    )
    found = {str(state): int(count) for state, count in rows}
    return {str(state): found.get(state, 0) for state in states}


def _set_aside(actor: Actor) -> Any:
    require(actor.may(Permission.MANAGE_SOURCES))
    return (
        sa.select(
            InboxItem.id, InboxItem.channel, Source.name, InboxItem.state, InboxItem.received_at,
            InboxItem.attempts, InboxItem.error, InboxItem.external_id, InboxItem.raw_id,
            RawMail.size, InboxItem.payload,
        )
        .join(Source, Source.id == InboxItem.source_id)
        .outerjoin(RawMail, RawMail.id == InboxItem.raw_id)
    )  # fmt: skip


async def set_aside_page(
    session: AsyncSession, actor: Actor, *, cursor: str | None = None
) -> Page[SetAside]:
    """Return what waits in quarantine, the newest first, each with a guess of who wrote."""
    query = _set_aside(actor).where(InboxItem.state == InboxState.FAILED)
    if (values := decode_cursor(cursor)) and (last := parse_id(str(values[0]))):
        query = query.where(InboxItem.id < last)
    found = (await session.execute(query.order_by(InboxItem.id.desc()).limit(PAGE + 1))).all()
    more = encode_cursor(found[PAGE - 1][0]) if len(found) > PAGE else None
    return Page(await _guessed(session, found[:PAGE]), more)


def count_of_set_aside(actor: Actor, most: int = 100) -> sa.ScalarSelect[int]:
    """Select how many wait in quarantine, at most `most`; 0 for whoever may not see them."""
    seen = sa.true() if actor.may(Permission.MANAGE_SOURCES) else sa.false()
    some = sa.select(InboxItem.id).where(InboxItem.state == InboxState.FAILED, seen).limit(most)
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()


async def set_aside(session: AsyncSession, actor: Actor, item_id: UUID) -> SetAside:
    """Return one arrival that is or was in quarantine; raises NotFound."""
    found = (await session.execute(_set_aside(actor).where(InboxItem.id == item_id))).one_or_none()
    if found is None:
        raise NotFound
    return (await _guessed(session, [found]))[0]


async def raw_of(session: AsyncSession, actor: Actor, item_id: UUID) -> bytes:
    """Return the raw mail of an arrival; raises NotFound when it has none or it is gone."""
    one = await set_aside(session, actor, item_id)
    raws = await raw_bytes(session, [one.raw_id] if one.raw_id else [])
    if one.raw_id is None or one.raw_id not in raws:
        raise NotFound
    return raws[one.raw_id]


async def _guessed(session: AsyncSession, rows: Any) -> list[SetAside]:
    heads = await raw_heads(session, [row.raw_id for row in rows if row.raw_id], guessing.HEAD)
    return [
        SetAside(
            **{name: row[place] for place, name in enumerate(_FACTS)}, guess=_guess(row, heads)
        )
        for row in rows
    ]


_FACTS = tuple(one.name for one in fields(SetAside) if one.name != "guess")


def _guess(row: Any, heads: Mapping[UUID, bytes]) -> Guess:
    if row.raw_id in heads:
        return guessing.of_mail(heads[row.raw_id])
    return guessing.of_payload(row.payload or {})


async def cursors_of(session: AsyncSession, source_id: UUID) -> Sequence[MailboxCursor]:
    """Return how far a mailbox's folders were read and what their last comparison found."""
    found = await session.scalars(
        sa.select(MailboxCursor).where(MailboxCursor.source_id == source_id)
    )
    return found.all()
