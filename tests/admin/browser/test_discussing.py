"""A comment is written by keyboard alone in a real browser; its draft and files stay."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from core.contact_requests.models import ContactRequest
from core.people.service import create_customer
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def boss(app: App) -> StaffMember:
    """Somebody who sees everything, and two colleagues."""
    async with app.sessions.begin() as session:
        await make.a_member(session, "Matti Virtanen")
        await make.a_member(session, "Maria Lind")
        return await make.a_member(session, "Anna Korhonen", owner=True)


@pytest.fixture
async def asked(app: App) -> ContactRequest:
    """A request to speak about."""
    async with app.sessions.begin() as session:
        return await make.a_request(session)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
async def test_a_colleague_is_named_from_the_list_by_keys_and_the_draft_survives(
    desk: Desk, boss: StaffMember, asked: ContactRequest, width: int, theme: str
) -> None:
    watched = await desk.sit(boss, width=width, theme=theme)
    page = watched.page
    await watched.open(f"/app/requests/{asked.number}")
    await page.get_by_role("tab", name="Comment").focus()
    await page.keyboard.press("Enter")
    field = page.locator("#comment-text")
    await field.focus()
    await page.keyboard.type("Look @ma")
    options = page.locator("#naming-list [role=option]")
    await expect(options).to_have_count(2)
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("Look @Maria Lind ")
    await page.keyboard.type("please <i>x</i>")

    await page.reload()
    await page.get_by_role("tab", name="Comment").click()
    await expect(field).to_have_value("Look @Maria Lind please <i>x</i>")
    await field.focus()
    await page.keyboard.press("Control+Enter")

    await expect(page.locator("article.comment mark")).to_have_text("@Maria Lind")
    await expect(page.locator("article.comment")).to_contain_text("please <i>x</i>")
    await expect(field).to_have_value("")
    over = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over == 0
    assert watched.troubles == []


async def test_files_are_sent_as_soon_as_they_are_chosen_and_a_letter_says_where_it_goes(
    desk: Desk, app: App, boss: StaffMember, tmp_path: Path
) -> None:
    async with app.sessions.begin() as session:
        customer = await create_customer(
            session, make.actor_of(boss), name="Lehto Oy", email="info@lehto.example"
        )
    files: list[Any] = []
    for name in ("plan.txt", "price.txt"):
        files.append(tmp_path / name)
        files[-1].write_text(name)
    watched = await desk.sit(boss)
    page = watched.page
    await watched.open(f"/app/customers/{customer.id}")

    await page.locator("#documents-files").set_input_files(files)
    await expect(page.locator(".document")).to_have_count(2)
    await page.get_by_role("tab", name="E-mail").click()
    await expect(page.locator("#letter-thread")).to_contain_text("begins a new thread")
    await page.locator("#letter-subject").fill("Visit")
    await page.locator("#letter-text").fill("We come on Monday.")
    await page.keyboard.press("Control+Enter")

    await expect(page.locator("#timeline .message-out")).to_contain_text("We come on Monday.")
    await expect(page.locator("#comment-text")).to_be_visible()
    assert watched.troubles == []
