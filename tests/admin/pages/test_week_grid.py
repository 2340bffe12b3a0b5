"""The week's grid: cells saved one by one, rows added, days locked, other people's weeks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.settings import keys
from core.settings.service import set_value
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import absences, service
from core.timesheets.grid import RowKey
from core.timesheets.models import TimeEntry, TimesheetWeek
from tests import make
from tests.admin.conftest import Browser

pytestmark = pytest.mark.usefixtures("clock")
MONDAY, TUESDAY = date(2026, 3, 30), date(2026, 3, 31)
WEEK = "/app/hours?week=2026-W14"


async def counting(app: App) -> list[TimeEntry]:
    async with app.sessions.reading() as session:
        statement = sa.select(TimeEntry).where(
            TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None)
        )
        return list(await session.scalars(statement.order_by(TimeEntry.id)))


async def a_row(app: App) -> RowKey:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")
        project = await make.a_project(session, "Cladding", customer)
        return RowKey(customer.id, project.id)


async def log(app: App, member: StaffMember, **values: Any) -> TimeEntry:
    async with app.sessions.begin() as session:
        return await service.log_time(session, make.actor_of(member), **values)


def cell(row: RowKey, day: date, seen: int) -> str:
    return f"c.{row}.{day}.{seen}"


async def test_a_cell_makes_corrects_and_removes_its_entry(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    row, client = await a_row(app), await browser(clerk)

    async def put(seen: int, text: str) -> dict[str, Any]:
        data = {"name": cell(row, MONDAY, seen), "text": text}
        told: dict[str, Any] = (await client.post("/app/hours/cell", data=data)).json()
        return told

    assert await put(0, "7:30") == {"saved": True, "minutes": 450, "shown": "7.5"}
    assert await put(450, "8-15.30, lunch 30 min") == {"saved": True, "minutes": 420, "shown": "7"}
    [entry] = await counting(app)
    assert (entry.worked_minutes, entry.customer_id, entry.project_id) == (
        420, row.customer_id, row.project_id,
    )  # fmt: skip
    assert entry.started_at is not None
    assert entry.supersedes_id is not None
    assert await put(420, "") == {"saved": True, "minutes": 0, "shown": ""}
    assert await counting(app) == []


async def test_a_cell_says_why_it_is_not_saved(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    row, client = await a_row(app), await browser(clerk)
    await log(app, clerk, day=MONDAY, minutes=60, customer_id=row.customer_id,
              project_id=row.project_id)  # fmt: skip

    async def put(name: str, text: str) -> tuple[int, str]:
        answer = await client.post("/app/hours/cell", data={"name": name, "text": text})
        assert answer.json()["saved"] is False
        return answer.status_code, answer.json()["why"]

    assert await put(cell(row, MONDAY, 0), "2") == (
        422, "Somebody changed this meanwhile: it holds 1 h now. Load the page again.",
    )  # fmt: skip
    assert (await put(cell(row, TUESDAY, 0), "lots"))[1].startswith("“lots” is no length of time.")
    assert "is still to come" in (await put(cell(row, date(2026, 4, 2), 0), "2"))[1]
    assert "at most 24 h" in (await put(cell(row, TUESDAY, 0), "25"))[1]
    assert "was not found" in (await put("c.nonsense", "2"))[1]
    assert [entry.worked_minutes for entry in await counting(app)] == [60]


async def test_what_is_unusual_is_asked_and_booked_when_confirmed(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    row, client = await a_row(app), await browser(clerk)
    data = {"name": cell(row, MONDAY, 0), "text": "13"}

    asked = await client.post("/app/hours/cell", data=data)
    assert (asked.status_code, asked.json()["confirm"]) == (409, "over_hours")
    assert asked.json()["why"].endswith("Book it anyway?")
    said = await client.post("/app/hours/cell", data={**data, "confirmed": "over_hours"})

    assert said.json()["saved"] is True
    assert [entry.worked_minutes for entry in await counting(app)] == [780]


async def test_a_cell_of_several_entries_is_opened_and_not_typed_over(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    row, client = await a_row(app), await browser(clerk)
    ids = {"customer_id": row.customer_id, "project_id": row.project_id}
    for start in (8, 13):
        await log(app, clerk, day=MONDAY, start=time(start), end=time(start + 3), **ids)

    page = (await client.get(WEEK)).text
    answer = await client.post(
        "/app/hours/cell", data={"name": cell(row, MONDAY, 360), "text": "5"}
    )

    assert 'href="#day-2026-03-30"' in page
    assert "2 entries: open them" in page
    assert answer.json()["why"] == "Several entries stand here. Open them to change each."


async def test_pasted_texts_are_read_and_bad_ones_are_named(
    browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)

    answer = await client.post("/app/hours/read", json=["7,5", "8-16", "", "ill", "7.30"])

    told = answer.json()
    assert [one.get("minutes") for one in told] == [450, 480, 0, None, None]
    assert "“ill”" in told[3]["why"]
    assert (await client.post("/app/hours/read", json=["1"] * 351)).status_code == 422
    assert (await client.post("/app/hours/read", content="{")).status_code == 422


async def test_without_scripts_the_week_is_a_form_that_keeps_what_was_refused(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    row, client = await a_row(app), await browser(clerk)
    wrong, right = cell(row, MONDAY, 0), cell(row, TUESDAY, 0)

    page = await client.post(f"{WEEK}&row={row}", data={wrong: "lots", right: "2,5"})
    saved = await client.post(WEEK, data={right[:-1] + "150": "3", "back": WEEK})

    assert page.status_code == 422
    assert 'value="lots"' in page.text
    assert "“lots” is no length of time." in page.text
    assert saved.headers["location"] == f"{WEEK}&done=hours_saved"
    assert [entry.worked_minutes for entry in await counting(app)] == [180]


async def test_a_row_is_added_by_names_or_from_what_was_used_lately(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    row, client = await a_row(app), await browser(clerk)
    await log(app, clerk, day=date(2026, 3, 24), minutes=60, customer_id=row.customer_id,
              project_id=row.project_id)  # fmt: skip

    week = (await client.get(WEEK)).text
    added = await client.get(f"{WEEK}&add=1&customer=&project=cladding")
    page = (await client.get(added.headers["location"])).text
    copied = (await client.get(f"{WEEK}&copy=1")).text
    unknown = await client.get(f"{WEEK}&add=1&customer=Nobody")

    assert f"row={row}" in week
    assert f'data-row-key="{row}"' not in week
    assert f"row={row}" in added.headers["location"]
    for one in (page, copied):
        assert f'data-row-key="{row}"' in one
        assert f'name="{cell(row, MONDAY, 0)}"' in one
    assert unknown.status_code == 422
    assert "No customer is called “Nobody”." in unknown.text


async def test_norms_holidays_and_absences_stand_in_their_days(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(clerk)
        await absences.log_absence(session, actor, kind="sick", first_day=MONDAY, day_minutes=225)
        await absences.log_absence(session, actor, kind="vacation", first_day=date(2026, 4, 1),
                                   last_day=date(2026, 4, 2))  # fmt: skip
    await log(app, clerk, day=MONDAY, minutes=120)

    page = (await (await browser(clerk)).get(WEEK)).text

    assert "Good Friday" in page
    assert ">Sick</span>" in page
    assert "On holiday" in page
    assert 'data-wanted="225">2</strong>' in page  # of Monday
    assert "2</span> / 11.25 h" in page  # Monday's rest and Tuesday
    assert "1.75 h missing" in page


@pytest.mark.parametrize("way", ["approved", "locked"])
async def test_locked_days_are_shown_but_not_typed_into(
    app: App, browser: Browser, clerk: StaffMember, way: str
) -> None:
    row = await a_row(app)
    await log(app, clerk, day=MONDAY, minutes=60, customer_id=row.customer_id,
              project_id=row.project_id)  # fmt: skip
    async with app.sessions.begin() as session:
        boss = await make.a_member(session, "Anna", owner=True)
        if way == "approved":
            session.add(TimesheetWeek(
                staff_id=clerk.id, monday=MONDAY, state="approved", decided_by_id=boss.id,
                decided_at=boss.created_at,
            ))  # fmt: skip
        else:
            await set_value(session, make.actor_of(boss), keys.HOURS_LOCKED_THROUGH, "2026-03-30")
    client = await browser(clerk)

    page = (await client.get(WEEK)).text
    answer = await client.post("/app/hours/cell", data={"name": cell(row, MONDAY, 60), "text": "2"})

    reason = {
        "approved": "The week is approved (Anna). Ask for it to be opened again.",
        "locked": "Hours are locked through Mon 30 Mar.",
    }[way]
    assert f'readonly data-cell data-r="0" data-c="0" data-minutes="60" title="{reason}"' in page
    assert (f'name="{cell(row, TUESDAY, 0)}"' in page) is (way == "locked")
    assert answer.status_code == 422


async def test_a_foreman_keeps_a_colleagues_week_and_others_do_not_see_it(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    row = await a_row(app)
    await log(app, clerk, day=MONDAY, minutes=60, customer_id=row.customer_id,
              project_id=row.project_id)  # fmt: skip
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Foreman", Permission.LOG_FOR_OTHERS)
        foreman = await make.a_member(session, "Fia", roles=[role])
        other = await make.a_member(session, "Otto")
        await absences.log_absence(session, make.actor_of(clerk), kind="sick", first_day=TUESDAY)
    theirs = f"{WEEK}&who={clerk.id}"

    client = await browser(foreman)
    page = (await client.get(theirs)).text
    saved = await client.post(
        "/app/hours/cell",
        data={"name": cell(row, MONDAY, 60), "text": "2", "who": str(clerk.id)},
    )
    hidden = await (await browser(other)).get(theirs)
    refused = await (await browser(other)).post(
        "/app/hours/cell",
        data={"name": cell(row, MONDAY, 120), "text": "3", "who": str(clerk.id)},
    )

    assert "Lehto" in page
    assert "Sick" not in page  # why somebody is away is not for everybody
    assert "Away" in page
    assert saved.json()["saved"] is True
    [entry] = await counting(app)
    assert (entry.staff_id, entry.logged_by_id, entry.worked_minutes) == (clerk.id, foreman.id, 120)
    assert hidden.status_code == 404
    assert refused.json()["saved"] is False


async def test_the_week_asks_the_database_eight_times_beside_sign_in_and_frame(
    app: App, browser: Browser, clerk: StaffMember,
    queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:  # fmt: skip
    row, client = await a_row(app), await browser(clerk)
    for day in range(23, 32):
        await log(app, clerk, day=date(2026, 3, day), minutes=60, customer_id=row.customer_id)
    await client.get(WEEK)

    with queries() as seen:
        await client.get(WEEK)

    sign_in, frame = 1, 3
    assert len(seen) <= sign_in + frame + 8, "\n".join(seen)
