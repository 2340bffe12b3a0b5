"""The composer's tabs: a comment, or a mail or text message to whoever the thing is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.discussing import about_of, is_fragment, uploads_of
from admin.pages.forms import Form, read_form
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.timeline import About
from core.access.actor import Actor, require
from core.contact_requests import policies
from core.contact_requests.initiating import Channel, Partner, Way, ways_to
from core.contact_requests.service import write_to
from core.discussion import documents
from core.discussion.models import Note
from core.discussion.queries import company_notes
from core.errors import DomainError, NotFound
from core.work.models import Project, Task

CHANNELS: dict[str, Channel] = {"mail": "mail", "sms": "sms"}


@dataclass(frozen=True, slots=True)
class Letter:
    """What the form of a mail or text message offers: addresses, and ready texts."""

    channel: Channel
    ways: Sequence[Way]
    texts: Sequence[Note]


async def partner_of(session: AsyncSession, about: About) -> Partner:
    """Return whom one writes to from a thing's page; at most one statement."""
    match about.kind:
        case "customer":
            return Partner(customer_id=about.id)
        case "person":
            return Partner(person_id=about.id)
        case "task":
            person_id, customer_id = await _columns(
                session, about.id, Task.id, Task.person_id, Task.customer_id
            )
            return Partner(None if person_id else customer_id, person_id)
        case "project":
            (customer_id,) = await _columns(session, about.id, Project.id, Project.customer_id)
            return Partner(customer_id)
    raise NotFound


async def _columns(
    session: AsyncSession, identity: UUID, key: Any, *columns: Any
) -> Sequence[UUID | None]:
    row = (await session.execute(sa.select(*columns).where(key == identity))).one()
    return tuple(row)


async def letter_of(session: AsyncSession, actor: Actor, about: About, channel: Channel) -> Letter:
    """Return what a letter about a thing may say to whom."""
    partner = await partner_of(session, about)
    known = partner.customer_id or partner.person_id
    ways = await ways_to(session, actor, partner, channel) if known else []
    return Letter(channel, ways, await company_notes(session, actor) if ways else [])


async def tab(request: Request) -> Response:
    """GET /app/compose/{kind}/{id}/{tab}: the composer with another tab open."""
    async with reading(request) as (session, actor):
        about, found = await about_of(request, session, actor)
        return await _shown(request, session, actor, about, found.title)


async def _shown(
    request: Request, session: AsyncSession, actor: Actor, about: About,
    title: str, form: Form | None = None, refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    name = request.path_params["tab"]
    context: dict[str, Any] = {"about": about, "tab": name, **refusal_of(refusal)}
    if form is not None:
        context["typed"] = form.typed
    if name != "note":
        require(policies.may_handle(actor))
        context["letter"] = await letter_of(session, actor, about, _channel(request))
    if is_fragment(request):
        return render(request, "parts/composer.html", **context)
    return await show(
        request, session, "composer_page.html", 422 if refusal else 200, title=title, **context
    )


def _channel(request: Request) -> Channel:
    if (channel := CHANNELS.get(request.path_params["tab"])) is None:
        raise NotFound
    return channel


async def send(request: Request) -> Response:
    """POST /app/compose/{kind}/{id}/{tab}: a mail or text message leaves after some seconds."""
    form = await read_form(request)
    channel = _channel(request)
    limit = request.state.app.settings.max_upload_bytes
    address, _space, number = form.text("way").partition(" ")
    try:
        files = await uploads_of(request, form)
        async with writing(request) as (session, actor):
            about, _found = await about_of(request, session, actor)
            stored = await documents.store(session, files, limit=limit)
            await write_to(
                session, actor, await partner_of(session, about), channel, address=address,
                number=number, subject=form.text("subject", limit=300),
                text=form.text("text", limit=50_000), files=stored,
            )  # fmt: skip
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            about, found = await about_of(request, session, actor)
            return await _shown(request, session, actor, about, found.title, form, refusal)
    if not is_fragment(request):
        return see_other(about.path, done="answered")
    return render(request, "parts/letter_sent.html", about=about, tab="note")


ROUTES = [
    Route("/app/compose/{kind}/{id}/{tab}", tab),
    Route("/app/compose/{kind}/{id}/{tab}", send, methods=["POST"]),
]
