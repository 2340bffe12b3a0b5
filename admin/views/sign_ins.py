"""Who is signed in where, who signed in when, and who tried in vain."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.navigation import sections_for
from admin.notices import done_in
from admin.pages.forms import read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, show, writing
from core.access.actor import require
from core.errors import NotFound
from core.kit.i18n import N_, _
from core.staff import policies, service, sign_in_queries

PATH = "/settings/sign-ins"
WAYS = {
    "password": N_("password"), "code": N_("password and code"), "sign_in": N_("one-time link"),
    "invitation": N_("invitation"), "reset": N_("new password"), "setup": N_("first set-up"),
}  # fmt: skip


async def page(request: Request) -> Response:
    """GET /settings/sign-ins?cursor="""
    async with reading(request) as (session, actor):
        require(policies.can_manage_staff(actor))
        return await show(
            request, session, "sqladmin/sign_ins.html",
            page=await sign_in_queries.sign_ins(session, cursor=request.query_params.get("cursor")),
            failures=await sign_in_queries.failed_sign_ins(session),
            ways={way: _(words) for way, words in WAYS.items()},
            sections=sections_for(actor, request.app.state.views), done=done_in(request),
        )  # fmt: skip


async def end(request: Request) -> Response:
    """POST /settings/sign-ins/end: sign a browser out."""
    form = await read_form(request)
    async with writing(request) as (session, actor):
        if (session_id := form.id("session_id")) is None:
            raise NotFound
        await service.end_session(session, actor, session_id)
    return see_other(PATH, done="session_ended")


ROUTES = [Route(PATH, page), Route(PATH + "/end", end, methods=["POST"])]
