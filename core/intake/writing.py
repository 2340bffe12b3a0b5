"""The rows of a batch, written in sets with a fixed number of statements."""

import asyncio
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation, Message, ThreadId
from core.conversations.threads import store_ids
from core.db.base import table_of
from core.db.bulk import insert_rows
from core.events.bulk import record_many
from core.events.bus import Event
from core.fields.indexing import rows_of_tags
from core.fields.models import FieldValue, Module
from core.files.models import StoredFile
from core.files.service import clean_name, storage_of
from core.inbox.incoming import Attachment
from core.inbox.keeping import keep
from core.kit import clock, ids
from core.outbound.service import Queued, queue_many

Row = dict[str, Any]
__all__ = ["Rows", "ThreadId"]


@dataclass(slots=True)
class Rows:
    """What a batch writes. Parents come before children; events last, their subscribers once."""

    conversations: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    ids: list[Row] = field(default_factory=list)
    files: list[tuple[UUID, Attachment]] = field(default_factory=list)
    outgoing: list[Queued] = field(default_factory=list)
    events: list[tuple[Actor, Event]] = field(default_factory=list)
    touched: dict[UUID, Row] = field(default_factory=dict)
    changed: dict[UUID, Row] = field(default_factory=dict)

    async def write(self, session: AsyncSession) -> None:
        """Write everything; acknowledgements before the messages that point to them."""
        await insert_rows(session, Conversation, self.conversations)
        await queue_many(session, self.outgoing)
        await insert_rows(session, Message, self.messages)
        await insert_rows(session, ContactRequest, self.requests)
        await insert_rows(session, FieldValue, [
            row for one in self.requests
            for row in rows_of_tags(Module.REQUEST, one["id"], one["tags"])
        ])  # fmt: skip
        await store_ids(session, self.ids)
        await self._write_files(session)
        await self._update(session)
        await record_many(session, self.events)

    async def _write_files(self, session: AsyncSession) -> None:
        """Store bytes that are not stored yet before the rows that point to them."""
        new = [(message_id, one) for message_id, one in self.files if one.file_id is None]
        if new:
            files = [one for _id, one in new]
            if not all(one.storage_key for one in files):
                files = await asyncio.to_thread(keep, storage_of(session), files)
            rows = [_file_row(message_id, one)
                    for (message_id, _one), one in zip(new, files, strict=True)]  # fmt: skip
            await insert_rows(session, StoredFile, rows)
        stored = [(message_id, one) for message_id, one in self.files if one.file_id]
        if stored:
            table: Any = StoredFile.__table__
            await session.execute(
                sa.update(table)
                .where(table.c.id == sa.bindparam("of_file"))
                .values(subject_kind="message", subject_id=sa.bindparam("to_message")),
                [{"of_file": one.file_id, "to_message": message_id} for message_id, one in stored],
            )

    async def _update(self, session: AsyncSession) -> None:
        if self.changed:
            names = tuple(next(iter(self.changed.values())))
            await session.execute(
                _changing(names),
                [{"of_id": identity, **{f"new_{name}": value for name, value in row.items()}}
                 for identity, row in sorted(self.changed.items())],
            )  # fmt: skip
        if self.touched:
            await session.execute(
                _TOUCHING,
                [{"of_id": identity, **row} for identity, row in sorted(self.touched.items())],
            )


_threads = table_of(Conversation)
_TOUCHING = (
    sa.update(_threads)
    .where(_threads.c.id == sa.bindparam("of_id"))
    .values(last_message_at=sa.bindparam("at"))
)


@lru_cache
def _changing(names: tuple[str, ...]) -> Any:
    """Return the update of a request's columns by these names, built once."""
    table = table_of(ContactRequest)
    changes: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
    return (
        sa.update(table)
        .where(table.c.id == sa.bindparam("of_id"))
        .values(version=table.c.version + 1, **changes)
    )


def _file_row(message_id: UUID, attachment: Attachment) -> Row:
    return {
        "id": ids.new_id(), "created_at": clock.now(), "name": clean_name(attachment.name),
        "content_type": attachment.content_type, "size": attachment.size,
        "sha256": attachment.storage_key, "storage_key": attachment.storage_key,
        "content_id": attachment.content_id, "is_inline": attachment.is_inline,
        "subject_kind": "message", "subject_id": message_id,
    }  # fmt: skip
