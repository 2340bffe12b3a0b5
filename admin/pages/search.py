"""The palette over every page, and everything that was found on a page of its own."""

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.commands import matching
from admin.pages.dry_reading import reading_of, said_by
from admin.pages.rendering import link, render
from admin.pages.serving import reading, sessions_of, show
from core.assistant.directory import names_at_hand, warm
from core.kit.i18n import _
from core.search.asking import MAX_TYPED
from core.views.findable import ICONS, LABELS, ORDER, PARTS
from core.views.searching import Results, search

PAGE = 40
LONGEST = 2000


def _titles(results: Results) -> list[tuple[str, str, str]]:
    """Return (kind, name, icon) of the kinds in which something was found."""
    return [(kind, _(LABELS[kind]), ICONS[kind]) for kind, rows in results.groups.items() if rows]


async def palette(request: Request) -> Response:
    """GET /app/palette?text=…: what was found, what may be done, and the assistant's last word."""
    text = request.query_params.get("text", "")[:LONGEST].strip()
    async with reading(request) as (session, actor):
        found = await search(session, actor, text[:MAX_TYPED])
        understood = said_by(actor, reading_of(actor, session.info, text))
    response = render(
        request, "parts/palette.html", text=text, found=found, titles=_titles(found),
        commands=matching(actor, text), understood=understood,
    )  # fmt: skip
    sessions = sessions_of(request)
    if names_at_hand(sessions.info) is None:  # the next look knows the names
        response.background = BackgroundTask(warm, sessions)
    return response


async def page(request: Request) -> Response:
    """GET /app/search?q=…: the best of each kind, or (`kind`) page by page all of one."""
    asked = request.query_params
    text, kind = asked.get("q", "")[:MAX_TYPED].strip(), asked.get("kind", "")
    kinds = [kind] if kind in ORDER else list(ORDER)
    one_kind = len(kinds) == 1
    before = (
        {kind: int(asked["before"])} if one_kind and asked.get("before", "").isdecimal() else {}
    )
    async with reading(request) as (session, actor):
        found = await search(
            session, actor, text, kinds=kinds, shown=PAGE if one_kind else 8,
            before={key: min(value, 2**62) for key, value in before.items()}, thorough=one_kind,
        )  # fmt: skip
        tabs = [(one, _(LABELS[one]), link("/app/search", q=text, kind=one))
                for one in ORDER if actor.has(PARTS.get(one, ""))]  # fmt: skip
        more = {name: link("/app/search", q=text, kind=name, before=key if one_kind else None)
                for name, key in found.before.items()}  # fmt: skip
        context: dict[str, Any] = {"text": text, "kind": kind if one_kind else "", "found": found}
        return await show(request, session, "search.html", titles=_titles(found), tabs=tabs,
                          more=more, is_first=not before, **context)  # fmt: skip


ROUTES = [Route("/app/palette", palette), Route("/app/search", page)]
