"""Opening conversations and adding messages to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Conversation, Message
from core.conversations.threads import (
    bare_subject,
    bracketed,
    foreign_hashes,
    hash_of,
    id_row,
    store_ids,
    subject_key,
)
from core.conversations.tokens import new_token
from core.kit import clock
from core.kit.text import storable

MAX_SUBJECT = 500


async def open_conversation(
    session: AsyncSession,
    *,
    channel: str,
    partner_address: str = "",
    subject: str = "",
    source_id: UUID | None = None,
    person_id: UUID | None = None,
    customer_id: UUID | None = None,
    language: str | None = None,
) -> Conversation:
    """Begin a conversation with somebody."""
    row = Conversation(
        channel=channel, source_id=source_id, subject=bare_subject(subject)[:MAX_SUBJECT],
        subject_key=subject_key(subject), partner_address=partner_address, person_id=person_id,
        customer_id=customer_id, language=language, token=new_token(),
        last_message_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def add_message(
    session: AsyncSession,
    conversation: Conversation,
    *,
    direction: str,
    text: str,
    channel: str | None = None,
    kind: str = "human",
    subject: str = "",
    mail_message_id: str | None = None,
    sent_at: datetime | None = None,
    full_text: str | None = None,
    **values: Any,
) -> Message:
    """Add a message (`direction` in or out) and remember its Message-ID; text is made storable."""
    moment = clock.now()
    row = Message(
        conversation_id=conversation.id, direction=direction, kind=kind,
        channel=channel or conversation.channel, subject=storable(subject)[:MAX_SUBJECT],
        text=storable(text), full_text=storable(full_text) if full_text else None,
        mail_message_id=bracketed(mail_message_id), sent_at=sent_at or moment, **values,
    )  # fmt: skip
    session.add(row)
    conversation.last_message_at = moment
    await session.flush()
    if mail_message_id:
        await remember_ids(session, conversation.id, [mail_message_id], message_id=row.id)
    return row


async def remember_ids(
    session: AsyncSession,
    conversation_id: UUID,
    message_ids: Iterable[str],
    *,
    message_id: UUID | None = None,
) -> None:
    """Remember that these Message-IDs belong here; an id known elsewhere stays there.

    With `message_id` they are the ids of that stored message; without, they are ancestors, of
    which only ids in a foreign form are kept.
    """
    hashes = [hash_of(one) for one in message_ids] if message_id else foreign_hashes(message_ids)
    rows = [id_row(one, conversation_id, message_id) for one in dict.fromkeys(hashes)]
    await store_ids(session, rows)
