"""Reading conversations. Who may see one follows from its request; the caller checks that."""

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Conversation, Message
from core.conversations.threads import foreign_hashes, known_ids
from core.conversations.tokens import token_in
from core.errors import NotFound
from core.kit.crypto import Keyring
from core.kit.paging import Page, decode_cursor, encode_cursor

PAGE = 200
T = TypeVar("T")


async def get_conversation(
    session: AsyncSession, conversation_id: UUID, *, lock: bool = False
) -> Conversation:
    """Return a conversation; raises NotFound."""
    query = sa.select(Conversation).where(Conversation.id == conversation_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


async def conversation_for_ids(
    session: AsyncSession, message_ids: Iterable[str]
) -> Conversation | None:
    """Return the conversation that knows one of these Message-IDs, the first id first.

    Ids in our own form are no evidence here: see `conversation_for_token`.
    """
    hashes = foreign_hashes(message_ids)
    seen = await known_ids(session, hashes)
    found = next((seen[one].conversation_id for one in hashes if one in seen), None)
    return await session.get(Conversation, found) if found else None


async def conversation_for_token(
    session: AsyncSession, keyring: Keyring, text: str | None
) -> Conversation | None:
    """Return the conversation whose rightly signed reference stands in a text, or None."""
    token = token_in(keyring, text)
    if token is None:
        return None
    found: Conversation | None = await session.scalar(
        sa.select(Conversation).where(Conversation.token == token)
    )
    return found


async def messages_of(
    session: AsyncSession,
    conversation_id: UUID,
    cursor: str | None = None,
    *,
    merged: Collection[UUID] = (),
    size: int = PAGE,
) -> Page[Message]:
    """Return a conversation's messages, the newest page first, oldest first within the page.

    `merged` are the conversations read together with it.
    """
    query = newest_first(_stands_in(conversation_id, merged), cursor, size)
    return page_of(list(await session.scalars(query)), lambda row: row.id, size)


def newest_first(
    where: sa.ColumnElement[bool], cursor: str | None, size: int = PAGE
) -> sa.Select[Message]:
    """Select a page of messages and one more, the newest first; `page_of` turns it round."""
    query = sa.select(Message).where(where)
    if after := decode_cursor(cursor):
        try:
            query = query.where(Message.id < UUID(str(after[0])))
        except ValueError:
            pass
    return query.order_by(Message.id.desc()).limit(size + 1)


def page_of(rows: list[T], id_of: Callable[[T], UUID], size: int = PAGE) -> Page[T]:
    """Return the page of what `newest_first` selected, oldest first."""
    page = rows[:size][::-1]
    return Page(page, encode_cursor(id_of(page[0])) if len(rows) > size else None)


def _stands_in(conversation_id: UUID, merged: Collection[UUID]) -> sa.ColumnElement[bool]:
    """One conversation by equality: so its messages come from the index in their order."""
    if not set(merged) - {conversation_id}:
        return Message.conversation_id == conversation_id
    return Message.conversation_id.in_({conversation_id, *merged})


async def get_message(session: AsyncSession, message_id: UUID, *, whole: bool = False) -> Message:
    """Return a message, `whole` with its full text and HTML; raises NotFound."""
    query = sa.select(Message).where(Message.id == message_id)
    if whole:
        query = query.options(sa.orm.undefer(Message.full_text), sa.orm.undefer(Message.html))
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def last_incoming(
    session: AsyncSession, conversation_id: UUID, merged: Collection[UUID] = ()
) -> Message | None:
    """Return the last message that a person (no machine) sent us, or None."""
    found: Message | None = await session.scalar(
        sa.select(Message)
        .where(
            _stands_in(conversation_id, merged),
            Message.direction == "in",
            Message.kind == "human",
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    return found


async def mail_chain(session: AsyncSession, conversation_id: UUID, size: int = 20) -> list[str]:
    """Return the Message-IDs of a conversation for References: the first and the last ones."""
    ids = sa.select(Message.mail_message_id).where(
        Message.conversation_id == conversation_id, Message.mail_message_id.is_not(None)
    )
    last = list(await session.scalars(ids.order_by(Message.id.desc()).limit(size)))[::-1]
    if len(last) < size:
        return [one for one in last if one]
    first = await session.scalar(ids.order_by(Message.id).limit(1))
    return [one for one in dict.fromkeys([first, *last]) if one]
