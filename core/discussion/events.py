"""Facts about comments, followers, notes and documents; each is a fact about the thing itself.

None of them holds what was written: comments and notes are rows that can be erased.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class DiscussionEvent(Event):
    """Something was said or added about a thing; of a company note `about_id` is None."""

    subject_field: ClassVar[str] = "about_id"
    about_kind: str
    about_id: UUID | None

    @property
    def subject_kind(self) -> str:  # type: ignore[override]
        """The kind of the thing it is about."""
        return self.about_kind


@dataclass(frozen=True)
class CommentAdded(DiscussionEvent):
    """Somebody remarked something; `mentioned` are the colleagues named in it."""

    comment_id: UUID
    mentioned: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class CommentEdited(DiscussionEvent):
    """A remark reads differently; `mentioned` are the colleagues named only now."""

    comment_id: UUID
    mentioned: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class CommentRemoved(DiscussionEvent):
    """A remark is no longer shown."""

    comment_id: UUID


@dataclass(frozen=True)
class CommentRestored(DiscussionEvent):
    """A removed remark is shown again."""

    comment_id: UUID


@dataclass(frozen=True)
class Followed(DiscussionEvent):
    """A colleague wants to be told what happens with it."""

    staff_id: UUID


@dataclass(frozen=True)
class Unfollowed(DiscussionEvent):
    """A colleague wants to be told no more."""

    staff_id: UUID


@dataclass(frozen=True)
class NoteAdded(DiscussionEvent):
    """A lasting note was written."""

    note_id: UUID


@dataclass(frozen=True)
class NoteChanged(DiscussionEvent):
    """A note reads or stands differently."""

    note_id: UUID


@dataclass(frozen=True)
class NoteArchived(DiscussionEvent):
    """A note was put away."""

    note_id: UUID


@dataclass(frozen=True)
class NoteRestored(DiscussionEvent):
    """A note is back."""

    note_id: UUID


@dataclass(frozen=True)
class DocumentsAdded(DiscussionEvent):
    """Files were attached to it."""

    file_ids: tuple[UUID, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class DocumentRenamed(DiscussionEvent):
    """A file is called otherwise."""

    file_id: UUID
    before: str
    after: str


@dataclass(frozen=True)
class DocumentArchived(DiscussionEvent):
    """A file was put away."""

    file_id: UUID
    name: str


@dataclass(frozen=True)
class DocumentRestored(DiscussionEvent):
    """A file is back."""

    file_id: UUID
    name: str
