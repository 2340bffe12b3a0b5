"""One entry of hours: a new one, its correction, its history, its reversal once it is locked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.hours import week_name
from admin.pages.own_fields import custom_of, differs, own_of
from admin.pages.picking import customer_of, project_of
from admin.pages.rendering import see_other
from admin.pages.rule_words import rule_words
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.small_rows import rows
from core.access.actor import Actor
from core.errors import DomainError, Invalid, NotFound
from core.fields.models import Module
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.people.models import Customer
from core.people.queries import names_of
from core.staff.models import StaffMember
from core.staff.queries import get_member
from core.timesheets import locking, policies, queries, reversing, service
from core.timesheets.checks import CONFIRMABLE
from core.timesheets.errors import Doubtful, WeekIsApproved
from core.timesheets.models import BillingRule, TimeEntry
from core.work.models import Project
from core.work.queries import project_names, work_kinds

QUICK = 6


def refused(error: DomainError | None, typed: dict[str, str]) -> dict[str, Any]:
    """Return a refusal for a form of hours: what is unusual gets a tick instead of an alarm.

    `doubt` is the sentence and `doubt_codes` what the tick says; `closed_week` may be asked for.
    """
    calm = {"doubt": "", "doubt_codes": "", "closed_week": None, "closed_of": None}
    if isinstance(error, Doubtful):
        codes = sorted(error.codes | confirmed_in(typed))
        return {**calm, "doubt": error.sentence(), "doubt_codes": " ".join(codes)}
    if isinstance(error, WeekIsApproved):
        asked = {"closed_week": error.monday, "closed_of": error.staff_id}
        return {**calm, **refusal_of(error), **asked}
    return {**calm, **refusal_of(error)}


def confirmed_in(typed: dict[str, str]) -> frozenset[str]:
    """Return the doubts that a form's tick confirms."""
    return CONFIRMABLE & frozenset(typed.get("confirmed", "").split())


async def new_entry(request: Request) -> Response:
    """GET and POST /app/hours/new?day=&customer_id=&project_id=&task_id=&who="""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            typed = await _suggested(request, session, actor)
            return await _form_page(request, session, actor, typed)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            who = form.id("who") or actor.staff_id
            entry = await service.log_time(
                session, actor, staff_id=who, task_id=form.id("task_id"),
                confirmed=confirmed_in(form.typed), **await _fields(session, actor, form),
            )  # fmt: skip
            day = entry.day
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _form_page(request, session, actor, form.typed, refusal=refusal)
    if "more" in form.typed:
        return see_other("/app/hours/new", day=day, done="entry_saved", who=form.typed.get("who"))
    who_else = form.id("who")
    return see_other(
        "/app/hours", week=week_name(clock.week_of(day)[0]), done="entry_saved",
        who=who_else if who_else != request.state.actor.id else None,
    )  # fmt: skip


async def _suggested(request: Request, session: AsyncSession, actor: Actor) -> dict[str, str]:
    """Return what a new entry begins with: today and what the link named."""
    asked = request.query_params
    typed = {"day": asked.get("day") or clock.today(actor.zone).isoformat()}
    for name in ("who", "task_id"):
        if parse_id(asked.get(name, "")):
            typed[name] = asked[name]
    if customer_id := parse_id(asked.get("customer_id", "")):
        names = await names_of(session, [customer_id])
        typed |= {"customer": names.get(customer_id, ""), "customer_id": str(customer_id)}
    if project_id := parse_id(asked.get("project_id", "")):
        names = await project_names(session, [project_id])
        typed |= {"project": names.get(project_id, ""), "project_id": str(project_id)}
    return typed


async def _fields(session: AsyncSession, actor: Actor, form: Form) -> dict[str, Any]:
    """Return what the entry form says, for log_time and correct_entry alike."""
    day = form.day("day")
    if day is None:
        raise Invalid(_("Say which day the work was done on."), field="day")
    minutes, start, end = form.minutes("hours"), form.wall("start"), form.wall("end")
    if minutes is None and (start is None or end is None):
        raise Invalid(_("Say how long it took, or from when until when."), field="hours")
    fields = {"day": day, "start": start, "end": end, **await _place(session, actor, form)}
    if minutes is not None:
        fields["minutes"] = minutes
    return fields


