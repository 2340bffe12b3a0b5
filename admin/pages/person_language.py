"""In which language a person is written to: chosen by staff, else what they wrote in last."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.rendering import safe_path, see_other
from admin.pages.serving import writing
from core.errors import NotFound
from core.kit.ids import parse_id
from core.people import service


async def choose(request: Request) -> Response:
    """POST /app/persons/{id}/language: `language` (empty: as they write), `back` to go on to."""
    form = await read_form(request)
    if (person_id := parse_id(request.path_params["id"])) is None:
        raise NotFound
    async with writing(request) as (session, actor):
        await service.change_person(session, actor, person_id, language=form.text("language"))
    return see_other(safe_path(form.text("back")), done="saved")


ROUTES = [Route("/app/persons/{id}/language", choose, methods=["POST"])]
