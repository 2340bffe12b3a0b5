"""All entries of a person, customer or project, with filters and the totals of what was found."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form
from admin.pages.picking import customer_of, doers, project_of
from admin.pages.serving import reading, refusal_of, show
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import DomainError, Invalid
from core.kit import clock
from core.kit.i18n import _
from core.people.queries import names_of
from core.timesheets.entry_queries import Wanted, entries_page, totals_of
from core.work.queries import project_names

BILLABLE = {"yes": True, "no": False}
FIELDS = ("who", "customer", "customer_id", "project", "project_id", "first", "last", "billable",
          "text")  # fmt: skip


async def entries(request: Request) -> Response:
    """GET /app/hours/entries?who=&customer_id=&project_id=&first=&last=&billable=&text=&cursor="""
    async with reading(request) as (session, actor):
        typed = await _typed(session, request)
        refusal: DomainError | None = None
        try:
            wanted = await _wanted(session, actor, Form(typed))
        except Invalid as wrong:
            wanted, refusal = _this_month(actor), wrong
        sees_all = actor.may(Permission.SEE_ALL_HOURS)
        return await show(
            request, session, "hours_entries.html", 422 if refusal else 200, typed=typed,
            found=await entries_page(session, actor, wanted, request.query_params.get("cursor")),
            totals=await totals_of(session, actor, wanted), wanted=wanted, sees_all=sees_all,
            people=await doers(session) if sees_all else [],
            again={name: typed[name] for name in FIELDS if typed.get(name)}, **refusal_of(refusal),
        )  # fmt: skip


async def _typed(session: AsyncSession, request: Request) -> dict[str, str]:
    """Return the filters; a link names customers and projects by their ids alone."""
    form = Form({name: request.query_params.get(name, "") for name in FIELDS})
    typed = dict(form.typed)
    if (customer_id := form.id("customer_id")) and not typed["customer"]:
        typed["customer"] = (await names_of(session, [customer_id])).get(customer_id, "")
    if (project_id := form.id("project_id")) and not typed["project"]:
        typed["project"] = (await project_names(session, [project_id])).get(project_id, "")
    return typed


async def _wanted(session: AsyncSession, actor: Actor, form: Form) -> Wanted:
    """Return what is looked for; without a customer, project or day this month is."""
    customer_id = await customer_of(session, actor, form)
    given: dict[str, Any] = {
        "staff_id": form.id("who"), "customer_id": customer_id,
        "project_id": await project_of(session, form, customer_id), "first": form.day("first"),
        "last": form.day("last"), "billable": BILLABLE.get(form.text("billable")),
        "text": form.text("text", limit=100),
    }  # fmt: skip
    wanted = Wanted(**given)
    if wanted.first and wanted.last and wanted.last < wanted.first:
        raise Invalid(_("The last day is before the first one."), field="last")
    narrow = (wanted.customer_id, wanted.project_id, wanted.first, wanted.last)
    if any(narrow):
        return wanted
    first, last = month_of(clock.today(actor.zone))
    return replace(wanted, first=first, last=last)


def _this_month(actor: Actor) -> Wanted:
    first, last = month_of(clock.today(actor.zone))
    return Wanted(first=first, last=last)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and last day of a day's month."""
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


ROUTES = [Route("/app/hours/entries", entries)]
