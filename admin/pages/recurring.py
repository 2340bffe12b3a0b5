"""Recurring work: what is handed out again and again, planned by a form that people understand."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, doers, project_of
from admin.pages.recurring_words import HOLIDAYS, WHY, in_words, rule_of_form
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, Invalid, NotFound
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.settings.queries import load_company
from core.staff.queries import active_teams
from core.work import policies, recurrence_queries, service
from core.work.recurring import calendar_of
from core.work.rules import Calendar, Rule, next_days, read_rule

BASE = "/app/recurring"


async def recurring_list(request: Request) -> Response:
    """GET /app/recurring?archived=1"""
    async with reading(request) as (session, actor):
        archived = request.query_params.get("archived") == "1"
        found = await recurrence_queries.recurrences(session, actor, archived=archived)
        return await show(
            request, session, "recurring.html", lines=found, archived=archived, in_words=in_words,
            may_plan=policies.can_plan_recurring(actor), today=clock.today(actor.zone),
        )  # fmt: skip


async def recurring_page(request: Request) -> Response:
    """GET /app/recurring/new, /app/recurring/{id}"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


def _id(request: Request) -> UUID | None:
    """Return the id, None for a new one; raises NotFound for nonsense."""
    said = request.path_params["id"]
    if said == "new":
        return None
    if (key := parse_id(said)) is None:
        raise NotFound
    return key


async def _page(
    request: Request, session: AsyncSession, actor: Actor, form: Form | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_plan_recurring(actor))
    key, today = _id(request), clock.today(actor.zone)
    line = await recurrence_queries.get_recurrence(session, actor, key) if key else None
    company = await load_company(session)
    coming = []
    if line is not None:
        calendar, row = calendar_of(line.row, company), line.row
        first = max(row.next_on or today, today)
        coming = next_days(calendar, row.rule, row.starts_on, first, row.ends_on)
    return await show(
        request, session, "recurrence.html", 422 if refusal else 200, line=line,
        row=line.row if line else None, rule=_rule_shown(form, line), coming=coming,
        chosen=_lists(form, line), doers=await doers(session), today=today, in_words=in_words,
        teams=[(team.id, team.name) for team in await active_teams(session)],
        workflows=await recurrence_queries.workflow_choices(session),
        holidays=[(name, _(words)) for name, words in HOLIDAYS.items()], why=WHY,
        weekdays=list(enumerate(formatting.weekdays())), typed=form.typed if form else {},
        **refusal_of(refusal),
    )  # fmt: skip


def _rule_shown(form: Form | None, line: Any) -> Rule:
    """Return the rule that the form shows; what was typed is filled in by the fields."""
    if line is not None and form is None:
        return read_rule(line.row.rule)
    return Rule("week", 1, tuple(range(5)))


def _lists(form: Form | None, line: Any) -> dict[str, list[str]]:
    """Return the ticked people and days: as typed, as stored, or those of a new one."""
    if form is not None:
        return {"staff": form.lists.get("staff", []), "days": form.lists.get("weekday", [])}
    days = read_rule(line.row.rule).weekdays if line else range(5)
    return {"staff": list(line.row.staff_ids) if line else [], "days": [str(one) for one in days]}


async def save(request: Request) -> Response:
    """POST /app/recurring/{id}: the form, or `how` pause, resume, archive."""
    form, key = await read_form(request), _id(request)
    how = form.text("how")
    try:
        async with writing(request) as (session, actor):
            if key is not None and how in _ACTS:
                await _ACTS[how](session, actor, key)
            else:
                await _save(session, actor, key, form)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form, refusal)
    if how in _ACTS:
        return see_other(f"{BASE}/{key}", done=f"recurring_{how}")
    return see_other(BASE, done="saved" if key else "recurring_made")


_ACTS: dict[str, Any] = {
    "pause": service.pause_recurrence, "resume": service.resume_recurrence,
    "archive": service.archive_recurrence,
}  # fmt: skip


async def _save(session: AsyncSession, actor: Actor, key: UUID | None, form: Form) -> None:
    starts_on = _begins(form)
    customer_id = await customer_of(session, actor, form)
    fields: dict[str, Any] = {
        "title": form.text("title"), "rule": rule_of_form(form, starts_on), "starts_on": starts_on,
        "description": form.text("description", limit=20_000), "customer_id": customer_id,
        "project_id": await project_of(session, form, customer_id),
        "workflow_id": form.id("workflow_id"), "team_id": form.id("team_id"),
        "staff_ids": [one for said in form.lists.get("staff", ()) if (one := parse_id(said))],
        "ends_on": form.day("ends_on"), "at_time": form.wall("at_time"),
        "planned_minutes": form.minutes("planned_minutes"),
        "lead_days": form.number("lead_days") or 0, "on_holiday": form.text("on_holiday"),
    }  # fmt: skip
    if key is None:
        await service.create_recurrence(session, actor, **fields)
    else:
        version = form.number("version")
        await service.change_recurrence(session, actor, key, version=version, **fields)


def _begins(form: Form) -> date:
    starts_on = form.day("starts_on")
    if starts_on is None:
        raise Invalid(_("Say the day on which it begins."), field="starts_on")
    return starts_on


async def preview(request: Request) -> Response:
    """POST /app/recurring/preview: the next five days of the form as it stands, not saved."""
    form = await read_form(request)
    async with reading(request) as (session, actor):
        require(policies.can_plan_recurring(actor))
        company, today = await load_company(session), clock.today(actor.zone)
    try:
        starts_on = _begins(form)
        rule = rule_of_form(form, starts_on)
        on_holiday = form.text("on_holiday")
        calendar = Calendar(
            company.country, company.holidays_subdivision,
            on_holiday if on_holiday in HOLIDAYS else "skip",
        )  # fmt: skip
        coming = next_days(calendar, rule, starts_on, max(today, starts_on), form.day("ends_on"))
        return render(request, "parts/next_days.html", coming=coming, words=in_words(rule))
    except Invalid as refusal:
        return render(request, "parts/next_days.html", coming=[], words="", **refusal_of(refusal))


ROUTES = [
    Route(BASE, recurring_list),
    Route(BASE + "/preview", preview, methods=["POST"]),
    Route(BASE + "/{id}", recurring_page),
    Route(BASE + "/{id}", save, methods=["POST"]),
]
