"""Telegram's webhook: the update is stored and committed, then acknowledged."""

import hmac
import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.hooks.credentials import app_of, source_secrets
from core.inbox.order import telegram_chat
from core.inbox.service import Arrival
from core.sources.models import SourceKind

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name


async def receive(request: Request) -> Response:
    """Answer 200 once the update is committed; 403 without the right secret."""
    found = await source_secrets(request, SourceKind.TELEGRAM)
    given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
    secret = (found[1].get("webhook_secret") or "").encode() if found else b""
    if found is None or not secret or not hmac.compare_digest(given, secret):
        return Response(status_code=403)
    try:
        update = json.loads(await request.body())
        update_id = int(update["update_id"])
    except (ValueError, KeyError, TypeError):
        return Response(status_code=400)
    arrival = Arrival(found[0], "telegram", str(update_id), update, order_key=telegram_chat(update))
    await app_of(request).arrivals.receive(arrival)
    return Response(status_code=200)


ROUTES = [Route("/hooks/telegram/{source_id}", receive, methods=["POST"])]
