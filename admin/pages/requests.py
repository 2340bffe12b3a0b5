"""One contact request: its timeline, the answer, who has it, what becomes of it; and a new one."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, doers
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.wording import happened
from core.access.actor import Actor, require
from core.contact_requests import policies, queries, service
from core.contact_requests.answering import UNDONE
from core.contact_requests.models import ContactRequest
from core.contact_requests.timeline import Timeline, timeline
from core.errors import Changed, DomainError, Invalid, NotFound
from core.files.service import store_file
from core.kit import clock
from core.kit.i18n import _
from core.people.queries import customer_card
from core.staff.queries import active_teams
from core.work.queries import tasks_of_request

RETURNS_AT = time(8)


async def request_page(request: Request) -> Response:
    """GET /app/requests/{number}; the first look of the team marks it as read."""
    async with reading(request) as (session, actor):
        found = await queries.get_request(session, actor, request.path_params["number"])
        unread = found.unread and policies.can_handle(actor, found)
    if unread:
        async with writing(request) as (session, actor):
            await service.mark_read(session, actor, found.number)
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    found = await queries.get_request(session, actor, request.path_params["number"])
    told = await timeline(session, actor, found, cursor=request.query_params.get("cursor"))
    draft = await queries.draft_of(session, found.id, actor.staff_id)
    members = await doers(session)
    return await show(
        request, session, "request.html", 422 if refusal else 200, asked=found, timeline=told,
        facts=await _facts(session, told), draft=draft.text if draft else "", undone=UNDONE,
        answering=await queries.answering(session, actor, found.id),
        saved=None, doers=members,
        teams=[(team.id, team.name) for team in await active_teams(session)],
        assignee=dict(members).get(found.assignee_id) if found.assignee_id else None,
        may_handle=policies.can_handle(actor, found), today=clock.today(actor.zone),
        tasks=await tasks_of_request(session, actor, found.id),
        customer=await _customer(session, actor, found.customer_id),
        typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip


async def _facts(session: AsyncSession, told: Timeline) -> dict[UUID, Any]:
    """Return the changes of a timeline in words, by the event's id."""
    events = [entry.event for entry in told.entries if entry.event is not None]
    return {event.id: fact for event, fact in await happened(session, events)}


async def _customer(session: AsyncSession, actor: Actor, customer_id: UUID | None) -> Any:
    if customer_id is None:
        return None
    try:
        return await customer_card(session, actor, customer_id)
    except NotFound:
        return None


async def _again(request: Request, form: Form, refusal: DomainError) -> Response:
    async with reading(request) as (session, actor):
        return await _page(request, session, actor, form.typed, refusal)


async def answer(request: Request) -> Response:
    """POST /app/requests/{number}/answer: send it, with files, and close if asked."""
    form = await read_form(request)
    number = request.path_params["number"]
    try:
        files = await _uploads(request, form)
        async with writing(request) as (session, actor):
            found = await queries.get_request(session, actor, number)
            require(policies.can_handle(actor, found))
            stored = await _store(session, request, found, files)
            await service.answer(
                session, actor, number, text=form.text("text", limit=50_000), file_ids=stored
            )
            if form.ticked("close"):
                await session.flush()
                await service.close_request(session, actor, number)
    except DomainError as refusal:
        return await _again(request, form, refusal)
    return see_other(
        f"/app/requests/{number}", done="closed" if form.ticked("close") else "answered"
    )


async def _uploads(request: Request, form: Form) -> list[tuple[str, str, bytes]]:
    """Read the files before the transaction: no waiting for a slow phone inside it."""
    limit = request.state.app.settings.max_upload_bytes
    return [
        (one.filename or "", one.content_type or "", await one.read(limit + 1))
        for one in form.files
    ]


async def _store(
    session: AsyncSession, request: Request, found: ContactRequest,
    files: Sequence[tuple[str, str, bytes]],
) -> list[UUID]:  # fmt: skip
    limit = request.state.app.settings.max_upload_bytes
    rows = [
        await store_file(
            session, name=name, data=data, content_type=kind, subject_kind="contact_request",
            subject_id=found.id, limit=limit,
        )
        for name, kind, data in files
    ]  # fmt: skip
    return [row.id for row in rows]


async def save_draft(request: Request) -> Response:
    """POST /app/requests/{number}/draft: as one types; answers with what to show beside it."""
    form = await read_form(request)
    number = request.path_params["number"]
    async with writing(request) as (session, actor):
        saved = True
        try:
            await service.save_draft(session, actor, number, text=form.text("text", limit=50_000))
        except (Changed, Invalid):
            saved = False
    return await _beside(request, saved=clock.now() if saved else None)