async def _place(session: AsyncSession, actor: Actor, form: Form) -> dict[str, Any]:
    """Return what the work was for, as the form says."""
    customer_id = await customer_of(session, actor, form)
    return {
        "customer_id": customer_id, "project_id": await project_of(session, form, customer_id),
        "work_kind_id": form.id("work_kind_id"),
        "billable": {"yes": True, "no": False}.get(form.text("billable")),
        "note": form.text("note", limit=5_000),
        "custom": await custom_of(session, actor, Module.TIME_ENTRY, form),
    }  # fmt: skip


async def _form_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    *, entry: TimeEntry | None = None, refusal: DomainError | None = None, **context: Any,
) -> Response:  # fmt: skip
    who = entry.staff_id if entry else parse_id(typed.get("who", "")) or actor.staff_id
    if entry is None and not policies.can_log_for(actor, who):
        raise NotFound
    last = [] if entry else await queries.last_entries(session, actor, who, limit=40)
    quick: dict[tuple[UUID | None, UUID | None], Any] = {}
    if who == actor.id:
        context["who_name"] = ""
    elif "who_name" not in context:
        context["who_name"] = (await get_member(session, who)).name
    for line in last:
        quick.setdefault((line.entry.customer_id, line.entry.project_id), line)
    return await show(
        request, session, "hours_entry.html", 422 if refusal else 200, entry=entry, typed=typed,
        kinds=[(kind.id, kind.name) for kind in await work_kinds(session)], who=who,
        quick=[line for line in quick.values() if line.customer or line.project][:QUICK],
        today=clock.today(actor.zone), rule_words=rule_words,
        own=await own_of(session, actor, Module.TIME_ENTRY, entry),
        **{"locked_by": "", "locked_week": None, "reversal_id": None} | context,
        **refused(refusal, typed),
    )  # fmt: skip


def _typed_of(
    entry: TimeEntry, customer: str | None, project: str | None, zone: str
) -> dict[str, str]:
    """Return an entry as its form's fields."""
    walls = [clock.local(at, zone).strftime("%H:%M") if at else ""
             for at in (entry.started_at, entry.ended_at)]  # fmt: skip
    return {
        "day": entry.day.isoformat(), "hours": formatting.hours(entry.worked_minutes)[:-2],
        "start": walls[0], "end": walls[1], "customer": customer or "",
        "customer_id": str(entry.customer_id or ""), "project": project or "",
        "project_id": str(entry.project_id or ""), "work_kind_id": str(entry.work_kind_id or ""),
        "billable": {True: "yes", False: "no", None: ""}[entry.billable], "note": entry.note,
    }  # fmt: skip


async def entry_page(request: Request) -> Response:
    """GET /app/hours/{id}"""
    async with reading(request) as (session, actor):
        return await _entry_page(request, session, actor)


async def _entry_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    seen = queries.one_entry(actor, _entry_id(request))
    standing = await locking.load_standing(session, seen, lock=False)
    if standing is None:
        raise NotFound
    entry = standing.entry
    past = await queries.chain_of(session, entry.id)
    known = await _known(session, entry, past)
    names, zone = known["names"], known["entry_zone"]
    if typed is None:
        typed = _typed_of(
            entry, names.get(entry.customer_id) if entry.customer_id else None,
            names.get(entry.project_id) if entry.project_id else None, zone,
        )  # fmt: skip
    newest = entry if entry.superseded_at is None else await queries.newest_of(session, entry.id)
    return await _form_page(
        request, session, actor, typed, entry=entry, refusal=refusal, past=past,
        newest=newest, may_change=policies.can_change(actor, entry),
        reversal_id=standing.reversal_id, rule=await _rule_of(session, entry), **known,
        **await _lock(session, standing, zone),
    )  # fmt: skip


async def _known(
    session: AsyncSession, entry: TimeEntry, past: Sequence[TimeEntry]
) -> dict[str, Any]:
    """Return the names an entry's page shows and the zone of whose it is, one statement.

    `writers` are those who wrote somebody else's hours.
    """
    places = {key for one in past for key in (one.customer_id, one.project_id) if key}
    others = {one.logged_by_id for one in past if one.logged_by_id not in (None, one.staff_id)}
    lists = [
        rows("place", Customer.id, Customer.name).where(Customer.id.in_(places)),
        rows("place", Project.id, Project.name).where(Project.id.in_(places)),
        rows("staff", StaffMember.id, StaffMember.name, StaffMember.zone).where(
            StaffMember.id.in_({entry.staff_id, *others})
        ),
    ]
    found = (await session.execute(sa.union_all(*lists))).all()
    names = {row.id: row.words for row in found if row.kind == "place"}
    people = {row.id: (row.words, row.more0) for row in found if row.kind == "staff"}
    name, zone = people[entry.staff_id]
    return {
        "names": names, "projects": names, "entry_zone": zone, "who_name": name,
        "writers": {key: words for key, (words, _zone) in people.items() if key in others},
    }  # fmt: skip


