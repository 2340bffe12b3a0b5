"""Home: what waits for me, today's work and hours, open questions, notices."""

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
from core.errors import NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.notify.queries import get_notice, unread
from core.notify.service import mark_seen
from core.settings.keys import OWN_APPROVAL
from core.settings.queries import get as setting
from core.settings.queries import load_company
from core.staff.queries import get_member
from core.timesheets.approval_queries import counts as week_counts
from core.timesheets.endorsement_queries import count_disputed
from core.timesheets.policies import may_approve
from core.timesheets.queries import entries_of_day
from core.timesheets.workdays import is_working_day
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
            notices=await unread(session, actor, 8),
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
    """Return today's entries and how long today's working day is (0: a holiday)."""
    if not actor.may(Permission.LOG_HOURS):
        return {"entries": None, "logged": 0, "day_minutes": 0}
    today = clock.today(actor.zone)
    company = await load_company(session)
    member = await get_member(session, actor.staff_id)
    works = is_working_day(today, company.country, company.holidays_subdivision)
    entries = await entries_of_day(session, actor, actor.staff_id, today)
    return {
        "entries": entries, "logged": sum(line.entry.worked_minutes for line in entries),
        "day_minutes": member.day_minutes if works else 0,
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
