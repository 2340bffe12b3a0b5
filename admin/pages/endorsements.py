"""Asking customers to look through their hours: the list, a new link, what they answered."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, project_of
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, Invalid, NotFound
from core.kit import clock
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.notify.customer_mail import reach_of
from core.people.queries import names_of
from core.settings.queries import load_company
from core.timesheets import endorsement_queries, endorsing, policies
from core.timesheets.models import Endorsement

STATES = {
    endorsing.OPEN: (N_("No answer"), "quiet"), endorsing.CONFIRMED: (N_("Confirmed"), "good"),
    endorsing.DISPUTED: (N_("Disputed"), "late"), endorsing.SETTLED: (N_("Settled"), "plain"),
}  # fmt: skip


async def endorsement_list(request: Request) -> Response:
    """GET /app/endorsements?disputed=1&customer_id=&cursor="""
    asked = request.query_params
    only = asked.get("disputed") == "1"
    async with reading(request) as (session, actor):
        require(policies.can_ask_endorsement(actor))
        page = await endorsement_queries.endorsements_page(
            session, actor, disputed_only=only, cursor=asked.get("cursor"),
            customer_id=parse_id(asked.get("customer_id", "")),
        )  # fmt: skip
        return await show(
            request, session, "endorsements.html", page=page, only=only,
            is_over=endorsing.is_over,
            disputes=await endorsement_queries.count_disputed(session, actor),
        )  # fmt: skip


async def new_endorsement(request: Request) -> Response:
    """GET and POST /app/endorsements/new?customer_id=&project_id=&first=&last="""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            typed = await _suggested(request, session, actor)
            return await _new_page(request, session, actor, typed)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            made = await _ask(session, actor, form)
            key, sent = made.id, bool(made.address)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _new_page(request, session, actor, form.typed, refusal)
    return see_other(
        f"/app/endorsements/{key}", done="endorsement_sent" if sent else "endorsement_made"
    )


async def _suggested(request: Request, session: AsyncSession, actor: Actor) -> dict[str, str]:
    """Return what a new link begins with: the last month, the customer's address and language."""
    asked = request.query_params
    today = clock.today(actor.zone)
    last = _day(asked.get("last")) or today.replace(day=1) - timedelta(days=1)
    first = _day(asked.get("first")) or last.replace(day=1)
    typed = {"first": first.isoformat(), "last": last.isoformat(), "days": str(endorsing.DAYS),
             "language": (await load_company(session)).language}  # fmt: skip
    if customer_id := parse_id(asked.get("customer_id", "")):
        names = await names_of(session, [customer_id])
        typed |= {"customer": names.get(customer_id, ""), "customer_id": str(customer_id)}
        if reach := await reach_of(session, customer_id):
            typed["address"] = reach.address
            typed["language"] = reach.language or typed["language"]
    return typed


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


async def _new_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_ask_endorsement(actor))
    return await show(
        request, session, "endorsement_new.html", 422 if refusal else 200, typed=typed,
        **refusal_of(refusal),
    )  # fmt: skip


async def _ask(session: AsyncSession, actor: Actor, form: Form) -> Endorsement:
    customer_id = await customer_of(session, actor, form)
    first, last = form.day("first"), form.day("last")
    if customer_id is None:
        raise Invalid(_("Say which customer is asked."), field="customer")
    if first is None or last is None:
        raise Invalid(_("Say the first and the last day."), field="first" if last else "last")
    return await endorsing.ask_endorsement(
        session, actor, customer_id=customer_id, first=first, last=last,
        project_id=await project_of(session, form, customer_id),
        address=form.text("address", limit=254), language=form.text("language"),
        days=form.number("days") or 0,
    )  # fmt: skip


async def endorsement(request: Request) -> Response:
    """GET /app/endorsements/{id}"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, refusal: DomainError | None = None
) -> Response:
    asked = await endorsement_queries.get_endorsement(session, actor, request.path_params["id"])
    customer, project, by = await endorsement_queries.names_of(session, asked)
    app = request.state.app
    link = f"{app.settings.public_url}/hours/{endorsing.token_of(app.keyring, asked)}"
    return await show(
        request, session, "endorsement.html", 422 if refusal else 200, asked=asked,
        customer=customer, project=project, by=by, link_to=link,
        lines=await endorsement_queries.lines(session, asked), over=endorsing.is_over(asked),
        states={key: (_(words), tone) for key, (words, tone) in STATES.items()},
        **refusal_of(refusal),
    )  # fmt: skip


async def act(request: Request) -> Response:
    """POST /app/endorsements/{id}/{verb}: withdraw, settle (a `line`)."""
    form, verb = await read_form(request), request.path_params["verb"]
    key: UUID = request.path_params["id"]
    try:
        async with writing(request) as (session, actor):
            if verb == "withdraw":
                await endorsing.withdraw_endorsement(session, actor, key)
            elif verb == "settle" and (line := form.id("line")):
                await endorsing.settle_dispute(session, actor, line)
            else:
                raise NotFound
    except NotFound:
        raise
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, refusal)
    done = "endorsement_ended" if verb == "withdraw" else "dispute_settled"
    return see_other(f"/app/endorsements/{key}", done=done)


ROUTES = [
    Route("/app/endorsements", endorsement_list),
    Route("/app/endorsements/new", new_endorsement, methods=["GET", "POST"]),
    Route("/app/endorsements/{id:uuid}", endorsement),
    Route("/app/endorsements/{id:uuid}/{verb}", act, methods=["POST"]),
]
