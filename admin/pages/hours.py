"""My week of hours: the grid, the clock."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.picking import doers
from admin.pages.rendering import safe_path, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.permissions import Permission
from core.errors import DomainError, NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.settings.queries import Company, load_company
from core.staff.queries import get_member
from core.timesheets import policies, queries, service
from core.timesheets.workdays import is_working_day


def monday_of(text: str, today: date) -> date:
    """Return the Monday of an ISO week (`2026-W14`), of this one when it is none."""
    try:
        return date.fromisoformat(f"{text}-1")
    except ValueError:
        return clock.week_of(today)[0]


def week_name(monday: date) -> str:
    """Return the ISO week as URLs have it."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"


def missing_of(
    totals: tuple[int, ...], days: tuple[date, ...], day_minutes: int, today: date, company: Company
) -> list[int]:
    """Return the minutes each past or present working day lacks."""
    return [
        max(day_minutes - total, 0)
        if day <= today and is_working_day(day, company.country, company.holidays_subdivision)
        else 0
        for day, total in zip(days, totals, strict=True)
    ]


async def week(request: Request) -> Response:
    """GET /app/hours?week=2026-W14&who=<id>"""
    return await _week(request)


async def _week(request: Request, refusal: DomainError | None = None) -> Response:
    async with reading(request) as (session, actor):
        who = parse_id(request.query_params.get("who", "")) or actor.staff_id
        if not policies.can_see_hours_of(actor, who):
            raise NotFound
        member = await get_member(session, who)
        today = clock.today(member.zone)
        monday = monday_of(request.query_params.get("week", ""), today)
        grid = await queries.week(session, who, monday)
        company = await load_company(session)
        entries = await queries.entries_between(
            session, actor, monday, monday + timedelta(days=6), staff_id=who
        )
        sees_all = actor.may(Permission.SEE_ALL_HOURS)
        return await show(
            request, session, "hours.html", 422 if refusal else 200, grid=grid, member=member, today=today, who=who,
            entries=entries, missing=missing_of(grid.day_totals, grid.days, member.day_minutes,
                                                today, company),
            wanted=sum(member.day_minutes for day in grid.days
                       if is_working_day(day, company.country, company.holidays_subdivision)),
            week=week_name(monday), before=week_name(monday - timedelta(days=7)),
            after=week_name(monday + timedelta(days=7)), number=monday.isocalendar().week,
            people=await doers(session) if sees_all else [],
            mine=who == actor.id, may_log=policies.can_log_for(actor, who),
            timer=await queries.running_timer(session, who) if who == actor.id else None,
            **refusal_of(refusal),
        )  # fmt: skip


async def timer(request: Request) -> Response:
    """POST /app/hours/timer: start (for a customer, project or task) or stop my clock."""
    form = await read_form(request)
    stops = form.text("verb") == "stop"
    try:
        async with writing(request) as (session, actor):
            if stops:
                await service.stop_timer(session, actor)
            else:
                await service.start_timer(
                    session, actor, customer_id=form.id("customer_id"),
                    project_id=form.id("project_id"), task_id=form.id("task_id"),
                )  # fmt: skip
    except DomainError as refusal:
        return await _week(request, refusal)
    return see_other(
        safe_path(form.typed.get("back"), "/app/hours"),
        done="timer_stopped" if stops else "timer_started",
    )


ROUTES = [
    Route("/app/hours", week),
    Route("/app/hours/timer", timer, methods=["POST"]),
]
