"""A week's chart for the panel: the specification the chat's picture is drawn from, as JSON."""

from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin.pages.hours import may_open, monday_of
from admin.pages.serving import reading
from core.errors import NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.timesheets.norm_queries import norms
from core.timesheets.queries import week as week_of_hours
from core.timesheets.week_chart import week_spec


async def chart(request: Request) -> Response:
    """GET /app/hours/chart.json?week=2026-W14&who=<id>"""
    async with reading(request) as (session, actor):
        who: UUID = parse_id(request.query_params.get("who", "")) or actor.staff_id
        if not may_open(actor, who):
            raise NotFound
        monday = monday_of(request.query_params.get("week", ""), "", clock.today(actor.zone))
        week = await week_of_hours(session, who, monday)
        norm = await norms(session, [who], monday, monday + timedelta(days=6))
    spec = week_spec(week, [norm.wanted(who, day) for day in week.days])
    return JSONResponse(spec, headers={"Cache-Control": "private, no-store"})


ROUTES = [Route("/app/hours/chart.json", chart)]
