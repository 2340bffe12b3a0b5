"""The company's own fields: per module a list in order, adding, changing, putting away."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.own_fields import Own
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, NotFound
from core.fields import policies, service
from core.fields.errors import ChoicesMissing, LabelMissing, LabelTaken
from core.fields.models import FieldKind, Module
from core.fields.queries import fields_of, is_used
from core.fields.values import Field
from core.kit.i18n import N_, _
from core.kit.ids import parse_id

MODULES = {
    Module.CUSTOMER: N_("Customers"), Module.PERSON: N_("Persons"),
    Module.REQUEST: N_("Contact requests"), Module.TASK: N_("Tasks"),
    Module.PROJECT: N_("Projects"), Module.TIME_ENTRY: N_("Time entries"),
}  # fmt: skip
KINDS = {
    FieldKind.TEXT: N_("Text"), FieldKind.NUMBER: N_("A number"), FieldKind.MONEY: N_("Sum of money"),
    FieldKind.DATE: N_("Day"), FieldKind.CHOICE: N_("One choice"),
    FieldKind.CHOICES: N_("Several choices"), FieldKind.YES_NO: N_("Yes or no"),
    FieldKind.CUSTOMER: N_("Customer"), FieldKind.PERSON: N_("Person"),
}  # fmt: skip
EXAMPLES = {
    Module.CUSTOMER: N_("Such as a door code, or who has the key."),
    Module.PERSON: N_("Such as a title, or when to call."),
    Module.REQUEST: N_("Such as how the customer found you."),
    Module.TASK: N_("Such as the warranty in months, or the apparatus that is serviced."),
    Module.PROJECT: N_("Such as the contract number, or the agreed price."),
    Module.TIME_ENTRY: N_("Such as the cost centre, or the vehicle that was used."),
}


def _module(request: Request) -> Module:
    asked = request.query_params.get("module", Module.CUSTOMER)
    if asked not in MODULES:
        raise NotFound
    return Module(asked)


async def field_list(request: Request) -> Response:
    """GET /app/fields?module=&archived=1"""
    module, archived = _module(request), request.query_params.get("archived") == "1"
    async with reading(request) as (session, actor):
        require(policies.can_manage_fields(actor))
        every = await fields_of(session, module, archived=True)
        return await show(
            request, session, "fields.html", module=module, modules=_named(MODULES),
            fields=[one for one in every if one.is_archived is archived], kinds=_named(KINDS),
            archived=archived, some_archived=any(one.is_archived for one in every),
            own=_preview(module, every), example=_(EXAMPLES[module]),
        )  # fmt: skip


def _named(words: dict[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), _(word)) for key, word in words.items()]


def _preview(module: Module, every: tuple[Field, ...]) -> Own:
    return Own(module, tuple(one for one in every if not one.is_archived))


async def new_field(request: Request) -> Response:
    """GET and POST /app/fields/new?module="""
    if request.method == "GET":
        return await _form(request, None, {"module": _module(request)})
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            made = await service.create_field(
                session, actor, module=_chosen_module(form), kind=_kind(form), **_typed(form)
            )
            module = made.module
    except DomainError as refusal:
        return await _form(request, None, form.typed, refusal)
    return see_other("/app/fields", module=module, done="saved")


async def one_field(request: Request) -> Response:
    """GET and POST /app/fields/{id}"""
    key = _id(request)
    if request.method == "GET":
        return await _form(request, key, {})
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            changed = await service.change_field(
                session, actor, key, version=form.number("version"),
                kind=_kind(form) if "kind" in form.typed else None, **_typed(form),
            )  # fmt: skip
            module = changed.module
    except DomainError as refusal:
        return await _form(request, key, form.typed, refusal)
    return see_other("/app/fields", module=module, done="saved")


def _id(request: Request) -> UUID:
    if (key := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return key


def _chosen_module(form: Form) -> Module:
    if form.text("module") not in MODULES:
        raise NotFound
    return Module(form.text("module"))


def _kind(form: Form) -> FieldKind:
    kind = form.text("kind") or FieldKind.TEXT
    if kind not in KINDS:
        raise NotFound
    return FieldKind(kind)


def _typed(form: Form) -> dict[str, Any]:
    return {
        "label": form.text("label"), "hint": form.text("hint"),
        "choices": form.text("choices", limit=20_000).splitlines(),
        "is_required": form.ticked("is_required"),
    }  # fmt: skip


async def _form(
    request: Request, key: UUID | None, typed: dict[str, str], refusal: DomainError | None = None
) -> Response:
    async with reading(request) as (session, actor):
        require(policies.can_manage_fields(actor))
        known = await _known(session, key) if key else None
        used = known is not None and await is_used(session, known.module, known.name)
        module = known.module if known else Module(typed.get("module", Module.CUSTOMER))
        told = refusal_of(refusal)
        if isinstance(refusal, LabelMissing | LabelTaken):
            told["wrong_field"] = "label"
        elif isinstance(refusal, ChoicesMissing):
            told["wrong_field"] = "choices"
        return await show(
            request, session, "field.html", 422 if refusal else 200, known=known, used=used,
            module=module, module_name=_(MODULES[module]), kinds=_named(KINDS), typed=typed,
            sent=refusal is not None, example=_(EXAMPLES[module]), **told,
        )  # fmt: skip


async def _known(session: AsyncSession, key: UUID) -> Field:
    for module in MODULES:
        for one in await fields_of(session, module, archived=True):
            if one.id == key:
                return one
    raise NotFound


async def act(request: Request) -> Response:
    """POST /app/fields/{id}/{verb}: archive, restore, up, down"""
    key, verb = _id(request), request.path_params["verb"]
    async with writing(request) as (session, actor):
        known = await _known(session, key)
        match verb:
            case "archive":
                await service.archive_field(session, actor, key)
            case "restore":
                await service.restore_field(session, actor, key)
            case "up" | "down":
                await _move(session, actor, known, -1 if verb == "up" else 1)
            case _:
                raise NotFound
    done = {"archive": "archived", "restore": "restored"}.get(verb, "saved")
    return see_other("/app/fields", module=known.module, done=done)


async def _move(session: AsyncSession, actor: Actor, known: Field, step: int) -> None:
    """Let a field change places with the one before or after it."""
    order = [one.id for one in await fields_of(session, known.module)]
    if known.id not in order:
        raise NotFound
    at = order.index(known.id)
    other = max(0, min(len(order) - 1, at + step))
    order[at], order[other] = order[other], order[at]
    await service.reorder_fields(session, actor, known.module, order)


ROUTES = [
    Route("/app/fields", field_list),
    Route("/app/fields/new", new_field, methods=["GET", "POST"]),
    Route("/app/fields/{id}", one_field, methods=["GET", "POST"]),
    Route("/app/fields/{id}/{verb}", act, methods=["POST"]),
]
