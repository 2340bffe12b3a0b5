"""Changing one cell of a list where it stands; a stale one says who changed it meanwhile."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages import list_cells
from admin.pages.forms import Form, read_form
from admin.pages.list_values import field_of_value, typed_value
from admin.pages.rendering import render
from admin.pages.serving import reading, writing
from core.columns import Column
from core.errors import Changed, DomainError, NotFound
from core.events.queries import history_of
from core.kit import formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.views.changers import Changer, changers_for, held, restored
from core.views.listing import Reader, Row
from core.views.queries import open_list
from core.views.scope import Scope


async def field(request: Request) -> Response:
    """GET /app/lists/{kind}/{id}/cell/{column}: the cell as a field."""
    async with reading(request) as (session, actor):
        scope, column, _changer = await _opened(request, session, actor)
        row = await _row(request, session, scope, column)
        if request.query_params.get("leave"):
            return _cell(request, scope, column, row)
        return await _field(request, session, scope, column, row)


async def save(request: Request) -> Response:
    """POST /app/lists/{kind}/{id}/cell/{column}: the cell again, or the field and why not."""
    form = await read_form(request)
    refusal: DomainError | None = None
    async with reading(request) as (session, actor):
        scope, column, changer = await _opened(request, session, actor)
    try:
        async with writing(request) as (session, actor):
            value = typed_value(column, form.lists.get("value", ()), form.lists.get("value_id", ()))
            await changer.change(
                session, actor, _id(request), form.number("version"), restored(column, value)
            )
    except DomainError as error:
        refusal = error
    async with reading(request) as (session, actor):
        row = await _row(request, session, scope, column)
        if refusal is None:
            return _cell(request, scope, column, row)
        words = refusal.sentence()
        if isinstance(refusal, Changed):
            words = await _whoever(request, session, scope, actor.zone) or words
        return await _field(request, session, scope, column, row, form, words)


async def _opened(
    request: Request, session: AsyncSession, actor: Any
) -> tuple[Scope, Column, Changer]:
    scope = await open_list(session, actor, request.path_params["kind"])
    name = request.path_params["column"]
    changer = changers_for(scope).get(name)
    if changer is None:
        raise NotFound
    return scope, scope.columns[name], changer


async def _row(request: Request, session: AsyncSession, scope: Scope, column: Column) -> Row:
    reader = Reader(scope, [column])
    query = scope.module.visible(scope.actor).with_only_columns(*reader.expressions)
    found = (await session.execute(query.where(scope.module.id == _id(request)))).first()
    if found is None:
        raise NotFound
    row = reader.row(found)
    await reader.name_own(session, [row])
    return row


async def _field(
    request: Request, session: AsyncSession, scope: Scope, column: Column, row: Row,
    form: Form | None = None, words: str = "",
) -> Response:  # fmt: skip
    made = await field_of_value(session, scope, column, held(row.values[column.name]))
    if form is not None:
        made.values = list(form.lists.get("value", made.values)) or made.values
    return render(
        request, "parts/list_cell_field.html", c=made, row=row, why=words,
        label=_label(column), path=request.url.path,
    )  # fmt: skip


def _label(column: Column) -> str:
    return column.label if column.is_own else _(column.label)


def _cell(request: Request, scope: Scope, column: Column, row: Row) -> Response:
    return render(
        request, "parts/list_cell.html", shown=list_cells.cell(scope, column, row),
        label=_label(column), path=request.url.path,
    )  # fmt: skip


async def _whoever(request: Request, session: AsyncSession, scope: Scope, zone: str) -> str:
    """Return who changed a record last and when, as a sentence; '' when nobody is known."""
    history = await history_of(session, scope.module.kind, [_id(request)], limit=1)
    if not history:
        return ""
    last = history[-1]
    sentence = _("{name} changed this {when}. Look at it, and save again if you still want to.")
    return sentence.format(name=last.actor_name, when=formatting.moment(last.created_at, zone))


def _id(request: Request) -> UUID:
    if (found := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return found


PATH = "/app/lists/{kind}/{id}/cell/{column}"
ROUTES = [Route(PATH, field), Route(PATH, save, methods=["POST"])]
