"""Conversations read together, and messages that change their home; later replies follow.

A merge only points one conversation to another: nothing is copied, so taking it back loses nothing.
A moved message takes its own Message-ID along, and whatever answers it comes to its new home.
"""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Conversation, Message, ThreadId

MAX_FOLLOWERS = 1000


async def family_ids(session: AsyncSession, conversation_id: UUID) -> list[UUID]:
    """Return a conversation and those merged into it, however deep; it comes first."""
    found = set(await session.scalars(family_select(conversation_id)))
    return [conversation_id, *sorted(found - {conversation_id})]


def family_select(conversation_id: UUID) -> sa.Select[UUID]:
    """Select a conversation and those merged into it, however deep."""
    start = sa.select(Conversation.id).where(Conversation.id == conversation_id)
    family = start.cte("family", recursive=True)
    child = sa.select(Conversation.id).where(Conversation.merged_into_id == family.c.id)
    return sa.select(family.union(child).c.id)


async def point(session: AsyncSession, conversation_id: UUID, into: UUID | None) -> None:
    """Read a conversation with another one from now on, or (None) by itself again."""
    await session.execute(
        sa.update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(merged_into_id=into)
        .execution_options(synchronize_session=False)
    )


async def homes_of(
    session: AsyncSession, message_ids: Collection[UUID], within: Collection[UUID]
) -> dict[UUID, UUID]:
    """Return in which of these conversations each message stands; others are left out."""
    rows = await session.execute(
        sa.select(Message.id, Message.conversation_id).where(
            Message.id.in_(message_ids), Message.conversation_id.in_(within)
        )
    )
    return {row[0]: row[1] for row in rows}


async def rehome(
    session: AsyncSession, message_ids: Collection[UUID], conversation_id: UUID
) -> None:
    """Let messages and their Message-IDs stand in a conversation."""
    for column, table in ((Message.id, Message), (ThreadId.message_id, ThreadId)):
        await session.execute(
            sa.update(table)
            .where(column.in_(message_ids))
            .values(conversation_id=conversation_id)
            .execution_options(synchronize_session=False)
        )


async def followers(
    session: AsyncSession, message_ids: Collection[UUID], within: Collection[UUID]
) -> set[UUID]:
    """Return the messages of these conversations that answer the given ones, however deep."""
    rows = await session.execute(
        sa.select(Message.id, Message.evidence)
        .where(Message.conversation_id.in_(within), Message.id > min(message_ids))
        .order_by(Message.id)
        .limit(MAX_FOLLOWERS)
    )
    led = {str(one) for one in message_ids}
    found: set[UUID] = set()
    for identity, evidence in rows:
        if evidence and evidence.get("answers") in led:
            led.add(str(identity))
            found.add(identity)
    return found - set(message_ids)


async def messages_by_id(session: AsyncSession, message_ids: Collection[UUID]) -> list[Message]:
    """Return messages in their order."""
    found = await session.scalars(
        sa.select(Message).where(Message.id.in_(message_ids)).order_by(Message.id)
    )
    return list(found)


async def latest(
    session: AsyncSession, conversation_ids: Collection[UUID], limit: int = 50
) -> list[Message]:
    """Return the last messages of conversations that people wrote, the newest first."""
    found = await session.scalars(
        sa.select(Message)
        .where(Message.conversation_id.in_(conversation_ids), Message.kind == "human")
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return list(found)
