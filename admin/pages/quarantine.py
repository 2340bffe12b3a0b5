"""What came in and could not be read: who probably wrote, the raw message, and trying again."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.rendering import see_other
from admin.pages.serving import reading, show, writing
from core.access.actor import Actor
from core.errors import DomainError, NotFound
from core.inbox import queries, service
from core.inbox.models import InboxState
from core.inbox.queries import SetAside
from core.kit import formatting
from core.kit.i18n import N_, _
from core.kit.ids import parse_id

PATH = "/app/quarantine"
REASONS = (
    ("raw mail is gone", N_("The stored message is no longer in the storage.")),
    ("reading took longer", N_("Reading it took too long.")),
    ("worker died or hung", N_("The program ended or hung while it handled it.")),
    ("MailUnreadable", N_("It is not written as mail is.")),
    ("UnicodeError", N_("It holds signs that could not be read.")),
    ("OperationalError", N_("The database was away.")),
    ("DBAPIError", N_("The database refused something in it.")),
)
UNFORESEEN = N_("Something in it was not foreseen. An upgrade may be able to read it.")


def reason(error: str) -> str:
    """Return in words why something was set aside."""
    return _(next((words for sign, words in REASONS if sign in error), UNFORESEEN))


def last_line(error: str) -> str:
    """Return what whoever mends the program asks for first."""
    return error.strip().rpartition("\n")[2][:400]


async def quarantine(request: Request) -> Response:
    """GET /app/quarantine"""
    async with reading(request) as (session, actor):
        page = await queries.set_aside_page(
            session, actor, cursor=request.query_params.get("cursor")
        )
        return await show(request, session, "quarantine.html", page=page, reason=reason)


async def item(request: Request) -> Response:
    """GET /app/quarantine/{id}"""
    return await _page(request)


async def _page(request: Request, refusal: DomainError | None = None) -> Response:
    async with reading(request) as (session, actor):
        found: SetAside = await queries.set_aside(session, actor, _asked(request))
        context: dict[str, Any] = {
            "item": found, "reason": reason(found.error),
            "dated": _dated(found.guess.date, actor), "last_line": last_line(found.error),
            "waits": found.state == InboxState.FAILED,
            "may_again": found.state in (InboxState.FAILED, InboxState.IGNORED),
        }  # fmt: skip
        if refusal is not None:
            context["refusal"] = refusal.sentence()
        status = 422 if refusal else 200
        return await show(request, session, "quarantine_item.html", status, **context)


def _dated(header: str, actor: Actor) -> str:
    """Return what a mail says of its date as the reader writes dates; else as it stands there."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return header
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return formatting.moment(moment, actor.zone)


async def raw(request: Request) -> Response:
    """GET /app/quarantine/{id}/raw: the message as it came, as a download."""
    async with reading(request) as (session, actor):
        data = await queries.raw_of(session, actor, _asked(request))
    return Response(
        data, media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{_asked(request)}.eml"',
            "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )  # fmt: skip


def _asked(request: Request) -> UUID:
    if (found := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return found


def _acting(change: Callable[..., Awaitable[None]], done: str) -> Any:
    async def act(request: Request) -> Response:
        try:
            async with writing(request) as (session, actor):
                await change(session, actor, _asked(request))
        except DomainError as refusal:
            return await _page(request, refusal)
        return see_other(PATH, done=done)

    return act


async def all_again(request: Request) -> Response:
    """POST /app/quarantine/again: everything that waits, as after an upgrade."""
    async with writing(request) as (session, actor):
        await service.run_all_again(session, actor)
    return see_other(PATH, done="run_again")


ROUTES = [
    Route(PATH, quarantine),
    Route(f"{PATH}/again", all_again, methods=["POST"]),
    Route(PATH + "/{id}", item),
    Route(PATH + "/{id}/raw", raw),
    Route(PATH + "/{id}/again", _acting(service.run_again, "run_again"), methods=["POST"]),
    Route(PATH + "/{id}/away", _acting(service.put_away, "put_away"), methods=["POST"]),
]
