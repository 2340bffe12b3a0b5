"""A new person: a name, whom they work for, and how to reach them."""

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.own_fields import custom_of, own_of
from admin.pages.picking import customer_of
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, Invalid
from core.fields.models import Module
from core.kit.i18n import _
from core.people import policies, queries, reaching, service
from core.people.models import Person
from core.settings.queries import load_company


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_edit(actor))
    return await show(
        request, session, "person_new.html", 422 if refusal else 200, typed=typed or {},
        own=await own_of(session, actor, Module.PERSON), **refusal_of(refusal),
    )  # fmt: skip


async def new_person(request: Request) -> Response:
    """GET and POST /app/persons/new"""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            return await _page(request, session, actor)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            person = await _make(session, actor, form)
            target = f"/app/persons/{person.id}"
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form.typed, refusal)
    return see_other(target, done="saved")


async def _make(session: AsyncSession, actor: Actor, form: Form) -> Person:
    """Make the person and the ways to reach them; the company is a customer's."""
    organisation_id = None
    if customer_id := await customer_of(session, actor, form):
        organisation_id = (await queries.get_customer(session, actor, customer_id)).organisation_id
        if organisation_id is None:
            raise Invalid(_("This customer is a person, not a company."), field="customer")
    person = await service.create_person(
        session, actor, name=form.text("name"), organisation_id=organisation_id,
        custom=await custom_of(session, actor, Module.PERSON, form),
    )  # fmt: skip
    whose = reaching.Owner(person.id, None)
    if email := form.text("new_email"):
        await reaching.add_email(session, actor, whose, email)
    if phone := form.text("new_phone"):
        country = (await load_company(session)).country
        await reaching.add_phone(session, actor, whose, phone, country=country)
    return person


ROUTES = [Route("/app/persons/new", new_person, methods=["GET", "POST"])]
