"""The set-up checklist: what a company still has to do before the first customer is answered."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.serving import reading, show
from admin.pages.setup_steps import read_setup
from core.access.actor import Actor, require
from core.access.permissions import Permission
from core.settings.queries import load_company


def may_set_up(actor: Actor) -> bool:
    """Tell whether the checklist is the actor's business."""
    return actor.may(Permission.MANAGE_SETTINGS)


async def setup(request: Request) -> Response:
    """GET /app/setup"""
    async with reading(request) as (session, actor):
        require(may_set_up(actor))
        company, found = await load_company(session), await read_setup(session)
        return await show(request, session, "setup.html", steps=found.steps(company))


ROUTES = [Route("/app/setup", setup)]
