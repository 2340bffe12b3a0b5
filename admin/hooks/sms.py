"""Twilio's webhooks: texts that came in, and how texts that we sent fare."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.hooks.credentials import app_of, source_secrets
from core.inbox.service import Arrival
from core.kit.ids import parse_id
from core.outbound.results import note_provider_state
from core.outbound.sms import verify_signature
from core.sources.models import SourceKind

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def _signed_form(request: Request) -> tuple[UUID, dict[str, str]] | None:
    """Return the source's id and the fields when Twilio's signature over our public URL is right."""
    found = await source_secrets(request, SourceKind.SMS)
    if found is None or not found[1].get("auth_token"):
        return None
    form = {name: str(value) for name, value in (await request.form()).items()}
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{app_of(request).settings.public_url}{request.url.path}{query}"
    signature = request.headers.get("x-twilio-signature", "")
    if not verify_signature(url, form, signature, found[1]["auth_token"]):
        return None
    return found[0], form


async def receive(request: Request) -> Response:
    """Store a text message once (MessageSid); 403 when the signature is not Twilio's."""
    signed = await _signed_form(request)
    if signed is None:
        return Response(status_code=403)
    source_id, form = signed
    if not form.get("MessageSid") or not form.get("From"):
        return Response(status_code=400)
    arrival = Arrival(source_id, "sms", form["MessageSid"], form, order_key=f"sms:{form['From']}")
    await app_of(request).arrivals.receive(arrival)
    return Response(EMPTY, media_type="text/xml")


async def status(request: Request) -> Response:
    """Note how a sent text fares; callbacks come out of order and only move it forward."""
    signed = await _signed_form(request)
    if signed is None:
        return Response(status_code=403)
    form = signed[1]
    async with app_of(request).sessions.begin() as session:
        await note_provider_state(
            session, channel="sms", provider_id=form.get("MessageSid", ""),
            state=form.get("MessageStatus", ""), code=form.get("ErrorCode", ""),
            message_id=parse_id(request.query_params.get("m", "")),
        )  # fmt: skip
    return Response(status_code=204)


ROUTES = [
    Route("/hooks/sms/{source_id}", receive, methods=["POST"]),
    Route("/hooks/sms-status/{source_id}", status, methods=["POST"]),
]
