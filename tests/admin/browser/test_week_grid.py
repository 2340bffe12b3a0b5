"""The week's grid in Chromium: typed by keyboard, pasted, refused, swiped on a phone."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.async_api import Locator, Page, expect

from core.kit import clock
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service
from core.timesheets.models import TimeEntry
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BEFORE = clock.week_of(clock.today("Europe/Helsinki"))[0] - timedelta(days=7)
"""The Monday of last week: none of its days is still to come."""
WEEK = f"/app/hours?week={BEFORE.isocalendar().year}-W{BEFORE.isocalendar().week:02}"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(paste);
}"""


@pytest.fixture
async def matti(app: App) -> StaffMember:
    """A worker with two rows last week."""
    async with app.sessions.begin() as session:
        member = await make.a_member(session, "Matti", owner=True)
        for name in ("Bell", "Lehto"):
            customer = await make.a_customer(session, name)
            await service.log_time(
                session, make.actor_of(member), day=BEFORE, minutes=60, customer_id=customer.id
            )
        return member


async def minutes(app: App) -> dict[tuple[int, str], int]:
    """What counts by day of the week and customer's name."""
    from core.people.models import Customer

    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(TimeEntry.day, Customer.name, sa.func.sum(TimeEntry.worked_minutes))
            .join(Customer, Customer.id == TimeEntry.customer_id)
            .where(TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None))
            .group_by(TimeEntry.day, Customer.name)
        )
        return {((day - BEFORE).days, name): int(total) for day, name, total in rows}


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f'[data-cell][data-r="{row}"][data-c="{column}"]')


async def test_a_week_is_typed_by_keyboard_alone(desk: Desk, app: App, matti: StaffMember) -> None:
    at = await desk.sit(matti)
    await at.open(WEEK)
    keys = at.page.keyboard

    await cell(at.page, 0, 0).focus()
    await keys.press("ArrowRight")
    await keys.type("3,5")
    await keys.press("Enter")  # down, to the second row
    await keys.type("8-15.30")
    await keys.press("Tab")
    await expect(cell(at.page, 1, 2)).to_be_focused()
    await keys.type("2h30")
    await keys.press("ArrowUp")
    await expect(cell(at.page, 0, 2)).to_be_focused()
    await keys.type("9")
    await keys.press("Escape")  # put back
    await expect(cell(at.page, 0, 2)).to_have_value("")

    await expect(cell(at.page, 1, 1)).to_have_value("7.5")
    await expect(at.page.locator('[data-row-total="1"]')).to_have_text("11")
    await expect(at.page.locator('[data-day-total="1"]')).to_have_text("11")
    await expect(at.page.locator("[data-status]")).to_contain_text("Saved")
    assert await minutes(app) == {
        (0, "Bell"): 60, (0, "Lehto"): 60, (1, "Bell"): 210, (1, "Lehto"): 450, (2, "Lehto"): 150,
    }  # fmt: skip
    assert at.troubles == []


async def test_what_is_refused_stays_typed_and_is_put_back_or_logged_anyway(
    desk: Desk, app: App, matti: StaffMember
) -> None:
    at = await desk.sit(matti)
    await at.open(WEEK)
    status = at.page.locator("[data-status]")

    await cell(at.page, 0, 1).fill("lots")
    await at.page.keyboard.press("Enter")
    await expect(status).to_contain_text("Not saved: “lots” is no length of time.")
    await expect(cell(at.page, 0, 1)).to_have_value("lots")
    await status.get_by_role("button", name="Put back what was there").click()
    await expect(cell(at.page, 0, 1)).to_have_value("")
    await cell(at.page, 0, 1).fill("13")
    await at.page.keyboard.press("Enter")
    await status.get_by_role("button", name="Log it anyway").click()

    await expect(status).to_contain_text("Saved")
    assert (await minutes(app))[1, "Bell"] == 780
    at.troubles = [one for one in at.troubles if "409" not in one and "422" not in one]
    assert at.troubles == []


async def test_a_pasted_block_is_looked_at_before_it_is_saved(
    desk: Desk, app: App, matti: StaffMember
) -> None:
    at = await desk.sit(matti)
    await at.open(WEEK)
    status = at.page.locator("[data-status]")

    await cell(at.page, 0, 1).focus()
    await at.page.evaluate(PASTE, "7,5\t8-16\till\n\t2\n3\n")
    await expect(status).to_contain_text("Pasted: 3 cells, 17.5 h. Not understood: “ill”")
    await expect(status).to_contain_text("Does not fit here, or the day cannot be changed: “3”")
    assert len(await minutes(app)) == 2
    await status.get_by_role("button", name="Save these").click()

    await expect(status).to_contain_text("Saved")
    found = await minutes(app)
    assert (found[1, "Bell"], found[2, "Bell"], found[2, "Lehto"]) == (450, 480, 120)
    assert len(found) == 5
    async with app.sessions.reading() as session:
        starts = await session.scalars(sa.select(TimeEntry.started_at).where(
            TimeEntry.worked_minutes == 480
        ))  # fmt: skip
        assert [one is not None for one in starts] == [True]
    assert at.troubles == []


async def test_without_a_connection_the_typed_words_stay(
    desk: Desk, app: App, matti: StaffMember
) -> None:
    at = await desk.sit(matti)
    await at.open(WEEK)
    status = at.page.locator("[data-status]")

    await at.page.route("**/app/hours/cell", lambda route: route.abort())
    await cell(at.page, 0, 1).fill("4")
    await at.page.keyboard.press("Enter")
    await expect(status).to_contain_text("Not saved: there is no connection.")
    await at.page.unroute("**/app/hours/cell")
    await status.get_by_role("button", name="Try again").click()

    await expect(status).to_contain_text("Saved")
    assert (await minutes(app))[1, "Bell"] == 240


async def test_a_phone_shows_one_day_and_swipes_to_the_next(
    desk: Desk, app: App, matti: StaffMember
) -> None:
    at = await desk.sit(matti, width=390)
    await at.open(f"{WEEK}&day={BEFORE}")
    await expect(cell(at.page, 0, 0)).to_be_visible()
    await expect(cell(at.page, 0, 1)).to_be_hidden()

    await at.page.evaluate(SWIPE)
    await expect(cell(at.page, 0, 1)).to_be_visible()
    await at.page.locator('[data-show="3"]').click()
    await cell(at.page, 1, 3).fill("2")
    await at.page.keyboard.press("Enter")

    await expect(at.page.locator('[data-day-short="3"]')).to_have_text("2")
    wide: Any = await at.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert (await minutes(app))[3, "Lehto"] == 120
    assert at.troubles == []


SWIPE = """() => {
  const form = document.querySelector("[data-grid]");
  const touch = (x) => new Touch({identifier: 1, target: form, clientX: x, clientY: 300});
  form.dispatchEvent(new TouchEvent("touchstart", {touches: [touch(300)], bubbles: true}));
  form.dispatchEvent(new TouchEvent("touchend", {changedTouches: [touch(150)], bubbles: true}));
}"""
