"""The inbox of contact requests: boxes, one line each, the longest waiting visible at once."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.rendering import see_other
from admin.pages.serving import reading, show, writing
from core.contact_requests import policies, queries, service
from core.contact_requests.queries import Box
from core.errors import DomainError
from core.inbox.queries import count_set_aside
from core.kit.i18n import N_, _

BOXES: tuple[tuple[Box, str], ...] = (
    ("mine", N_("Mine")),
    ("team", N_("Team")),
    ("unassigned", N_("Unassigned")),
    ("all", N_("All")),
    ("closed", N_("Closed")),
    ("spam", N_("Spam")),
)
EMPTY: dict[Box, str] = {
    "mine": N_("The requests you have taken appear here. Take one from your team’s box."),
    "team": N_("The requests of your teams appear here as soon as somebody writes."),
    "unassigned": N_("Everything that comes in has somebody. Well done."),
    "all": N_("Mail, text messages, forms and chats of customers appear here as requests."),
    "closed": N_("Requests that were closed appear here."),
    "spam": N_("What you mark as spam appears here."),
}


async def inbox(request: Request) -> Response:
    """GET /app/inbox?box=&cursor="""
    return await _page(request)


async def _page(request: Request, refusal: DomainError | None = None) -> Response:
    async with reading(request) as (session, actor):
        counts = await queries.counts(session, actor)
        asked = request.query_params.get("box")
        fallback: Box = "mine" if counts["mine"] else "team" if counts["team"] else "all"
        box = queries.as_box(asked, fallback)
        page = await queries.inbox_page(
            session, actor, box=box, cursor=request.query_params.get("cursor")
        )
        return await show(
            request, session, "inbox.html", 422 if refusal else 200, box=box, page=page,
            boxes=[(key, _(name), counts.get(key, 0)) for key, name in BOXES],
            empty_words=_(EMPTY[box]), may_handle=policies.may_handle(actor),
            refusal=refusal.sentence() if refusal else None,
            set_aside=await count_set_aside(session, actor),
        )  # fmt: skip


async def take(request: Request) -> Response:
    """POST /app/inbox/{number}/take: from the list, staying there."""
    number = request.path_params["number"]
    try:
        async with writing(request) as (session, actor):
            await service.take(session, actor, number)
    except DomainError as refusal:
        return await _page(request, refusal)
    return see_other("/app/inbox", box=request.query_params.get("box"), done="taken")


ROUTES = [
    Route("/app/inbox", inbox),
    Route("/app/inbox/{number}/take", take, methods=["POST"]),
]
