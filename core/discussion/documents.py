"""Files on a thing: added, renamed, put away and taken back by whoever may see the thing."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.subjects import get_seen, subjects_of
from core.discussion import policies
from core.discussion.events import (
    DocumentArchived,
    DocumentRenamed,
    DocumentRestored,
    DocumentsAdded,
)
from core.discussion.models import Comment
from core.discussion.queries import get_comment, get_note
from core.errors import Invalid, NotFound
from core.events.bus import record
from core.files.models import StoredFile
from core.files.queries import get_file
from core.files.service import clean_name, store_file
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import one_line

Upload = tuple[str, str, bytes]
"""Name, declared type and bytes of a file as it was sent."""


async def add_documents(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    uploads: Sequence[Upload],
    *,
    limit: int,
) -> list[StoredFile]:
    """Attach files (each of at most `limit` bytes) to a thing; raises FileTooLarge, Invalid."""
    await get_seen(session, actor, kind, subject_id)
    require(policies.can_comment(actor))
    if not uploads:
        raise Invalid(_("Choose the files first."), field="files")
    rows = await store(session, uploads, limit=limit, kind=kind, subject_id=subject_id)
    await record(session, actor, DocumentsAdded(
        kind, subject_id, tuple(row.id for row in rows), tuple(row.name for row in rows)
    ))  # fmt: skip
    return rows


async def store(
    session: AsyncSession, uploads: Sequence[Upload], *, limit: int, kind: str = "",
    subject_id: UUID | None = None,
) -> list[StoredFile]:  # fmt: skip
    """Store files for something that is only being written; raises FileTooLarge."""
    return [
        await store_file(
            session, name=name, data=data, content_type=declared, subject_kind=kind,
            subject_id=subject_id, limit=limit,
        )
        for name, declared, data in uploads
    ]  # fmt: skip


async def require_sight(session: AsyncSession, actor: Actor, file: StoredFile) -> tuple[str, UUID]:
    """Return the kind and id of the thing a file belongs to; raises NotFound when it is hidden.

    A file of a comment or note belongs to what those are about; that of a removed one is gone.
    """
    kind, subject_id = file.subject_kind, file.subject_id
    if subject_id is None:
        raise NotFound
    if kind == "comment":
        comment = await get_comment(session, actor, subject_id)
        if comment.removed_at is not None:
            raise NotFound
        return comment.subject_kind, comment.subject_id
    if kind == "note":
        note = await get_note(session, actor, subject_id)
        return note.subject_kind, note.subject_id or note.id
    await get_seen(session, actor, kind, subject_id)
    return kind, subject_id


async def _to_change(session: AsyncSession, actor: Actor, file_id: UUID) -> StoredFile:
    """Return a document; what came with a message is not ours to change."""
    file = await get_file(session, file_id)
    if file.subject_kind == "comment":
        comment = await session.get(Comment, file.subject_id)
        require(comment is not None and policies.can_edit_comment(actor, comment))
    elif file.subject_kind not in subjects_of(session):
        raise NotFound
    await require_sight(session, actor, file)
    require(policies.can_comment(actor))
    return file


async def rename_document(
    session: AsyncSession, actor: Actor, file_id: UUID, *, name: str
) -> StoredFile:
    """Call a document otherwise; its ending stays, since it says how to open it."""
    file = await _to_change(session, actor, file_id)
    wanted = one_line(name)
    if not wanted:
        raise Invalid(_("Give the file a name."), field="name")
    _stem, dot, ending = file.name.rpartition(".")
    if dot and not wanted.lower().endswith(f".{ending.lower()}"):
        wanted = f"{wanted}.{ending}"
    before, file.name = file.name, clean_name(wanted, file.name)
    if before != file.name:
        kind, about = await require_sight(session, actor, file)
        await record(session, actor, DocumentRenamed(kind, about, file.id, before, file.name))
    return file


async def archive_document(session: AsyncSession, actor: Actor, file_id: UUID) -> StoredFile:
    """Put a document away; twice is harmless."""
    file = await _to_change(session, actor, file_id)
    if file.archived_at is None:
        file.archived_at = clock.now()
        kind, about = await require_sight(session, actor, file)
        await record(session, actor, DocumentArchived(kind, about, file.id, file.name))
    return file


async def restore_document(session: AsyncSession, actor: Actor, file_id: UUID) -> StoredFile:
    """Take a document back into sight."""
    file = await _to_change(session, actor, file_id)
    if file.archived_at is not None:
        file.archived_at = None
        kind, about = await require_sight(session, actor, file)
        await record(session, actor, DocumentRestored(kind, about, file.id, file.name))
    return file
