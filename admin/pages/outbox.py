"""Everything that leaves: its state in words, sending again, cancelling."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.rendering import see_other
from admin.pages.serving import reading, show, writing
from core.access.actor import require
from core.errors import DomainError, NotFound
from core.kit.ids import parse_id
from core.notify.outbox_sight import get_message
from core.outbound import policies, service
from core.outbound.cards import card_from_json
from core.outbound.models import OutboundMessage, OutboundState
from core.staff.mails import SECRET_KINDS


def words_of(message: OutboundMessage) -> str | None:
    """Return the text of a message of any channel; None when it holds a way in."""
    if message.kind in SECRET_KINDS:
        return None
    payload = message.payload
    if card := payload.get("card"):
        return card_from_json(card).text
    return str(payload.get("text", ""))


async def message(request: Request) -> Response:
    """GET /app/outbox/{id}"""
    return await _page(request)


async def _page(request: Request, refusal: DomainError | None = None) -> Response:
    async with reading(request) as (session, actor):
        require(policies.can_see_outbox(actor))
        if (message_id := parse_id(request.path_params["id"])) is None:
            raise NotFound
        found = await get_message(session, actor, message_id)
        context: dict[str, Any] = {
            "message": found, "words": words_of(found),
            "may_retry": policies.can_retry(actor) and found.state in policies.RETRIABLE,
            "may_cancel": policies.can_retry(actor) and found.state == OutboundState.QUEUED,
        }  # fmt: skip
        if refusal is not None:
            context["refusal"] = refusal.sentence()
        return await show(
            request, session, "outbox_message.html", 422 if refusal else 200, **context
        )


async def act(request: Request) -> Response:
    """POST /app/outbox/{id}/{verb}: retry or cancel."""
    verb, message_id = request.path_params["verb"], parse_id(request.path_params["id"])
    if message_id is None or verb not in ("retry", "cancel"):
        raise NotFound
    try:
        async with writing(request) as (session, actor):
            change = service.retry_message if verb == "retry" else service.cancel_message
            await change(session, actor, message_id)
    except DomainError as refusal:
        return await _page(request, refusal)
    return see_other(
        f"/app/outbox/{message_id}", done="sent_again" if verb == "retry" else "cancelled"
    )


ROUTES = [
    Route("/app/outbox/{id}", message),
    Route("/app/outbox/{id}/{verb}", act, methods=["POST"]),
]
