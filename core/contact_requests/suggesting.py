"""Requests that may be one matter: suggested to people, never joined by themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
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


def remarks_of(request: ContactRequest) -> dict[UUID, dict[str, Any]]:
    """Return the remarks that name other requests and still stand, by the other's id."""
    return {
        found: one for one in request.routing_trace
        if one.get("remark") in WHY and not one.get("dismissed")
        and (found := parse_id(str(one.get("request_id"))))
    }  # fmt: skip


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
