"""A list in Chromium: keys, the record beside it, filters, a view saved, shared, exported."""

import csv
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.async_api import Page, expect

from core.staff.models import StaffMember
from core.startup import App
from core.views.models import SavedView
from core.work import service as work
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = pytest.mark.browser


async def some_tasks(app: App, member: StaffMember) -> None:
    async with app.sessions.begin() as session:
        for title in ("Measure the wall", "Fix the tap", "Order tiles"):
            doer = member.id if title != "Order tiles" else None
            await work.create_task(session, make.actor_of(member), title=title, doer_id=doer)


async def exported(page: Page) -> list[str]:
    """Return the titles in the file that the list is exported to."""
    await page.click("[aria-label='More about this list']")
    async with page.expect_download() as got:
        await page.click("text=Export as CSV")
    return titles_of(Path(await (await got.value).path()))


def titles_of(file: Path) -> list[str]:
    """Return the first cells of a CSV file below its heading, sorted."""
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    return sorted(row[0] for row in rows[1:])


async def test_a_list_is_opened_filtered_saved_shared_and_exported(
    app: App, desk: Desk, owner: StaffMember, clerk: StaffMember
) -> None:
    await some_tasks(app, owner)
    watched = await desk.sit(owner)
    page = watched.page
    await watched.open("/app/tasks?view=team")

    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("o")
    await expect(page.locator("#panel")).to_contain_text("Fix the tap")
    await page.keyboard.press("Escape")
    await expect(page.locator("#panel-room")).to_be_hidden()

    await page.click("[data-filter] summary")
    await page.select_option("#filter-column", "doer")
    await page.locator(".filter-box select[name=value]").select_option("me")
    await page.click(".filter-box button")
    await expect(page.locator(".chip")).to_have_text("Doer is me")
    await expect(page.locator("[data-list-row]")).to_have_count(2)
    assert "f.doer.is=me" in page.url

    await page.click("nav.views a:has-text('View')")
    await page.fill("#name", "Work of mine")
    await page.select_option("#share", "everybody")
    await page.click("text=Save the view")
    await expect(page.locator("nav.views .here")).to_have_text("Work of mine")
    await expect(page.locator("[data-list-row]")).to_have_count(2)

    assert await exported(page) == ["Fix the tap", "Measure the wall"]

    mate = await desk.sit(clerk)
    await mate.open("/app/tasks")
    await mate.page.click("text=Work of mine")
    await expect(mate.page.locator("nav.views .here")).to_have_text("Work of mine")
    async with app.sessions.reading() as session:
        view = (await session.scalars(sa.select(SavedView))).one()
    assert view.for_everybody
    assert watched.troubles + mate.troubles == []


async def test_a_phone_stacks_the_rows_and_edits_a_view(
    app: App, desk: Desk, owner: StaffMember
) -> None:
    await some_tasks(app, owner)
    watched = await desk.sit(owner, width=390)
    page = watched.page
    for path in ("/app/tasks?view=team", "/app/lists/task/view?view=mine", "/app/inbox?view=all"):
        await watched.open(path)
        over = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, path

    await watched.open("/app/lists/task/view?view=team")
    await page.click("text=Add a criterion")
    await expect(page.locator("[data-line]")).to_have_count(2)
    line = page.locator("[data-line]").last
    await line.locator("select").first.select_option("priority")
    await expect(line.locator("select[name$=value]")).to_be_visible()
    await page.locator("[data-columns] li").nth(1).locator("[data-up]").click()
    first = page.locator("[data-columns] li").first.locator("input")
    await expect(first).to_have_value("customer")
    await line.locator("[data-remove-line]").click()
    await expect(page.locator("[data-line]")).to_have_count(1)
    await page.fill("#name", "On the phone")
    await page.click("text=Save the view")
    await expect(page.locator("nav.views .here")).to_have_text("On the phone")
    await page.locator(".row-open").first.click()
    await page.wait_for_url("**/app/tasks/T-*")
    assert watched.troubles == []


async def test_keys_search_help_and_the_page_of_a_row(
    app: App, desk: Desk, owner: StaffMember
) -> None:
    await some_tasks(app, owner)
    watched = await desk.sit(owner)
    page = watched.page
    await watched.open("/app/tasks?view=team")

    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("tap")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-list-row]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await page.keyboard.press("o")
    await expect(page.locator("#panel")).to_contain_text("Fix the tap")
    await page.keyboard.press("o")
    await page.wait_for_url("**/app/tasks/T-*")
    await page.go_back()
    await expect(page.locator("[data-list-row]")).to_have_count(1)
    await watched.open("/app/tasks?view=team")
    await page.keyboard.press("n")
    await page.wait_for_url("**/app/tasks/new")
    assert watched.troubles == []
