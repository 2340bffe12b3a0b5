"""Approving hours: the weeks that wait, one line each; sending one's own week."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.hours import week_name
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor
from core.errors import DomainError, NotAllowed, NotFound
from core.expenses.week_queries import WeekSums, week_sums
from core.kit import clock
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.notify.week_words import notes_on, sums_words
from core.settings.queries import load_company
from core.timesheets import approval_queries, policies, queries, service
from core.timesheets.approval_queries import Box
from core.timesheets.errors import WeekNotOver
from core.timesheets.submitting import EARLY
from core.timesheets.week_lines import Sight, WeekLine, week_days
from core.timesheets.week_steps import number

HERE = "/app/hours/approvals"
NAMES: Mapping[Box, str] = {
    "waiting": N_("Waiting"), "approved": N_("Approved"), "rejected": N_("Sent back"),
    "open": N_("Not sent"),
}  # fmt: skip
EMPTY: Mapping[Box, str] = {
    "waiting": N_("No week waits for you. People are asked to send theirs when it is complete."),
    "approved": N_("The weeks that were approved appear here. They are locked."),
    "rejected": N_("Nothing is sent back: what was to be put right has been sent again."),
    "open": N_("Every past week has been sent."),
}


async def approvals(request: Request) -> Response:
    """GET /app/hours/approvals?box=&cursor="""
    return await _page(request)


async def _page(request: Request, refusal: str | None = None, **context: Any) -> Response:
    asked = request.query_params
    box: Box = next((one for one in approval_queries.BOXES if one == asked.get("box")), "waiting")
    async with reading(request) as (session, actor):
        company = await load_company(session)
        counts = await approval_queries.counts(session, actor, own_allowed=company.own_approval)
        page = await approval_queries.weeks_page(
            session, actor, box, asked.get("cursor"), company=company
        )
        sums = await week_sums(
            session, [(one.status.staff_id, one.status.monday) for one in page.rows]
        )
        return await show(
            request, session, "approvals.html", 422 if refusal else 200, box=box, page=page,
            boxes=[(key, _(NAMES[key]), counts.get(key, 0)) for key in approval_queries.BOXES],
            empty_words=_(EMPTY[box]), notes_on=notes_on, sums_words=sums_words,
            sums_of=lambda one: sums.get((one.status.staff_id, one.status.monday), WeekSums()),
            decides=_decides(actor, company.own_approval), week_name=week_name,
            any_to_decide=box == "waiting" and _any(page.rows, actor, company.own_approval),
            **{"refusal": refusal, "opened": None, **context},
        )  # fmt: skip


def _decides(actor: Actor, own_allowed: bool) -> Any:
    return lambda line: policies.can_approve(actor, line.status.staff_id, own_allowed)


def _any(lines: Sequence[WeekLine], actor: Actor, own_allowed: bool) -> bool:
    return any(policies.can_approve(actor, one.status.staff_id, own_allowed) for one in lines)


async def entries(request: Request) -> Response:
    """GET /app/hours/approvals/{staff}/{monday}: the entries of a week, as a piece of a page."""
    staff_id, monday = parse_id(request.path_params["staff"]), _monday(request)
    async with reading(request) as (session, actor):
        if staff_id is None or not policies.can_see_hours_of(actor, staff_id):
            raise NotFound
        days = week_days(monday)
        found = await queries.entries_between(session, actor, days[0], days[-1], staff_id=staff_id)
        return render(request, "parts/week_entries.html", days=days, entries=found)


async def decide(request: Request) -> Response:
    """POST /app/hours/approvals/{id}/{verb}: approve, return (send back) or reopen one week."""
    verb, week_id = request.path_params["verb"], parse_id(request.path_params["id"])
    if verb not in DECISIONS or week_id is None:
        raise NotFound
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            week = await approval_queries.get_week(session, actor, week_id)
            await _decide(session, actor, verb, week.staff_id, week.monday, form)
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        wrote = week_id if verb != "approve" else None
        return await _page(request, error.sentence(), opened=wrote, typed=form.typed)
    return see_other(HERE, box=request.query_params.get("box"), done=DECISIONS[verb])


DECISIONS = {"approve": "week_approved", "return": "week_returned", "reopen": "week_reopened"}


async def _decide(
    session: AsyncSession, actor: Actor, verb: str, staff_id: UUID, monday: date, form: Form
) -> None:
    version, comment = form.number("version"), form.typed.get("comment", "")
    if verb == "approve":
        await service.approve_week(
            session, actor, staff_id, monday, version=version, seen=Sight.read(form.text("seen"))
        )
        return
    change = service.reject_week if verb == "return" else service.reopen_week
    await change(session, actor, staff_id, monday, comment=comment, version=version)


async def approve_many(request: Request) -> Response:
    """POST /app/hours/approvals: approve the chosen weeks (`id.version.seen` each)."""
    form = await read_form(request)
    chosen = []
    for one in form.lists.get("week", ()):
        identity, version, seen = [*one[:100].split("."), "", "", ""][:3]
        sight = Sight.read(seen)
        if (week_id := parse_id(identity)) and version.isdecimal() and sight:
            chosen.append((week_id, int(version), sight))
    if not chosen:
        return await _page(request, _("Choose the weeks to approve first."))
    async with writing(request) as (session, actor):
        if not policies.may_approve(actor):
            raise NotAllowed
        approved, refused = await service.approve_weeks(session, actor, chosen)
    if refused:
        sentences = dict.fromkeys(one.error.sentence() for one in refused)
        return await _page(request, " ".join(sentences))
    return see_other(HERE, done="week_approved" if len(approved) == 1 else "weeks_approved")


async def own_week(request: Request) -> Response:
    """POST /app/hours/weeks/{monday}/{verb}?who=: submit, recall or ask for reopening."""
    verb, monday = request.path_params["verb"], _monday(request)
    if verb not in STEPS:
        raise NotFound
    form = await read_form(request)
    who = parse_id(request.query_params.get("who", "") or form.typed.get("who", ""))
    try:
        async with writing(request) as (session, actor):
            staff_id = who or actor.staff_id
            await _step(session, actor, verb, monday, staff_id, form)
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        async with reading(request) as (session, actor):
            return await show(
                request, session, "week_refused.html", 422, monday=monday, who=who,
                week=week_name(monday), early=isinstance(error, WeekNotOver),
                number=number(monday), **refusal_of(error),
            )  # fmt: skip
    return see_other("/app/hours", week=week_name(monday), done=STEPS[verb],
                     who=who if who != request.state.actor.id else None)  # fmt: skip


STEPS = {"submit": "week_submitted", "recall": "week_recalled", "ask": "week_asked"}


async def _step(
    session: AsyncSession, actor: Actor, verb: str, monday: date, staff_id: UUID, form: Form
) -> None:
    if verb == "submit":
        confirmed = frozenset([EARLY]) if form.ticked("early") else frozenset[str]()
        await service.submit_week(session, actor, monday, staff_id=staff_id, confirmed=confirmed)
    elif verb == "recall":
        await service.recall_week(session, actor, monday, staff_id=staff_id)
    else:
        await service.ask_reopening(
            session, actor, monday, staff_id=staff_id, comment=form.typed.get("comment", "")
        )


def _monday(request: Request) -> date:
    try:
        day = date.fromisoformat(request.path_params["monday"])
    except ValueError:
        raise NotFound from None
    return clock.week_of(day)[0]


ROUTES = [
    Route(HERE, approvals),
    Route(HERE, approve_many, methods=["POST"]),
    Route(HERE + "/{staff}/{monday}", entries),
    Route(HERE + "/{id}/{verb}", decide, methods=["POST"]),
    Route("/app/hours/weeks/{monday}/{verb}", own_week, methods=["POST"]),
]
