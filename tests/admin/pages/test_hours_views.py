"""All entries with filters, the month, absences: what they show, hide and ask the database."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import absences, service
from core.timesheets.models import Absence, TimesheetWeek, WorkingTime
from tests import make
from tests.admin.conftest import Browser

pytestmark = pytest.mark.usefixtures("clock")
MONDAY = date(2026, 3, 30)
Queries = Callable[[], AbstractContextManager[list[str]]]
SIGN_IN_AND_FRAME = 4


async def log(app: App, member: StaffMember, **values: Any) -> None:
    async with app.sessions.begin() as session:
        await service.log_time(session, make.actor_of(member), **values)


async def test_entries_are_filtered_and_their_totals_are_of_everything_found(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        boss = await make.a_member(session, "Anna", owner=True)
        lehto, bell = (
            await make.a_customer(session, "Lehto"),
            await make.a_customer(session, "Bell"),
        )
        cladding = await make.a_project(session, "Cladding", lehto)
    for step in range(60):
        await log(app, clerk, day=MONDAY - timedelta(days=step), minutes=60, customer_id=lehto.id,
                  project_id=cladding.id, note="100% north")  # fmt: skip
    await log(app, clerk, day=MONDAY, minutes=30, customer_id=bell.id, billable=False)
    await log(app, boss, day=MONDAY, minutes=45)
    client = await browser(boss)

    async def page(query: str) -> str:
        return (await client.get(f"/app/hours/entries?{query}")).text

    async def totals(query: str) -> list[str]:
        text = (await client.get(f"/app/lists/time_entry/figures?{query}")).text
        return re.findall(r'tabular">([^<]*)<', text.replace("\u00a0", " "))

    of_lehto = await page(f"customer_id={lehto.id}")
    assert "60 rows" in of_lehto
    assert await totals(f"customer_id={lehto.id}") == ["60 h", "60 h"]
    assert of_lehto.count("<tr data-list-row") == 50
    cursor = of_lehto.split("cursor=")[1].split('"')[0].split("&amp;")[0]
    more = await page(f"customer_id={lehto.id}&cursor={cursor}")
    assert more.count("<tr data-list-row") == 10
    assert "32 rows" in await page("")  # of this month
    assert "2 rows" in await page("billable=no&first=2026-01-01")
    assert await totals(f"who={boss.id}") == ["0.75 h", "0 h"]
    assert "60 rows" in await page(f"project_id={cladding.id}&q=100%25")
    assert "No row of “All” matches" in await page(f"project_id={cladding.id}&q=south")


async def test_one_sees_only_ones_own_entries_and_months_without_the_right(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        other = await make.a_member(session, "Otto")
    await log(app, clerk, day=MONDAY, minutes=30, note="mine")
    await log(app, other, day=MONDAY, minutes=45, note="theirs")
    client = await browser(clerk)

    page = (await client.get(f"/app/hours/entries?who={other.id}")).text
    mine = (await client.get("/app/hours/entries")).text

    assert "theirs" not in page + mine
    assert "1 row" in mine
    assert (await client.get(f"/app/hours/month?who={other.id}")).status_code == 404


async def test_a_foreman_sees_the_hours_of_a_month_but_not_the_balance(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "f", Permission.LOG_HOURS, Permission.LOG_FOR_OTHERS)
        foreman = await make.a_member(session, "Foreman", roles=[role])
    await log(app, clerk, day=MONDAY, minutes=480)
    here = f"/app/hours/month?month=2026-03&who={clerk.id}"

    assert "Balance until" in (await (await browser(clerk)).get(here)).text
    page = (await (await browser(foreman)).get(here)).text
    assert "8 h" in page
    assert "Balance until" not in page


async def test_a_month_shows_days_weeks_and_the_balance(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session, "Lehto")
        session.add(WorkingTime(
            staff_id=clerk.id, valid_from=date(2026, 3, 30), minutes=[450] * 5 + [0, 0],
            opening_balance=60,
        ))  # fmt: skip
        session.add(TimesheetWeek(staff_id=clerk.id, monday=MONDAY, state="submitted"))
        await absences.log_absence(
            session, make.actor_of(clerk), kind="training", first_day=date(2026, 3, 27)
        )
    await log(app, clerk, day=MONDAY, minutes=480, customer_id=lehto.id)
    client = await browser(clerk)

    page = (await client.get("/app/hours/month?month=2026-03")).text
    april = (await client.get("/app/hours/month?month=2026-04")).text

    assert "March 2026" in page
    assert "Lehto" in page
    assert "In training" in page
    assert "Sent" in page or "Waits" in page or "waiting" in page.lower()
    assert "+1.5 h" in page  # an hour brought along, half an hour over
    assert "Good Friday" in april
    assert (await client.get("/app/hours/month?month=nonsense")).status_code == 200


async def test_an_absence_is_written_down_changed_and_taken_back(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)
    data = {"kind": "vacation", "first": "2026-11-02", "last": "2026-11-06", "note": "South"}

    made = await client.post("/app/absences", data=data)
    again = await client.post("/app/absences", data={**data, "last": ""})
    async with app.sessions.reading() as session:
        absence = (await session.scalars(sa.select(Absence))).one()
    page = await client.get(f"/app/absences/{absence.id}")
    changed = await client.post(
        f"/app/absences/{absence.id}", data={**data, "hours": "3,75", "version": absence.version}
    )
    stale = await client.post(
        f"/app/absences/{absence.id}", data={**data, "version": absence.version}
    )
    removed = await client.post(f"/app/absences/{absence.id}/remove")

    assert made.headers["location"] == "/app/absences?done=absence_saved&year=2026"
    assert again.status_code == 422
    assert "These days are off already: Mon 2 Nov – Fri 6 Nov." in again.text
    assert "South" in page.text
    assert changed.status_code == 303
    assert "Somebody changed this" in stale.text
    assert removed.status_code == 303
    async with app.sessions.reading() as session:
        absence = (await session.scalars(sa.select(Absence))).one()
    assert absence.day_minutes == 225
    assert absence.removed_at is not None


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"first": ""}, "first", "Say the first day of the absence."),
        ({"kind": "bored"}, "kind", "Choose why you are away."),
        ({"hours": "some"}, "hours", "Give the hours as a number, such as 7.5, 7:30 or 45 min."),
    ],
)
async def test_a_wrong_field_of_an_absence_says_so(
    browser: Browser, clerk: StaffMember, data: dict[str, str], field: str, sentence: str
) -> None:
    given = {"kind": "sick", "first": "2026-03-30", "note": "Kept", **data}

    page = await (await browser(clerk)).post("/app/absences", data=given)

    assert page.status_code == 422
    assert f'id="{field}-wrong">{sentence}' in page.text
    assert "Kept" in page.text


async def test_why_somebody_is_away_is_not_for_everybody(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        other = await make.a_member(session, "Otto")
        boss = await make.a_member(session, "Anna", owner=True)
        absence = await absences.log_absence(
            session, make.actor_of(other), kind="sick", first_day=MONDAY, note="Flu"
        )
    client = await browser(clerk)

    assert "Flu" not in (await client.get("/app/absences")).text
    assert (await client.get(f"/app/absences/{absence.id}")).status_code == 404
    assert (await client.post(f"/app/absences/{absence.id}/remove")).status_code == 404
    seen = await (await browser(boss)).get("/app/absences")
    assert "Otto" in seen.text
    assert "Flu" in seen.text


@pytest.mark.parametrize(
    "path",
    ["/app/hours/entries?customer_id={customer}", "/app/hours/month?month=2026-03",
     "/app/absences?year=2026"],
)  # fmt: skip
async def test_a_view_of_hours_asks_the_database_at_most_eight_times(
    app: App, browser: Browser, queries: Queries, path: str
) -> None:
    async with app.sessions.begin() as session:
        boss = await make.a_member(session, "Anna", owner=True)
        lehto = await make.a_customer(session, "Lehto")
        for step in range(10):
            other = await make.a_member(session, f"Otto {step}")
            await absences.log_absence(session, make.actor_of(other), kind="sick", first_day=MONDAY)
            await service.log_time(
                session, make.actor_of(other), day=MONDAY, minutes=30, customer_id=lehto.id
            )
    client, path = await browser(boss), path.format(customer=lehto.id)
    await client.get(path)

    with queries() as seen:
        page = await client.get(path)

    assert page.status_code == 200
    assert len(seen) - SIGN_IN_AND_FRAME <= 8, "\n".join(seen)


async def test_home_names_what_the_last_days_lack_and_leads_there(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await absences.log_absence(
            session, make.actor_of(clerk), kind="sick", first_day=date(2026, 3, 26), day_minutes=225
        )
    for day, minutes in ((25, 450), (26, 225), (27, 300), (30, 450)):
        await log(app, clerk, day=date(2026, 3, day), minutes=minutes)
    client = await browser(clerk)

    page = (await client.get("/app")).text

    assert "Missing in the last days, since Fri 27 Mar" in page
    assert "2.5 h" in page
    assert 'href="/app/hours?day=2026-03-27"' in page
    week = (await client.get("/app/hours?day=2026-03-27")).text
    assert "Week 13" in week
    assert 'data-shown="4"' in week
