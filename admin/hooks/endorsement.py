"""A customer's hours behind a signed link: look, confirm or dispute; nobody signs in.

Only the holder of the link sees it: no search engine, no other site, nothing kept by caches. Wrong
links and answers are counted by visitor, so that nobody tries them out.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from limits import parse as parse_limit
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.hooks.credentials import app_of
from admin.pages.forms import Form
from admin.pages.rendering import render, see_other
from admin.throttle import limiter_of
from core.access.actor import system
from core.errors import DomainError, NotFound
from core.kit import clock
from core.kit.i18n import set_language, supported
from core.kit.ids import parse_id
from core.settings.queries import Company, load_company
from core.timesheets import bank_queries, endorsement_queries, endorsing
from core.timesheets.endorsing import Said
from core.timesheets.models import Endorsement

LIMIT = parse_limit("40 per 10 minutes")
MAX_FIELDS = 2 * endorsing.MOST_ROWS + 10
QUIET = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the link shows."""

    asked: Endorsement
    company: Company
    customer: str
    project: str | None
    asked_by: str | None


async def show(request: Request) -> Response:
    """GET /hours/{token}: the rows, or that the link is over and whom to ask."""
    token = request.path_params["token"]
    async with app_of(request).sessions.reading() as session:
        seen = await _seen(request, session, token)
        first = seen.asked.opened_at is None and not endorsing.is_over(seen.asked)
        answer = await _page(request, session, seen)
    if first:
        async with app_of(request).sessions.begin() as session:
            await endorsing.note_opened(session, token)
    return answer


async def _seen(request: Request, session: AsyncSession, token: str) -> Seen:
    """Return what a link is about; a forged one is not found, and counted."""
    try:
        asked = await endorsing.of_token(session, token)
    except NotFound:
        await _count(request, "wrong link")
        raise
    names = await endorsement_queries.names_of(session, asked)
    seen = Seen(asked, await load_company(session), *names)
    set_language(_language(request, asked))
    return seen


async def _count(request: Request, what: str) -> None:
    visitor = request.client.host if request.client else "?"
    if not await limiter_of(request).hit(LIMIT, what, visitor):
        raise HTTPException(429)


def _language(request: Request, asked: Endorsement) -> str:
    return supported(request.query_params.get("lang")) or asked.language


async def _page(
    request: Request, session: AsyncSession, seen: Seen, refusal: DomainError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    asked = seen.asked
    if endorsing.is_over(asked):
        return _rendered(request, seen, "endorsement/over.html", 410)
    lines = await endorsement_queries.lines(session, asked)
    today = clock.today(seen.company.zone)
    banks = await bank_queries.banks_of(
        session, system("the holder of a signed link"), [asked.customer_id], today=today
    )
    return _rendered(
        request, seen, "endorsement/hours.html", 422 if refusal else 200,
        lines=[one for one in lines if one.is_current],
        banks=[one for one in banks
               if asked.project_id is None or one.bank.project_id in (None, asked.project_id)],
        changed=sum(not one.is_current for one in lines), typed=typed or {},
        person=lambda name: name if seen.company.customers_see_names else name.split(" ")[0],
        refusal=refusal.sentence() if refusal else None,
    )  # fmt: skip


def _rendered(
    request: Request, seen: Seen, template: str, status: int = 200, **context: Any
) -> Response:
    page = render(
        request, template, status, language=_language(request, seen.asked), seen=seen,
        asked=seen.asked, company=seen.company.name, zone=seen.company.zone,
        here=f"/hours/{request.path_params['token']}", **context,
    )  # fmt: skip
    page.headers.update(QUIET)
    return page


async def answer(request: Request) -> Response:
    """POST /hours/{token}: confirm everything, or what is said of each row."""
    token = request.path_params["token"]
    form = await _form(request)
    try:
        await _count(request, "answer")
        async with app_of(request).sessions.begin() as session:
            asked = await endorsing.say(
                session, token, _said(form), confirm_all=form.ticked("confirm_all"),
                by=form.text("by", limit=120),
            )  # fmt: skip
            language = _language(request, asked)
    except NotFound:
        await _count(request, "wrong link")
        raise
    except DomainError as refusal:
        async with app_of(request).sessions.reading() as session:
            seen = await _seen(request, session, token)
            return await _page(request, session, seen, refusal, form.typed)
    return see_other(f"/hours/{token}/thanks", lang=language)


async def _form(request: Request) -> Form:
    """Read an answer: two fields a row, no files."""
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as data:
        return Form({name: value for name, value in data.items() if isinstance(value, str)})


def _said(form: Form) -> dict[UUID, Said]:
    """Return what is said of each row: fields `row-<id>` and `comment-<id>`."""
    found = {}
    for name, state in form.typed.items():
        key = parse_id(name.removeprefix("row-")) if name.startswith("row-") else None
        if key is not None:
            comment = form.typed.get(f"comment-{key}", "") if state == endorsing.DISPUTED else ""
            found[key] = Said(state, comment)
    return found


async def thanks(request: Request) -> Response:
    """GET /hours/{token}/thanks: what was said, and the way back."""
    async with app_of(request).sessions.reading() as session:
        seen = await _seen(request, session, request.path_params["token"])
        states = [one.line.state for one in await endorsement_queries.lines(session, seen.asked)]
    return _rendered(
        request, seen, "endorsement/thanks.html",
        confirmed=states.count(endorsing.CONFIRMED), disputed=states.count(endorsing.DISPUTED),
        still=states.count(endorsing.OPEN), over=endorsing.is_over(seen.asked),
    )  # fmt: skip


ROUTES = [
    Route("/hours/{token}", show, methods=["GET"]),
    Route("/hours/{token}", answer, methods=["POST"]),
    Route("/hours/{token}/thanks", thanks, methods=["GET"]),
]
