"""Home: what waits for me, today's work and hours, open questions, notices."""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.rendering import see_other
from admin.pages.serving import reading, show, writing
from admin.pages.setup import may_set_up, steps
from core.access.actor import Actor
from core.access.permissions import Permission
from core.assistant.queries import open_drafts
from core.contact_requests import policies
from core.contact_requests import queries as requests
from core.discussion.queries import mentions_of
from core.errors import NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.notify.queries import get_notice, unread
from core.notify.service import mark_seen
from core.settings.keys import OWN_APPROVAL
from core.settings.queries import get as setting
from core.timesheets.approval_queries import counts as week_counts
from core.timesheets.endorsement_queries import count_disputed
from core.timesheets.norm_queries import norms
from core.timesheets.norms import days_between
from core.timesheets.policies import may_approve
from core.timesheets.queries import entries_between
from core.work.queries import count_due, tasks_due


async def home(request: Request) -> Response:
    """GET /app"""
    async with reading(request) as (session, actor):
        today = clock.today(actor.zone)
        hour = clock.local(clock.now(), actor.zone).hour
        return await show(
            request, session, "home.html", today=today, hour=hour,
            tasks=await tasks_due(session, actor, today, limit=20),
            task_counts=await count_due(session, actor, today),
            drafts=await open_drafts(session, actor),
            notices=await unread(session, actor, 8), mentions=await mentions_of(session, actor),
            todo=[step for step in await steps(session, actor) if not step.done]
            if may_set_up(actor) else [],
            weeks_to_approve=await _weeks(session, actor),
            disputes=await count_disputed(session, actor),
            **await _requests(session, actor), **await _hours(session, actor),
        )  # fmt: skip


async def _requests(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    if not policies.may_handle(actor):
        return {"counts": {}, "waiting": []}
    return {
        "counts": await requests.counts(session, actor, ("mine", "team", "unassigned")),
        "waiting": await requests.waiting(session, actor, limit=5),
    }


async def _weeks(session: AsyncSession, actor: Actor) -> int:
    """Return how many weeks wait for the actor's approval."""
    if not may_approve(actor):
        return 0
    own_allowed = await setting(session, OWN_APPROVAL)
    return (await week_counts(session, actor, own_allowed=own_allowed))["waiting"]


async def _hours(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    """Return today's entries, what is to be worked today, and what the past week lacks.

    Today itself lacks nothing yet: the evening's reminder tells that.
    """
    if not actor.may(Permission.LOG_HOURS):
        return {"entries": None, "logged": 0, "day_minutes": 0, "lacking": 0, "lacking_day": None}
    today, me = clock.today(actor.zone), actor.staff_id
    first = today - timedelta(days=6)
    known = await norms(session, [me], first, today)
    lines = await entries_between(session, actor, first, today, staff_id=me)
    worked = dict.fromkeys(days_between(first, today), 0)
    for line in lines:
        worked[line.entry.day] += line.entry.worked_minutes
    lacking = {
        day: missing for day, minutes in worked.items()
        if lines and day < today and (missing := known.missing(me, day, minutes))
    }  # fmt: skip
    return {
        "entries": [line for line in lines if line.entry.day == today], "logged": worked[today],
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
