"""Projects: the list, one with its tasks and hours, a new one."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, doers
from admin.pages.rendering import see_other
from admin.pages.rule_words import rule_words
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.people.queries import names_of
from core.timesheets import policies as hours_policies
from core.timesheets.billing_queries import own_rule, used_minutes
from core.timesheets.queries import hours_of_project
from core.work import policies, queries, service


async def project_list(request: Request) -> Response:
    """GET /app/projects?closed=1"""
    async with reading(request) as (session, actor):
        closed = request.query_params.get("closed") == "1"
        found = await queries.project_page(
            session, closed=closed, cursor=request.query_params.get("cursor")
        )
        return await show(
            request, session, "projects.html", page=found, closed=closed,
            may_edit=policies.can_edit_projects(actor),
        )  # fmt: skip


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
    found = await queries.get_project(session, _id(request))
    names = await names_of(session, [found.customer_id]) if found.customer_id else {}
    members = await queries.members_of_project(session, found.id)
    active, today = await doers(session), clock.today(actor.zone)
    may_bill = hours_policies.can_manage(actor)
    return await show(
        request, session, "project.html", 422 if refusal else 200, project=found,
        customer=names.get(found.customer_id) if found.customer_id else None,
        tasks=await queries.tasks_of_project(session, actor, found.id),
        hours=await hours_of_project(session, actor, found.id),
        used=await used_minutes(session, found.id), members=members, sent=refusal is not None,
        terms=await own_rule(session, today, project_id=found.id) if may_bill else None,
        may_bill=may_bill, rule_words=rule_words, people=_people(active, members),
        doers=active, may_edit=policies.can_edit_projects(actor),
        today=today, typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip


def _people(
    active: list[tuple[UUID, str]], members: list[tuple[UUID, str]]
) -> list[tuple[UUID, str]]:
    """Return whom a project may have: everybody with access, and who is attached already."""
    return sorted({*active, *members}, key=lambda one: one[1].casefold())


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
                session, actor, name=form.text("name"), aliases=_aliases(form),
                customer_id=await customer_of(session, actor, form),
                responsible_id=form.id("responsible_id"), **_limits(form),
            )  # fmt: skip
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
    return await show(
        request, session, "project_new.html", 422 if refusal else 200, typed=typed,
        doers=(active := await doers(session)), people=active, members=[],
        sent=refusal is not None, **refusal_of(refusal),
    )  # fmt: skip


def _typed(form: Form) -> dict[str, str]:
    """Return a refused form's fields; of the boxes of people all that were ticked."""
    return {**form.typed, "members": " ".join(form.lists.get("member", ()))}


def _limits(form: Form) -> dict[str, Any]:
    """Return the budget and who may log hours."""
    return {
        "budget_minutes": form.minutes("budget"), "members_only": form.ticked("members_only"),
        "member_ids": [key for one in form.lists.get("member", ()) if (key := parse_id(one))],
    }  # fmt: skip


def _aliases(form: Form) -> list[str]:
    return form.text("aliases", limit=2_000).split(",")


async def change(request: Request) -> Response:
    """POST /app/projects/{id}"""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            await service.change_project(
                session, actor, _id(request), version=form.number("version"),
                name=form.text("name"), aliases=_aliases(form),
                customer_id=await customer_of(session, actor, form),
                responsible_id=form.id("responsible_id"), **_limits(form),
            )  # fmt: skip
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, _typed(form), refusal)
    return see_other(f"/app/projects/{_id(request)}", done="saved")


async def act(request: Request) -> Response:
    """POST /app/projects/{id}/{verb}: close, reopen."""
    verb = request.path_params["verb"]
    if verb not in ("close", "reopen"):
        raise NotFound
    async with writing(request) as (session, actor):
        change = service.close_project if verb == "close" else service.reopen_project
        await change(session, actor, _id(request))
    done = "project_closed" if verb == "close" else "project_reopened"
    return see_other(f"/app/projects/{_id(request)}", done=done)


ROUTES = [
    Route("/app/projects", project_list),
    Route("/app/projects/new", new_project, methods=["GET", "POST"]),
    Route("/app/projects/{id}", project),
    Route("/app/projects/{id}", change, methods=["POST"]),
    Route("/app/projects/{id}/{verb}", act, methods=["POST"]),
]
