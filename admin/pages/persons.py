"""A person: how to reach them, what they asked, what is done for them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.own_fields import custom_of, own_of
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.small_rows import rows
from admin.pages.task_lists import TaskRow, newest, row_of, task_rows
from admin.pages.timeline import About
from admin.pages.timeline_rows import moment_of
from core.access.actor import Actor
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.errors import DomainError, Invalid, NotFound
from core.fields.models import Module
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.people import policies, reaching, service
from core.people.models import EmailAddress, Person, PhoneNumber
from core.people.person_queries import person_line
from core.settings.queries import load_company

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Reach:
    """A mail address or a number; `fails` tells that it takes nothing from us."""

    id: UUID
    text: str
    fails: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the person."""

    number: str
    subject: str
    state: str
    opened_at: Any


@dataclass(slots=True)
class Beside:
    """The small lists of a person's page."""

    emails: list[Reach] = field(default_factory=list)
    phones: list[Reach] = field(default_factory=list)
    requests: list[Asked] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)

    def take(self, kind: str, identity: UUID, words: str, more: list[str]) -> None:
        """Put a row into its list."""
        match kind:
            case "email":
                self.emails.append(Reach(identity, words, bool(more[0])))
            case "phone":
                self.phones.append(Reach(identity, words, bool(more[0])))
            case "request":
                self.requests.append(Asked(more[0], words, more[1], moment_of(more[2])))
            case "task":
                self.tasks.append(row_of(words, more))


async def _beside(session: AsyncSession, actor: Actor, person: Person) -> Beside:
    """Return addresses, numbers, newest requests and tasks of a person, one statement."""
    asked = newest(requests.visible_to(actor), ContactRequest, SHOWN,
                   ContactRequest.person_id == person.id)  # fmt: skip
    lists = [
        rows("email", EmailAddress.id, EmailAddress.address,
             sa.case((EmailAddress.bounced_at.is_not(None), "1"), else_=""))
        .where(EmailAddress.person_id == person.id),
        rows("phone", PhoneNumber.id, PhoneNumber.number,
             sa.case((PhoneNumber.stopped_at.is_not(None), "1"), else_=""))
        .where(PhoneNumber.person_id == person.id),
        rows("request", ContactRequest.id, ContactRequest.subject, ContactRequest.number,
             ContactRequest.state, ContactRequest.opened_at).where(ContactRequest.id.in_(asked)),
        task_rows(actor, SHOWN, person_id=person.id),
    ]  # fmt: skip
    found = Beside()
    for kind, identity, words, *more in await session.execute(sa.union_all(*lists)):
        found.take(kind, identity, words, more)
    found.requests.sort(key=lambda one: one.opened_at, reverse=True)
    found.tasks.sort(key=lambda one: (not one.is_open, one.due_on or date.max, one.number))
    return found


def _id(request: Request) -> UUID:
    if (person_id := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return person_id


async def person_page(request: Request) -> Response:
    """GET /app/persons/{id}"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    found = await person_line(session, actor, _id(request))
    person = found.person
    return await show(
        request, session, "person.html", 422 if refusal else 200, found=found, person=person,
        lists=await _beside(session, actor, person),
        own=await own_of(session, actor, Module.PERSON, person),
        about=About("person", person.id, f"/app/persons/{person.id}"),
        may_edit=policies.can_edit(actor), may_erase=policies.can_erase(actor),
        today=clock.today(actor.zone), typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip


async def change(request: Request) -> Response:
    """POST /app/persons/{id}: name and own fields."""
    return await _changing(request, _save)


async def _save(session: AsyncSession, actor: Actor, person_id: UUID, form: Form) -> None:
    await service.change_person(
        session, actor, person_id, version=form.number("version"), name=form.text("name"),
        custom=await custom_of(session, actor, Module.PERSON, form),
    )  # fmt: skip


async def add_contact(request: Request) -> Response:
    """POST /app/persons/{id}/contact: new_email, new_phone."""
    return await _changing(request, _add)


async def _add(session: AsyncSession, actor: Actor, person_id: UUID, form: Form) -> None:
    whose = reaching.Owner(person_id, None)
    email, phone = form.text("new_email"), form.text("new_phone")
    if not email and not phone:
        raise Invalid(_("Type an address or a number."), field="new_email")
    if email:
        await reaching.add_email(session, actor, whose, email)
    if phone:
        country = (await load_company(session)).country
        await reaching.add_phone(session, actor, whose, phone, country=country)


async def forget_email(request: Request) -> Response:
    """POST /app/persons/{id}/forget-email: row_id."""
    return await _changing(request, _forget_email)


async def _forget_email(session: AsyncSession, actor: Actor, _key: UUID, form: Form) -> None:
    if row_id := form.id("row_id"):
        await reaching.remove_email(session, actor, row_id)


async def forget_phone(request: Request) -> Response:
    """POST /app/persons/{id}/forget-phone: row_id."""
    return await _changing(request, _forget_phone)


async def _forget_phone(session: AsyncSession, actor: Actor, _key: UUID, form: Form) -> None:
    if row_id := form.id("row_id"):
        await reaching.remove_phone(session, actor, row_id)


async def _changing(request: Request, doing: Any) -> Response:
    """Carry out a form about the person and show the page again."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            await doing(session, actor, _id(request), form)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form.typed, refusal)
    return see_other(f"/app/persons/{_id(request)}", done="saved")


ROUTES = [
    Route("/app/persons/{id}", person_page),
    Route("/app/persons/{id}", change, methods=["POST"]),
    Route("/app/persons/{id}/contact", add_contact, methods=["POST"]),
    Route("/app/persons/{id}/forget-email", forget_email, methods=["POST"]),
    Route("/app/persons/{id}/forget-phone", forget_phone, methods=["POST"]),
]
