"""Customers' time banks: the list, a bank's ledger, buying, adjusting, putting away."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, minutes_in, read_form
from admin.pages.picking import customer_of, project_of
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, Invalid, NotFound
from core.kit import clock
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.kit.money import round_half_up
from core.people.queries import names_of
from core.timesheets import bank_queries, banks, policies
from core.timesheets.models import MovementKind

KINDS = {
    MovementKind.PURCHASE.value: N_("Bought"), MovementKind.DEBIT.value: N_("Work done"),
    MovementKind.RETURN.value: N_("Returned"), MovementKind.EXPIRY.value: N_("Expired"),
    MovementKind.ADJUSTMENT.value: N_("Corrected"),
}  # fmt: skip
_MANY = re.compile(r"(\d{1,5}(?:[.,]\d{1,2})?)\s*(?:h|t|tuntia|tim|hours?)?\.?", re.IGNORECASE)


def _id(request: Request) -> UUID:
    found: UUID = request.path_params["id"]
    return found


def hours_of(form: Form, name: str) -> int:
    """Return the minutes of a field of hours, signed: `100`, `7,5`, `-2:30`; 0 when empty."""
    typed = form.text(name, limit=40).replace("−", "-").replace("–", "-")
    bare = typed.lstrip("+-").strip()
    if not bare:
        return 0
    found = minutes_in(bare)
    if found is None and (many := _MANY.fullmatch(bare)):
        found = round_half_up(Decimal(many[1].replace(",", ".")) * 60)
    if found is None:
        sentence = _("Give the hours as a number, such as {decimal}, {clock} or 45 min.")
        raise Invalid(sentence.format(decimal=_("7.5"), clock="7:30"), field=name)
    return -found if typed.startswith("-") else found


async def bank_list(request: Request) -> Response:
    """GET /app/banks?archived=1&cursor="""
    asked = request.query_params
    archived = asked.get("archived") == "1"
    async with reading(request) as (session, actor):
        require(policies.can_see_banks(actor))
        page = await bank_queries.banks_page(
            session, actor, archived=archived, cursor=asked.get("cursor")
        )
        return await show(
            request, session, "banks.html", page=page, archived=archived,
            may_manage=policies.can_manage(actor), today=clock.today(actor.zone),
        )  # fmt: skip


async def new_bank(request: Request) -> Response:
    """GET and POST /app/banks/new?customer_id="""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            typed = {"valid_from": clock.today(actor.zone).isoformat()}
            if customer_id := parse_id(request.query_params.get("customer_id", "")):
                names = await names_of(session, [customer_id])
                typed |= {"customer": names.get(customer_id, ""), "customer_id": str(customer_id)}
            return await _new_page(request, session, actor, typed)
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            bank_id = await _open(session, actor, form)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _new_page(request, session, actor, form.typed, refusal)
    return see_other(f"/app/banks/{bank_id}", done="bank_opened")


async def _open(session: AsyncSession, actor: Actor, form: Form) -> UUID:
    customer_id = await customer_of(session, actor, form)
    if customer_id is None:
        raise Invalid(_("Say whose time bank it is."), field="customer")
    bank = await banks.open_bank(
        session, actor, customer_id=customer_id,
        project_id=await project_of(session, form, customer_id),
        minutes=hours_of(form, "hours"), note=form.text("note", limit=2_000), **_fields(form),
    )  # fmt: skip
    return bank.id


def _fields(form: Form) -> banks.BankFields:
    fields: banks.BankFields = {
        "name": form.text("name", limit=120), "expires_on": form.day("expires_on"),
        "alert_below": hours_of(form, "alert_below"),
        "tells_customer": form.ticked("tells_customer"),
        "may_overdraw": form.ticked("may_overdraw"),
    }  # fmt: skip
    if first := form.day("valid_from"):
        fields["valid_from"] = first
    return fields


async def _new_page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_manage(actor))
    return await show(
        request, session, "bank_new.html", 422 if refusal else 200, typed=typed,
        **refusal_of(refusal),
    )  # fmt: skip


async def bank(request: Request) -> Response:
    """GET /app/banks/{id}?cursor="""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None, part: str = "",
) -> Response:  # fmt: skip
    line = await bank_queries.bank_line(session, actor, _id(request))
    cursor = request.query_params.get("cursor")
    return await show(
        request, session, "bank.html", 422 if refusal else 200, line=line, bank=line.bank,
        ledger=await bank_queries.ledger(session, actor, line.bank.id, cursor=cursor),
        kinds={kind: _(words) for kind, words in KINDS.items()}, part=part,
        may_manage=policies.can_manage(actor), today=clock.today(actor.zone),
        typed=typed or {}, **refusal_of(refusal),
    )  # fmt: skip


async def change(request: Request) -> Response:
    """POST /app/banks/{id}: name, days, alert, rights."""
    form = await read_form(request)

    async def work(session: AsyncSession, actor: Actor) -> None:
        await banks.change_bank(
            session, actor, _id(request), version=form.number("version"), **_fields(form)
        )

    return await _carried_out(request, form, "change", "saved", work)


async def act(request: Request) -> Response:
    """POST /app/banks/{id}/{verb}: buy, adjust, archive, restore."""
    form, verb = await read_form(request), request.path_params["verb"]

    async def work(session: AsyncSession, actor: Actor) -> None:
        await _do(session, actor, _id(request), verb, form)

    done = {"buy": "hours_bought", "adjust": "bank_adjusted", "archive": "archived"}
    return await _carried_out(request, form, verb, done.get(verb, "restored"), work)


async def _do(session: AsyncSession, actor: Actor, key: UUID, verb: str, form: Form) -> None:
    note = form.text("note", limit=2_000)
    match verb:
        case "buy":
            await banks.buy_hours(session, actor, key, minutes=hours_of(form, "hours"), note=note)
        case "adjust":
            minutes = hours_of(form, "hours")
            await banks.adjust_bank(session, actor, key, minutes=minutes, reason=note)
        case "archive":
            await banks.archive_bank(session, actor, key)
        case "restore":
            await banks.restore_bank(session, actor, key)
        case _:
            raise NotFound


async def _carried_out(
    request: Request, form: Form, part: str, done: str, work: Any
) -> Response:  # fmt: skip
    """Do a change in one transaction; a refusal keeps what was typed, in its part of the page."""
    try:
        async with writing(request) as (session, actor):
            await work(session, actor)
    except NotFound:
        raise
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form.typed, refusal, part)
    return see_other(f"/app/banks/{_id(request)}", done=done)


ROUTES = [
    Route("/app/banks", bank_list),
    Route("/app/banks/new", new_bank, methods=["GET", "POST"]),
    Route("/app/banks/{id:uuid}", bank),
    Route("/app/banks/{id:uuid}", change, methods=["POST"]),
    Route("/app/banks/{id:uuid}/{verb}", act, methods=["POST"]),
]
