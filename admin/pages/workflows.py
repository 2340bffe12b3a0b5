"""Workflows: the list, copying a template, and one page on which everything of one is changed."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages import workflow_forms as forms
from admin.pages.forms import Form, read_form
from admin.pages.rendering import link, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, Invalid, NotFound
from core.fields.models import Module
from core.fields.queries import fields_of
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.work import policies, service
from core.work.errors import NameTaken
from core.work.models import StageKind
from core.work.queries import workflows
from core.work.templates import TEMPLATES
from core.work.workflow_page import choices, workflow_page

BASE = "/app/workflows"
ABOUT_FIELDS = {"name": "workflow_name"}
NEW_FIELDS = {"name": "new_name", "kind": "new_kind"}


@dataclass
class Refused:
    """A form that was not carried out: which one, what was typed, and why not."""

    form: str
    why: DomainError
    sent: Form
    fields: dict[str, str] = field(default_factory=dict)

    def context(self) -> dict[str, Any]:
        """Return the refusal for the page, at the field as this form calls it."""
        told = refusal_of(self.why)
        wrong = "name" if isinstance(self.why, NameTaken) else told["wrong_field"]
        return {**told, "wrong_field": self.fields.get(wrong, wrong)}


def _id(request: Request, name: str = "id") -> UUID:
    if (found := parse_id(request.path_params[name])) is None:
        raise NotFound
    return found


async def workflow_list(request: Request) -> Response:
    """GET /app/workflows"""
    async with reading(request) as (session, actor):
        require(policies.can_manage_workflows(actor))
        every = await workflows(session, archived=True)
        return await show(
            request, session, "workflows.html",
            used=[one for one in every if not one.is_archived],
            put_away=[one for one in every if one.is_archived],
        )  # fmt: skip


async def new_workflow(request: Request) -> Response:
    """GET and POST /app/workflows/new"""
    refused: Refused | None = None
    if request.method == "POST":
        form = await read_form(request)
        try:
            async with writing(request) as (session, actor):
                made = await service.create_workflow(
                    session, actor, name=form.text("name"), template=form.text("template") or None
                )
                where = f"{BASE}/{made.id}"
            return see_other(where, done="workflow_created")
        except DomainError as why:
            refused = Refused("new", why, form)
    async with reading(request) as (session, actor):
        require(policies.can_manage_workflows(actor))
        return await show(
            request, session, "workflow_new.html", 422 if refused else 200, templates=TEMPLATES,
            typed=refused.sent.typed if refused else {}, **(refused.context() if refused else {}),
        )  # fmt: skip


async def page(request: Request) -> Response:
    """GET /app/workflows/{id}?stage="""
    async with reading(request) as (session, actor):
        chosen = parse_id(request.query_params.get("stage", ""))
        return await _page(request, session, actor, chosen)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, chosen: UUID | None = None,
    refused: Refused | None = None,
) -> Response:  # fmt: skip
    require(policies.can_manage_workflows(actor))
    found = await workflow_page(session, _id(request))
    line = found.line(chosen)
    held = forms.shown(line) if line else {}
    ticks = forms.ticked(line) if line else {}
    context: dict[str, Any] = refused.context() if refused else {}
    typed = {**held}
    if refused is not None:
        typed |= refused.sent.typed
        if refused.form == "stage":
            ticks = forms.typed_ticks(refused.sent)
    steps = refused.sent.lists.get("step", []) if refused and refused.form == "moves" else None
    return await show(
        request, session, "workflow.html", 422 if refused else 200, found=found, line=line,
        workflow=found.workflow, ticks=ticks, typed=typed, steps=steps,
        refused_form=refused.form if refused else "", choices=await choices(session),
        requirable=forms.requirable(own := await fields_of(session, Module.TASK)),
        kinds=forms.named(forms.KINDS), colors=forms.named(forms.COLORS), tongues=forms.TONGUES,
        blanks=(*forms.BLANKS, *(one.name for one in own)), **context,
    )  # fmt: skip


async def change(request: Request) -> Response:
    """POST /app/workflows/{id}: its name, what it is for, whether new tasks begin in it."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            await service.change_workflow(
                session, actor, _id(request), version=form.number("workflow_version"),
                name=form.text("workflow_name"), about=form.text("about", limit=2000),
                is_default=True if form.ticked("is_default") else None,
            )  # fmt: skip
    except DomainError as why:
        return await _again(request, Refused("about", why, form, ABOUT_FIELDS))
    return see_other(f"{BASE}/{request.path_params['id']}", done="saved", stage=_stage(form))


