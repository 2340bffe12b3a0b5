"""Help: that of the open page beside it, and all of it to read and search."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.help.topics import groups_for, tell, topic_at, topic_named
from admin.pages.rendering import render
from admin.pages.serving import reading, show, signed_in
from core.errors import NotFound

BESIDE = "help-body"
LONGEST = 200


async def of_page(request: Request) -> Response:
    """GET /app/help/of?page=…: the topic of a page; asked by htmx, only that, for the side."""
    actor = signed_in(request)
    topic = topic_at(request.query_params.get("page", "")[:LONGEST], actor)
    told = tell(topic, actor) if topic else None
    if request.headers.get("HX-Target") == BESIDE:
        return render(request, "parts/help_topic.html", told=told, beside=True)
    if told is None:
        return await manual(request)
    async with reading(request) as (session, _actor):
        return await show(request, session, "help_topic.html", told=told, beside=False)


async def manual(request: Request) -> Response:
    """GET /app/help?q=…&all=1: every topic of the reader; `all`: in full, to print."""
    asked = request.query_params
    text, whole = asked.get("q", "")[:LONGEST].strip(), asked.get("all") == "1"
    async with reading(request) as (session, actor):
        groups = list(groups_for(actor, text))
        return await show(
            request, session, "help.html", groups=groups, q=text, whole=whole, beside=False
        )


async def one(request: Request) -> Response:
    """GET /app/help/{key}: one topic."""
    async with reading(request) as (session, actor):
        topic = topic_named(request.path_params["key"], actor)
        if topic is None:
            raise NotFound
        return await show(
            request, session, "help_topic.html", told=tell(topic, actor), beside=False
        )


ROUTES = [
    Route("/app/help", manual),
    Route("/app/help/of", of_page),
    Route("/app/help/{key}", one),
]
