"""Everything one can say about a thing, by activity."""

from core.discussion.commenting import (
    add_comment,
    edit_comment,
    remove_comment,
    restore_comment,
)
from core.discussion.documents import (
    add_documents,
    archive_document,
    rename_document,
    restore_document,
)
from core.discussion.following import follow, unfollow
from core.discussion.noting import add_note, archive_note, change_note, restore_note

__all__ = [
    "add_comment", "add_documents", "add_note", "archive_document", "archive_note", "change_note",
    "edit_comment", "follow", "remove_comment", "rename_document", "restore_comment",
    "restore_document", "restore_note", "unfollow",
]  # fmt: skip
