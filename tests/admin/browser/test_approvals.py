"""Weeks are approved and sent back by keys in a real browser, on the desk and on the phone."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import approval_queries, service
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE = "/app/hours/approvals"
LONG = "Maximiliana Konstantinopolitanska-Virtanen Rautatieläisenkadulta"


def last_monday() -> date:
    return clock.week_of(clock.today("Europe/Helsinki"))[0] - timedelta(days=7)


async def sent(session: AsyncSession, name: str) -> Any:
    """Make somebody with a sent week in which little fits the norm."""
    actor = make.actor_of(await make.a_member(session, name))
    customer = await make.a_customer(session, f"Customer of {name}")
    for step in range(4):
        await service.log_time(
            session, actor, day=last_monday() + timedelta(days=step), minutes=405 + 95 * step,
            customer_id=customer.id, note=f"Work of {name}",
        )  # fmt: skip
    return await service.submit_week(session, actor, last_monday())


@pytest.fixture
async def boss(app: App) -> StaffMember:
    """Somebody who approves."""
    async with app.sessions.begin() as session:
        return await make.a_member(session, "Anna", owner=True)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1100, "light"), (390, "dark")])
async def test_the_page_holds_an_open_row_and_comment_without_growing_too_wide(
    desk: Desk, app: App, boss: StaffMember, width: int, theme: str
) -> None:
    async with app.sessions.begin() as session:
        await sent(session, LONG)
    watched = await desk.sit(boss, width=width, theme=theme)
    await watched.open(PAGE)

    await watched.page.keyboard.press("j")
    await watched.page.keyboard.press("o")
    await expect(watched.page.get_by_text(f"Work of {LONG}").first).to_be_visible()
    await watched.page.keyboard.press("r")
    await expect(watched.page.get_by_label("What is to be put right")).to_be_focused()
    over = await watched.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    table = await watched.page.evaluate(
        "(t => t.scrollWidth - t.parentElement.clientWidth)(document.querySelector('.approvals'))"
    )
    assert (over, max(table, 0), watched.troubles) == (0, 0, [])


async def test_weeks_are_walked_approved_and_sent_back_by_keys(
    desk: Desk, app: App, boss: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        weeks = [await sent(session, name) for name in ("Matti", "Maria", "Sam", "Dan")]
    watched = await desk.sit(boss)
    await watched.open(PAGE)
    page = watched.page

    for key in "jjka":
        await page.keyboard.press(key)
    await expect(page.locator("[data-done]")).to_have_text("The week is approved.")
    await page.wait_for_load_state("load")
    await page.keyboard.press("j")
    await page.keyboard.press("r")
    await page.keyboard.type("Which site on Thursday?")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-done]")).to_have_text("The week was sent back.")
    await page.get_by_label("Choose all").check()
    await page.get_by_role("button", name="Approve the chosen").click()
    await expect(page.locator("[data-done]")).to_have_text("The weeks are approved.")

    async with app.sessions.reading() as session:
        states = [
            (await approval_queries.week_state(session, week.staff_id, week.monday)).state
            for week in weeks
        ]
    assert states == ["approved", "rejected", "approved", "approved"]
    assert watched.troubles == []


async def test_a_reason_asked_for_by_a_click_takes_the_words(
    desk: Desk, app: App, boss: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await sent(session, "Matti")
    watched = await desk.sit(boss, width=1280, theme="light")
    await watched.open(PAGE)
    await watched.page.get_by_text("Send back…").click()
    await expect(watched.page.get_by_label("What is to be put right")).to_be_focused()
