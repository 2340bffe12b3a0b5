"""Everything one can do with a contact request, by activity."""

from core.contact_requests.answering import answer, save_draft, undo_answer
from core.contact_requests.assigning import (
    assign,
    change_request,
    mark_read,
    release,
    take,
    verify,
)
from core.contact_requests.closing import close_request, mark_duplicate, mark_spam, reopen
from core.contact_requests.following import follow_up, handle_due
from core.contact_requests.opening import open_request, write_down

__all__ = [
    "answer", "assign", "change_request", "close_request", "follow_up", "handle_due",
    "mark_duplicate", "mark_read", "mark_spam", "open_request", "release", "reopen",
    "save_draft", "take", "undo_answer", "verify", "write_down",
]  # fmt: skip
