"""What stands around a thing: its notes, documents and followers, and whether news wait for me."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.small_rows import rows
from admin.pages.timeline_rows import FileRow, moment_of
from core.access.actor import Actor
from core.discussion.models import Comment, Follower, Mention, Note
from core.files.models import StoredFile
from core.notify.models import Notice
from core.notify.withholding import TALK_KINDS
from core.staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A lasting note as it is shown beside a thing."""

    id: UUID
    title: str
    text: str
    author: str
    at: datetime
    version: int
    is_pinned: bool


@dataclass(slots=True)
class Around:
    """The lists around a thing; `is_news` tells that the reader has unseen news about it."""

    notes: list[NoteRow] = field(default_factory=list)
    documents: list[FileRow] = field(default_factory=list)
    archived: list[FileRow] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)
    follows: bool = False
    is_news: bool = False

    def take(self, kind: str, identity: UUID, words: str, *more: str) -> bool:
        """Put a row into its list; tells whether it is one of these kinds."""
        match kind:
            case "note":
                title, author, at, version, pinned, _nothing = more
                self.notes.append(NoteRow(
                    identity, title, words, author, moment_of(at), int(version), bool(pinned)
                ))  # fmt: skip
            case "document":
                file = FileRow(identity, words, int(more[0]), more[1])
                (self.archived if more[2] else self.documents).append(file)
            case "follower":
                self.followers.append(words)
                self.follows = self.follows or bool(more[0])
            case "news":
                self.is_news = True
            case _:
                return False
        return True

    def put_in_order(self) -> None:
        """Pinned notes come first, then the newest; documents as they came; called once."""
        self.notes.sort(key=lambda one: (one.is_pinned, one.id), reverse=True)
        self.documents.sort(key=lambda one: one.id)
        self.archived.sort(key=lambda one: one.id)
        self.followers.sort()


async def around(session: AsyncSession, actor: Actor, kind: str, subject_id: UUID) -> Around:
    """Return what stands around a thing that the actor may see, one statement."""
    found = Around()
    for row in await session.execute(sa.union_all(*selects(actor, kind, subject_id))):
        found.take(*row)
    found.put_in_order()
    return found


def selects(actor: Actor, kind: str, subject_id: UUID) -> Iterable[sa.Select[Any]]:
    """Select the rows of all these lists."""
    flag = sa.case((Note.is_pinned, "1"), else_="")
    yield (
        rows("note", Note.id, Note.text, Note.title, StaffMember.name, Note.created_at,
             Note.version, flag)
        .outerjoin(StaffMember, StaffMember.id == Note.author_id)
        .where(Note.subject_kind == kind, Note.subject_id == subject_id,
               Note.archived_at.is_(None))
    )  # fmt: skip
    away = sa.case((StoredFile.archived_at.is_not(None), "1"), else_="")
    yield rows(
        "document", StoredFile.id, StoredFile.name, StoredFile.size, StoredFile.content_type, away
    ).where(StoredFile.subject_kind == kind, StoredFile.subject_id == subject_id)
    mine = sa.case((Follower.staff_id == actor.id, "1"), else_="")
    yield (
        rows("follower", Follower.id, StaffMember.name, mine)
        .join(StaffMember, StaffMember.id == Follower.staff_id)
        .where(Follower.subject_kind == kind, Follower.subject_id == subject_id,
               StaffMember.deactivated_at.is_(None))
    )  # fmt: skip
    yield (
        rows("news", Mention.id)
        .join(Comment, Comment.id == Mention.comment_id)
        .where(Mention.staff_id == actor.id, Mention.seen_at.is_(None),
               Comment.subject_kind == kind, Comment.subject_id == subject_id)
    )  # fmt: skip
    yield rows("news", Notice.id).where(
        Notice.staff_id == actor.id, Notice.read_at.is_(None),
        Notice.subject_kind == kind, Notice.subject_id == subject_id, Notice.kind.in_(TALK_KINDS),
    )  # fmt: skip
