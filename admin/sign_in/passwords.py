"""Signing in by password, signing out, and asking for a new password."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.rendering import HOME, actor_of, render, safe_path, see_other
from admin.sign_in.cookies import take_cookie
from admin.sign_in.serving import CODE, agent_of, go_on, ip_of, refused
from core.errors import DomainError
from core.staff import passwords, queries, service
from core.staff.errors import CodeRefused, LinkSpent, SignInRefused
from core.staff.signing_in import Attempt
from core.startup import App

SIGN_IN = "sign_in/sign_in.html"
FORGOTTEN = "sign_in/forgotten.html"


async def root(_request: Request) -> Response:
    """GET /: home, by way of sign-in where needed."""
    return RedirectResponse(HOME, 303)


async def sign_in_page(request: Request) -> Response:
    """GET /sign-in"""
    following = safe_path(request.query_params.get("next"))
    if actor_of(request) is not None:
        return see_other(following)
    async with request.state.app.sessions.reading() as session:
        has_owner = await queries.owner_exists(session)
    done = request.query_params.get("done", "")
    return render(request, SIGN_IN, following=following, has_owner=has_owner, done_code=done)


async def sign_in(request: Request) -> Response:
    """POST /sign-in: the attempt is counted first, the password checked outside a transaction."""
    app: App = request.state.app
    form = await read_form(request)
    email, password = form.typed.get("email", ""), form.typed.get("password", "")
    following = safe_path(form.typed.get("next"))
    ip, agent = ip_of(request), agent_of(request)
    attempt: Attempt | None = None
    try:
        async with app.sessions.begin() as session:
            attempt = await service.start_attempt(session, email=email[:320], ip=ip)
        correct = await passwords.verify(password, attempt.password_hash)
        async with app.sessions.begin() as session:
            entry = await service.finish_attempt(
                session, attempt, correct=correct, ip=ip, agent=agent
            )
    except DomainError as error:
        if isinstance(error, SignInRefused) and attempt is not None:
            await _note(request, attempt.staff_id, "password")
        return refused(
            request, SIGN_IN, error, form, following=following, has_owner=True, done_code=""
        )
    return go_on(request, entry, following)


async def _note(request: Request, staff_id: UUID | None, why: str) -> None:
    """Write a failed try at somebody's account down for them and for administrators."""
    if staff_id is not None:
        async with request.state.app.sessions.begin() as session:
            await service.note_failure(session, staff_id, why=why, ip=ip_of(request))


async def code(request: Request) -> Response:
    """POST /sign-in/code: the second factor; the try is counted before it is looked at."""
    app: App = request.state.app
    form = await read_form(request)
    token, given = form.typed.get("token", "")[:200], form.typed.get("code", "")[:100]
    following = safe_path(form.typed.get("next"))
    staff_id: UUID | None = None
    try:
        async with app.sessions.begin() as session:
            staff_id = await service.start_code(session, token, ip_of(request))
        async with app.sessions.begin() as session:
            entry = await service.finish_code(
                session, staff_id, token, given, ip=ip_of(request), agent=agent_of(request)
            )
    except LinkSpent:
        return see_other("/sign-in", done="code_late")
    except DomainError as error:
        if isinstance(error, CodeRefused):
            await _note(request, staff_id, "code")
        return refused(request, CODE, error, form, token=token, following=following)
    return go_on(request, entry, following)


async def sign_out(request: Request) -> Response:
    """POST /sign-out: the session ends on the server, not only in this browser."""
    actor, opened = actor_of(request), getattr(request.state, "sign_in", None)
    if actor is not None and opened is not None:
        async with request.state.app.sessions.begin() as session:
            await service.end_session(session, actor, opened.id)
    response = see_other("/sign-in", done="signed_out")
    take_cookie(request, response)
    return response


async def forgotten_page(request: Request) -> Response:
    """GET /sign-in/forgotten"""
    return render(request, FORGOTTEN, sent=request.query_params.get("done") == "sent")


async def forgotten(request: Request) -> Response:
    """POST /sign-in/forgotten: the answer is the same whether the address is known or not."""
    form = await read_form(request)
    email = form.typed.get("email", "")[:320]
    try:
        async with request.state.app.sessions.begin() as session:
            await service.request_reset(session, email=email, ip=ip_of(request))
    except DomainError as error:
        return refused(request, FORGOTTEN, error, form, sent=False)
    return see_other("/sign-in/forgotten", done="sent")


ROUTES = [
    Route("/", root, methods=["GET"]),
    Route("/sign-in", sign_in_page, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-in/code", code, methods=["POST"]),
    Route("/sign-in/forgotten", forgotten_page, methods=["GET"]),
    Route("/sign-in/forgotten", forgotten, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
