"""The session cookie: `__Host-` and Secure on https, a plain name on loopback's http.

SameSite=Lax, not Strict: who follows a link in a mail to a page of ours should be signed in there.
"""

from starlette.requests import Request
from starlette.responses import Response

from core.config import Settings
from core.staff.signing_in import LASTS

PATH = "/"


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; a browser takes a `__Host-` cookie only over https."""
    return "__Host-apuri" if settings.is_https else "apuri"


def give_cookie(request: Request, response: Response, token: str) -> None:
    """Sign the browser in with a session's token."""
    settings: Settings = request.state.app.settings
    response.set_cookie(
        cookie_name(settings), token, max_age=int(LASTS.total_seconds()), path=PATH,
        secure=settings.is_https, httponly=True, samesite="lax",
    )  # fmt: skip


def take_cookie(request: Request, response: Response) -> None:
    """Sign the browser out."""
    settings: Settings = request.state.app.settings
    response.delete_cookie(
        cookie_name(settings), path=PATH, secure=settings.is_https, httponly=True, samesite="lax"
    )
