"""Absences: who is or was away, writing it down, changing it; one's working time and balance."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import doers
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import DomainError, Invalid, NotFound
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.staff.queries import get_member
from core.timesheets import absence_queries, absences, policies
from core.timesheets.absence_words import KINDS, choices, how_long, kind_words
from core.timesheets.models import Absence
from core.timesheets.norm_queries import norms, worked_by_day
from core.timesheets.norms import balance_of


async def absence_list(request: Request) -> Response:
    """GET /app/absences?year=2026&who=<id>"""
    return await _list(request)


async def _list(
    request: Request, typed: dict[str, str] | None = None, refusal: DomainError | None = None
) -> Response:
    asked = request.query_params
    async with reading(request) as (session, actor):
        today = clock.today(actor.zone)
        year = min(max(Form(dict(asked)).number("year") or today.year, 2000), today.year + 2)
        who = parse_id(asked.get("who", ""))
        first, last = date(year, 1, 1), date(year, 12, 31)
        return await show(
            request, session, "absences.html", 422 if refusal else 200, year=year, today=today,
            lines=await absence_queries.absences_between(session, actor, first, last, staff_id=who),
            typed=typed or {"first": today.isoformat()}, who=who, **_words(),
            **await _rights(session, actor), **await _own_time(session, actor, today),
            **refusal_of(refusal),
        )  # fmt: skip


def _words() -> dict[str, Any]:
    return {"kinds": choices(), "absence_kind": kind_words, "absence_length": how_long}


async def _rights(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    """Return whose absences the actor sees and may write down."""
    for_others = actor.may(Permission.LOG_FOR_OTHERS) or policies.can_set_working_times(actor)
    sees_all = actor.may(Permission.SEE_ALL_HOURS) or actor.may(Permission.MANAGE_HOURS)
    return {
        "may_log": actor.may(Permission.LOG_HOURS) or for_others, "for_others": for_others,
        "sees_all": sees_all, "people": await doers(session) if for_others or sees_all else [],
    }  # fmt: skip


async def _own_time(session: AsyncSession, actor: Actor, today: date) -> dict[str, Any]:
    """Return the actor's own norm of each weekday and balance, where they have a norm."""
    who = actor.staff_id
    known = await norms(session, [who], date.min, today)
    norm = known.usual_week(who, today)
    worked = await worked_by_day(session, who)
    yesterday = date.fromordinal(today.toordinal() - 1)
    return {"norm": norm, "balance": balance_of(who, known, worked, yesterday)}


async def log(request: Request) -> Response:
    """POST /app/absences: days off are written down."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            await absences.log_absence(
                session, actor, staff_id=form.id("who") or actor.staff_id, **_fields(form)
            )
    except DomainError as refusal:
        return await _list(request, form.typed, refusal)
    return see_other("/app/absences", done="absence_saved", year=form.typed["first"][:4])


def _fields(form: Form) -> dict[str, Any]:
    """Return what the form says; the last day may be left empty, hours too (whole days)."""
    if (first := form.day("first")) is None:
        raise Invalid(_("Say the first day of the absence."), field="first")
    if form.text("kind") not in set(map(str, KINDS)):
        raise Invalid(_("Choose why you are away."), field="kind")
    return {
        "kind": form.text("kind"), "first_day": first, "last_day": form.day("last") or first,
        "day_minutes": form.minutes("hours"), "note": form.text("note", limit=2_000),
    }  # fmt: skip


async def absence_page(request: Request) -> Response:
    """GET /app/absences/{id}"""
    return await _one(request)


async def _one(
    request: Request, typed: dict[str, str] | None = None, refusal: DomainError | None = None
) -> Response:
    async with reading(request) as (session, actor):
        absence = await absence_queries.get_absence(session, actor, _id(request))
        member = await get_member(session, absence.staff_id)
        return await show(
            request, session, "absence.html", 422 if refusal else 200, absence=absence,
            name=member.name, mine=member.id == actor.id, typed=typed or _typed_of(absence),
            may_change=policies.can_log_absence_for(actor, absence.staff_id), **_words(),
            **refusal_of(refusal),
        )  # fmt: skip


def _typed_of(absence: Absence) -> dict[str, str]:
    hours = formatting.hours(absence.day_minutes)[:-2] if absence.day_minutes else ""
    return {
        "kind": absence.kind, "first": absence.first_day.isoformat(), "hours": hours,
        "last": absence.last_day.isoformat(), "note": absence.note,
        "version": str(absence.version),
    }  # fmt: skip


def _id(request: Request) -> UUID:
    found: UUID = request.path_params["id"]
    return found


async def change(request: Request) -> Response:
    """POST /app/absences/{id}: the absence is corrected."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            await absences.correct_absence(
                session, actor, _id(request), version=form.number("version"), **_fields(form)
            )
    except DomainError as refusal:
        return await _one(request, form.typed, refusal)
    return see_other("/app/absences", done="absence_saved", year=form.typed["first"][:4])


async def act(request: Request) -> Response:
    """POST /app/absences/{id}/{verb}: remove or restore."""
    acts = {"remove": absences.remove_absence, "restore": absences.restore_absence}
    verb = request.path_params["verb"]
    if verb not in acts:
        raise NotFound
    try:
        async with writing(request) as (session, actor):
            await acts[verb](session, actor, _id(request))
    except DomainError as refusal:
        return await _one(request, None, refusal)
    done = "absence_removed" if verb == "remove" else "absence_restored"
    return see_other(f"/app/absences/{_id(request)}", done=done)


ROUTES = [
    Route("/app/absences", absence_list),
    Route("/app/absences", log, methods=["POST"]),
    Route("/app/absences/{id:uuid}", absence_page),
    Route("/app/absences/{id:uuid}", change, methods=["POST"]),
    Route("/app/absences/{id:uuid}/{verb}", act, methods=["POST"]),
]
