"""Reading: every list of the panel, with its columns, criteria, order and pages."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin.api.doors import Caller, caller, door, has_zero, note_used
from core.columns import Column
from core.errors import Invalid, NotFound
from core.events.bus import plain
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.startup import App
from core.views.catalogue import lists_for
from core.views.criteria import check, label_of
from core.views.listing import Listed, Row, Wanted, read_page
from core.views.queries import open_list
from core.views.scope import Scope

MOST = 200
NAMES = {
    "tasks": "task", "projects": "project", "contact-requests": "contact_request",
    "customers": "customer", "persons": "person", "time-entries": "time_entry",
    "messages": "message", "outbox": "outbound_message", "staff": "staff_member",
}  # fmt: skip
"""The API's names of the lists."""


@door
async def lists(request: Request) -> Response:
    """GET /api/v1: the lists that the key may read, with their columns."""
    app: App = request.state.app
    async with app.sessions.reading() as session:
        who = await caller(request, session)
        kinds = {one.kind for one in lists_for(who.actor)}
        found = {
            name: [_described(column) for column in
                   (await open_list(session, who.actor, kind)).columns.values()]
            for name, kind in NAMES.items() if kind in kinds
        }  # fmt: skip
    await note_used(request, who.key)
    return JSONResponse({"lists": found})


def _described(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "label": label_of(column), "kind": column.kind}
    if column.choices:
        told["choices"] = [choice.key for choice in column.choices]
    return told | {"sortable": column.sort is not None}


@door
async def listed(request: Request) -> Response:
    """GET /api/v1/{list}?columns=&criteria=&q=&sort=&cursor=&limit="""
    app: App = request.state.app
    async with app.sessions.reading() as session:
        who, scope = await _opened(request, session)
        wanted = _wanted(request, scope)
        limit = _limit(request)
        page = await read_page(
            session, scope, wanted, request.query_params.get("cursor"), size=limit, walking=True
        )
    await note_used(request, who.key)
    return JSONResponse(_page(page, scope, wanted))


@door
async def one(request: Request) -> Response:
    """GET /api/v1/{list}/{ref}: one record with all its columns."""
    app: App = request.state.app
    async with app.sessions.reading() as session:
        who, scope = await _opened(request, session)
        ref = request.path_params["ref"]
        module = _only(scope, ref)
        page = await read_page(
            session, module, Wanted(_order(scope), columns=tuple(scope.columns)), size=1
        )
    if not page.rows:
        raise NotFound
    await note_used(request, who.key)
    return JSONResponse({"data": _record(page.rows[0], scope)})


def _only(scope: Scope, ref: str) -> Scope:
    """Return a scope of at most one record: the one of an id or a number."""
    module = scope.module
    seen = module.visible

    def visible(actor: Any) -> Any:
        identity = parse_id(ref)
        query = seen(actor)
        if identity is not None:
            return query.where(module.id == identity)
        if module.ref is module.id:
            raise NotFound
        return query.where(module.ref == ref.upper())

    return replace(scope, module=replace(module, visible=visible))


async def _opened(request: Request, session: AsyncSession) -> tuple[Caller, Scope]:
    who = await caller(request, session)
    kind = NAMES.get(request.path_params["list"])
    if kind is None:
        raise NotFound
    return who, await open_list(session, who.actor, kind)


def _wanted(request: Request, scope: Scope) -> Wanted:
    asked = request.query_params
    tree = _criteria(asked.get("criteria", ""), scope)
    columns = [name for name in asked.get("columns", "").split(",") if name]
    if unknown := [name for name in columns if name not in scope.columns]:
        sentence = _("There is no column “{name}”.").format(name=unknown[0])
        raise Invalid(sentence, field="columns")
    return Wanted(
        asked.get("sort") or _order(scope), (tree,) if tree else (), asked.get("q", "")[:200],
        tuple(columns or scope.columns),
    )  # fmt: skip


def _order(scope: Scope) -> str:
    """Return the order a list has by itself: that of its first view."""
    return scope.module.views[0].sort


def _criteria(text: str, scope: Scope) -> dict[str, Any]:
    if not text:
        return {}
    try:
        tree = {} if has_zero(text) else json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(_("The criteria are no JSON."), field="criteria") from None
    if not isinstance(tree, dict) or not tree:
        raise Invalid(_("The criteria are no JSON."), field="criteria")
    check(tree, scope)
    return tree


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", "50")
    if not given.isdecimal() or len(given) > 3 or not 1 <= int(given) <= MOST:
        sentence = _("Ask for 1 to {most} records at a time.").format(most=MOST)
        raise Invalid(sentence, field="limit")
    return int(given)


def _page(page: Listed, scope: Scope, wanted: Wanted) -> Mapping[str, Any]:
    data = [_record(row, scope, wanted.columns) for row in page.rows]
    return {"data": data, "next": page.following, "previous": page.previous}


def _record(row: Row, scope: Scope, names: tuple[str, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = {"id": str(row.id), "ref": str(row.ref)}
    for name in names or tuple(scope.columns):
        value = plain(row.values.get(name))
        if scope.columns[name].refers and value is not None:
            value = {"id": value, "name": row.words.get(name)}
        found[name] = value
    return found


ROUTES = [
    Route("/api/v1", lists),
    Route("/api/v1/{list}", listed),
    Route("/api/v1/{list}/{ref}", one),
]
