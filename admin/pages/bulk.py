"""Changing a whole list: what and how many first, then progress, a stop and the way back."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.list_table import Table, open_table
from admin.pages.list_values import field_of_value, typed_value
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor
from core.access.subjects import seen
from core.columns import Column, Kind
from core.errors import DomainError, NotFound
from core.kit.ids import parse_id
from core.views import bulk
from core.views.bulk_running import ACTIVE
from core.views.catalogue import LISTS
from core.views.changers import changers_for
from core.views.criteria import label_of
from core.views.errors import ColumnRefused
from core.views.queries import open_list

MANY = 60_000
"""Fields of a form with every row of a page ticked."""


def _ids(given: Sequence[str]) -> list[UUID]:
    """Return the rows ticked; none that are wrong, for no rows at all means the whole list."""
    found = [parse_id(text) for text in given]
    if None in found:
        raise NotFound
    return [one for one in found if one is not None]


def _changeable(table: Table) -> list[Column]:
    """Return the columns that may be changed in bulk, by name."""
    scope = table.scope
    found = [scope.columns[name] for name, one in changers_for(scope).items() if one.in_bulk]
    return sorted(found, key=lambda column: label_of(column).casefold())


async def ask(request: Request) -> Response:
    """GET /app/lists/{kind}/bulk?…&ids=: the list as asked for, or only the rows ticked."""
    return await _ask(request, request.query_params)


async def _ask(
    request: Request, given: QueryParams, form: Form | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    async with reading(request) as (session, actor):
        table = await open_table(session, actor, request.path_params["kind"], given)
        only = _ids(given.getlist("ids"))
        columns = _changeable(table)
        if not columns:
            raise NotFound
        typed = form.typed if form else {}
        column = table.scope.columns.get(typed.get("column", ""), columns[0])
        count = len(only) or await bulk.count_set(session, table.scope, table.wanted)
        return await show(
            request, session, "bulk.html", 422 if refusal else 200, t=table, columns=columns,
            label_of=label_of, column=column, count=count, only=only, typed=typed,
            is_tags=column.kind is Kind.TAGS, module=table.scope.module,
            c=await field_of_value(session, table.scope, column), **refusal_of(refusal),
        )  # fmt: skip


async def value(request: Request) -> Response:
    """GET /app/lists/{kind}/bulk/value?column=: the field for the new value."""
    async with reading(request) as (session, actor):
        scope = await open_list(session, actor, request.path_params["kind"])
        column = scope.columns.get(request.query_params.get("column", ""))
        if column is None or column.name not in changers_for(scope):
            raise ColumnRefused(column=request.query_params.get("column", ""))
        return render(
            request, "parts/bulk_value.html", is_tags=column.kind is Kind.TAGS,
            c=await field_of_value(session, scope, column),
        )  # fmt: skip


async def begin(request: Request) -> Response:
    """POST /app/lists/{kind}/bulk: `query` is the list's address, `ids` the rows ticked."""
    form = await read_form(request, max_fields=MANY)
    pairs = [*QueryParams(form.typed.get("query", "")).multi_items(),
             *(("ids", one) for one in form.lists.get("ids", ()))]  # fmt: skip
    given = QueryParams(urlencode(pairs))
    try:
        async with writing(request) as (session, actor):
            change_id = await _begin(request, session, actor, form, given)
    except DomainError as refusal:
        return await _ask(request, given, form, refusal)
    request.state.app.wake("bulk")
    return see_other(f"/app/bulk/{change_id}")


async def _begin(
    request: Request, session: AsyncSession, actor: Actor, form: Form, given: QueryParams
) -> UUID:
    table = await open_table(session, actor, request.path_params["kind"], given)
    name = form.typed.get("column", "")
    if (column := table.scope.columns.get(name)) is None:
        raise ColumnRefused(column=name)
    chosen = form.lists.get("value_id", ())
    act = form.typed.get("act", bulk.SET)
    made = await bulk.start(
        session, actor, table.scope, table.wanted, column=name,
        value=typed_value(column, form.lists.get("value", ()), chosen),
        act=act if act in (bulk.ADD, bulk.REMOVE) else bulk.SET, only=_ids(given.getlist("ids")),
    )  # fmt: skip
    return made.id


async def progress(request: Request) -> Response:
    """GET /app/bulk/{id}: how far it is; to htmx only the part that changes."""
    async with reading(request) as (session, actor):
        change = await bulk.get_change(session, actor, _id(request))
        module = LISTS[change.module]
        refused = await bulk.refused_of(session, change.id) if change.refused else ()
        named = await seen(session, actor, change.module, [one.subject_id for one in refused])
        context: dict[str, Any] = {
            "change": change, "module": module, "active": change.state in ACTIVE,
            "refused": [(named.get(one.subject_id), one.why) for one in refused],
        }  # fmt: skip
        if request.headers.get("HX-Request") == "true":
            return render(request, "parts/bulk_progress.html", **context)
        return await show(request, session, "bulk_progress.html", **context)


async def act(request: Request) -> Response:
    """POST /app/bulk/{id}/{verb}: stop, undo."""
    verb = request.path_params["verb"]
    async with writing(request) as (session, actor):
        if verb not in ("stop", "undo"):
            raise NotFound
        await (bulk.stop if verb == "stop" else bulk.undo)(session, actor, _id(request))
    request.state.app.wake("bulk")
    return see_other(f"/app/bulk/{_id(request)}")


def _id(request: Request) -> UUID:
    if (found := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return found


ROUTES = [
    Route("/app/lists/{kind}/bulk", ask),
    Route("/app/lists/{kind}/bulk", begin, methods=["POST"]),
    Route("/app/lists/{kind}/bulk/value", value),
    Route("/app/bulk/{id}", progress),
    Route("/app/bulk/{id}/{verb}", act, methods=["POST"]),
]
