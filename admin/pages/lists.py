"""The one page of every list: views as tabs, search, filters, rows or groups, figures."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages import list_cells
from admin.pages.list_asking import pairs_of, sort_link
from admin.pages.list_criteria import filters_of
from admin.pages.list_table import Table, load_table, open_table
from admin.pages.rendering import render
from admin.pages.serving import reading, show
from core.access.actor import Actor
from core.contact_requests import policies as request_policies
from core.errors import DomainError
from core.inbox.queries import count_of_set_aside
from core.kit.formatting import number
from core.views.catalogue import LISTS
from core.views.changers import changers_for
from core.views.criteria import label_of
from core.views.figures import make_figures
from core.views.listing import count_exactly
from core.views.policies import can_change
from core.work.queries import my_reminders

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a module's list has beside its rows.

    `counted(actor)`: scalar subqueries read with the counts. `more`: what else its template needs.
    """

    top: str = ""
    bottom: str = ""
    tabs: str = ""
    counted: Callable[[Actor], Mapping[str, Any]] = lambda _actor: {}
    more: Callable[[AsyncSession, Actor, Table], Awaitable[Mapping[str, Any]]] | None = None


async def _reminders(session: AsyncSession, actor: Actor, table: Table) -> Mapping[str, Any]:
    shown = table.shown.key == "mine" and not table.asked.is_narrowed
    return {"reminders": await my_reminders(session, actor) if shown else ()}


async def _handling(_session: AsyncSession, actor: Actor, _table: Table) -> Mapping[str, Any]:
    return {"may_handle": request_policies.may_handle(actor)}


BESIDE: dict[str, Beside] = {
    "task": Beside("", "parts/list_reminders.html", "parts/work_tabs.html", more=_reminders),
    "project": Beside(tabs="parts/work_tabs.html"),
    "contact_request": Beside(
        "parts/list_set_aside.html", counted=lambda who: {"set_aside": count_of_set_aside(who)},
        more=_handling,
    ),
    "customer": Beside(tabs="parts/people_tabs.html"),
    "person": Beside(tabs="parts/people_tabs.html"),
    "time_entry": Beside(tabs="parts/hours_tabs.html"),
}  # fmt: skip


async def show_list(
    request: Request, kind: str, refusal: DomainError | None = None
) -> Response:  # fmt: skip
    """Return a list's page; to htmx, which asks for `#list` or the rows of a group, only that."""
    beside = BESIDE.get(kind, Beside())
    async with reading(request) as (session, actor):
        table = await load_table(session, actor, kind, request.query_params, beside.counted(actor))
        more = await beside.more(session, actor, table) if beside.more else {}
        context = {**_context(actor, table, beside), **more, **table.extra}
        if refusal is not None:
            context["refusal"] = refusal.sentence()
        part = _part(request)
        if part:
            answer: Response = render(request, part, **context)
        else:
            answer = await show(request, session, "list.html", 422 if refusal else 200, **context)
    answer.headers["Vary"] = "Cookie, Accept-Language, HX-Request, HX-Target"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _part(request: Request) -> str:
    """Return the template of the part that htmx asks for, '' when the whole page is wanted."""
    if request.headers.get("HX-History-Restore-Request") == "true":
        return ""
    target = request.headers.get("HX-Target", "")
    if target == "list":
        return "parts/list_body.html"
    return "parts/list_group.html" if target.startswith("group-") else ""


def _context(actor: Actor, table: Table, beside: Beside) -> dict[str, Any]:
    saved = table.shown.saved
    return {
        "t": table, "module": table.scope.module, "asked": table.asked, "view": table.shown,
        "beside": beside, "cell": partial(list_cells.cell, table.scope),
        "label_of": label_of, "pairs_of": pairs_of, "by_kind": list_cells.by_kind,
        "sort_link": partial(sort_link, table.asked, table.shown.sort),
        "criterion_words": partial(list_cells.criterion_words, table.scope),
        "may_change_view": saved is not None and can_change(actor, saved),
        "may_create": table.scope.module.may_create(actor), "may_handle": False,
        "reminders": (), "set_aside": 0, "filters": filters_of(table.scope),
        "changers": (changers := changers_for(table.scope)),
        "is_bulk": any(one.in_bulk for one in changers.values()),
    }  # fmt: skip


async def figures(request: Request) -> Response:
    """GET /app/lists/{kind}/figures?…: the figures of a list, asked for after its rows."""
    async with reading(request) as (session, actor):
        table = await open_table(session, actor, request.path_params["kind"], request.query_params)
        made = await make_figures(session, table.scope, table.wanted, table.shown.figures)
        told = [(one.label, list_cells.figure(one)) for one in made]
        return render(request, "parts/list_figures.html", figures=told)


async def count(request: Request) -> Response:
    """GET /app/lists/{kind}/count?…: how many rows there are, exactly."""
    async with reading(request) as (session, actor):
        table = await open_table(session, actor, request.path_params["kind"], request.query_params)
        found = await count_exactly(session, table.scope, table.wanted)
        return render(request, "parts/list_count.html", exact=number(found), count=found)


def list_route(kind: str) -> Route:
    """Return the route of a list's page."""

    async def page(request: Request) -> Response:
        return await show_list(request, kind)

    return Route(LISTS[kind].path, page, name=f"list_{kind}")


ROUTES = [
    *(list_route(kind) for kind in LISTS if kind != "time_entry"),  # see hours_entries
    Route("/app/lists/{kind}/figures", figures),
    Route("/app/lists/{kind}/count", count),
]
