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
from core.contact_requests.completing import complete_card, say_no, take_inside
from core.contact_requests.following import follow_up, handle_due
from core.contact_requests.initiating import write_to
from core.contact_requests.merging import merge_requests, undo_move
from core.contact_requests.moving import move_messages, split_request
from core.contact_requests.opening import open_request, write_down
from core.contact_requests.suggesting import keep_apart

__all__ = [
    "answer", "assign", "change_request", "close_request", "complete_card", "follow_up",
    "handle_due", "keep_apart", "mark_duplicate", "mark_read", "mark_spam", "merge_requests",
    "move_messages", "open_request", "release", "reopen", "save_draft", "say_no", "split_request",
    "take", "take_inside", "undo_answer", "undo_move", "verify", "write_down", "write_to",
]  # fmt: skip
