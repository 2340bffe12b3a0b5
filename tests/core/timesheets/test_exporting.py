"""Taking hours out: what is in the table, who may, what is recorded, what stands open."""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.errors import Invalid, NotAllowed
from core.events.models import EventRecord
from core.kit import clock as clocks
from core.kit.sheets import Form, Row
from core.timesheets import banks, debiting, export_queries, exporting
from core.timesheets.exporting import Asked, What
from core.timesheets.models import TimeEntry, TimesheetWeek, WeekState
from tests import make

MONDAY = date(2026, 3, 30)
BOSS = system("a test")


async def a_period(session: AsyncSession) -> Asked:
    """Matti's approved week of two days, Liisa's open one; Lehto has 3 h in a bank."""
    matti = await make.a_member(session, payroll_number="17")
    liisa = await make.a_member(session, "Liisa")
    lehto = await make.a_customer(session)
    roof = await make.a_project(session, "Roof", lehto)
    bank = {"name": "Hours", "valid_from": date(2026, 1, 1), "minutes": 180}
    await banks.open_bank(session, BOSS, customer_id=lehto.id, **bank)  # type: ignore[arg-type]
    began = clocks.at(MONDAY, time(7), matti.zone)
    session.add_all([
        TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=230, billed_minutes=240,
                  customer_id=lehto.id, project_id=roof.id, started_at=began,
                  ended_at=began + timedelta(minutes=230), note="=cmd()"),
        TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=30),
        TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=999, removed_at=clocks.now()),
        TimeEntry(staff_id=matti.id, day=MONDAY + timedelta(days=6), worked_minutes=60,
                  customer_id=lehto.id, billable=False),
        TimeEntry(staff_id=liisa.id, day=MONDAY, worked_minutes=100, billed_minutes=120,
                  customer_id=lehto.id),
        TimesheetWeek(staff_id=matti.id, monday=MONDAY, state=WeekState.APPROVED),
        TimesheetWeek(staff_id=liisa.id, monday=MONDAY, state=WeekState.SUBMITTED),
    ])  # fmt: skip
    await session.flush()
    await debiting.debit_week(session, BOSS, matti.id, MONDAY)
    return Asked(What.ENTRIES, MONDAY, MONDAY + timedelta(days=30))


async def table(session: AsyncSession, asked: Asked, **changes: Any) -> list[Row]:
    from dataclasses import replace

    found: list[Row] = []
    async for chunk in exporting.rows(session, BOSS, replace(asked, **changes)):
        found += chunk
    return found


async def test_entries_carry_names_times_and_what_remains_to_be_invoiced(
    session: AsyncSession, clock: Any
) -> None:
    asked = await a_period(session)
    rows = await table(session, asked)
    assert len(rows) == 4
    (row,) = [row for row in rows if row[5] == 230]
    assert row == (MONDAY, "Matti", "17", time(7), time(10, 50), 230, 240, 180, 60, "Lehto",
                   "Roof", None, None, "Yes", "Approved", "=cmd()")  # fmt: skip
    assert [row[14] for row in rows if row[1] == "Liisa"] == ["Not approved"]
    assert [row[13] for row in rows if row[5] in (30, 60)] == ["No", "No"]


async def test_days_and_customers_are_sums_of_the_same_hours(
    session: AsyncSession, clock: Any
) -> None:
    asked = await a_period(session)
    assert await table(session, asked, what=What.DAYS) == [
        (MONDAY, "Liisa", None, 100, 120, 0, 120, "Not approved"),
        (MONDAY, "Matti", "17", 260, 240, 180, 60, "Approved"),
        (MONDAY + timedelta(days=6), "Matti", "17", 60, 0, 0, 0, "Approved"),
    ]
    assert await table(session, asked, what=What.CUSTOMERS) == [
        ("Lehto", "Roof", 230, 240, 180, 60), ("Lehto", None, 160, 120, 0, 120),
        ("Own work", None, 30, 0, 0, 0),
    ]  # fmt: skip
    totals = await export_queries.totals(session, asked)
    assert (totals.count, totals.worked, totals.billed, totals.paid) == (4, 420, 360, 180)


async def test_approved_only_leaves_out_open_weeks_and_names_them(
    session: AsyncSession, clock: Any
) -> None:
    asked = await a_period(session)
    rows = await table(session, asked, what=What.DAYS, approved_only=True)
    assert [row[1] for row in rows] == ["Matti", "Matti"]
    (open_week,) = await export_queries.unapproved(session, asked)
    assert (open_week.name, open_week.mondays) == ("Liisa", (MONDAY,))


async def test_an_export_is_narrowed_by_person_customer_and_project(
    session: AsyncSession, clock: Any
) -> None:
    asked = await a_period(session)
    entry = (
        await session.scalars(sa.select(TimeEntry).where(TimeEntry.worked_minutes == 230))
    ).one()
    assert len(await table(session, asked, staff_ids=(entry.staff_id,))) == 3
    assert len(await table(session, asked, customer_id=entry.customer_id)) == 3
    assert len(await table(session, asked, project_id=entry.project_id)) == 1


async def test_a_table_becomes_a_file_and_an_event(
    session: AsyncSession, clock: Any, tmp_path: Path
) -> None:
    asked = await a_period(session)
    path = tmp_path / "a.xlsx"
    count = await exporting.write(session, BOSS, asked, Form.XLSX, path)
    await exporting.note_export(session, BOSS, asked, Form.XLSX, count)
    sheet = openpyxl.load_workbook(path).active
    assert (count, sheet.max_row) == (4, 5)
    assert sheet.title == "Hours by entry"
    payload = (await session.scalars(
        sa.select(EventRecord.payload).where(EventRecord.name == "HoursExported")
    )).one()  # fmt: skip
    assert (payload["what"], payload["form"], payload["rows"]) == ("entries", "xlsx", 4)
    assert exporting.file_name(asked, Form.XLSX, "Ääkkönen & Öö Oy") == (
        "aakkonen---oo-oy-hours-by-entry-2026-03-30_2026-04-29.xlsx"
    )


async def test_only_who_may_export_gets_a_row(session: AsyncSession, clock: Any) -> None:
    asked = await a_period(session)
    everything_else = [one for one in Permission if one is not Permission.EXPORT_HOURS]
    role = await make.a_role(session, "rest", *everything_else)
    actor = make.actor_of(await make.a_member(session, "Kalle", roles=[role]))
    with pytest.raises(NotAllowed):
        async for _chunk in exporting.rows(session, actor, asked):
            pass
    with pytest.raises(NotAllowed):
        await exporting.note_export(session, actor, asked, Form.CSV, 1)


async def test_an_endless_or_backward_period_is_refused(session: AsyncSession) -> None:
    for first, last in ((MONDAY, MONDAY - timedelta(days=1)), (date(2000, 1, 1), MONDAY)):
        with pytest.raises(Invalid):
            await table(session, Asked(What.DAYS, first, last))


async def test_rows_come_in_chunks_with_one_statement(
    session: AsyncSession, clock: Any, queries: Any
) -> None:
    matti = await make.a_member(session)
    session.add_all(
        TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=1) for _one in range(2_300)
    )
    await session.flush()
    asked = Asked(What.ENTRIES, MONDAY, MONDAY)
    with queries() as seen:
        chunks = [len(chunk) async for chunk in exporting.rows(session, BOSS, asked)]
    assert chunks == [1000, 1000, 300]
    assert len(seen) == 1