async def act(request: Request) -> Response:
    """POST /app/workflows/{id}/{verb}: order, moves, add, archive, restore."""
    form, verb = await read_form(request), request.path_params["verb"]
    stage, where = _stage(form), f"{BASE}/{request.path_params['id']}"
    try:
        async with writing(request) as (session, actor):
            workflow_id = _id(request)
            if verb == "order":
                await service.order_stages(session, actor, workflow_id, forms.order_of(form))
                moved = form.text("up") or form.text("down") or stage
                return see_other(link(where, stage=stage) + f"#row-{moved}")
            if verb == "moves":
                steps, seen = forms.steps_of(form), form.number("seen")
                await service.set_moves(session, actor, workflow_id, steps, seen=seen)
            elif verb == "add":
                stage = str((await _add(session, actor, workflow_id, form)).id)
            elif verb == "archive":
                await service.archive_workflow(session, actor, workflow_id)
                where, stage = BASE, ""
            elif verb == "restore":
                await service.restore_workflow(session, actor, workflow_id)
            else:
                raise NotFound
    except DomainError as why:
        return await _again(request, Refused(verb, why, form, NEW_FIELDS if verb == "add" else {}))
    done = {"archive": "archived", "restore": "restored", "add": "stage_added"}.get(verb, "saved")
    return see_other(where, done=done, stage=stage)


async def _add(session: AsyncSession, actor: Actor, workflow_id: UUID, form: Form) -> Any:
    kind = form.text("new_kind")
    if kind not in forms.KINDS:
        raise Invalid(_("Choose one of the list."), field="kind")
    return await service.create_stage(
        session, actor, workflow_id=workflow_id, name=form.text("new_name"),
        kind=StageKind(kind),
    )  # fmt: skip


async def change_stage(request: Request) -> Response:
    """POST /app/workflows/{id}/stages/{stage}: everything of one stage."""
    form, stage_id = await read_form(request), _id(request, "stage")
    try:
        async with writing(request) as (session, actor):
            await service.change_stage(
                session, actor, stage_id, version=form.number("version"), **forms.changes_of(form)
            )
    except DomainError as why:
        return await _again(request, Refused("stage", why, form), stage_id)
    return see_other(f"{BASE}/{request.path_params['id']}", done="saved", stage=stage_id)


async def act_on_stage(request: Request) -> Response:
    """POST /app/workflows/{id}/stages/{stage}/{verb}: archive (its tasks to `move_to`), restore."""
    form, stage_id, verb = await read_form(request), _id(request, "stage"), None
    try:
        async with writing(request) as (session, actor):
            verb = request.path_params["verb"]
            if verb == "archive":
                move_to = form.id("move_to")
                await service.archive_stage(session, actor, stage_id, move_to=move_to)
            elif verb == "restore":
                await service.restore_stage(session, actor, stage_id)
            else:
                raise NotFound
    except DomainError as why:
        return await _again(request, Refused("away", why, form), stage_id)
    where = f"{BASE}/{request.path_params['id']}"
    if verb == "archive":
        return see_other(where, done="archived")
    return see_other(where, done="restored", stage=stage_id)


def _stage(form: Form) -> str:
    return str(form.id("open") or "")


async def _again(request: Request, refused: Refused, stage_id: UUID | None = None) -> Response:
    """Show the page once more with what was typed and why it was refused."""
    if isinstance(refused.why, NotFound):
        raise refused.why
    async with reading(request) as (session, actor):
        chosen = stage_id or refused.sent.id("open")
        return await _page(request, session, actor, chosen, refused)


ROUTES = [
    Route("/app/workflows", workflow_list),
    Route("/app/workflows/new", new_workflow, methods=["GET", "POST"]),
    Route("/app/workflows/{id}", page),
    Route("/app/workflows/{id}", change, methods=["POST"]),
    Route("/app/workflows/{id}/stages/{stage}", change_stage, methods=["POST"]),
    Route("/app/workflows/{id}/stages/{stage}/{verb}", act_on_stage, methods=["POST"]),
    Route("/app/workflows/{id}/{verb}", act, methods=["POST"]),
]
