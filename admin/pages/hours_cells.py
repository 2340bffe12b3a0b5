"""Saving a week's cells: one as it is typed, or all of them from a form without scripts."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.hours import week_page
from admin.pages.hours_typing import typed_in
from admin.pages.rendering import safe_path, see_other
from admin.pages.serving import reading, writing
from core.access.actor import Actor
from core.errors import DomainError, Invalid, NotFound
from core.kit.formatting import hours
from core.kit.i18n import _
from core.timesheets.cells import set_cell
from core.timesheets.checks import CONFIRMABLE
from core.timesheets.errors import Doubtful
from core.timesheets.grid import RowKey

MOST_CELLS = 350
Place = tuple[RowKey, date, int]
"""A row, a day, and the minutes its writer saw there."""


def place_of(text: str) -> Place | None:
    """Return the cell that a field's name means (`c.customer.project.kind.2026-03-30.450`)."""
    mark, _sep, rest = text.partition(".")
    row, _sep, tail = rest.rpartition(".")
    row, _sep, day = row.rpartition(".")
    key = RowKey.read(row)
    try:
        return (key, date.fromisoformat(day), int(tail)) if mark == "c" and key else None
    except ValueError:
        return None


async def save_cell(request: Request) -> Response:
    """POST /app/hours/cell: `name`, `text`, `who`, `confirmed`; answers JSON.

    `saved` false comes with `why`; with `confirm` too when saying so again books it.
    """
    form = await read_form(request)
    place = place_of(form.text("name"))
    try:
        if place is None:
            raise NotFound
        async with writing(request) as (session, actor):
            minutes = await _save(session, actor, form, place, form.typed.get("text", ""))
    except Doubtful as doubt:
        told = {"saved": False, "why": doubt.sentence(), "confirm": ",".join(sorted(doubt.codes))}
        return JSONResponse(told, 409)
    except DomainError as refusal:
        return JSONResponse({"saved": False, "why": refusal.sentence()}, 422)
    shown = _short(minutes) if minutes else ""
    return JSONResponse({"saved": True, "minutes": minutes, "shown": shown})


async def _save(session: Any, actor: Actor, form: Form, place: Place, text: str) -> int:
    row, day, seen = place
    typed = typed_in(text, actor.language)
    who: UUID = form.id("who") or actor.staff_id
    confirmed = frozenset(form.typed.get("confirmed", "").split(",")) & CONFIRMABLE
    entry = await set_cell(
        session, actor, who, day, row, seen=seen, minutes=typed.minutes, start=typed.start,
        end=typed.end, confirmed=confirmed,
    )  # fmt: skip
    return entry.worked_minutes if entry else 0


def _short(minutes: int) -> str:
    return hours(minutes).removesuffix(" h")


async def read_cells(request: Request) -> Response:
    """POST /app/hours/read: what pasted texts mean; a JSON list in, minutes or a refusal each."""
    try:
        texts = json.loads(await request.body())
    except ValueError:
        texts = None
    async with reading(request) as (_session, actor):
        if not isinstance(texts, list) or len(texts) > MOST_CELLS:
            why = _("At most {count} cells are pasted at once.").format(count=MOST_CELLS)
            return JSONResponse({"why": why}, 422)
        return JSONResponse([_meant(str(text), actor.language) for text in texts])


def _meant(text: str, language: str) -> dict[str, Any]:
    try:
        minutes = typed_in(text, language).minutes
    except Invalid as refusal:
        return {"why": refusal.sentence()}
    return {"minutes": minutes, "shown": _short(minutes) if minutes else ""}


async def save_week(request: Request) -> Response:
    """POST /app/hours: every changed cell, each for itself; what was refused stays typed."""
    form = await read_form(request)
    refused: dict[str, str] = {}
    refusals: list[str] = []
    for name, text in form.typed.items():
        place = place_of(name)
        if place is None or text.strip() == (_short(place[2]) if place[2] else ""):
            continue
        try:
            async with writing(request) as (session, actor):
                await _save(session, actor, form, place, text)
        except DomainError as refusal:
            refused[name] = text
            refusals.append(refusal.sentence())
    if refusals:
        return await week_page(request, Invalid(" ".join(dict.fromkeys(refusals))), refused)
    return see_other(safe_path(form.typed.get("back"), "/app/hours"), done="hours_saved")


ROUTES = [
    Route("/app/hours", save_week, methods=["POST"]),
    Route("/app/hours/cell", save_cell, methods=["POST"]),
    Route("/app/hours/read", read_cells, methods=["POST"]),
]
