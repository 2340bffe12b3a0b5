"""A week of twelve people as they talk, from words to approved hours, bank and payroll."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import openpyxl
import pytest
import sqlalchemy as sa
import time_machine

from admin.app import build_app
from core.access.permissions import Permission
from core.people.models import Customer
from core.staff import service as staff
from core.staff.models import StaffMember
from core.staff.queries import actor_for
from core.startup import App
from core.timesheets import banks
from core.timesheets import service as timesheets
from core.timesheets.models import (
    TimeBank,
    TimeBankMovement,
    TimeEntry,
    TimesheetWeek,
    WeekState,
)
from tests import make
from tests.admin.conftest import BASE, OURS
from tests.core.assistant.conftest import Chat, a_chat
from tests.journeys.week_script import CUSTOMERS, DOORS, LINES, MONDAY, Line, expected

WEEK = MONDAY.isocalendar().week
BOUGHT = 2400  # minutes
ZONE = ZoneInfo("Europe/Helsinki")


@dataclass
class Played:
    """The company after the week: its people by name and their chats by channel."""

    app: App
    people: dict[str, StaffMember]
    customers: dict[str, UUID]
    chats: dict[str, Chat]

    def chat_of(self, who: str) -> Chat:
        """Return the channel a person talks through."""
        return self.chats[DOORS[who][1]]


@pytest.fixture
def moment() -> Iterator[Any]:
    """The clock of the played week."""
    with time_machine.travel(datetime(2026, 11, 16, 7, tzinfo=ZONE), tick=False) as traveller:
        yield traveller


@pytest.fixture
async def company(app: App, moment: Any) -> Played:
    """Twelve people, one of them a foreman, an owner, nine customers."""
    async with app.sessions.begin() as session:
        people = {"Anna": await make.a_member(session, "Anna", language="fi", owner=True)}
        worker = await make.a_role(session, "Worker", Permission.LOG_HOURS)
        foreman = await make.a_role(
            session, "Foreman", Permission.LOG_HOURS, Permission.LOG_FOR_OTHERS,
            Permission.SEE_ALL_HOURS,
        )  # fmt: skip
        for name, (language, _door) in DOORS.items():
            people[name] = await make.a_member(
                session, name, language=language, roles=[foreman if name == "Jarkko" else worker]
            )
        customers = {}
        for name, projects in CUSTOMERS.items():
            customer = await make.a_customer(session, name)
            customers[name] = customer.id
            for project in projects:
                await make.a_project(session, project, customer)
    chats = {door: await a_chat(app, door) for door in ("telegram", "webchat", "sms")}
    return Played(app, people, customers, chats)


async def say(company: Played, line: Line, moment: Any) -> str:
    """Let one line be said at its time, and its question be answered."""
    hour, minute = map(int, line.at.split(":"))
    day = MONDAY + timedelta(days=line.day)
    moment.move_to(datetime.combine(day, time(hour, minute), ZONE))
    chat, member = company.chat_of(line.who), company.people[line.who]
    answer = await chat.says(member, line.text)
    return await chat.presses(member, line.press) if line.press else answer


async def books(app: App) -> dict[tuple[str, date], dict[str, int]]:
    """Return the minutes by customer of every person's day as they stand."""
    found: dict[tuple[str, date], dict[str, int]] = {}
    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(StaffMember.name, TimeEntry.day, Customer.name,
                      sa.func.sum(TimeEntry.worked_minutes))
            .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
            .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
            .where(TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None))
            .group_by(StaffMember.name, TimeEntry.day, Customer.name)
        )  # fmt: skip
        for who, day, customer, minutes in rows:
            found.setdefault((who, day), {})[customer] = int(minutes)
    return found


async def test_a_week_of_twelve_people_is_booked_as_it_was_said(
    company: Played, moment: Any
) -> None:
    for line in sorted(LINES, key=lambda one: (one.day, one.at)):
        assert await say(company, line, moment), line

    assert await books(company.app) == expected()


SUBMITS = {
    "fi": f"lähetä viikko {WEEK} hyväksyttäväksi", "sv": f"skicka in vecka {WEEK}",
    "en": f"submit week {WEEK}",
}  # fmt: skip


