"""A working day without a mouse: signed in, a task made and moved, talked of, found; hours; out."""

import pytest
import sqlalchemy as sa
from playwright.async_api import Page, expect

from core.staff import service
from core.startup import App
from core.timesheets.models import TimeEntry
from core.views.models import SavedView
from tests.admin.browser.conftest import Desk, Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PASSWORD = "hyvä salasana 7"
MANY = 150
"""More presses of Tab than any page has stops."""


async def tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Press a key until the focus stands on what is wanted; it must be seen where it stands."""
    for _press in range(MANY):
        await page.keyboard.press(key)
        here = await page.evaluate(
            "wanted => document.activeElement.matches(wanted) && !!document.activeElement.offsetParent",
            wanted,
        )
        if here:
            return
    at = await page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    pytest.fail(f"{wanted} is not reached by {key} on {page.url}; the focus is on {at}")


async def choose(page: Page, value: str) -> None:
    """Go through a list of choices by arrows until one is chosen."""
    chosen = "document.activeElement.value"
    await page.keyboard.press("Home")
    for _press in range(MANY):
        if await page.evaluate(chosen) == value:
            return
        await page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} cannot be chosen by arrows on {page.url}")


@pytest.fixture
async def visitor(app: App, desk: Desk) -> Watched:
    """A browser in which nobody is signed in, and an owner with a password."""
    async with app.sessions.begin() as session:
        olga = await service.create_owner(
            session, name="Olga", email="olga@work.example", password=PASSWORD, language="en"
        )
    watched = await desk.sit(olga)
    await watched.page.context.clear_cookies()
    return watched


async def signs_in(watched: Watched) -> None:
    page = watched.page
    await watched.open("/sign-in")
    await page.keyboard.type("olga@work.example")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app")


async def makes_a_task(page: Page) -> None:
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette [role=option]").first).to_be_visible()
    await page.keyboard.type("new task")
    command = page.locator("#palette a[href='/app/tasks/new']")
    await expect(page.locator("#palette [aria-selected=true]")).to_have_count(1)
    for _press in range(MANY):
        if await command.get_attribute("aria-selected") == "true":
            break
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/tasks/new")
    await page.wait_for_function("window.htmx !== undefined")
    await tab_to(page, "#title")
    await page.keyboard.type("Fix the pump")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**/app/tasks/T-*")


async def moves_and_comments(page: Page) -> None:
    await page.wait_for_function("window.htmx !== undefined")
    before = await page.locator(".stage.here").inner_text()
    await tab_to(page, "button.stage")
    wanted = (await page.locator("button.stage:focus").inner_text()).strip()
    assert wanted != before
    await page.keyboard.press("Enter")
    await expect(page.locator(".stage.here")).to_have_text(wanted)
    await page.wait_for_function("window.htmx !== undefined")
    await tab_to(page, "#comment-text")
    await page.keyboard.type("The seal is on shelf 3.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".timeline")).to_contain_text("The seal is on shelf 3.")


async def filters_and_saves_a_view(page: Page) -> None:
    await tab_to(page, ".rooms a[href='/app/tasks']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/tasks*")
    await page.wait_for_function("window.htmx !== undefined")
    await tab_to(page, "[data-filter] > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, "#filter-column")
    await choose(page, "doer")
    await expect(page.locator(".filter-box [hx-get*='column=doer']")).to_be_visible()
    await tab_to(page, ".filter-box select[name=value]")
    await choose(page, "me")
    await tab_to(page, ".filter-box button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".chip")).to_have_text("Doer is me")
    await expect(page.locator("[data-list-row]")).to_have_count(1)
    await tab_to(page, "nav.views a[href*='/view?']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/lists/task/view*")
    await page.wait_for_function("window.htmx !== undefined")
    await tab_to(page, "#name")
    await page.keyboard.type("By keys")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("nav.views .here")).to_have_text("By keys")


async def logs_hours(page: Page) -> None:
    await page.wait_for_function("window.htmx !== undefined")
    await tab_to(page, ".top-new")
    await page.keyboard.press("Enter")
    await tab_to(page, ".dropdown-item[href='/app/hours/new']", "ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/hours/new")
    await page.wait_for_function("window.htmx !== undefined")
    if not await page.evaluate("document.activeElement.id === 'hours'"):
        await tab_to(page, "#hours")
    await page.keyboard.type("2.5")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url(lambda url: "/app/hours/new" not in url)


async def reads_help_and_signs_out(page: Page) -> None:
    await page.wait_for_function("window.htmx !== undefined")
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("?")
    await expect(page.locator("#help-body")).to_be_focused()
    await expect(page.locator("#help-body .help-title")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#help")).to_be_hidden()
    await expect(page.locator("[data-help]")).to_be_focused()
    await tab_to(page, ".avatar-button")
    await page.keyboard.press("Enter")
    await tab_to(page, "form[action='/sign-out'] .dropdown-item", "ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("[role=status]")).to_have_text("You have signed out.")


async def test_a_working_day_needs_no_mouse(app: App, visitor: Watched) -> None:
    page = visitor.page
    await signs_in(visitor)
    await makes_a_task(page)
    await moves_and_comments(page)
    await filters_and_saves_a_view(page)
    await logs_hours(page)
    await reads_help_and_signs_out(page)
    async with app.sessions.reading() as session:
        assert [one.worked_minutes for one in await session.scalars(sa.select(TimeEntry))] == [150]
        assert [one.name for one in await session.scalars(sa.select(SavedView))] == ["By keys"]
    assert visitor.troubles == []
