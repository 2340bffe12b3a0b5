"""What a request page tells of threads and routing: suggestions, merges, and why it is here."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.routing_words import SUGGESTED, trace_in_words
from admin.pages.rule_names import names_in
from core.access.actor import Actor
from core.contact_requests import queries
from core.contact_requests.models import ContactRequest, RequestMove
from core.contact_requests.moving import moves_of
from core.contact_requests.suggesting import suggestions
from core.intake import pinning
from core.intake.policies import can_route
from core.kit.i18n import _, ngettext

FAR = ("workflow_id", "stage_id")


async def parts(
    session: AsyncSession, actor: Actor, asked: ContactRequest, names: dict[str, str]
) -> dict[str, Any]:
    """Return the template's values; a plain request costs no query, but for who sets rules one."""
    moves = await moves_of(session, asked)
    others = await _others(session, actor, asked, moves)
    may_route = can_route(actor)
    return {
        "suggested": [
            (_(SUGGESTED[one.why]), one.score, one.other)
            for one in await suggestions(session, actor, asked)
        ],
        "merged_into": next(
            (others.get(one.to_request_id) for one in moves if _is_merge_of(one, asked)), None
        ),
        "moved_here": {
            message for one in moves if one.to_request_id == asked.id for message in one.moved
        },
        "moves": [(one, *_told(one, asked, others)) for one in moves],
        "trace": await _trace(session, asked, names),
        "may_route": may_route,
        "pin": await pinning.pin_of(session, asked.id) if may_route else None,
    }


def _is_merge_of(move: RequestMove, asked: ContactRequest) -> bool:
    return move.kind == "merge" and move.from_request_id == asked.id


async def _others(
    session: AsyncSession, actor: Actor, asked: ContactRequest, moves: Any
) -> dict[UUID, ContactRequest]:
    """Return the requests at the other end of moves that the actor may see, one query."""
    ids = {one for move in moves for one in (move.from_request_id, move.to_request_id)}
    if not moves:
        return {}
    rows = await session.scalars(
        queries.visible_to(actor).where(ContactRequest.id.in_(ids - {asked.id}))
    )
    return {row.id: row for row in rows.all()}


def _told(
    move: RequestMove, asked: ContactRequest, others: dict[UUID, ContactRequest]
) -> tuple[str, ContactRequest | None]:
    """Return a move in words, and the request at its other end."""
    away = move.from_request_id == asked.id
    other = others.get(move.to_request_id if away else move.from_request_id)
    if move.kind == "merge":
        return _("Merged into:") if away else _("Merged here:"), other
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
    return words.format(count=count), other


async def _trace(
    session: AsyncSession, asked: ContactRequest, names: dict[str, str]
) -> list[tuple[str, str]]:
    """Return why the request is here; names of sources and workflows are read only if needed."""
    steps = [one for one in asked.routing_trace if "rule" in one]
    matched = [one.get("matched") or {} for one in steps]
    far = any((one.get("actions") or {}).get(name) for one in steps for name in FAR)
    if far or any("sources" in one or "customers" in one for one in matched):
        wanted = {one["customers"] for one in matched if "customers" in one}
        names = {**names, **await names_in(session, wanted)}
    return trace_in_words(asked.routing_trace, names)
