"""Notes: the company's own with its scripts (P31), and those on a thing (P10)."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.discussing import about_of, id_in, is_fragment
from admin.pages.documents import shown
from admin.pages.forms import Form, read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.timeline import About
from core.access.actor import Actor, require
from core.access.subjects import get_seen
from core.discussion import policies, queries, service
from core.discussion.models import Note
from core.discussion.policies import COMPANY
from core.errors import DomainError, NotFound


async def company_notes(request: Request) -> Response:
    """GET /app/notes?q=&archived=1: notes and scripts for everybody on the staff."""
    asked = request.query_params
    text, archived = asked.get("q", "")[:200], asked.get("archived") == "1"
    async with reading(request) as (session, actor):
        notes = await queries.company_notes(session, actor, text=text, archived=archived)
        return await show(
            request, session, "notes.html", notes=notes, q=text, archived=archived,
            may_write=policies.can_write_company_notes(actor),
        )  # fmt: skip


async def company_note(request: Request) -> Response:
    """GET /app/notes/{id}: one of them."""
    async with reading(request) as (session, actor):
        note = await queries.get_note(session, actor, id_in(request))
        if note.subject_kind != COMPANY:
            raise NotFound
        return await _page(request, session, actor, note)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, note: Note | None,
    typed: dict[str, str] | None = None, refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    may_change = (
        policies.can_change_note(actor, note)
        if note is not None
        else policies.can_write_company_notes(actor)
    )
    return await show(
        request, session, "note.html", 422 if refusal else 200, note=note, may_change=may_change,
        typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip


async def new_note(request: Request) -> Response:
    """GET and POST /app/notes/new"""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            require(policies.can_write_company_notes(actor))
            return await _page(request, session, actor, None)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            note = await service.add_note(session, actor, COMPANY, None, **_fields(form))
            note_id = note.id
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, None, form.typed, refusal)
    return see_other(f"/app/notes/{note_id}", done="saved")


def _fields(form: Form) -> dict[str, Any]:
    return {
        "title": form.text("title", limit=200), "text": form.text("text", limit=50_000),
        "is_pinned": form.ticked("pinned"),
    }  # fmt: skip


async def change(request: Request) -> Response:
    """POST /app/notes/{id}/{verb}: edit, archive, restore."""
    form = await read_form(request)
    refused: DomainError | None = None
    try:
        async with writing(request) as (session, actor):
            await _change(session, actor, request, form)
    except NotFound:
        raise
    except DomainError as refusal:
        refused = refusal
    async with reading(request) as (session, actor):
        note = await queries.get_note(session, actor, id_in(request))
        if note.subject_kind == COMPANY and refused:
            return await _page(request, session, actor, note, form.typed, refused)
        if note.subject_kind == COMPANY or note.subject_id is None:
            archived = note.archived_at is not None
            return see_other(
                "/app/notes" if archived else f"/app/notes/{note.id}",
                done="archived" if archived else "saved",
            )
        found = await get_seen(session, actor, note.subject_kind, note.subject_id)
    about = About(found.kind, found.id, found.path)
    return await shown(request, about, note_refusal=refused.sentence() if refused else None)


async def _change(session: AsyncSession, actor: Actor, request: Request, form: Form) -> None:
    match request.path_params["verb"]:
        case "edit":
            await service.change_note(
                session, actor, id_in(request), version=form.number("version"), **_fields(form)
            )
        case "archive":
            await service.archive_note(session, actor, id_in(request))
        case "restore":
            await service.restore_note(session, actor, id_in(request))
        case _:
            raise NotFound


async def add(request: Request) -> Response:
    """POST /app/notes/{kind}/{id}: a note on a thing."""
    form = await read_form(request)
    refused: DomainError | None = None
    try:
        async with writing(request) as (session, actor):
            about, _found = await about_of(request, session, actor)
            await service.add_note(session, actor, about.kind, about.id, **_fields(form))
    except NotFound:
        raise
    except DomainError as refusal:
        refused = refusal
        async with reading(request) as (session, actor):
            about, _found = await about_of(request, session, actor)
    kept = {"typed": form.typed, "note_refusal": refused.sentence()} if refused else {}
    if not refused and not is_fragment(request):
        return see_other(about.path, done="noted")
    return await shown(request, about, **kept)


ROUTES = [
    Route("/app/notes", company_notes),
    Route("/app/notes/new", new_note, methods=["GET", "POST"]),
    Route("/app/notes/{id:uuid}", company_note),
    Route("/app/notes/{id:uuid}/{verb}", change, methods=["POST"]),
    Route("/app/notes/{kind}/{id}", add, methods=["POST"]),
]