async def answering(request: Request) -> Response:
    """GET /app/requests/{number}/answering: who else is writing an answer."""
    return await _beside(request)


async def _beside(request: Request, saved: Any = None) -> Response:
    async with reading(request) as (session, actor):
        found = await queries.get_request(session, actor, request.path_params["number"])
        names = await queries.answering(session, actor, found.id)
    return render(request, "parts/answering.html", answering=names, saved=saved)


async def act(request: Request) -> Response:
    """POST /app/requests/{number}/{verb}"""
    form = await read_form(request)
    number, verb = request.path_params["number"], request.path_params["verb"]
    try:
        async with writing(request) as (session, actor):
            done = await _do(session, actor, number, verb, form)
    except DomainError as refusal:
        return await _again(request, form, refusal)
    return see_other(f"/app/requests/{number}", done=done)


async def _do(session: AsyncSession, actor: Actor, number: str, verb: str, form: Form) -> str:
    """Carry out one act; return the code of what to say."""
    version = form.number("version")
    match verb:
        case "take":
            await service.take(session, actor, number)
            return "taken"
        case "release":
            await service.release(session, actor, number)
        case "assign":
            await service.assign(
                session, actor, number, staff_id=form.id("assignee_id"),
                team_id=form.id("team_id"), version=version,
            )  # fmt: skip
            return "assigned"
        case "close":
            await service.close_request(session, actor, number, version=version)
            return "closed"
        case "reopen":
            await service.reopen(session, actor, number)
            return "reopened"
        case "spam":
            await service.mark_spam(session, actor, number)
            return "spam"
        case "duplicate":
            await service.mark_duplicate(session, actor, number, of=_original(form))
        case "follow-up":
            await _follow_up(session, actor, number, form)
            return "follow_up"
        case "undo":
            await _undo(session, actor, number, form)
            return "answer_undone"
        case "customer":
            customer_id = await customer_of(session, actor, form)
            await service.verify(session, actor, number, customer_id=customer_id, version=version)
        case "change":
            await service.change_request(
                session, actor, number, version=version,
                subject=form.needed("subject", _("Give the request a subject.")),
                priority=form.number("priority") or (-1 if form.text("priority") == "-1" else 0),
            )  # fmt: skip
        case _:
            raise NotFound
    return "saved"


def _original(form: Form) -> str:
    return form.needed("original", _("Say the number of the request that asks the same."))


async def _follow_up(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    day = form.day("follow_up_on")
    if days := form.number("days"):
        day = clock.today(actor.zone) + timedelta(days=days)
    if day is None:
        raise Invalid(_("Choose the day on which it comes back."), field="follow_up_on")
    await service.follow_up(session, actor, number, at=clock.at(day, RETURNS_AT, actor.zone))


async def _undo(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    if (message_id := form.id("message_id")) is None:
        raise NotFound
    await service.undo_answer(session, actor, number, message_id)


async def new_request(request: Request) -> Response:
    """GET and POST /app/requests/new: somebody rang or came by."""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            return await _new_page(request, session, actor, {"assignee_id": str(actor.id)})
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            made = await service.write_down(
                session, actor, text=form.text("text", limit=50_000),
                subject=form.text("subject", limit=200), asker_name=form.text("asker_name"),
                asker_address=form.text("asker_address"),
                customer_id=await customer_of(session, actor, form),
                team_id=form.id("team_id"), assignee_id=form.id("assignee_id"),
                priority=1 if form.ticked("urgent") else 0,
            )  # fmt: skip
            number = made.number
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _new_page(request, session, actor, form.typed, refusal)
    return see_other(f"/app/requests/{number}", done="request_created")


async def _new_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.may_handle(actor))
    return await show(
        request, session, "request_new.html", 422 if refusal else 200, typed=typed,
        doers=await doers(session),
        teams=[(team.id, team.name) for team in await active_teams(session)],
        **refusal_of(refusal),
    )  # fmt: skip


ROUTES = [
    Route("/app/requests/new", new_request, methods=["GET", "POST"]),
    Route("/app/requests/{number}", request_page),
    Route("/app/requests/{number}/answering", answering),
    Route("/app/requests/{number}/answer", answer, methods=["POST"]),
    Route("/app/requests/{number}/draft", save_draft, methods=["POST"]),
    Route("/app/requests/{number}/{verb}", act, methods=["POST"]),
]
