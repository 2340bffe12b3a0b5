"""Reading comments, mentions and notes; whoever may see the thing may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.subjects import Seen, get_seen, seen_any
from core.discussion.models import Comment, Mention, Note
from core.discussion.policies import COMPANY
from core.errors import NotFound
from core.kit import clock
from core.kit.text import fold
from core.staff.models import StaffMember

PAGE = 50
MANY_NOTES = 1000


async def get_comment(
    session: AsyncSession, actor: Actor, comment_id: UUID, *, lock: bool = False
) -> Comment:
    """Return a comment on something the actor may see, removed ones too; raises NotFound."""
    query = sa.select(Comment).where(Comment.id == comment_id)
    comment = await session.scalar(query.with_for_update() if lock else query)
    if comment is None or actor.kind == "customer":
        raise NotFound
    await get_seen(session, actor, comment.subject_kind, comment.subject_id)
    return comment


async def comments_of(
    session: AsyncSession, actor: Actor, kind: str, subject_id: UUID, *, limit: int = PAGE
) -> Sequence[tuple[Comment, str]]:
    """Return the last comments on a thing with their authors' names, the oldest first."""
    if actor.kind == "customer":
        return []
    await get_seen(session, actor, kind, subject_id)
    rows = await session.execute(
        sa.select(Comment, StaffMember.name)
        .join(StaffMember, StaffMember.id == Comment.author_id)
        .where(Comment.subject_kind == kind, Comment.subject_id == subject_id)
        .order_by(Comment.id.desc())
        .limit(limit)
    )
    return [(comment, name) for comment, name in rows][::-1]


@dataclass(frozen=True, slots=True)
class MentionLine:
    """A comment that names the reader, as the home page shows it."""

    comment_id: UUID
    author: str
    text: str
    at: datetime
    seen_at: datetime | None
    about: Seen


async def mentions_of(session: AsyncSession, actor: Actor, *, limit: int = 8) -> list[MentionLine]:
    """Return where the actor was mentioned, what they have not seen first; two statements.

    What they may not see any more is left out.
    """
    if actor.kind != "staff":
        return []
    rows = (
        await session.execute(
            sa.select(Comment, StaffMember.name, Mention.seen_at)
            .join(Mention, Mention.comment_id == Comment.id)
            .join(StaffMember, StaffMember.id == Comment.author_id)
            .where(Mention.staff_id == actor.id, Comment.removed_at.is_(None),
                   Comment.author_id != actor.id)
            .order_by(Mention.seen_at.is_not(None), Mention.id.desc())
            .limit(limit)
        )
    ).all()  # fmt: skip
    about = await seen_any(
        session, actor, [(row[0].subject_kind, row[0].subject_id) for row in rows]
    )
    return [
        MentionLine(
            comment.id, author, comment.text, comment.created_at, seen_at,
            about[comment.subject_kind, comment.subject_id],
        )
        for comment, author, seen_at in rows
        if (comment.subject_kind, comment.subject_id) in about
    ]  # fmt: skip


async def mark_mentions_seen(
    session: AsyncSession, actor: Actor, kind: str, subject_id: UUID
) -> None:
    """Note that the actor has opened the thing that some comments mention them on."""
    theirs = sa.select(Comment.id).where(
        Comment.subject_kind == kind, Comment.subject_id == subject_id
    )
    await session.execute(
        sa.update(Mention)
        .where(
            Mention.staff_id == actor.staff_id, Mention.seen_at.is_(None),
            Mention.comment_id.in_(theirs),
        )
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )  # fmt: skip


async def get_note(
    session: AsyncSession, actor: Actor, note_id: UUID, *, lock: bool = False
) -> Note:
    """Return a note the actor may read, put away or not; raises NotFound."""
    query = sa.select(Note).where(Note.id == note_id)
    note = await session.scalar(query.with_for_update() if lock else query)
    if note is None or actor.kind == "customer":
        raise NotFound
    if note.subject_kind != COMPANY:
        if note.subject_id is None:
            raise NotFound
        await get_seen(session, actor, note.subject_kind, note.subject_id)
    return note


async def company_notes(
    session: AsyncSession, actor: Actor, *, text: str = "", archived: bool = False
) -> list[Note]:
    """Return the company's notes and scripts with all these words, pinned ones first."""
    if actor.kind == "customer":
        return []
    away = Note.archived_at.is_not(None) if archived else Note.archived_at.is_(None)
    rows = await session.scalars(
        sa.select(Note)
        .where(Note.subject_kind == COMPANY, away)
        .order_by(Note.is_pinned.desc(), Note.title, Note.id)
        .limit(MANY_NOTES)
    )
    words = fold(text).split()
    return [row for row in rows if _has(row, words)]


def _has(note: Note, words: Sequence[str]) -> bool:
    held = fold(f"{note.title} {note.text}")
    return all(word in held for word in words)
