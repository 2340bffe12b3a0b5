"""Taking a contact request from its list."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.lists import show_list
from admin.pages.rendering import see_other
from admin.pages.serving import writing
from core.contact_requests import service
from core.errors import DomainError


async def take(request: Request) -> Response:
    """POST /app/inbox/{number}/take: from the list, staying there."""
    number = request.path_params["number"]
    try:
        async with writing(request) as (session, actor):
            await service.take(session, actor, number)
    except DomainError as refusal:
        return await show_list(request, "contact_request", refusal)
    asked = request.query_params
    return see_other("/app/inbox", view=asked.get("view") or asked.get("box"), done="taken")


ROUTES = [Route("/app/inbox/{number}/take", take, methods=["POST"])]