async def _lock(session: AsyncSession, standing: locking.Standing, zone: str) -> dict[str, Any]:
    """Return what locks an entry, in a sentence, and the week that may be asked for."""
    why = await reversing.why_locked(session, standing, zone)
    week = why.monday if isinstance(why, WeekIsApproved) else None
    return {"locked_by": why.sentence() if why else "", "locked_week": week}


async def _rule_of(session: AsyncSession, entry: TimeEntry) -> BillingRule | None:
    found = entry.billing_rule_id
    return await session.get(BillingRule, found) if found is not None else None


async def change_entry(request: Request) -> Response:
    """POST /app/hours/{id}: a correction takes the entry's place."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            entry = await queries.get_entry(session, actor, _entry_id(request))
            fields = await _changes(session, actor, form, entry)
            corrected = await service.correct_entry(
                session, actor, entry.id, confirmed=confirmed_in(form.typed), **fields
            )
            back = see_other(
                "/app/hours", week=week_name(clock.week_of(corrected.day)[0]), done="entry_saved",
                who=corrected.staff_id if corrected.staff_id != actor.id else None,
            )  # fmt: skip
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _entry_page(request, session, actor, form.typed, refusal)
    return back


async def _changes(
    session: AsyncSession, actor: Actor, form: Form, entry: TimeEntry
) -> dict[str, Any]:
    """Return the fields that differ from the entry: what stays the same is no correction."""
    fields = await _fields(session, actor, form)
    zone = (await get_member(session, entry.staff_id)).zone
    now = {
        "start": clock.local(entry.started_at, zone).time() if entry.started_at else None,
        "end": clock.local(entry.ended_at, zone).time() if entry.ended_at else None,
        "minutes": entry.worked_minutes,
    }
    custom = fields.pop("custom")
    own = await own_of(session, actor, Module.TIME_ENTRY, entry)
    filled = {"custom": custom} if differs(own, custom) else {}
    return filled | {
        name: value for name, value in fields.items()
        if value != (now[name] if name in now else getattr(entry, name))
    }  # fmt: skip


async def reverse(request: Request) -> Response:
    """POST /app/hours/{id}/reverse: take locked hours back, and (`instead`) book others."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            instead: dict[str, Any] = {}
            if "instead" in form.typed:
                minutes = form.minutes("hours")
                if minutes is None:
                    raise Invalid(_("Say how long it took."), field="hours")
                instead = {"minutes": minutes, **await _place(session, actor, form)}
            reversal, booked = await service.reverse_entry(
                session, actor, _entry_id(request), reason=form.text("reason", limit=2_000),
                confirmed=confirmed_in(form.typed), **instead,
            )  # fmt: skip
            shown = (booked or reversal).id
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _entry_page(request, session, actor, form.typed, refusal)
    return see_other(f"/app/hours/{shown}", done="entry_reversed")


def _entry_id(request: Request) -> UUID:
    entry_id: UUID = request.path_params["id"]
    return entry_id


async def act(request: Request) -> Response:
    """POST /app/hours/{id}/{verb}: remove or restore."""
    verb, entry_id = request.path_params["verb"], _entry_id(request)
    if verb not in ("remove", "restore"):
        raise NotFound
    try:
        async with writing(request) as (session, actor):
            change = service.remove_entry if verb == "remove" else service.restore_entry
            await change(session, actor, entry_id)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _entry_page(request, session, actor, None, refusal)
    return see_other(
        f"/app/hours/{entry_id}", done="entry_removed" if verb == "remove" else "entry_restored"
    )


ROUTES = [
    Route("/app/hours/new", new_entry, methods=["GET", "POST"]),
    Route("/app/hours/{id:uuid}", entry_page),
    Route("/app/hours/{id:uuid}", change_entry, methods=["POST"]),
    Route("/app/hours/{id:uuid}/reverse", reverse, methods=["POST"]),
    Route("/app/hours/{id:uuid}/{verb}", act, methods=["POST"]),
]
