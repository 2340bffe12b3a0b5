"""Tasks as a calendar: a month of weeks, to-dos on their due day and events at their time."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.serving import reading, show
from core.kit import clock
from core.kit.i18n import language
from core.views.calendaring import read_days
from core.views.listing import Wanted
from core.views.queries import open_list

PATH = "/app/tasks/calendar"
COLUMNS = ("title", "customer", "doer", "due_on", "starts_at", "priority", "is_open")
SHOWN = 4
"""Records of a day that are seen at once; the rest unfolds."""


async def calendar(request: Request) -> Response:
    """GET /app/tasks/calendar?month=2026-11&q=&mine="""
    asked = request.query_params
    async with reading(request) as (session, actor):
        today = clock.today(actor.zone)
        month = _month(asked.get("month", ""), today)
        first = month - timedelta(days=month.weekday())
        weeks = _weeks(first, month)
        scope = await open_list(session, actor, "task")
        mine = {"all": [{"column": "doer", "op": "is", "value": "me"}]} if asked.get("mine") else {}
        wanted = Wanted("-created", (mine,), asked.get("q", ""), COLUMNS)
        days = await read_days(session, scope, wanted, first, weeks[-1][-1])
        context: dict[str, Any] = {
            "month": month, "weeks": weeks, "days": days, "today": today, "shown": SHOWN,
            "before": _shifted(month, -1), "after": _shifted(month, 1),
            "weekdays": [format_date(day, "ccc", locale=language()) for day in weeks[0]],
            "asked": {"q": asked.get("q", "")[:200], "mine": "1" if asked.get("mine") else None},
        }  # fmt: skip
        return await show(request, session, "calendar.html", **context)


def _month(text: str, today: date) -> date:
    """Return the first day of a month written as 2026-11, by default of this one."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = today.replace(day=1)
    return found if 2 <= found.year <= 9997 else today.replace(day=1)


def _shifted(month: date, step: int) -> str:
    place = month.year * 12 + month.month - 1 + step
    return f"{place // 12:04}-{place % 12 + 1:02}"


def _weeks(first: date, month: date) -> list[list[date]]:
    """Return the whole weeks of a month, Mondays first."""
    weeks = []
    day = first
    while day.month == month.month or day < month:
        weeks.append([day + timedelta(days=step) for step in range(7)])
        day += timedelta(days=7)
    return weeks


ROUTES = [Route(PATH, calendar)]
