"""Looking into the inbox: the quarantine and how much waits."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import NotFound
from core.inbox.models import OPEN_STATES, InboxItem, InboxState, MailboxCursor, RawMail
from core.inbox.raw import raw_bytes
from core.kit.ids import parse_id
from core.kit.paging import Page, decode_cursor, encode_cursor

PAGE = 50


def visible_to(actor: Actor) -> sa.Select[InboxItem]:
    """Return the items an actor may see: those who manage sources see all, others none."""
    allowed = actor.may(Permission.MANAGE_SOURCES)
    return sa.select(InboxItem).where(sa.true() if allowed else sa.false())


async def quarantine_page(
    session: AsyncSession, actor: Actor, *, cursor: str | None = None
) -> Page[InboxItem]:
    """Return what could not be handled, the newest first."""
    query = visible_to(actor).where(InboxItem.state == InboxState.FAILED)
    if (values := decode_cursor(cursor)) and (last := parse_id(str(values[0]))):
        query = query.where(InboxItem.id < last)
    rows = (await session.scalars(query.order_by(InboxItem.id.desc()).limit(PAGE + 1))).all()
    more = encode_cursor(rows[PAGE - 1].id) if len(rows) > PAGE else None
    return Page(rows[:PAGE], more)


async def get_item(session: AsyncSession, actor: Actor, item_id: UUID) -> InboxItem:
    """Return one item; raises NotFound."""
    found = await session.scalar(visible_to(actor).where(InboxItem.id == item_id))
    if found is None:
        raise NotFound
    return found


async def raw_of(session: AsyncSession, actor: Actor, item_id: UUID) -> bytes:
    """Return the mail of an item as it came, for download; raises NotFound."""
    item = await get_item(session, actor, item_id)
    found = await raw_bytes(session, [item.raw_id]) if item.raw_id else {}
    if item.raw_id not in found:
        raise NotFound
    return found[item.raw_id]


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


async def cursors_of(session: AsyncSession, source_id: UUID) -> list[MailboxCursor]:
    """Return how far each folder of a mailbox was read and how many messages were missing."""
    rows = await session.scalars(
        sa.select(MailboxCursor).where(MailboxCursor.source_id == source_id)
    )
    return list(rows)


async def raw_sizes(session: AsyncSession) -> tuple[int, int]:
    """Return how many raw mails are kept and their bytes before compression."""
    row = await session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(RawMail.size), 0)).select_from(
            RawMail
        )
    )
    count, size = row.one()
    return int(count), int(size)
