"""Taking hours out in the panel: the preview, what it warns of, the files, by right."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from admin.pages.hours_export import last_month
from core.access.permissions import Permission
from core.events.models import EventRecord
from core.expenses.models import Expense, Travel
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import PayBasis, TimeEntry, TimesheetWeek, WeekState
from tests import make
from tests.admin.conftest import Browser

HERE = "/app/hours/export"
MARCH = {"first": "2026-03-01", "last": "2026-03-31"}
MONDAY = date(2026, 3, 30)


@pytest.fixture(autouse=True)
async def hours(app: App, clock: Any) -> None:
    """Matti's week is approved, Liisa's is not; Matti drove and paid."""
    async with app.sessions.begin() as session:
        matti = await make.a_member(session, "Matti Meikäläinen", payroll_number="17")
        liisa = await make.a_member(session, "Liisa Lahti")
        lehto = await make.a_customer(session)
        session.add_all([
            TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=450, billed_minutes=480,
                      customer_id=lehto.id, note="=1+1"),
            TimeEntry(staff_id=liisa.id, day=MONDAY, worked_minutes=60),
            TimesheetWeek(staff_id=matti.id, monday=MONDAY, state=WeekState.APPROVED),
            Travel(staff_id=matti.id, day=MONDAY, metres=28_000),
            Travel(staff_id=liisa.id, day=MONDAY, metres=9_000),
            Expense(staff_id=matti.id, day=MONDAY, amount_minor=1_990, currency="EUR"),
            Expense(staff_id=matti.id, day=MONDAY, amount_minor=500, currency="SEK"),
        ])  # fmt: skip


@pytest.fixture
async def exporter(app: App) -> StaffMember:
    """Somebody who may take hours out and nothing else."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "x", Permission.EXPORT_HOURS)
        return await make.a_member(session, "Eeva", roles=[role])


def _rows(data: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_a_new_export_begins_with_the_last_month() -> None:
    assert last_month(date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert last_month(date(2026, 1, 1)) == (date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize("what", ["entries", "days", "customers", "pay"])
async def test_each_table_has_a_preview(browser: Browser, exporter: StaffMember, what: str) -> None:
    page = await (await browser(exporter)).get(HERE, params={**MARCH, "what": what})
    assert page.status_code == 200
    assert "Liisa Lahti" in page.text
    assert "1 person has hours that nobody has approved" in page.text
    assert ("left out" in page.text) == (what == "pay")


async def test_the_preview_warns_of_what_pay_would_lack(
    browser: Browser, exporter: StaffMember
) -> None:
    page = await (await browser(exporter)).get(HERE, params={**MARCH, "what": "pay", "shown": "1"})
    for words in ("Without a payroll number: Liisa Lahti.", "8.5 h have no clock times",
                  "Costs in other currencies are left out: SEK."):  # fmt: skip
        assert words in page.text


async def test_pay_takes_only_what_is_approved_and_is_noted(
    app: App, browser: Browser, exporter: StaffMember
) -> None:
    sent = await (await browser(exporter)).post(
        HERE, data={**MARCH, "what": "pay", "approved": "1", "form": "xlsx"}
    )
    assert sent.status_code == 200
    assert "attachment" in sent.headers["content-disposition"]
    assert sent.headers["cache-control"] == "no-store"
    assert [(row[0], row[2], row[4], row[5]) for row in _rows(sent.content)] == [
        ("17", "100", 7.5, "hours"),
        ("17", "500", 28, "kilometres"),
        ("17", "600", 19.9, "money"),
    ]
    async with app.sessions.reading() as session:
        told = (await session.scalars(
            sa.select(EventRecord).where(EventRecord.name == "HoursExported")
        )).one()  # fmt: skip
        payload = told.payload or {}
        assert (told.actor_name, payload["rows"], payload["approved_only"]) == ("Eeva", 3, True)
        assert await session.scalar(sa.select(sa.func.count(PayBasis.id))) == 15


async def test_a_csv_has_every_entry_and_no_formula(
    browser: Browser, exporter: StaffMember
) -> None:
    sent = await (await browser(exporter)).post(
        HERE, data={**MARCH, "what": "entries", "form": "csv"}
    )
    text = sent.content.decode("utf-8-sig")
    assert text.count("\r\n") == 3
    assert "'=1+1" in text
    assert sent.headers["content-type"].startswith("text/csv")


async def test_a_wrong_period_is_refused_and_kept(browser: Browser, exporter: StaffMember) -> None:
    page = await browser(exporter)
    wrong = {"first": "2026-03-31", "last": "2026-03-01", "what": "days"}
    for answer in (await page.get(HERE, params=wrong), await page.post(HERE, data=wrong)):
        assert answer.status_code == 422
        assert "The last day cannot be before the first one." in answer.text
        assert 'value="2026-03-31"' in answer.text


async def test_whoever_may_not_export_sees_no_page_and_gets_no_file(
    app: App, browser: Browser
) -> None:
    async with app.sessions.begin() as session:
        rest = [one for one in Permission if one is not Permission.EXPORT_HOURS]
        actor = await make.a_member(session, "K", roles=[await make.a_role(session, "rest", *rest)])
    page = await browser(actor)
    assert (await page.get(HERE, params=MARCH)).status_code == 403
    assert (await page.post(HERE, data={**MARCH, "form": "xlsx"})).status_code == 403


async def test_the_page_asks_the_database_as_often_with_many_rows(
    app: App, browser: Browser, exporter: StaffMember, queries: Any
) -> None:
    page = await browser(exporter)
    counts = []
    for _round in range(2):
        for what in ("entries", "pay"):
            await page.get(HERE, params={**MARCH, "what": what})
            with queries() as seen:
                await page.get(HERE, params={**MARCH, "what": what})
            counts.append(len(seen))
        async with app.sessions.begin() as session:
            more = await make.a_member(session, "More")
            session.add_all(
                TimeEntry(staff_id=more.id, day=MONDAY, worked_minutes=1) for _one in range(60)
            )
    assert counts[:2] == counts[2:]
    assert max(counts) <= 24
