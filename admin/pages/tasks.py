"""Tasks: my own in order of urgency, everybody's by page, one task, a new one."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, doers, project_of
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.wording import happened
from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests.models import ContactRequest
from core.contact_requests.queries import get_request, get_request_by_id
from core.errors import DomainError, Invalid, NotFound
from core.events.queries import history_of
from core.kit import clock
from core.kit.i18n import N_, _
from core.people.queries import names_of as customer_names
from core.staff.queries import active_teams
from core.timesheets.queries import entries_of_task
from core.work import policies, queries, service
from core.work.queries import TaskLine

GROUPS = (
    ("late", N_("Late")),
    ("today", N_("Today")),
    ("week", N_("Within a week")),
    ("later", N_("Later")),
    ("undated", N_("Without a date")),
)


def _group(due_on: date | None, today: date) -> str:
    if due_on is None:
        return "undated"
    if due_on < today:
        return "late"
    if due_on == today:
        return "today"
    return "week" if due_on <= today + timedelta(days=7) else "later"


def grouped(lines: list[TaskLine], today: date) -> list[tuple[str, str, list[TaskLine]]]:
    """Return (group, its name, its tasks) in order of urgency, empty groups left out."""
    found: dict[str, list[TaskLine]] = {}
    for line in lines:
        found.setdefault(_group(line.task.due_on, today), []).append(line)
    return [(group, _(name), found[group]) for group, name in GROUPS if group in found]


async def task_list(request: Request) -> Response:
    """GET /app/tasks?box=mine|team|done"""
    box = request.query_params.get("box", "mine")
    async with reading(request) as (session, actor):
        context: dict[str, Any] = {"box": box, "today": clock.today(actor.zone), "page": None}
        if box in ("team", "done"):
            cursor = request.query_params.get("cursor")
            context["page"] = await queries.task_page(
                session, actor, done=box == "done", cursor=cursor
            )
            context["groups"] = []
        else:
            lines = await queries.my_tasks(session, actor)
            context["groups"] = grouped(lines, context["today"])
        context["reminders"] = await queries.my_reminders(session, actor)
        return await show(request, session, "tasks.html", **context)


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
                **await _fields(session, actor, form),
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
        doers=await doers(session), teams=await active_teams(session),
        workflows=await queries.workflows(session),
        may_choose_doer=actor.may(Permission.HANDLE_TASKS), **refusal_of(refusal),
    )  # fmt: skip


async def _fields(session: AsyncSession, actor: Actor, form: Form) -> dict[str, Any]:
    """Return what the task form says, for create_task and change_task alike."""
    customer_id = await customer_of(session, actor, form)
    fields: dict[str, Any] = {
        "title": form.needed("title", _("Give the task a title.")),
        "description": form.text("description", limit=20_000),
        "customer_id": customer_id,
        "project_id": await project_of(session, form, customer_id),
        "due_on": form.day("due_on"),
        "due_time": form.wall("due_time"),
    }
    for name in ("doer_id", "responsible_id", "team_id", "workflow_id"):
        if name in form.typed and (name != "workflow_id" or form.id(name)):
            fields[name] = form.id(name)
    return fields


async def task_page(request: Request) -> Response:
    """GET /app/tasks/{number}"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    line = await queries.task_line(session, actor, request.path_params["number"])
    task = line.task
    workflow = await queries.get_workflow(session, task.workflow_id)
    entries = await entries_of_task(session, actor, task.id)
    events = await history_of(session, "task", [task.id])
    return await show(
        request, session, "task.html", 422 if refusal else 200, line=line, task=task,
        workflow=workflow, entries=entries, history=[fact for _event, fact in await happened(session, events)],
        stages=[stage for stage in workflow.stages
                if not stage.is_archived or stage.id == task.stage_id],
        reminders=await queries.reminders_of_task(session, actor, task.id),
        asked=await _asked(session, actor, task.contact_request_id),
        doers=await doers(session), teams=await active_teams(session),
        may_change=policies.can_change_task(actor, task), today=clock.today(actor.zone),
        typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip


async def _asked(
    session: AsyncSession, actor: Actor, request_id: UUID | None
) -> ContactRequest | None:
    """Return the request a task was made of, when the actor may see it."""
    if request_id is None:
        return None
    try:
        return await get_request_by_id(session, actor, request_id)
    except NotFound:
        return None


async def change_task(request: Request) -> Response:
    """POST /app/tasks/{number}: save the form."""
    form = await read_form(request)
    number = request.path_params["number"]
    try:
        async with writing(request) as (session, actor):
            fields = await _fields(session, actor, form)
            fields.pop("workflow_id", None)
            await service.change_task(
                session, actor, number, version=form.number("version"), **fields
            )
    except DomainError as refusal:
        return await _again(request, form, refusal)
    return see_other(f"/app/tasks/{number}", done="saved")


async def _again(request: Request, form: Form, refusal: DomainError) -> Response:
    async with reading(request) as (session, actor):
        return await _page(request, session, actor, form.typed, refusal)


async def act(request: Request) -> Response:
    """POST /app/tasks/{number}/{verb}: stage, done, reopen, archive, remind, forget."""
    form = await read_form(request)
    number, verb = request.path_params["number"], request.path_params["verb"]
    try:
        async with writing(request) as (session, actor):
            await _do(session, actor, number, verb, form)
    except DomainError as refusal:
        return await _again(request, form, refusal)
    if verb == "archive":
        return see_other("/app/tasks", done="task_archived")
    return see_other(f"/app/tasks/{number}", done=f"task_{verb}")


async def _do(session: AsyncSession, actor: Actor, number: str, verb: str, form: Form) -> None:
    version = form.number("version")
    if verb == "stage":
        if (stage_id := form.id("stage_id")) is None:
            raise Invalid(_("Choose a stage."), field="stage_id")
        await service.move_task(session, actor, number, stage_id=stage_id, version=version)
    elif verb == "done":
        await service.complete_task(session, actor, number, version=version)
    elif verb == "reopen":
        await service.reopen_task(session, actor, number, version=version)
    elif verb == "archive":
        await service.archive_task(session, actor, number)
    elif verb == "remind":
        await _remind(session, actor, number, form)
    elif verb == "forget":
        if reminder_id := form.id("reminder_id"):
            await service.cancel_reminder(session, actor, reminder_id)
    else:
        raise NotFound


async def _remind(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    day, wall = form.day("remind_on"), form.wall("remind_time")
    if day is None or wall is None:
        raise Invalid(_("Say the day and the time of the reminder."), field="remind_on")
    task = await queries.get_task(session, actor, number)
    await service.create_reminder(
        session, actor, remind_at=clock.at(day, wall, actor.zone), task_id=task.id,
        text=form.text("remind_text"),
    )  # fmt: skip


ROUTES = [
    Route("/app/tasks", task_list),
    Route("/app/tasks/new", new_task, methods=["GET", "POST"]),
    Route("/app/tasks/{number}", task_page),
    Route("/app/tasks/{number}", change_task, methods=["POST"]),
    Route("/app/tasks/{number}/{verb}", act, methods=["POST"]),
]
