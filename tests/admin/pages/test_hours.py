"""The week of hours, entries and the clock."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from admin.pages.forms import minutes_in
from core.kit import clock
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service
from core.timesheets.models import TimeEntry, Timer
from tests import make
from tests.admin.conftest import Browser

NOW_TUESDAY = date(2026, 3, 31)


async def _log(app: App, member: StaffMember, **values: Any) -> TimeEntry:
    async with app.sessions.begin() as session:
        return await service.log_time(session, make.actor_of(member), **values)


@pytest.mark.usefixtures("clock")
async def test_the_week_shows_each_day_its_total_and_what_is_missing(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")
    await _log(app, clerk, day=NOW_TUESDAY, minutes=270, customer_id=customer.id)

    page = (await (await browser(clerk)).get("/app/hours?week=2026-W14")).text

    assert "Week 14" in page
    assert "4.5</span> / 30 h" in page  # Good Friday is no working day
    assert "3 h missing" in page
    assert "7.5 h missing" in page  # Monday


@pytest.mark.usefixtures("clock")
async def test_a_holiday_lacks_nothing(browser: Browser, clerk: StaffMember) -> None:
    page = (await (await browser(clerk)).get("/app/hours?week=2026-W01")).text

    assert "/ 30 h" in page
    assert page.count("7.5 h missing") == 4
    assert page.count("New Year&#39;s Day") >= 2  # above its column, and in its day


async def test_an_entry_is_logged_from_the_form(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")
        await make.a_project(session, "Cladding", customer)
    today = clock.today("Europe/Helsinki")

    made = await (await browser(clerk)).post(
        "/app/hours/new",
        data={"day": today.isoformat(), "hours": "2,5", "customer": "Lehto", "project": "cladding",
              "note": "North wall", "billable": "no"},
    )  # fmt: skip

    assert made.status_code == 303
    async with app.sessions.reading() as session:
        entry = (await session.scalars(sa.select(TimeEntry))).one()
    assert (entry.worked_minutes, entry.customer_id, entry.billable) == (150, customer.id, False)
    assert entry.note == "North wall"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"hours": "lots"}, "hours", "Give the hours as a number, such as 7.5, 7:30 or 45 min."),
        ({"hours": ""}, "hours", "Say how long it took, or from when until when."),
        ({"hours": "2", "customer": "Nobody"}, "customer", "No customer is called “Nobody”."),
        ({"hours": "2", "day": "31.3."}, "day", "Give the day as it is in the calendar."),
    ],
)
async def test_a_wrong_field_says_so_and_keeps_the_rest(
    browser: Browser, clerk: StaffMember, typed: dict[str, str], field: str, sentence: str
) -> None:
    data = {"day": "2026-03-30", "note": "Two pipes", **typed}

    page = await (await browser(clerk)).post("/app/hours/new", data=data)

    assert page.status_code == 422
    assert f'id="{field}-wrong">{sentence}' in page.text
    assert "Two pipes" in page.text


async def test_a_day_ahead_is_refused_in_words(browser: Browser, clerk: StaffMember) -> None:
    ahead = clock.today("Europe/Helsinki") + timedelta(days=3)

    page = await (await browser(clerk)).post(
        "/app/hours/new", data={"day": ahead.isoformat(), "hours": "2"}
    )

    assert page.status_code == 422
    assert "is still to come. Log the work when it is done." in page.text


async def test_a_correction_takes_the_place_of_the_entry(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    today = clock.today("Europe/Helsinki")
    entry = await _log(app, clerk, day=today, minutes=150)
    client = await browser(clerk)

    saved = await client.post(
        f"/app/hours/{entry.id}", data={"day": today.isoformat(), "hours": "3"}
    )
    old = await client.get(f"/app/hours/{entry.id}")

    assert saved.status_code == 303
    assert "This was corrected later." in old.text
    async with app.sessions.reading() as session:
        rows = (await session.scalars(sa.select(TimeEntry).order_by(TimeEntry.id))).all()
    assert [(row.worked_minutes, row.counts) for row in rows] == [(150, False), (180, True)]


async def test_saving_an_entry_unchanged_keeps_its_wall_times(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    today = clock.today("Europe/Helsinki") - timedelta(days=1)
    entry = await _log(app, clerk, day=today, start=time(8), end=time(16), minutes=450)

    await (await browser(clerk)).post(
        f"/app/hours/{entry.id}",
        data={"day": today.isoformat(), "hours": "7.5", "start": "08:00", "end": "16:00",
              "note": "Half an hour of lunch"},
    )  # fmt: skip

    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(TimeEntry).order_by(TimeEntry.id.desc()))).first()
    assert row is not None
    assert (row.worked_minutes, row.started_at, row.ended_at) == (
        450, entry.started_at, entry.ended_at,
    )  # fmt: skip


async def test_removing_and_bringing_back(app: App, browser: Browser, clerk: StaffMember) -> None:
    entry = await _log(app, clerk, day=clock.today("Europe/Helsinki"), minutes=60)
    client = await browser(clerk)

    await client.post(f"/app/hours/{entry.id}/remove")
    gone = await client.get(f"/app/hours/{entry.id}")
    await client.post(f"/app/hours/{entry.id}/restore")

    assert "Bring back" in gone.text
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(TimeEntry))).one().counts


async def test_the_hours_of_others_are_not_there(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        other = await make.a_member(session, "Other")
    entry = await _log(app, other, day=clock.today("Europe/Helsinki"), minutes=60)
    client = await browser(clerk)

    answers = [
        await client.get(f"/app/hours?who={other.id}"),
        await client.get(f"/app/hours/{entry.id}"),
        await client.post(f"/app/hours/{entry.id}/remove"),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]


async def test_the_clock_is_started_and_stopped(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)

    await client.post("/app/hours/timer", data={"verb": "start"})
    running = await client.get("/app")
    await client.post("/app/hours/timer", data={"verb": "stop"})

    assert "timer-chip" in running.text
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(Timer))).one().stopped_at is not None


async def test_stopping_a_clock_that_does_not_run_is_refused_in_words(
    browser: Browser, clerk: StaffMember
) -> None:
    page = await (await browser(clerk)).post("/app/hours/timer", data={"verb": "stop"})

    assert page.status_code == 422
    assert "No timer is running." in page.text


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("7,5", 450), ("7.5", 450), ("7:30", 450), ("2 h 15 min", 135), ("45 min", 45), ("½", 30),
     ("2½", 150), (",25", 15), ("8 t", 480), ("7:75", None), ("lots", None), ("-2", None),
     ("1e3", None)],
)  # fmt: skip
def test_hours_are_read_as_people_type_them(typed: str, minutes: int | None) -> None:
    assert minutes_in(typed) == minutes
