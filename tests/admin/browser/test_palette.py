"""The palette by keyboard alone: found, opened, said; small screens and screen readers too."""

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from core.assistant.models import ChatLine
from core.people import service as people
from core.staff.models import StaffMember
from core.startup import App
from core.work import service as work
from tests import make
from tests.admin.browser.conftest import Desk
from tests.admin.browser.test_accessibility import RULES, findings

pytestmark = pytest.mark.browser


@pytest.fixture
async def company(app: App, owner: StaffMember) -> App:
    """A customer with two tasks."""
    async with app.sessions.begin() as session:
        actor = make.actor_of(await make.a_member(session, "Olli", owner=True))
        customer = await people.create_customer(session, actor, name="Lehto")
        for title in ("Fix the tap", "Tap for the kitchen"):
            await work.create_task(session, actor, title=title, customer_id=customer.id)
    return app


async def test_something_is_found_and_opened_without_a_mouse(
    company: App, desk: Desk, owner: StaffMember
) -> None:
    watched = await desk.sit(owner)
    page = watched.page
    await watched.open("/app/customers")
    await page.keyboard.press("Control+k")
    palette, field = page.locator("#palette"), page.locator("#command")
    await expect(palette).to_be_visible()
    await expect(palette.locator("[role=option]").first).to_be_visible()

    await page.keyboard.type("tap")
    await expect(palette.locator("mark")).to_have_count(2)
    await expect(palette.locator("[aria-selected=true]")).to_contain_text("T-")
    first = await field.get_attribute("aria-activedescendant")
    await page.keyboard.press("ArrowDown")
    assert await field.get_attribute("aria-activedescendant") != first
    assert await findings(watched, RULES) == []
    chosen = await palette.locator("[aria-selected=true]").get_attribute("href")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{chosen}")

    await watched.open("/app/me")
    await page.keyboard.press("/")
    await expect(palette.locator("[data-recent] a").first).to_contain_text("ap")
    await page.keyboard.press("Escape")
    await expect(palette).to_be_hidden()
    await expect(field).to_have_attribute("aria-expanded", "false")
    assert watched.troubles == []


async def test_a_sentence_is_understood_before_it_is_said(
    company: App, desk: Desk, owner: StaffMember
) -> None:
    watched = await desk.sit(owner, width=390)
    page = watched.page
    await watched.open("/app")
    await page.locator("#command").click()
    await page.keyboard.type("2h Leh")
    await page.keyboard.type("to")
    chosen = page.locator("#palette [aria-selected=true]")
    await expect(chosen).to_contain_text("2 h")
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    await expect(page.locator("#palette")).to_contain_text("assistant")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/chat*")

    async with company.sessions.reading() as session:
        said = list(await session.scalars(sa.select(ChatLine.text)))
    assert "2h Lehto" in said
    assert watched.troubles == []
