"""Files behind signed links: whoever has the link downloads the file, nobody signs in."""

from uuid import UUID

from limits import parse as parse_limit
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from admin.pages.errors import error_page
from admin.pages.rendering import language_of
from admin.throttle import limiter_of
from core.errors import NotFound
from core.files import links
from core.files.models import StoredFile
from core.files.queries import get_file
from core.kit import clock
from core.kit.i18n import _, use_language
from core.startup import App

WRONG_TRIES = parse_limit("40 per 10 minutes")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


async def shared(request: Request) -> Response:
    """GET /file/{token}: the bytes as a download; or that the link is over."""
    app: App = request.state.app
    link = links.read_token(app.keyring, request.path_params["token"])
    if link is None:
        await _count_wrong(request)
        raise HTTPException(404)
    if not link.is_open(clock.now()):
        with use_language(language_of(request)):
            sentence = _("This link is over. Ask whoever sent it to you for the file.")
            return error_page(request, 410, sentence)
    found = await _file(app, link.file_id)
    try:
        path = app.storage.open(found.storage_key)
    except FileNotFoundError:
        raise HTTPException(404) from None
    return FileResponse(
        path, media_type=found.content_type or "application/octet-stream", filename=found.name,
        content_disposition_type="attachment", headers=HEADERS,
    )  # fmt: skip


async def _file(app: App, file_id: UUID) -> StoredFile:
    async with app.sessions.reading() as session:
        try:
            return await get_file(session, file_id)
        except NotFound:
            raise HTTPException(404) from None


async def _count_wrong(request: Request) -> None:
    """Nobody tries links out: after many wrong ones a visitor waits."""
    visitor = request.client.host if request.client else ""
    if not await limiter_of(request).hit(WRONG_TRIES, "file link", visitor):
        raise HTTPException(429)


ROUTES = [Route("/file/{token}", shared)]
