"""Taking hours out: choose, look at a preview and at what is missing, download."""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from admin.pages.forms import Form as Typed
from admin.pages.forms import read_form
from admin.pages.picking import customer_of, doers, project_of
from admin.pages.serving import reading, refusal_of, show, signed_in, writing
from core.access.actor import Actor, require
from core.errors import DomainError, Invalid
from core.expenses.pay_queries import amounts_between
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.sheets import TYPES, Form, Row
from core.settings.queries import load_company
from core.timesheets import export_queries, exporting, pay_bases, pay_export, policies
from core.timesheets.exporting import TITLES, Asked, What
from core.timesheets.payroll import Paid

HERE = "/app/hours/export"
SHOWN = 20


@dataclass
class Preview:
    """What a download would hold: its first rows, its sums, and what to know before using it."""

    columns: list[Any] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    totals: export_queries.Totals | None = None
    pay: pay_export.Pay | None = None
    unapproved: list[export_queries.Unapproved] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def page(request: Request) -> Response:
    """GET /app/hours/export?what=&first=&last=&who=&customer=&project=&approved="""
    typed = _typed(request)
    refusal: DomainError | None = None
    asked = None
    try:
        asked = await _asked(request, typed)
        if asked.what is What.PAY:
            await _seed(request)
    except Invalid as wrong:
        refusal = wrong
    async with reading(request) as (session, actor):
        return await _page(request, session, actor, typed, asked, refusal)


def _typed(request: Request) -> Typed:
    """Return what the address asks for; without a period it is the last month."""
    asked = request.query_params
    typed = dict(asked)
    if "first" not in typed:
        first, last = last_month(clock.today(signed_in(request).zone))
        typed |= {"first": first.isoformat(), "last": last.isoformat()}
    if typed.get("what") == What.PAY.value and "shown" not in typed:
        typed["approved"] = "1"  # pay begins with what somebody has approved
    return Typed(typed, {"who": asked.getlist("who")})


def last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the month before this one."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


async def _asked(request: Request, typed: Typed) -> Asked:
    """Return what is to be taken out; raises Invalid with the field."""
    async with reading(request) as (session, actor):
        require(policies.can_export(actor))
        customer_id = await customer_of(session, actor, typed)
        project_id = await project_of(session, typed, customer_id)
    first, last = typed.day("first"), typed.day("last")
    if first is None or last is None:
        raise Invalid(_("Say the first and the last day."), field="first" if last else "last")
    found = Asked(
        _what(typed.text("what")), first, last, _people(typed), customer_id, project_id,
        typed.ticked("approved"),
    )  # fmt: skip
    found.check()
    return found


def _what(name: str) -> What:
    return What(name) if name in set(What) else What.ENTRIES


def _people(typed: Typed) -> tuple[UUID, ...]:
    return tuple(found for one in typed.lists.get("who", ()) if (found := parse_id(one)))


async def _seed(request: Request) -> None:
    """Fill an empty mapping with the usual one, so that there is something to look at."""
    async with reading(request) as (session, _actor):
        if await pay_bases.exist(session):
            return
    async with writing(request) as (session, _actor):
        await pay_bases.ensure_bases(session, (await load_company(session)).language)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: Typed, asked: Asked | None,
    refusal: DomainError | None,
) -> Response:  # fmt: skip
    require(policies.can_export(actor))
    found = await _preview(session, actor, asked) if asked else Preview()
    return await show(
        request, session, "hours_export.html", 422 if refusal else 200, asked=asked, found=found,
        typed=typed.typed, chosen=typed.lists.get("who", []), people=await doers(session),
        what=asked.what.value if asked else _what(typed.text("what")).value,
        titles=[(one.value, _(words)) for one, words in TITLES.items()],
        may_map=policies.can_manage(actor), shown=SHOWN, **refusal_of(refusal),
    )  # fmt: skip


async def _preview(session: AsyncSession, actor: Actor, asked: Asked) -> Preview:
    found = Preview(exporting.columns(asked.what))
    if asked.what is What.PAY:
        paid, foreign = await _paid(session, asked)
        found.pay = await pay_export.pay(session, asked, paid)
        found.rows, found.notes = found.pay.rows, _notes(found.pay, foreign)
    else:
        found.totals = await export_queries.totals(session, asked)
        async with aclosing(exporting.rows(session, actor, asked)) as chunks:
            async for chunk in chunks:
                found.rows = chunk[:SHOWN]
                break
    found.unapproved = await export_queries.unapproved(session, asked)
    return found


def _notes(pay: pay_export.Pay, foreign: list[str]) -> list[str]:
    """Return what to know before the table goes to payroll."""
    notes, lost = [], pay.payroll.lost
    if pay.numberless:
        notes.append(_("Without a payroll number: {names}.").format(
            names=", ".join(pay.numberless)))  # fmt: skip
    if pay.payroll.timeless:
        sentence = _("{hours} have no clock times, so supplements by the time of day do not see "
                     "them.")  # fmt: skip
        notes.append(sentence.format(hours=formatting.hours(pay.payroll.timeless)))
    if minutes := lost.get("work", 0) + lost.get("absence", 0):
        sentence = _("{hours} of work or absence belong to no pay basis.")
        notes.append(sentence.format(hours=formatting.hours(minutes)))
    if metres := lost.get("travel", 0):
        sentence = _("{distance} belong to no pay basis.")
        notes.append(sentence.format(distance=formatting.kilometres(metres)))
    if lost.get("expense"):
        notes.append(_("Some costs belong to no pay basis."))
    if foreign:
        sentence = _("Costs in other currencies are left out: {list}.")
        notes.append(sentence.format(list=", ".join(foreign)))
    return notes


async def _paid(session: AsyncSession, asked: Asked) -> tuple[list[Paid], list[str]]:
    """Return journeys and costs for pay, and the currencies that pay leaves out."""
    if asked.what is not What.PAY:
        return [], []
    own = (await load_company(session)).currency
    rows = await amounts_between(session, asked.first, asked.last, asked.staff_ids)
    paid = [Paid(row.staff_id, row.day, "expense" if row.currency else "travel", row.amount)
            for row in rows if row.currency in ("", own)]  # fmt: skip
    return paid, sorted({row.currency for row in rows} - {"", own})


async def download(request: Request) -> Response:
    """POST /app/hours/export: the file."""
    typed = await read_form(request)
    form = Form(typed.text("form")) if typed.text("form") in set(Form) else Form.XLSX
    try:
        asked = await _asked(request, typed)
        if asked.what is What.PAY:
            await _seed(request)
        return await _file(request, asked, form)
    except Invalid as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, typed, None, refusal)


async def _file(request: Request, asked: Asked, form: Form) -> Response:
    """Write the table beside the database's read, note who took it out, hand it over."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="apuri-export-"))
    path = folder / f"export.{form.value}"
    try:
        async with reading(request) as (session, actor):
            paid, _foreign = await _paid(session, asked)
            company = (await load_company(session)).name
            count = await exporting.write(session, actor, asked, form, path, paid)
        async with writing(request) as (session, actor):
            await exporting.note_export(session, actor, asked, form, count)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    headers: Mapping[str, str] = {"Cache-Control": "no-store"}
    return FileResponse(
        path, filename=exporting.file_name(asked, form, company), media_type=TYPES[form],
        headers=headers, background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )  # fmt: skip


ROUTES = [Route(HERE, page), Route(HERE, download, methods=["POST"])]
