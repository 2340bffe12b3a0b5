"""Home: what waits for me, today's work and hours, open questions, notices."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.home_beside import Beside, beside
from admin.pages.rendering import see_other
from admin.pages.serving import reading, show, writing
from admin.pages.setup import may_set_up
from admin.pages.work_words import activity_words
from core.access.actor import Actor
from core.access.permissions import Permission
from core.discussion.queries import mentions_of
from core.errors import NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.notify.queries import get_notice
from core.notify.service import mark_seen
from core.settings.queries import Company, load_company
from core.timesheets.norm_queries import norms
from core.timesheets.norms import days_between


async def home(request: Request) -> Response:
    """GET /app"""
    async with reading(request) as (session, actor):
        today, company = clock.today(actor.zone), await load_company(session)
        lists = await beside(
            session, actor, today, own_approval=company.own_approval, sets_up=may_set_up(actor)
        )
        steps = lists.setup.steps(company) if may_set_up(actor) else []
        return await show(
            request, session, "home.html", today=today, lists=lists, counts=lists.counts,
            mentions=await mentions_of(session, actor), activity_words=activity_words,
            todo=[step for step in steps if not step.done],
            **await _hours(session, actor, company, lists, today),
        )  # fmt: skip


async def _hours(
    session: AsyncSession, actor: Actor, company: Company, lists: Beside, today: date
) -> dict[str, Any]:
    """Return today's entries, what is to be worked today, and what the past week lacks.

    Today itself lacks nothing yet: the evening's reminder tells that.
    """
    if not actor.may(Permission.LOG_HOURS):
        return {"entries": None, "logged": 0, "day_minutes": 0, "lacking": 0, "lacking_day": None}
    me, first = actor.staff_id, today - timedelta(days=6)
    known = await norms(session, [me], first, today, company=company)
    worked = dict.fromkeys(days_between(first, today), 0)
    for line in lists.entries:
        worked[line.day] += line.minutes
    lacking = {
        day: missing for day, minutes in worked.items()
        if lists.entries and day < today and (missing := known.missing(me, day, minutes))
    }  # fmt: skip
    return {
        "entries": [line for line in lists.entries if line.day == today], "logged": worked[today],
        "day_minutes": known.wanted(me, today), "lacking": sum(lacking.values()),
        "lacking_day": min(lacking, default=None),
    }  # fmt: skip


async def read_notices(request: Request) -> Response:
    """POST /app/notices/read: all of mine."""
    async with writing(request) as (session, actor):
        await mark_seen(session, actor)
    return see_other("/app", done="read")


async def open_notice(request: Request) -> Response:
    """GET /app/notices/{id}: what it is about; the notice counts as seen with that."""
    if (key := parse_id(request.path_params["id"])) is None:
        raise NotFound
    async with writing(request) as (session, actor):
        notice = await get_notice(session, actor, key)
        await mark_seen(session, actor, [key])
    return see_other(notice.path or "/app")


ROUTES = [
    Route("/app", home),
    Route("/app/notices/{id}", open_notice),
    Route("/app/notices/read", read_notices, methods=["POST"]),
]
