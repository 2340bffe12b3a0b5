"""What staff said and attached about a person: exporting and erasing it.

Comments, notes and documents live as long as the thing they are about. This domain knows only
kinds and ids: the domains above say which requests and tasks are a person's (`erase_about`).
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.discussion.models import Comment, Follower, Mention, Note
from core.events.bus import plain
from core.events.erasing import erase_payloads
from core.files.models import StoredFile
from core.kit import clock


async def export_about(
    session: AsyncSession, kind: str, ids: Collection[UUID]
) -> list[dict[str, Any]]:
    """Return what was said and noted about these things, the oldest first."""
    comments = await session.scalars(
        sa.select(Comment)
        .where(
            Comment.subject_kind == kind, Comment.subject_id.in_(ids), Comment.removed_at.is_(None)
        )
        .order_by(Comment.id)
    )
    notes = await session.scalars(
        sa.select(Note).where(Note.subject_kind == kind, Note.subject_id.in_(ids)).order_by(Note.id)
    )
    said = [
        {"comment": one.text, "about": kind, "at": plain(one.created_at)} for one in comments
    ]  # fmt: skip
    return said + [
        {"note": one.text, "title": one.title, "about": kind, "at": plain(one.created_at)}
        for one in notes
    ]


async def export_person(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    """Return what was said and noted about a person."""
    return await export_about(session, "person", [person_id])


async def erase_about(session: AsyncSession, kind: str, ids: Collection[UUID]) -> list[str]:
    """Erase the words about these things; return the storage keys that nothing uses any more.

    The caller removes those from the storage once the transaction is committed.
    """
    if not ids:
        return []
    theirs = sa.and_(Comment.subject_kind == kind, Comment.subject_id.in_(ids))
    comments = list(await session.scalars(sa.select(Comment.id).where(theirs)))
    noted = sa.and_(Note.subject_kind == kind, Note.subject_id.in_(ids))
    notes = list(await session.scalars(sa.select(Note.id).where(noted)))
    if comments:
        await session.execute(sa.delete(Mention).where(Mention.comment_id.in_(comments)))
        await session.execute(
            sa.update(Comment)
            .where(Comment.id.in_(comments))
            .values(
                text="", removed_at=sa.func.coalesce(Comment.removed_at, clock.now()),
                version=Comment.version + 1,
            )
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    await session.execute(sa.delete(Note).where(Note.id.in_(notes)))
    follows = sa.and_(Follower.subject_kind == kind, Follower.subject_id.in_(ids))
    await session.execute(sa.delete(Follower).where(follows))
    await erase_payloads(session, kind, ids)
    return await _forget_files(session, [(kind, ids), ("comment", comments), ("note", notes)])


async def _forget_files(
    session: AsyncSession, things: Sequence[tuple[str, Collection[UUID]]]
) -> list[str]:
    """Remove the rows of their documents; return the keys of bytes that no row names any more."""
    whose = [
        sa.and_(StoredFile.subject_kind == kind, StoredFile.subject_id.in_(ids))
        for kind, ids in things
    ]
    gone = await session.scalars(
        sa.delete(StoredFile)
        .where(sa.or_(*whose))
        .returning(StoredFile.storage_key)
        .execution_options(synchronize_session=False)
    )
    keys = set(gone.all())
    used = await session.scalars(
        sa.select(StoredFile.storage_key).where(StoredFile.storage_key.in_(keys))
    )
    return sorted(keys - set(used.all()))


async def erase_person(session: AsyncSession, person_id: UUID) -> list[str]:
    """Erase what was said, noted and attached about a person; see `erase_about`."""
    return await erase_about(session, "person", [person_id])
