"""A list as a file: exactly its rows and columns in its order, read in pieces."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from admin.pages.list_cells import as_day, choice_words, tag_words
from admin.pages.list_table import Table, open_table
from admin.pages.serving import reading, writing
from core.columns import Column, Kind
from core.errors import NotFound
from core.events.bus import record
from core.kit import clock, i18n, sheets
from core.kit.i18n import _
from core.views.criteria import label_of
from core.views.events import ListExported
from core.views.listing import Row, read_page

PIECE = 1000
KINDS: dict[Kind, sheets.Kind] = {
    Kind.NUMBER: "number", Kind.PERCENT: "number", Kind.MINUTES: "hours", Kind.MONEY: "money",
    Kind.DATE: "day", Kind.MOMENT: "day",
}  # fmt: skip
WIDTHS = {"narrow": 12, "wide": 40}


def file_columns(table: Table) -> list[sheets.Column]:
    """Return the headings of a list's file; a moment is its day and, beside it, its time."""
    made = []
    for one in table.columns:
        kind = KINDS.get(one.kind, "text")
        made.append(sheets.Column(label_of(one), kind, WIDTHS.get(one.width, 16)))
        if one.kind is Kind.MOMENT:
            made.append(sheets.Column(_("{column}, time").format(column=label_of(one)), "wall", 8))
    return made


def file_row(table: Table, row: Row) -> list[Any]:
    """Return a row's cells, matching `file_columns`."""
    made: list[Any] = []
    for one in table.columns:
        value = row.values[one.name]
        if one.kind is Kind.MOMENT:
            wall = clock.local(value, table.scope.actor.zone) if value else None
            made += [wall.date() if wall else None, wall.time() if wall else None]
        else:
            made.append(_cell(table, one, row, value))
    return made


def _cell(table: Table, column: Column, row: Row, value: Any) -> Any:
    if value is None:
        return None
    if column.kind is Kind.REFERENCE:
        return row.words.get(column.name) or ""
    if column.kind is Kind.CHOICE:
        return choice_words(column, str(value))
    if column.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if column.kind is Kind.TAGS:
        return ", ".join(tag_words(column, one) for one in value)
    if column.kind is Kind.DATE:
        return as_day(value, table.scope.actor.zone)
    if column.kind is Kind.MONEY:
        minor = value["minor"] if isinstance(value, dict) else value
        return Decimal(int(minor)) / 100
    if column.kind in (Kind.NUMBER, Kind.PERCENT):
        return Decimal(str(value))
    return value


async def pieces(session: AsyncSession, table: Table) -> AsyncIterator[Sequence[Row]]:
    """Yield all rows of a list, some at a time, each along the index from where the last ended."""
    cursor: str | None = None
    while True:
        found = await read_page(
            session, table.scope, table.wanted, cursor, size=PIECE, walking=table.count.is_more
        )
        yield found.rows
        cursor = found.following
        if cursor is None:
            return


async def export(request: Request) -> Response:
    """GET /app/lists/{kind}/export.{form}?…: the list that the address shows, as a file."""
    kind, form = request.path_params["kind"], request.path_params["form"]
    if form not in set(sheets.Form):
        raise NotFound
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="apuri-list-"))
    path = folder / f"list.{form}"
    try:
        async with reading(request) as (session, actor):
            table = await open_table(session, actor, kind, request.query_params)
            table.wanted = replace(table.wanted, within=None)
            count = await _write(session, table, path, sheets.Form(form))
        async with writing(request) as (session, actor):
            told = ListExported(kind, table.shown.name, count, form)
            await record(session, actor, told)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    label = _(table.scope.module.label)
    name = f"{label} {clock.today(actor.zone).isoformat()}.{form}"
    return FileResponse(
        path, filename=name, media_type=sheets.TYPES[sheets.Form(form)],
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )  # fmt: skip


async def _write(session: AsyncSession, table: Table, path: Path, form: sheets.Form) -> int:
    title = _(table.scope.module.label)
    sheet = sheets.open_sheet(
        path, form, file_columns(table), title=title, language=i18n.language()
    )
    count = 0
    try:
        async for rows in pieces(session, table):
            count += len(rows)
            cells = [file_row(table, row) for row in rows]
            await asyncio.to_thread(sheet.add, cells)
    finally:
        await asyncio.to_thread(sheet.close)
    return count


ROUTES = [Route("/app/lists/{kind}/export.{form}", export)]
