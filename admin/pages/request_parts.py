"""What a request page tells of threads and routing: suggestions, merges, and why it is here."""

from typing import Any

from admin.pages.request_beside import Beside
from admin.pages.routing_words import SUGGESTED, trace_in_words
from core.access.actor import Actor
from core.contact_requests.models import ContactRequest, RequestMove
from core.contact_requests.page_queries import Related
from core.intake.policies import can_route
from core.kit.i18n import _, ngettext


def parts(actor: Actor, asked: ContactRequest, related: Related, lists: Beside) -> dict[str, Any]:
    """Return the template's values, out of what was read."""
    names = {str(identity): name for identity, name in lists.names.items()}
    may_route = can_route(actor)
    return {
        "suggested": [(_(SUGGESTED[one.why]), one.score, one.other) for one in related.suggestions],
        "merged_into": next(
            (other for move, other in related.moves if _is_merge_of(move, asked)), None
        ),
        "moved_here": {
            message
            for move, _other in related.moves
            if move.to_request_id == asked.id
            for message in move.moved
        },
        "moves": [(move, _told(move, asked), other) for move, other in related.moves],
        "trace": trace_in_words(asked.routing_trace, names),
        "may_route": may_route,
        "pin": may_route and lists.pinned,
    }


def _is_merge_of(move: RequestMove, asked: ContactRequest) -> bool:
    return move.kind == "merge" and move.from_request_id == asked.id


def _told(move: RequestMove, asked: ContactRequest) -> str:
    """Return a move in words, to be followed by the request at its other end."""
    away = move.from_request_id == asked.id
    if move.kind == "merge":
        return _("Merged into:") if away else _("Merged here:")
    count = len(move.moved)
    if move.kind == "split":
        words = (
            ngettext("{count} message split off:", "{count} messages split off:", count)
            if away
            else _("Split off from:")
        )
    elif away:
        words = ngettext("{count} message moved to:", "{count} messages moved to:", count)
    else:
        words = ngettext("{count} message moved from:", "{count} messages moved from:", count)
    return words.format(count=count)
