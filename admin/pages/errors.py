"""What people see when something is not there, not allowed, or went wrong: never a stack trace."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from admin.pages.frame import bare_frame
from admin.pages.rendering import actor_of, language_of, render
from admin.pages.serving import SignInNeeded
from core.errors import DomainError, NotAllowed, NotFound
from core.kit.i18n import N_, _, use_language

log = logging.getLogger(__name__)

TITLES = {
    400: N_("This could not be read"),
    403: N_("You may not see this"),
    404: N_("This page was not found"),
    405: N_("This page was not found"),
    410: N_("This link is over"),
    413: N_("This is too large"),
    429: N_("Too many tries"),
    500: N_("Something went wrong"),
}
SENTENCES = {
    400: N_("What was sent could not be understood. Go back and try again."),
    403: N_("Your role does not include this. Ask an administrator for it."),
    404: N_("It may have been moved, or you may not see it."),
    405: N_("It may have been moved, or you may not see it."),
    410: N_("Ask whoever sent it to you for a new one."),
    413: N_("The files together are larger than allowed. Send fewer or smaller ones."),
    429: N_("Wait a few minutes and try again."),
    500: N_("Nothing was changed. Try again; if it happens again, tell an administrator the time."),
}


def error_page(request: Request, status: int, sentence: str | None = None) -> Response:
    """Return the page of a status in the reader's language, inside the frame when signed in."""
    known = status if status in TITLES else (500 if status >= 500 else 400)
    with use_language(language_of(request)):
        if "text/html" not in request.headers.get("accept", "*/*").replace("*/*", "text/html"):
            return PlainTextResponse(sentence or _(SENTENCES[known]), status)
        actor = actor_of(request)
        request.state.frame = bare_frame(actor) if actor else None
        template = "error.html" if actor else "error_public.html"
        return render(
            request, template, status,
            heading=_(TITLES[known]), sentence=sentence or _(SENTENCES[known]), code=status,
        )  # fmt: skip


async def _sign_in(request: Request, _error: Exception) -> Response:
    """Lead to the sign-in page; a read comes back here afterwards."""
    if request.method not in ("GET", "HEAD"):
        return RedirectResponse("/sign-in", 303)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(here, safe='')}", 303)


async def _refused(request: Request, error: Exception) -> Response:
    """A refusal that no page handled itself."""
    assert isinstance(error, DomainError)
    status = 404 if isinstance(error, NotFound) else 403 if isinstance(error, NotAllowed) else 400
    sentence = None if status == 404 else error.sentence(language_of(request))
    return error_page(request, status, sentence)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code in (204, 304):
        return Response(status_code=error.status_code, headers=error.headers)
    page = error_page(request, error.status_code)
    page.headers.update(error.headers or {})
    return page


async def _crashed(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return error_page(request, 500)


Handler = Callable[[Request, Exception], Awaitable[Response]]
EXCEPTION_HANDLERS: Mapping[Any, Handler] = {
    SignInNeeded: _sign_in,
    DomainError: _refused,
    HTTPException: _http,
    Exception: _crashed,
}
