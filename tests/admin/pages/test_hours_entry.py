"""The page of one entry: what is unusual, what is locked, and the ways out."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from core.kit.clock import now
from core.settings import keys
from core.settings.service import set_value
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service
from core.timesheets.models import TimeEntry
from core.work.models import WorkKind
from tests import make
from tests.admin.conftest import Browser

TUESDAY = date(2026, 3, 31)
MONDAY = date(2026, 3, 23)
pytestmark = pytest.mark.usefixtures("clock")


async def _log(app: App, member: StaffMember, **values: Any) -> TimeEntry:
    async with app.sessions.begin() as session:
        return await service.log_time(session, make.actor_of(member), **values)


async def _entries(app: App) -> list[TimeEntry]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(TimeEntry).order_by(TimeEntry.id)))


@pytest.fixture
async def approved(app: App, clerk: StaffMember, owner: StaffMember) -> TimeEntry:
    """Two hours for Lehto in a week that was approved."""
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session, "Lehto")
    entry = await _log(app, clerk, day=MONDAY, minutes=120, customer_id=lehto.id)
    async with app.sessions.begin() as session:
        await service.submit_week(session, make.actor_of(clerk), MONDAY)
        await service.approve_week(session, make.actor_of(owner), clerk.id, MONDAY)
    return entry


async def test_unusual_hours_are_ticked_and_nothing_is_typed_again(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    web = await browser(clerk)
    typed = {"day": "2026-03-31", "hours": "13", "note": "long day"}
    asked = await web.post("/app/hours/new", data=typed)
    assert asked.status_code == 422
    assert "13 h is more than 12 h at once. Book it anyway?" in asked.text
    assert 'name="confirmed" value="over_hours"' in asked.text
    assert "long day" in asked.text
    assert await _entries(app) == []
    booked = await web.post("/app/hours/new", data={**typed, "confirmed": "over_hours"})
    assert booked.status_code == 303
    assert [one.worked_minutes for one in await _entries(app)] == [780]


async def test_another_doubt_keeps_what_was_ticked(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    await _log(app, clerk, day=TUESDAY, minutes=None, **_range(7, 8))
    web = await browser(clerk)
    typed = {"day": "2026-03-31", "start": "07:00", "end": "20:00", "confirmed": "overlap"}
    asked = await web.post("/app/hours/new", data=typed)
    assert 'value="over_hours overlap"' in asked.text


def _range(start: int, end: int) -> dict[str, Any]:
    from datetime import time

    return {"start": time(start), "end": time(end)}


@pytest.mark.parametrize("field", ["work_kind_id", "task_id", "who"])
async def test_a_forged_id_is_a_sentence_and_no_crash(
    app: App, browser: Browser, owner: StaffMember, field: str
) -> None:
    web = await browser(owner)
    answer = await web.post(
        "/app/hours/new", data={"day": "2026-03-31", "hours": "1", field: str(uuid4())}
    )
    assert answer.status_code in (404, 422)
    assert "not there any more" in answer.text or "may have been moved" in answer.text
    assert await _entries(app) == []


async def test_a_clock_for_a_forged_customer_is_a_sentence_too(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    web = await browser(clerk)
    answer = await web.post("/app/hours/timer", data={"verb": "start", "customer_id": str(uuid4())})
    assert answer.status_code == 422
    assert "Something chosen here is not there any more. Choose again." in answer.text


async def test_nobody_learns_a_name_by_asking_for_a_strangers_form(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    answer = await (await browser(clerk)).get(f"/app/hours/new?who={owner.id}")
    assert answer.status_code == 404


async def test_an_approved_week_says_who_and_may_be_asked_for(
    app: App, browser: Browser, clerk: StaffMember, approved: TimeEntry
) -> None:
    web = await browser(clerk)
    page = (await web.get(f"/app/hours/{approved.id}")).text
    assert "Week 13 is approved (" in page
    assert "Ask for it to be opened" in page
    assert "Change by a reversal" in page
    assert f"/app/hours/{approved.id}/remove" not in page
    refused = await web.post("/app/hours/new", data={"day": "2026-03-24", "hours": "1"})
    assert refused.status_code == 422
    assert "/app/hours/weeks/2026-03-23/ask" in refused.text
    asked = await web.post("/app/hours/weeks/2026-03-23/ask", data={"who": str(clerk.id)})
    assert asked.status_code == 303


async def test_a_reversal_needs_a_reason_and_books_what_it_should_have_been(
    app: App, browser: Browser, clerk: StaffMember, approved: TimeEntry
) -> None:
    web = await browser(clerk)
    place = {"customer": "Lehto", "customer_id": str(approved.customer_id), "hours": "1,5"}
    missing = await web.post(f"/app/hours/{approved.id}/reverse", data={**place, "reason": " "})
    assert missing.status_code == 422
    assert "Say why the hours are reversed." in missing.text
    done = await web.post(
        f"/app/hours/{approved.id}/reverse",
        data={**place, "reason": "Half an hour was lunch", "instead": "1"},
    )
    assert done.status_code == 303
    old, reversal, instead = await _entries(app)
    assert (old.worked_minutes, reversal.worked_minutes, instead.worked_minutes) == (120, -120, 90)
    assert (reversal.note, reversal.reverses_id) == ("Half an hour was lunch", old.id)
    page = (await web.get(f"/app/hours/{old.id}")).text
    assert f"/app/hours/{reversal.id}" in page
    assert "These hours were reversed." in page
    page = (await web.get(f"/app/hours/{reversal.id}")).text
    assert f"/app/hours/{old.id}" in page
    assert f"/app/hours/{reversal.id}/remove" in page


async def test_invoiced_hours_say_when_and_are_reversed_alone(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    entry = await _log(app, clerk, day=TUESDAY, minutes=60)
    async with app.sessions.begin() as session:
        await session.execute(sa.update(TimeEntry).values(invoiced_at=now()))
    web = await browser(clerk)
    assert (
        "These hours were invoiced (Tue 31 Mar)." in (await web.get(f"/app/hours/{entry.id}")).text
    )
    await web.post(f"/app/hours/{entry.id}/reverse", data={"reason": "Credited", "hours": "1"})
    assert [one.worked_minutes for one in await _entries(app)] == [60, -60]


async def test_the_page_says_what_is_billed_and_by_which_rule(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session, "Lehto")
        session.add(WorkKind(name="Driving", is_travel=True))
        await service.set_billing_rule(
            session, make.actor_of(owner), valid_from=date(2026, 1, 1), step_minutes=30,
            minimum_minutes=60, travel_percent=50,
        )  # fmt: skip
    entry = await _log(app, clerk, day=TUESDAY, minutes=75, customer_id=lehto.id)
    page = (await (await browser(clerk)).get(f"/app/hours/{entry.id}")).text
    assert "1.5 h" in page
    assert "Each started 30 min · at least 1 h · travelling 50 %" in page


async def test_the_entry_page_costs_few_statements(
    app: App, browser: Browser, clerk: StaffMember, approved: TimeEntry, queries: Any
) -> None:
    web = await browser(clerk)
    await web.get(f"/app/hours/{approved.id}")
    with queries() as seen:
        await web.get(f"/app/hours/{approved.id}")
    assert len(seen) <= 16, "\n".join(seen)


async def test_a_locked_period_is_said_on_its_entries(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    entry = await _log(app, clerk, day=MONDAY, minutes=60)
    async with app.sessions.begin() as session:
        boss = make.actor_of(owner)
        await set_value(session, boss, keys.HOURS_LOCKED_THROUGH, "2026-03-29")
    page = (await (await browser(clerk)).get(f"/app/hours/{entry.id}")).text
    assert "Hours through Sun 29 Mar are locked (" in page
    assert "Ask for it to be opened" not in page
