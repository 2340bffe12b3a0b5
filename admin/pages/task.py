"""A task's page: what it is, its checklist, activities and links; and a new task."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.own_fields import own_of
from admin.pages.picking import doers
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.task_beside import beside
from admin.pages.task_form import NEW_ONLY, fields_of_form, wall_parts
from admin.pages.timeline import About
from admin.pages.work_words import LINKS, PRIORITIES, activity_words, link_words, priority_words
from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests.queries import get_request
from core.errors import DomainError
from core.fields.models import Module
from core.kit import clock
from core.people.person_queries import person_line
from core.people.queries import names_of as customer_names
from core.staff.queries import active_teams
from core.work import policies, queries, service
from core.work.standing import standing_of
from core.work.task_queries import task_facts

WORDS: dict[str, Any] = {
    "link_words": link_words, "priority_words": priority_words, "activity_words": activity_words,
    "PRIORITIES": PRIORITIES, "wall_parts": wall_parts,
}  # fmt: skip
LINK_CHOICES = tuple((f"{kind}-{'from' if way else 'to'}", kind, way) for kind, way in LINKS)
SAME_BOTH_WAYS = ("related-to", "duplicates-to")


async def new_task(request: Request) -> Response:
    """GET and POST /app/tasks/new (`request`: the number of a contact request it is made from)."""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            typed = await _suggested(request, session, actor)
            return await _new_page(request, session, actor, typed)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            made_from = form.text("request")
            contact_request = await get_request(session, actor, made_from) if made_from else None
            task = await service.create_task(
                session, actor,
                contact_request_id=contact_request.id if contact_request else None,
                **await fields_of_form(session, actor, form),
            )  # fmt: skip
            number = task.number
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _new_page(request, session, actor, form.typed, refusal)
    return see_other(f"/app/tasks/{number}", done="task_created")


async def _suggested(request: Request, session: AsyncSession, actor: Actor) -> dict[str, str]:
    """Return what a new task begins with: the request's words, the customer, oneself as doer."""
    asked = request.query_params
    typed = {"doer_id": str(actor.id), "due_on": asked.get("due_on", "")}
    customer_id: UUID | None = None
    if number := asked.get("request"):
        contact_request = await get_request(session, actor, number)
        customer_id = contact_request.customer_id
        typed |= {"request": number, "title": contact_request.subject[:200]}
    elif asked.get("customer_id"):
        customer_id = Form({"id": asked["customer_id"]}).id("id")
    if project_id := Form({"id": asked.get("project_id", "")}).id("id"):
        names = await queries.project_names(session, [project_id])
        typed |= {"project": names.get(project_id, ""), "project_id": str(project_id)}
    if person_id := Form({"id": asked.get("person_id", "")}).id("id"):
        found = await person_line(session, actor, person_id)
        typed |= {"person": found.person.name, "person_id": str(person_id)}
    if customer_id is not None:
        names = await customer_names(session, [customer_id])
        if customer_id in names:
            typed |= {"customer": names[customer_id], "customer_id": str(customer_id)}
    return typed


async def _new_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    return await show(
        request, session, "task_new.html", 422 if refusal else 200, typed=typed,
        doers=await doers(session), teams=[(one.id, one.name) for one in await active_teams(session)],
        workflows=await queries.workflows(session), own=await own_of(session, actor, Module.TASK),
        may_choose_doer=actor.may(Permission.HANDLE_TASKS), **WORDS, **refusal_of(refusal),
    )  # fmt: skip


async def task_page(request: Request) -> Response:
    """GET /app/tasks/{number}"""
    async with reading(request) as (session, actor):
        return await page(request, session, actor)


async def page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    """Return the page of the task a path names, with a refusal where there was one."""
    found = await task_facts(session, actor, request.path_params["number"])
    task = found.task
    standing = await standing_of(session, actor, task)
    return await show(
        request, session, "task.html", 422 if refusal else 200, found=found, task=task,
        standing=standing, stage_moves=standing.moves(actor),
        lists=await beside(session, actor, task),
        own=await own_of(session, actor, Module.TASK, task),
        about=About("task", task.id, f"/app/tasks/{task.number}"),
        may_change=policies.can_change_task(actor, task), today=clock.today(actor.zone),
        now=clock.now(), link_choices=link_choices(), typed=typed or {}, **WORDS,
        **refusal_of(refusal),
    )  # fmt: skip


def link_choices() -> list[tuple[str, str]]:
    """Return the ways in which a task may stand to another, for a select."""
    offered = [one for one in LINK_CHOICES if one[0] not in SAME_BOTH_WAYS]
    return [(key, link_words(kind, way)) for key, kind, way in offered]


async def change_task(request: Request) -> Response:
    """POST /app/tasks/{number}: save the form."""
    form = await read_form(request)
    number = request.path_params["number"]
    try:
        async with writing(request) as (session, actor):
            fields: dict[str, Any] = await fields_of_form(session, actor, form)
            for name in NEW_ONLY:
                fields.pop(name, None)
            await service.change_task(
                session, actor, number, version=form.number("version"), **fields
            )
    except DomainError as refusal:
        return await again(request, form, refusal)
    return see_other(f"/app/tasks/{number}", done="saved")


async def again(request: Request, form: Form, refusal: DomainError) -> Response:
    """Return the page with what was typed and why it was refused."""
    async with reading(request) as (session, actor):
        return await page(request, session, actor, form.typed, refusal)


ROUTES = [
    Route("/app/tasks/new", new_task, methods=["GET", "POST"]),
    Route("/app/tasks/{number}", task_page),
    Route("/app/tasks/{number}", change_task, methods=["POST"]),
]
