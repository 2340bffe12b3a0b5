"""Customers: the list with search, the card, adding and changing."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.customer_beside import beside
from admin.pages.forms import Form, read_form
from admin.pages.own_fields import custom_of, own_of, tags_of
from admin.pages.rendering import see_other
from admin.pages.rule_words import rule_words
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.timeline import About
from core.access.actor import Actor, require
from core.contact_requests import queries as requests
from core.contact_requests import service as request_service
from core.contact_requests.completing import said_of_asker
from core.errors import DomainError, NotFound
from core.fields.models import Module
from core.kit import clock
from core.kit.ids import parse_id
from core.people import policies, queries, reaching, service
from core.settings.queries import load_company
from core.timesheets import policies as hours_policies
from core.timesheets.bank_queries import banks_of
from core.timesheets.billing_queries import own_rule

RECENT_DAYS = 90


def _id(request: Request) -> UUID:
    if (customer_id := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return customer_id


async def card(request: Request) -> Response:
    """GET /app/customers/{id}"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    found = await queries.customer_card(session, actor, _id(request))
    customer_id = found.customer.id
    today = clock.today(actor.zone)
    return await show(
        request, session, "customer.html", 422 if refusal else 200, card=found,
        about=About("customer", customer_id, f"/app/customers/{customer_id}"),
        own=await own_of(session, actor, Module.CUSTOMER, found.customer),
        lists=await beside(session, actor, customer_id, today=today, days=RECENT_DAYS),
        banks=await banks_of(session, actor, [customer_id], today=today),
        may_manage_banks=(may_bill := hours_policies.can_manage(actor)),
        terms=await own_rule(session, today, customer_id=customer_id) if may_bill else None,
        rule_words=rule_words,
        may_ask=hours_policies.can_ask_endorsement(actor),
        may_edit=policies.can_edit(actor), today=today, typed=typed or {}, days=RECENT_DAYS,
        **refusal_of(refusal),
    )  # fmt: skip


async def new_customer(request: Request) -> Response:
    """GET and POST /app/customers/new (`request`: a contact request whose asker it is)."""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            typed = await _suggested(request, session, actor)
            return await _new_page(request, session, actor, typed)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            company = await load_company(session)
            made = await service.create_customer(
                session, actor, name=form.text("name"), aliases=_aliases(form),
                is_company=form.text("kind") != "person",
                business_id=form.text("business_id") or None, email=form.text("email") or None,
                phone=form.text("phone") or None, country=company.country,
                note=form.text("note", limit=20_000), tags=tags_of(form),
                custom=await custom_of(session, actor, Module.CUSTOMER, form),
                person_id=await _asker(session, actor, form.text("request")),
            )  # fmt: skip
            number = form.text("request")
            if number:
                await request_service.verify(session, actor, number, customer_id=made.id)
            target = f"/app/requests/{number}" if number else f"/app/customers/{made.id}"
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _new_page(request, session, actor, form.typed, refusal)
    return see_other(target, done="customer_created")


async def _suggested(request: Request, session: AsyncSession, actor: Actor) -> dict[str, str]:
    number = request.query_params.get("request", "")
    if not number:
        return {}
    asked = await requests.get_request(session, actor, number)
    said = await said_of_asker(session, asked)
    company = said.pop("company", "")
    typed = {"request": asked.number, "name": company or asked.asker_name}
    is_mail = "@" in asked.asker_address
    return typed | {
        "kind": "company" if company else "person", **said,
        "email" if is_mail else "phone": asked.asker_address,
    }  # fmt: skip


async def _asker(session: AsyncSession, actor: Actor, number: str) -> UUID | None:
    """Return who asked, whose addresses these are."""
    return (await requests.get_request(session, actor, number)).person_id if number else None


async def _new_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_edit(actor))
    return await show(
        request, session, "customer_new.html", 422 if refusal else 200, typed=typed,
        own=await own_of(session, actor, Module.CUSTOMER),
        **refusal_of(refusal),
    )  # fmt: skip


def _aliases(form: Form) -> list[str]:
    return [one.strip() for one in form.text("aliases", limit=2_000).split(",")]


async def change(request: Request) -> Response:
    """POST /app/customers/{id}: name, other names, note, address."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            changed = await service.change_customer(
                session, actor, _id(request), version=form.number("version"),
                name=form.text("name"), aliases=_aliases(form),
                note=form.text("note", limit=20_000), tags=tags_of(form),
                custom=await custom_of(session, actor, Module.CUSTOMER, form),
            )  # fmt: skip
            if changed.organisation_id and "street" in form.typed:
                await service.change_organisation(
                    session, actor, changed.organisation_id, **_organisation(form)
                )
    except DomainError as refusal:
        return await _again(request, form, refusal)
    return see_other(f"/app/customers/{_id(request)}", done="saved")


def _organisation(form: Form) -> dict[str, Any]:
    fields: dict[str, Any] = {name: form.text(name) for name in ("street", "postal_code", "city")}
    return fields | {"business_id": form.text("business_id") or None}


async def _again(request: Request, form: Form, refusal: DomainError) -> Response:
    async with reading(request) as (session, actor):
        return await _page(request, session, actor, form.typed, refusal)


async def act(request: Request) -> Response:
    """POST /app/customers/{id}/{verb}: contact, forget-email, forget-phone, archive, restore."""
    form = await read_form(request)
    verb = request.path_params["verb"]
    try:
        async with writing(request) as (session, actor):
            await _do(session, actor, _id(request), verb, form)
    except DomainError as refusal:
        return await _again(request, form, refusal)
    done = {"archive": "archived", "restore": "restored"}.get(verb, "saved")
    return see_other(f"/app/customers/{_id(request)}", done=done)


async def _do(session: AsyncSession, actor: Actor, key: UUID, verb: str, form: Form) -> None:
    match verb:
        case "contact":
            await _add_contact(session, actor, key, form)
        case "forget-email" if row := form.id("row_id"):
            await reaching.remove_email(session, actor, row)
        case "forget-phone" if row := form.id("row_id"):
            await reaching.remove_phone(session, actor, row)
        case "archive":
            await service.archive_customer(session, actor, key)
        case "restore":
            await service.restore_customer(session, actor, key)
        case _:
            raise NotFound


async def _add_contact(session: AsyncSession, actor: Actor, key: UUID, form: Form) -> None:
    """Add a person of the company, or ways to reach whoever is there already."""
    customer = await queries.get_customer(session, actor, key)
    person_id = form.id("person_id") or customer.person_id
    if name := form.text("person_name"):
        person = await service.create_person(
            session, actor, name=name, organisation_id=customer.organisation_id
        )
        person_id = person.id
    whose = reaching.Owner(person_id, None if person_id else customer.organisation_id)
    if email := form.text("new_email"):
        await reaching.add_email(session, actor, whose, email)
    if phone := form.text("new_phone"):
        country = (await load_company(session)).country
        await reaching.add_phone(session, actor, whose, phone, country=country)


ROUTES = [
    Route("/app/customers/new", new_customer, methods=["GET", "POST"]),
    Route("/app/customers/{id}", card),
    Route("/app/customers/{id}", change, methods=["POST"]),
    Route("/app/customers/{id}/{verb}", act, methods=["POST"]),
]
