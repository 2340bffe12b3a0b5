"""My second factor: setting an authenticator app up, recovery codes, taking it away."""

import segno
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor
from core.errors import DomainError, NotFound
from core.staff import queries, second_factor, service

PATH = "/app/me/second-factor"


async def page(request: Request) -> Response:
    """GET /app/me/second-factor"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, refusal: DomainError | None = None,
    codes: list[str] | None = None,
) -> Response:  # fmt: skip
    member = await queries.get_member(session, actor.staff_id)
    enrolment = await second_factor.waiting(session, member)
    return await show(
        request, session, "second_factor.html", 422 if refusal else 200, member=member,
        enrolment=enrolment, picture=_picture(enrolment.uri) if enrolment else None, codes=codes,
        left=await second_factor.codes_left(session, member.id),
        demanded=any(role.second_factor_required for role in member.roles), **refusal_of(refusal),
    )  # fmt: skip


def _picture(uri: str) -> Markup:
    """Return a QR code as SVG, in the colours that every camera reads."""
    drawn = segno.make(uri, error="m").svg_inline(scale=4, dark="#000", light="#fff", border=3)
    return Markup(drawn)  # noqa: S704 - drawn by us, no text of anybody's in it


async def act(request: Request) -> Response:
    """POST /app/me/second-factor/{verb}: begin, confirm, renew, remove."""
    form = await read_form(request)
    verb, code = request.path_params["verb"], form.typed.get("code", "")[:100]
    codes: list[str] | None = None
    try:
        if verb != "begin":  # counted before it is looked at
            async with writing(request) as (session, actor):
                await service.start_own_code(session, actor)
        async with writing(request) as (session, actor):
            if verb == "begin":
                await second_factor.begin(session, actor)
            elif verb == "confirm":
                codes = await second_factor.confirm(session, actor, code)
            elif verb == "renew":
                codes = await second_factor.renew_codes(session, actor, code)
            elif verb == "remove":
                await second_factor.remove(session, actor, actor.staff_id, code)
            else:
                raise NotFound
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, refusal)
    if codes is None:
        return see_other(PATH, done="saved" if verb == "remove" else None)
    async with reading(request) as (session, actor):
        return await _page(request, session, actor, codes=codes)


ROUTES = [
    Route(PATH, page),
    Route(PATH + "/{verb}", act, methods=["POST"]),
]
