"""One contact request: its timeline, the answer, who has it, what becomes of it; and a new one."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, doers
from admin.pages.rendering import render, see_other
from admin.pages.request_acts import ACTS
from admin.pages.request_parts import parts
from admin.pages.routing_words import evidence_in_words
from admin.pages.sending_later import leaves_at, usual
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.wording import happened
from core.access.actor import Actor, require
from core.contact_requests import policies, queries, service
from core.contact_requests.models import ContactRequest
from core.contact_requests.pairing import UNDONE
from core.contact_requests.timeline import Timeline, timeline
from core.errors import Changed, DomainError, Invalid, NotFound
from core.files.service import store_file
from core.kit import clock
from core.people.queries import customer_card
from core.staff.queries import active_teams
from core.work.queries import tasks_of_request


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
    teams = [(team.id, team.name) for team in await active_teams(session)]
    return await show(
        request, session, "request.html", 422 if refusal else 200, asked=found, timeline=told,
        facts=await _facts(session, told), draft=draft.text if draft else "", undone=UNDONE,
        usual_moments=usual(actor.zone),
        answering=await queries.answering(session, actor, found.id),
        saved=None, doers=members,
        teams=teams,
        assignee=dict(members).get(found.assignee_id) if found.assignee_id else None,
        may_handle=policies.can_handle(actor, found), today=clock.today(actor.zone),
        tasks=await tasks_of_request(session, actor, found.id),
        customer=await _customer(session, actor, found.customer_id),
        **await parts(session, actor, found, _names(members, teams)),
        choosing="choose" in request.query_params, why_here=evidence_in_words,
        typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip


def _names(*choices: Iterable[tuple[Any, str]]) -> dict[str, str]:
    return {str(identity): name for rows in choices for identity, name in rows}


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
                session, actor, number, text=form.text("text", limit=50_000), file_ids=stored,
                leaves_at=(moment := leaves_at(form, actor)),
            )  # fmt: skip
            if form.ticked("close"):
                await session.flush()
                await service.close_request(session, actor, number)
    except DomainError as refusal:
        return await _again(request, form, refusal)
    done = "closed" if form.ticked("close") else "answer_later" if moment else "answered"
    return see_other(f"/app/requests/{number}", done=done)


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
    if (carry_out := ACTS.get(verb)) is None:
        raise NotFound
    try:
        async with writing(request) as (session, actor):
            done = await carry_out(session, actor, number, form)
    except DomainError as refusal:
        return await _again(request, form, refusal)
    return see_other(f"/app/requests/{number}", done=done)


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
