"""Projects: one with its steps, people, tasks and hours; a new one."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.own_fields import custom_of, own_of, tags_of
from admin.pages.picking import customer_of
from admin.pages.project_beside import beside
from admin.pages.rendering import see_other
from admin.pages.rule_words import rule_words
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.timeline import About
from core.access.actor import Actor, require
from core.errors import DomainError, Invalid, NotFound
from core.fields.models import Module
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.people.queries import names_of
from core.timesheets import policies as hours_policies
from core.timesheets.billing_queries import own_rule
from core.work import policies, service
from core.work.project_queries import project_line


def _id(request: Request) -> UUID:
    if (project_id := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return project_id


async def project(request: Request) -> Response:
    """GET /app/projects/{id}"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    found = await project_line(session, actor, _id(request))
    one, today = found.project, clock.today(actor.zone)
    may_bill = hours_policies.can_manage(actor)
    lists = await beside(session, actor, one)
    return await show(
        request, session, "project.html", 422 if refusal else 200, found=found, project=one,
        customer=found.customer, lists=lists, members=lists.members, sent=refusal is not None,
        own=await own_of(session, actor, Module.PROJECT, one),
        about=About("project", one.id, f"/app/projects/{one.id}"),
        terms=await own_rule(session, today, project_id=one.id) if may_bill else None,
        may_bill=may_bill, rule_words=rule_words, people=lists.people, doers=lists.active,
        may_edit=policies.can_edit_projects(actor), today=today, typed=typed or {},
        **refusal_of(refusal),
    )  # fmt: skip


async def new_project(request: Request) -> Response:
    """GET and POST /app/projects/new?customer_id="""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            customer_id = parse_id(request.query_params.get("customer_id", ""))
            names = await names_of(session, [customer_id]) if customer_id else {}
            typed = {"customer": names[customer_id], "customer_id": str(customer_id)} if (
                customer_id in names) else {}  # fmt: skip
            return await _new_page(request, session, actor, typed)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            made = await service.create_project(
                session, actor, **await _fields(session, actor, form)
            )
            key = made.id
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _new_page(request, session, actor, _typed(form), refusal)
    return see_other(f"/app/projects/{key}", done="project_created")


async def _new_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_edit_projects(actor))
    lists = await beside(session, actor, None)
    return await show(
        request, session, "project_new.html", 422 if refusal else 200, typed=typed, lists=lists,
        doers=lists.active, people=lists.people, members=[], sent=refusal is not None,
        own=await own_of(session, actor, Module.PROJECT), **refusal_of(refusal),
    )  # fmt: skip


def _typed(form: Form) -> dict[str, str]:
    """Return a refused form's fields; of the boxes of people all that were ticked."""
    return {**form.typed, "members": " ".join(form.lists.get("member", ()))}


async def _fields(session: AsyncSession, actor: Actor, form: Form) -> dict[str, Any]:
    """Return what the form says, for create_project and change_project alike."""
    fields: dict[str, Any] = {
        "name": form.text("name"), "aliases": form.text("aliases", limit=2_000).split(","),
        "customer_id": await customer_of(session, actor, form),
        "responsible_id": form.id("responsible_id"),
        "budget_minutes": form.minutes("budget"), "members_only": form.ticked("members_only"),
        "member_ids": [key for one in form.lists.get("member", ()) if (key := parse_id(one))],
        "custom": await custom_of(session, actor, Module.PROJECT, form), "tags": tags_of(form),
    }  # fmt: skip
    if "description" in form.typed:
        fields["description"] = form.text("description", limit=20_000)
    for name in ("status_id", "group_id"):
        if name in form.typed:
            fields[name] = form.id(name)
    for name in ("starts_on", "ends_on"):
        if name in form.typed:
            fields[name] = form.day(name)
    return fields


async def change(request: Request) -> Response:
    """POST /app/projects/{id}"""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            await service.change_project(
                session, actor, _id(request), version=form.number("version"),
                **await _fields(session, actor, form),
            )  # fmt: skip
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, _typed(form), refusal)
    return see_other(f"/app/projects/{_id(request)}", done="saved")


async def act(request: Request) -> Response:
    """POST /app/projects/{id}/{verb}: close, reopen, status, archive."""
    form, verb = await read_form(request), request.path_params["verb"]
    try:
        async with writing(request) as (session, actor):
            await _do(session, actor, _id(request), verb, form)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, refusal=refusal)
    done = {"close": "project_closed", "reopen": "project_reopened", "archive": "archived"}
    return see_other(f"/app/projects/{_id(request)}", done=done.get(verb, "saved"))


async def _do(session: AsyncSession, actor: Actor, key: UUID, verb: str, form: Form) -> None:
    match verb:
        case "close":
            await service.close_project(session, actor, key)
        case "reopen":
            await service.reopen_project(session, actor, key)
        case "archive":
            await service.archive_project(session, actor, key)
        case "status":
            if (status_id := form.id("status_id")) is None:
                raise Invalid(_("Choose a status."), field="status_id")
            version = form.number("version")
            await service.change_project(session, actor, key, version=version, status_id=status_id)
        case _:
            raise NotFound


ROUTES = [
    Route("/app/projects/new", new_project, methods=["GET", "POST"]),
    Route("/app/projects/{id}", project),
    Route("/app/projects/{id}", change, methods=["POST"]),
    Route("/app/projects/{id}/{verb}", act, methods=["POST"]),
]
