"""A person's messages: exporting and erasing them.

Messages are kept with their request. Erasing keeps the rows, so that a thread stays in order, and
takes away words, names, addresses, files and the raw mails they came as.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Conversation, Message
from core.events.bus import plain
from core.files.models import StoredFile
from core.files.queries import files_of
from core.inbox.privacy import erase_items


def _theirs(person_id: UUID) -> sa.ColumnElement[bool]:
    """Messages they wrote, and all of conversations that are with them."""
    own = sa.select(Conversation.id).where(Conversation.person_id == person_id)
    return sa.or_(Message.person_id == person_id, Message.conversation_id.in_(own))


async def export_person(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    """Return a person's messages, oldest first, with the names of their files."""
    rows = (
        await session.scalars(
            sa.select(Message)
            .where(_theirs(person_id))
            .options(sa.orm.undefer(Message.full_text))
            .order_by(Message.id)
        )
    ).all()
    files = await files_of(session, "message", [row.id for row in rows])
    return [
        {
            "id": str(row.id), "direction": row.direction, "channel": row.channel,
            "sent_at": plain(row.sent_at), "from": row.from_address, "to": row.to_addresses,
            "subject": row.subject, "text": row.full_text or row.text,
            "files": [file.name for file in files.get(row.id, ())],
        }
        for row in rows
    ]  # fmt: skip


async def erase_person(session: AsyncSession, person_id: UUID) -> list[str]:
    """Erase a person's words; return the storage keys that nothing uses any more.

    The caller removes those from the storage once the transaction is committed.
    """
    ids = list(await session.scalars(sa.select(Message.id).where(_theirs(person_id))))
    files = [one for rows in (await files_of(session, "message", ids)).values() for one in rows]
    empty: dict[str, Any] = {"author_name": "", "from_address": "", "to_addresses": [], "subject": "", "text": "",
             "full_text": None, "html": None, "has_html": False, "mail_message_id": None,
             "attachment_count": 0, "findings": None}  # fmt: skip
    await session.execute(
        sa.update(Message)
        .where(Message.id.in_(ids))
        .values(**empty)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        sa.update(Conversation)
        .where(Conversation.person_id == person_id)
        .values(subject="", subject_key="", partner_address="")
        .execution_options(synchronize_session=False)
    )
    for file in files:
        await session.delete(file)
    arrived = await session.scalars(
        sa.select(Message.inbox_item_id).where(
            Message.id.in_(ids), Message.inbox_item_id.is_not(None)
        )
    )
    raws = await erase_items(session, {one for one in arrived if one})
    await session.flush()
    return sorted({*await _unused(session, {file.storage_key for file in files}), *raws})


async def _unused(session: AsyncSession, keys: set[str]) -> list[str]:
    used = await session.scalars(
        sa.select(StoredFile.storage_key).where(StoredFile.storage_key.in_(keys))
    )
    return sorted(keys - set(used))
