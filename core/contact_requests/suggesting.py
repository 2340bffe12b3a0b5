"""Requests that may be one matter: suggested to people, never joined by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import queries
from core.contact_requests.assigning import load
from core.contact_requests.events import SuggestionDismissed
from core.contact_requests.models import ContactRequest
from core.events.bus import record
from core.kit.ids import parse_id

WHY = ("same_subject", "names_request")
"""Remarks that name a request this one may belong to: `request_id`, and `score` of 100."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another request that may be the same matter, and why: a word of `WHY`."""

    why: str
    score: int
    other: ContactRequest


async def suggestions(
    session: AsyncSession, actor: Actor, request: ContactRequest
) -> Sequence[Suggestion]:
    """Return what a request may belong to and the actor may see; no query when there is nothing."""
    remarks = {
        found: one for one in request.routing_trace
        if one.get("remark") in WHY and not one.get("dismissed")
        and (found := parse_id(str(one.get("request_id"))))
    }  # fmt: skip
    if not remarks or not request.is_open:
        return []
    rows = await session.scalars(
        queries.visible_to(actor).where(
            ContactRequest.id.in_(remarks), ContactRequest.id != request.id,
            sa.not_(queries.IS_SPAM),
            sa.or_(ContactRequest.duplicate_of_id.is_(None),
                   ContactRequest.duplicate_of_id != request.id),
        )
    )  # fmt: skip
    return [
        Suggestion(remarks[row.id]["remark"], int(remarks[row.id].get("score", 0)), row)
        for row in rows
    ]


async def keep_apart(session: AsyncSession, actor: Actor, number: str, other_id: UUID) -> None:
    """Say that a suggested request is another matter: it is suggested no more."""
    request = await load(session, actor, number)
    trace = [
        {**one, "dismissed": True} if one.get("request_id") == str(other_id) else one
        for one in request.routing_trace
    ]
    if trace != request.routing_trace:
        request.routing_trace = trace
        await record(session, actor, SuggestionDismissed(request.id, request.number, other_id))
