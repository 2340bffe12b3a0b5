"""One contact request: its timeline, the answer, who has it, what becomes of it; and a new one."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages import request_said
from admin.pages.around import Around
from admin.pages.discussing import news_seen
from admin.pages.forms import Form, read_form
from admin.pages.own_fields import custom_of, own_of, referred, tags_of
from admin.pages.picking import customer_of, doers
from admin.pages.rendering import render, see_other
from admin.pages.request_acts import ACTS
from admin.pages.request_beside import beside
from admin.pages.request_findings import WORDS, back_on, offers
from admin.pages.request_parts import parts
from admin.pages.routing_words import evidence_in_words, ids_in
from admin.pages.sending_later import leaves_at, usual
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.timeline import About, as_show
from admin.pages.wording import named_in, tell
from core.access.actor import Actor, require
from core.contact_requests import page_queries, policies, queries, service
from core.contact_requests.models import ContactRequest
from core.contact_requests.page_queries import Asked
from core.contact_requests.pairing import UNDONE
from core.contact_requests.timeline import timeline
from core.errors import Changed, DomainError, Invalid, NotFound
from core.fields.models import Module
from core.files.service import store_file
from core.kit import clock
from core.people.policies import can_edit
from core.staff.queries import active_teams


async def request_page(request: Request) -> Response:
    """GET /app/requests/{number}; the first look of the team marks it as read."""
    async with reading(request) as (session, actor):
        found = await page_queries.asked(session, actor, request.path_params["number"])
        return await _shown(request, session, actor, found)


def _after(
    request: Request, actor: Actor, asked: ContactRequest, lists: Around
) -> BackgroundTask | None:
    """Return what is noted once the page has left: readers need not wait for a writer's turn."""
    unread = asked.unread and policies.can_handle(actor, asked)
    if actor.seeing_as or not (unread or lists.is_news):
        return None
    return BackgroundTask(_looked_at, request, asked, is_first=unread, is_news=lists.is_news)


async def _looked_at(
    request: Request, asked: ContactRequest, *, is_first: bool, is_news: bool
) -> None:
    """Note that the team has looked at it, and the reader at the news about it."""
    if is_first:
        async with writing(request) as (session, actor):
            await service.mark_read(session, actor, asked.number)
    if is_news:
        await news_seen(request, "contact_request", asked.id)


async def _shown(
    request: Request, session: AsyncSession, actor: Actor, found: Asked,
    typed: dict[str, str] | None = None, refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    """Render the page: at most seven statements beside the sign-in's, whatever is stored."""
    asked = found.request
    told = await timeline(session, actor, asked, cursor=request.query_params.get("cursor"))
    events = [entry.event for entry in told.entries if entry.event is not None]
    related = await page_queries.related(session, actor, asked)
    named = {*named_in(events), *ids_in(asked.routing_trace)}
    named |= await referred(session, actor, Module.REQUEST, asked)
    cursor, shown = request.query_params.get("cursor"), as_show(request.query_params.get("show"))
    said = request_said.selects(actor, asked, told, is_later_page=bool(cursor))
    lists = await beside(session, actor, asked, found.customer, found.person, named, said)
    page = await show(
        request, session, "request.html", 422 if refusal else 200, asked=asked, timeline=told,
        entries=request_said.entries(told, lists.said, shown), shown=shown,
        about=About("contact_request", asked.id, f"/app/requests/{asked.number}"),
        around=lists.around, files_added=partial(request_said.files_added, lists.around),
        facts={event.id: fact for event, fact in tell(events, lists.names)},
        draft=found.draft, undone=UNDONE, usual_moments=usual(actor.zone), saved=None,
        customer=found.customer, person=found.person, doers=lists.doers, teams=lists.teams,
        answering=lists.answering, phones=lists.phones, tasks=lists.tasks,
        assignee=dict(lists.doers).get(asked.assignee_id) if asked.assignee_id else None,
        may_handle=policies.can_handle(actor, asked), today=clock.today(actor.zone),
        offers=offers(found, told, lists), away=back_on(told, clock.today(actor.zone)),
        may_edit_people=can_edit(actor), **WORDS,
        own=await own_of(session, actor, Module.REQUEST, asked, lists.names),
        **parts(actor, asked, related, lists),
        choosing="choose" in request.query_params, why_here=evidence_in_words,
        typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip
    page.background = _after(request, actor, asked, lists.around)
    return page


async def _again(request: Request, form: Form, refusal: DomainError) -> Response:
    async with reading(request) as (session, actor):
        found = await page_queries.asked(session, actor, request.path_params["number"])
        return await _shown(request, session, actor, found, form.typed, refusal)


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
                priority=1 if form.ticked("urgent") else 0, tags=tags_of(form) or (),
                custom=await custom_of(session, actor, Module.REQUEST, form),
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
        own=await own_of(session, actor, Module.REQUEST), **refusal_of(refusal),
    )  # fmt: skip


ROUTES = [
    Route("/app/requests/new", new_request, methods=["GET", "POST"]),
    Route("/app/requests/{number}", request_page),
    Route("/app/requests/{number}/answering", answering),
    Route("/app/requests/{number}/answer", answer, methods=["POST"]),
    Route("/app/requests/{number}/draft", save_draft, methods=["POST"]),
    Route("/app/requests/{number}/{verb}", act, methods=["POST"]),
]
