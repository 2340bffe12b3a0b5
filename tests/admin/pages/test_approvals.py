"""The page of weeks that wait for approval, and sending one's own week."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.expenses import service as expenses
from core.kit.ids import new_id
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import approval_queries, service
from tests import make
from tests.admin.conftest import Browser

MONDAY = date(2026, 3, 23)
PAGE = "/app/hours/approvals"
FRAME = 5
"""Statements of sign-in (one) and frame (three), and one to spare for the session's last use."""


@pytest.fixture
async def approver(app: App) -> StaffMember:
    """Somebody who approves hours."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Boss", Permission.APPROVE_HOURS, Permission.LOG_HOURS)
        return await make.a_member(session, "Anna", roles=[role])


async def sent(session: AsyncSession, member: StaffMember, monday: date = MONDAY) -> Any:
    actor = make.actor_of(member)
    for step in range(5):
        await service.log_time(session, actor, day=monday + timedelta(days=step), minutes=450)
    return await service.submit_week(session, actor, monday)


async def state_of(app: App, member: StaffMember) -> str:
    async with app.sessions.reading() as session:
        return (await approval_queries.week_state(session, member.id, MONDAY)).state


@pytest.mark.usefixtures("clock")
async def test_a_waiting_week_is_shown_with_its_totals_travel_and_flags(
    app: App, browser: Browser, clerk: StaffMember, approver: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await service.log_time(session, make.actor_of(clerk), day=MONDAY, minutes=240, note="Tap")
        actor = make.actor_of(clerk)
        await expenses.log_travel(session, actor, day=MONDAY, metres=28_000)
        await service.submit_week(session, actor, MONDAY)
    client = await browser(approver)

    page = (await client.get(PAGE)).text
    for words in ("Clara", "Week 13", "4 h</strong>", "/ 37.5 h", "28 km", "33.5 h missing",
                  "Approve the chosen"):  # fmt: skip
        assert words in page
    piece = await client.get(f"{PAGE}/{clerk.id}/{MONDAY}")
    assert "Tap" in piece.text
    assert "<html" not in piece.text


@pytest.mark.usefixtures("clock")
async def test_a_week_is_approved_sent_back_and_opened_again(
    app: App, browser: Browser, clerk: StaffMember, approver: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        week = await sent(session, clerk)
    client = await browser(approver)
    act = f"{PAGE}/{week.id}"

    nothing = await client.post(f"{act}/return", data={"version": "2", "comment": " "})
    assert nothing.status_code == 422
    assert "Say why" in nothing.text
    back = await client.post(f"{act}/return", data={"version": "2", "comment": "Which site?"})
    assert back.headers["location"] == f"{PAGE}?done=week_returned"
    assert await state_of(app, clerk) == "rejected"
    assert "Which site?" in (await client.get(f"{PAGE}?box=rejected")).text

    again = await (await browser(clerk)).post(f"/app/hours/weeks/{MONDAY}/submit")
    assert again.headers["location"] == "/app/hours?week=2026-W13&done=week_submitted"
    stale = await client.post(f"{act}/approve", data={"version": "2", "seen": "2250"})
    assert stale.status_code == 422
    assert "Somebody changed this" in stale.text
    other = await client.post(f"{act}/approve", data={"seen": "1"})
    assert "The week holds 37.5 h now, not 0.02 h." in other.text
    done = await client.post(f"{act}/approve", data={"seen": "2250"})
    assert done.headers["location"] == f"{PAGE}?done=week_approved"
    twice = await client.post(f"{act}/approve", data={"seen": "2250"})
    assert "is approved already (Anna, " in twice.text
    reopened = await client.post(f"{act}/reopen", data={"comment": "Forgot a day"})
    assert reopened.status_code == 303
    assert await state_of(app, clerk) == "open"


@pytest.mark.usefixtures("clock")
async def test_many_are_approved_at_once_and_what_fails_is_told(
    app: App, browser: Browser, clerk: StaffMember, approver: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        weeks = [await sent(session, one) for one in (clerk, await make.a_member(session, "Dan"),
                                                      approver)]  # fmt: skip
    chosen = [f"{week.id}.{week.version}.{week.minutes}" for week in weeks]
    client = await browser(approver)
    assert "Choose the weeks" in (await client.post(PAGE, data={"week": ["x.1.2"]})).text

    done = await client.post(PAGE, data={"week": chosen[:2]})
    assert done.headers["location"] == f"{PAGE}?done=weeks_approved"
    own = await client.post(PAGE, data={"week": chosen[2:]})
    assert own.status_code == 422
    assert "Nobody approves their own hours" in own.text
    page = (await client.get(f"{PAGE}?done=weeks_approved")).text
    assert "Yours: somebody else decides." in page
    assert "Approve the chosen" not in page
    assert "Clara" in (await client.get(f"{PAGE}?box=approved")).text


@pytest.mark.usefixtures("clock")
async def test_whoever_may_not_approve_finds_no_page(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        other = await make.a_member(session, "Dan")
        week = await sent(session, other)
    client = await browser(clerk)
    assert (await client.get(PAGE)).status_code == 404
    assert (await client.get(f"{PAGE}/{other.id}/{MONDAY}")).status_code == 404
    assert (await client.get(f"{PAGE}/{other.id}/nonsense")).status_code == 404
    assert (await client.post(f"{PAGE}/{week.id}/approve")).status_code == 404
    assert (await client.post(f"{PAGE}/{new_id()}/approve")).status_code == 404
    assert (await client.post(f"{PAGE}/{week.id}/eat")).status_code == 404
    many = await client.post(PAGE, data={"week": [f"{week.id}.2.2250"]})
    assert many.status_code == 403
    theirs = await client.post(f"/app/hours/weeks/{MONDAY}/recall?who={other.id}")
    assert theirs.status_code == 403
    assert await state_of(app, other) == "submitted"


@pytest.mark.usefixtures("clock")
async def test_a_week_sent_early_is_asked_about_first(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    monday = date(2026, 3, 30)
    async with app.sessions.begin() as session:
        await service.log_time(session, make.actor_of(clerk), day=monday, minutes=60)
    client = await browser(clerk)
    week = f"/app/hours/weeks/{monday}"

    asked = await client.post(f"{week}/submit")
    assert asked.status_code == 422
    assert "Week 14 lasts until Sun 5 Apr." in asked.text
    assert "Send it now" in asked.text
    assert (await client.post(f"{week}/submit", data={"early": "1"})).status_code == 303
    twice = await client.post(f"{week}/submit", data={"early": "1"})
    assert "Week 14 waits for approval already." in twice.text
    assert "Send it now<" not in twice.text
    assert (await client.post(f"{week}/recall")).status_code == 303
    assert (await client.post(f"{week}/eat")).status_code == 404


@pytest.mark.usefixtures("clock")
async def test_an_empty_box_says_what_will_be_there(
    browser: Browser, approver: StaffMember
) -> None:
    client = await browser(approver)
    assert "No week waits for you." in (await client.get(PAGE)).text
    for box in ("approved", "rejected", "open"):
        assert "See what waits" in (await client.get(f"{PAGE}?box={box}")).text


@pytest.mark.usefixtures("clock")
async def test_fifty_weeks_take_as_few_statements_as_one(
    app: App, browser: Browser, clerk: StaffMember, approver: StaffMember, queries: Any
) -> None:
    async with app.sessions.begin() as session:
        await sent(session, clerk)
    client = await browser(approver)
    await client.get(PAGE)
    with queries() as one:
        await client.get(PAGE)
    async with app.sessions.begin() as session:
        for step in range(51):
            await sent(
                session, await make.a_member(session, f"P{step}"), MONDAY - timedelta(days=7)
            )
    with queries() as many:
        page = (await client.get(PAGE)).text
    assert page.count("data-row") == 50
    assert len(many) == len(one)
    assert len(many) <= 8 + FRAME, "\n".join(many)
    with queries() as piece:
        await client.get(f"{PAGE}/{clerk.id}/{MONDAY}")
    assert len([text for text in piece if "time_entries" in text]) == 1
    assert len(piece) <= 2, piece


@pytest.mark.usefixtures("clock")
async def test_home_says_how_many_weeks_wait_for_whom_they_wait(
    app: App, browser: Browser, clerk: StaffMember, approver: StaffMember
) -> None:
    assert "to approve" not in (await (await browser(approver)).get("/app")).text
    async with app.sessions.begin() as session:
        for one in (clerk, approver, await make.a_member(session, "Dan")):
            await sent(session, one)
    page = (await (await browser(approver)).get("/app")).text
    assert '<span class="tile-number tabular wait">2</span><span>weeks to approve</span>' in page
    assert "to approve" not in (await (await browser(clerk)).get("/app")).text
