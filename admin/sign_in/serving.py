"""What the pages before sign-in share."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from admin.pages.forms import Form
from admin.pages.rendering import HOME, render, see_other
from admin.pages.serving import refusal_of
from admin.sign_in.cookies import give_cookie
from core.errors import DomainError, Invalid
from core.kit.i18n import _
from core.staff.errors import Throttled
from core.staff.service import Entry

SECRET_FIELDS = ("password", "password_again", "code")


def ip_of(request: Request) -> str:
    """Return the browser's address; behind a proxy uvicorn has set it from the trusted header."""
    return request.client.host if request.client else ""


def agent_of(request: Request) -> str:
    """Return what the browser calls itself."""
    return request.headers.get("user-agent", "")[:300]


CODE = "sign_in/code.html"


def go_on(request: Request, entry: Entry, path: str = HOME) -> Response:
    """Sign the browser in and go on, or ask for the code that is still needed."""
    if entry.needs_code:
        return render(request, CODE, token=entry.token, following=path)
    response = see_other(path)
    give_cookie(request, response, entry.token)
    return response


def refused(
    request: Request, template: str, error: DomainError, form: Form, **context: Any
) -> Response:
    """Show a form again with the refusal; what was typed stays, passwords do not."""
    typed = {name: text for name, text in form.typed.items() if name not in SECRET_FIELDS}
    status = 429 if isinstance(error, Throttled) else 422
    return render(request, template, status, typed=typed, **refusal_of(error), **context)


def new_password(form: Form) -> str:
    """Return the password typed twice; raises Invalid when they differ."""
    password = form.typed.get("password", "")
    if password != form.typed.get("password_again", ""):
        raise Invalid(_("The two new passwords are not the same."), field="password_again")
    return password