async def test_the_week_ends_in_approved_hours_bank_debits_and_a_payroll_file(
    company: Played, moment: Any
) -> None:
    bank_id = await _agreements(company)
    for line in sorted(LINES, key=lambda one: (one.day, one.at)):
        await say(company, line, moment)
    moment.move_to(datetime.combine(MONDAY + timedelta(days=7), time(8), ZONE))
    office = await signed_in(company, "Anna")

    for who, (language, door) in DOORS.items():
        if door == "sms":  # by text message one only logs: they send theirs in the panel
            client = await signed_in(company, who)
            answer = await client.post(f"/app/hours/weeks/{MONDAY}/submit")
            assert answer.status_code == 303, who
        else:
            said = await company.chat_of(who).says(company.people[who], SUBMITS[language])
            assert str(WEEK) in said, who
    assert "Matti" in (await office.get("/app/hours/approvals")).text
    said = await company.chats["telegram"].says(
        company.people["Anna"], f"hyväksy Matin viikko {WEEK}"
    )
    assert "Matti" in said
    page = (await office.get("/app/hours/approvals")).text
    chosen = re.findall(r'name="week" value="([^"]+)"', page)
    assert len(chosen) == len(DOORS) - 1
    assert (await office.post("/app/hours/approvals", data={"week": chosen})).status_code == 303

    assert await states(company.app) == dict.fromkeys(DOORS, WeekState.APPROVED)
    await _approved_work_cannot_be_changed(company)
    await _bank_paid(company, bank_id)
    await _payroll(office)


async def _agreements(company: Played) -> UUID:
    """Hours are billed by the started quarter, Koski's by the started half hour; Lehto has 40 h."""
    async with company.app.sessions.begin() as session:
        anna = await actor_for(session, company.people["Anna"].id)
        await timesheets.set_billing_rule(session, anna, valid_from=MONDAY, step_minutes=15)
        await timesheets.set_billing_rule(
            session, anna, valid_from=MONDAY, customer_id=company.customers["Koski"],
            step_minutes=30, minimum_minutes=60,
        )  # fmt: skip
        bank = await banks.open_bank(
            session, anna, customer_id=company.customers["Lehto"], name="Ulkotyöt",
            valid_from=MONDAY, minutes=BOUGHT,
        )  # fmt: skip
        return bank.id


async def signed_in(company: Played, who: str) -> httpx.AsyncClient:
    """Return a browser of somebody."""
    async with company.app.sessions.begin() as session:
        _opened, token = await staff.start_session(session, company.people[who].id, way="link")
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=build_app(company.app)), base_url=BASE, headers=OURS
    )
    client.cookies.set("apuri", token, domain="127.0.0.1")
    return client


async def states(app: App) -> dict[str, str]:
    """Return where everybody's week stands."""
    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(StaffMember.name, TimesheetWeek.state)
            .join(StaffMember, StaffMember.id == TimesheetWeek.staff_id)
            .where(TimesheetWeek.monday == MONDAY)
        )
        return {row.name: row.state for row in rows}


async def _approved_work_cannot_be_changed(company: Played) -> None:
    matti = company.people["Matti"]
    said = await company.chat_of("Matti").says(matti, "perjantaina 2h koski")
    assert said.startswith("!")
    assert await books(company.app) == expected()


async def _bank_paid(company: Played, bank_id: UUID) -> None:
    """The bank paid what it held of the billed minutes; the rest is left to be invoiced."""
    async with company.app.sessions.reading() as session:
        bank = await session.get_one(TimeBank, bank_id)
        moved = (await session.scalars(
            sa.select(TimeBankMovement).where(TimeBankMovement.bank_id == bank_id)
        )).all()  # fmt: skip
        rows = await session.execute(
            sa.select(Customer.name, sa.func.sum(TimeEntry.billed_minutes))
            .join(Customer, Customer.id == TimeEntry.customer_id)
            .where(TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None))
            .group_by(Customer.name)
        )
        billed = {name: int(minutes) for name, minutes in rows}
    debits = [-one.minutes for one in moved if one.kind == "debit"]
    assert (bank.balance_minutes, sum(debits)) == (0, BOUGHT)
    lehto = [n for day in expected().values() for name, n in day.items() if name == "Lehto"]
    assert billed["Lehto"] == sum(lehto) > BOUGHT  # all of them are whole quarters
    koski = [n for day in expected().values() for name, n in day.items() if name == "Koski"]
    assert billed["Koski"] == sum(max(60, -(-n // 30) * 30) for n in koski)


async def _payroll(office: httpx.AsyncClient) -> None:
    """The payroll file read back holds everybody's hours of the week."""
    await office.get("/app/hours/export?what=pay")
    answer = await office.post("/app/hours/export", data={
        "what": "pay", "first": str(MONDAY), "last": str(MONDAY + timedelta(days=6)),
        "approved": "1", "form": "xlsx",
    })  # fmt: skip
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [row[1:6] for row in sheet.iter_rows(min_row=2, values_only=True)]
    hours = {row[0]: row[3] for row in rows if row[1] == "100"}
    worked: dict[str, int] = {}
    for (who, _day), day in expected().items():
        worked[who] = worked.get(who, 0) + sum(day.values())
    assert hours == {who: minutes / 60 for who, minutes in worked.items()}
    others = {(row[0], row[2]): row[3] for row in rows if row[1] != "100"}
    assert others == {
        ("Matti", "Kilometrikorvaus"): 28, ("Jarkko", "Kilometrikorvaus"): 42,
        ("Liisa", "Vuosiloma"): 1, ("Lars", "Iltalisä"): 2, ("Lars", "Yölisä"): 13,
    }  # fmt: skip
