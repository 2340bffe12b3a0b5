"""Activities: those directed to me, how many everybody did, and which those were."""

from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.rendering import safe_path, see_other
from admin.pages.serving import reading, show, writing
from admin.pages.work_words import activity_words
from core.errors import NotFound
from core.kit import clock, formatting
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.work import activity_queries, service
from core.work.activity_queries import Count, days_of

PERIODS = (
    ("week", N_("This week")), ("last_week", N_("Last week")), ("month", N_("This month")),
    ("last_month", N_("Last month")), ("year", N_("This year")), ("days", N_("Other days")),
)  # fmt: skip
LONGEST = 366 * 3
NONE = "none"
"""How the address names activities without a type."""


async def activity_page(request: Request) -> Response:
    """GET /app/activities?period=&first=&last=&staff=&type=&cursor=

    With `staff` or `type` (or `all`) the activities that are counted are listed, too.
    """
    asked = request.query_params
    async with reading(request) as (session, actor):
        today = clock.today(actor.zone)
        period, first, last = _period(request, today)
        staff_id, type_name = parse_id(asked.get("staff", "")), asked.get("type", "")
        type_id, untyped = parse_id(type_name), type_name == NONE
        wants_list = bool(staff_id or type_id or untyped or asked.get("all"))
        page = await activity_queries.done_page(
            session, actor, first, last, staff_id=staff_id, type_id=type_id, untyped=untyped,
            cursor=asked.get("cursor"),
        ) if wants_list else None  # fmt: skip
        found = await activity_queries.counts(session, actor, first, last)
        return await show(
            request, session, "activities.html", today=today, period=period, first=first, last=last,
            mine=await activity_queries.my_activities(session, actor),
            table=_table(found), periods=[(key, _(words)) for key, words in PERIODS], page=page,
            chosen=_chosen(found, staff_id, type_id, untyped), staff=staff_id or "",
            type=type_name, activity_words=activity_words, none=NONE,
            span=f"{formatting.day(first)} – {formatting.day(last)}",
        )  # fmt: skip


def _period(request: Request, today: date) -> tuple[str, date, date]:
    """Return the name, first and last day that the address asks for; this week by default."""
    asked = request.query_params
    period = asked.get("period", "week")
    if period != "days":
        known = period if period in dict(PERIODS) else "week"
        return known, *days_of(known, today)
    try:
        first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    except (KeyError, ValueError):
        return "week", *days_of("week", today)
    first, last = min(first, last), max(first, last)
    if (last - first).days > LONGEST or first.year < 1990 or last.year > 2200:
        return "week", *days_of("week", today)
    return "days", first, last


def _table(found: list[Count]) -> dict[str, Any]:
    """Return the counts as a table: types as columns, people as rows, sums on both sides."""
    types: dict[str, str] = {}
    people: dict[UUID, str] = {}
    cells: dict[tuple[UUID, str], int] = {}
    for one in found:
        key = str(one.type_id or NONE)
        types[key] = one.type or _("No type")
        people[one.staff_id] = one.staff
        cells[one.staff_id, key] = one.count
    by_type = {key: sum(cells.get((who, key), 0) for who in people) for key in types}
    by_person = {who: sum(cells.get((who, key), 0) for key in types) for who in people}
    return {"types": types, "people": people, "cells": cells, "by_type": by_type,
            "by_person": by_person, "total": sum(by_type.values())}  # fmt: skip


def _chosen(found: list[Count], staff_id: UUID | None, type_id: UUID | None, untyped: bool) -> str:
    """Return whose and which activities are listed, in words."""
    who = next((one.staff for one in found if one.staff_id == staff_id), "")
    what = next((one.type or "" for one in found if one.type_id == type_id), "") if type_id else ""
    return " · ".join(part for part in (who, _("No type") if untyped else what) if part)


async def finish(request: Request) -> Response:
    """POST /app/activities/{id}/done: `result`, `back` to go on to."""
    form = await read_form(request)
    if (activity_id := parse_id(request.path_params["id"])) is None:
        raise NotFound
    async with writing(request) as (session, actor):
        result = form.text("result", limit=2_000)
        await service.finish_activity(session, actor, activity_id, result=result)
    return see_other(safe_path(form.text("back"), "/app/activities"), done="activity_done")


ROUTES = [
    Route("/app/activities", activity_page),
    Route("/app/activities/{id}/done", finish, methods=["POST"]),
]
