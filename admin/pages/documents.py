"""Documents of a thing: several at once, renamed, put away; small pictures of pictures."""

from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from admin.pages.around import around
from admin.pages.discussing import about_of, id_in, is_fragment, uploads_of
from admin.pages.files import PICTURES, require_sight, storage_of
from admin.pages.forms import Form, read_form
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, show, writing
from admin.pages.timeline import About
from core.access.subjects import get_seen
from core.discussion import documents, service
from core.errors import DomainError, NotFound
from core.files.queries import get_file

PICTURE_LIMIT = 12_000_000
"""A larger picture is a download only."""
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A picture opened by itself: the browser puts it in the middle with styles of its own."""


async def upload(request: Request) -> Response:
    """POST /app/documents/{kind}/{id}: attach files."""
    form = await read_form(request)
    refused: DomainError | None = None
    try:
        files = await uploads_of(request, form)
        async with writing(request) as (session, actor):
            about, _found = await about_of(request, session, actor)
            await service.add_documents(
                session, actor, about.kind, about.id, files,
                limit=request.state.app.settings.max_upload_bytes,
            )  # fmt: skip
    except DomainError as refusal:
        refused = refusal
    async with reading(request) as (session, actor):
        about, _found = await about_of(request, session, actor)
    return await shown(request, about, around_refusal=refused.sentence() if refused else None)


async def shown(request: Request, about: About, **context: Any) -> Response:
    """Answer with what stands around a thing now, or lead to its page."""
    refused = any(value for name, value in context.items() if name.endswith("refusal"))
    if not is_fragment(request) and not refused:
        return see_other(about.path, done="saved")
    async with reading(request) as (session, actor):
        found = await get_seen(session, actor, about.kind, about.id)
        lists = await around(session, actor, about.kind, about.id)
        context = {"about": about, "around": lists, "title": found.title, **context}
        if not is_fragment(request):
            return await show(request, session, "beside_page.html", 422, **context)
    return render(request, "parts/beside.html", **context)


async def change(request: Request) -> Response:
    """POST /app/documents/file/{id}/{verb}: rename, archive, restore."""
    form = await read_form(request)
    refused: DomainError | None = None
    try:
        async with writing(request) as (session, actor):
            file = await _change(session, actor, request, form)
            kind, about_id = await documents.require_sight(session, actor, file)
            found = await get_seen(session, actor, kind, about_id)
    except NotFound:
        raise
    except DomainError as refusal:
        refused = refusal
        async with reading(request) as (session, actor):
            file = await get_file(session, id_in(request))
            kind, about_id = await documents.require_sight(session, actor, file)
            found = await get_seen(session, actor, kind, about_id)
    about = About(found.kind, found.id, found.path)
    return await shown(request, about, around_refusal=refused.sentence() if refused else None)


async def _change(session: Any, actor: Any, request: Request, form: Form) -> Any:
    match request.path_params["verb"]:
        case "rename":
            return await service.rename_document(
                session, actor, id_in(request), name=form.text("name", limit=200)
            )
        case "archive":
            return await service.archive_document(session, actor, id_in(request))
        case "restore":
            return await service.restore_document(session, actor, id_in(request))
    raise NotFound


async def picture(request: Request) -> Response:
    """GET /files/{id}/picture: a picture to be shown in our own pages, nothing else."""
    async with reading(request) as (session, actor):
        found = await get_file(session, id_in(request))
        await require_sight(session, actor, found)
    if found.content_type not in PICTURES or found.size > PICTURE_LIMIT:
        raise NotFound
    try:
        path = storage_of(request).open(found.storage_key)
    except FileNotFoundError:
        raise NotFound from None
    return FileResponse(
        path, media_type=found.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600",
                 "Content-Disposition": "inline", "Cross-Origin-Resource-Policy": "same-origin",
                 "Content-Security-Policy": PICTURE_POLICY},
    )  # fmt: skip


ROUTES = [
    Route("/app/documents/{kind}/{id}", upload, methods=["POST"]),
    Route("/app/documents/file/{id}/{verb}", change, methods=["POST"]),
    Route("/files/{id}/picture", picture),
]
