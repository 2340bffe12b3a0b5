"""One-time links. GET shows a button or a form and changes nothing: mail scanners open links too."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.rendering import language_of, render
from admin.sign_in.serving import agent_of, go_on, ip_of, new_password, refused
from core.access.actor import system
from core.errors import DomainError
from core.kit.i18n import _
from core.settings import keys
from core.settings.service import set_value
from core.staff import queries, service
from core.staff.errors import LinkSpent
from core.staff.models import LinkPurpose, StaffMember

SPENT = "sign_in/spent.html"
Use = Callable[[AsyncSession, Request, str, Form], Awaitable[StaffMember]]


async def _set_up(session: AsyncSession, request: Request, token: str, form: Form) -> StaffMember:
    if not await service.spend_link(session, LinkPurpose.SETUP, token):
        raise LinkSpent
    password = new_password(form)
    by = system("the first owner was set up by the printed link", channel="panel")
    company = form.needed("company", _("Give your company’s name."), limit=200)
    await set_value(session, by, keys.COMPANY_NAME, company)
    language = form.typed.get("language") or language_of(request)
    await set_value(session, by, keys.COMPANY_LANGUAGE, language)
    return await service.create_owner(
        session, name=form.text("name"), email=form.text("email"), password=password,
        language=language, only_first=True, actor=by,
    )  # fmt: skip


async def _join(session: AsyncSession, _request: Request, token: str, form: Form) -> StaffMember:
    return await service.accept_invitation(session, token, new_password(form))


async def _reset(session: AsyncSession, _request: Request, token: str, form: Form) -> StaffMember:
    return await service.set_password(session, token, new_password(form))


async def _sign_in(session: AsyncSession, _request: Request, token: str, _f: Form) -> StaffMember:
    member = await service.use_link(session, LinkPurpose.SIGN_IN, token)
    if member is None:
        raise LinkSpent
    return member


DOORS: dict[LinkPurpose, tuple[str, Use]] = {
    LinkPurpose.SETUP: ("sign_in/setup.html", _set_up),
    LinkPurpose.INVITATION: ("sign_in/invitation.html", _join),
    LinkPurpose.RESET: ("sign_in/new_password.html", _reset),
    LinkPurpose.SIGN_IN: ("sign_in/button.html", _sign_in),
}


def _door(request: Request) -> tuple[LinkPurpose, str, Use] | None:
    try:
        purpose = LinkPurpose(request.path_params["purpose"])
        return purpose, *DOORS[purpose]
    except (ValueError, KeyError):
        return None


async def open_link(request: Request) -> Response:
    """GET /link/{purpose}/{token}"""
    found, token = _door(request), request.path_params["token"]
    if found is None:
        return render(request, SPENT, 410, purpose="")
    purpose, template, _use = found
    async with request.state.app.sessions.reading() as session:
        waits = await queries.link_waits(session, purpose, token)
        closed = purpose is LinkPurpose.SETUP and await queries.owner_exists(session)
    if not waits or closed:
        return render(request, SPENT, 410, purpose=purpose.value)
    return render(request, template)


async def use_link(request: Request) -> Response:
    """POST /link/{purpose}/{token}: all or nothing; after a refusal the link still works."""
    found, token = _door(request), request.path_params["token"]
    if found is None:
        return render(request, SPENT, 410, purpose="")
    purpose, template, use = found
    form = await read_form(request)
    try:
        async with request.state.app.sessions.begin() as session:
            member = await use(session, request, token, form)
            entry = await service.let_in(
                session, member.id, way=purpose.value, ip=ip_of(request), agent=agent_of(request)
            )
    except LinkSpent:
        return render(request, SPENT, 410, purpose=purpose.value)
    except DomainError as error:
        return refused(request, template, error, form)
    return go_on(request, entry, "/app/setup" if purpose is LinkPurpose.SETUP else "/app")


ROUTES = [
    Route("/link/{purpose}/{token}", open_link, methods=["GET"]),
    Route("/link/{purpose}/{token}", use_link, methods=["POST"]),
]
