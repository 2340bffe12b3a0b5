"""A workflow with a restricted stage is built on its page, and a refused move is explained."""

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from core.access.permissions import Permission
from core.settings import keys
from core.settings.models import Setting
from core.staff.models import StaffMember
from core.startup import App
from core.work.models import Stage, Task
from tests import make
from tests.admin.browser.conftest import Desk, Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def _people(app: App) -> tuple[StaffMember, StaffMember, StaffMember]:
    """Return the owner, somebody who works, and somebody of the role that checks."""
    async with app.sessions.begin() as session:
        session.add(Setting(key=keys.COMPANY_LANGUAGE.name, value="en"))
        owner = await make.a_member(session, "Olga", owner=True)
        rights = (Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS)
        works = await make.a_role(session, "Field work", *rights)
        checks = await make.a_role(session, "Checkers", *rights)
        worker = await make.a_member(session, "Matti", roles=[works])
        checker = await make.a_member(session, "Anna", roles=[checks])
    return owner, worker, checker


async def _build(watched: Watched) -> None:
    """Copy the development template and let only checkers move tasks into the review."""
    page = watched.page
    await watched.open("/app/workflows")
    await page.get_by_role("link", name="New workflow").click()
    await page.get_by_label("Development").check()
    await page.get_by_label("Name").fill("Panel")
    await page.get_by_role("button", name="Make the workflow").click()
    await expect(page.get_by_role("heading", name="Panel")).to_be_visible()
    await page.locator("a.stage-name", has_text="Review").click()
    await expect(page.get_by_role("heading", name="Review")).to_be_visible()
    rights = page.locator(".rights-table")
    await expect(rights).to_be_hidden()
    await page.get_by_label("Everybody who sees them may move them in and out").uncheck()
    await expect(rights).to_be_visible()
    await page.get_by_label("Checkers moves tasks in and out").check()
    await expect(page.locator(".stage-form [data-unsaved]")).to_be_visible()
    await page.get_by_role("button", name="Save the stage").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await expect(page.locator("#row-x, .stage-row", has_text="Review")).to_contain_text("limited")


async def _make_task(watched: Watched) -> None:
    page = watched.page
    await watched.open("/app/tasks/new")
    await (
        page.get_by_label("What is to be done")
        .or_(page.locator("[name=title]"))
        .first.fill("Wire the panel")
    )
    await page.locator("main form .btn-primary").last.click()
    await expect(page.get_by_role("heading", name="Wire the panel")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_restricted_stage_is_built_and_a_refused_move_is_explained(
    desk: Desk, app: App, width: int
) -> None:
    owner, worker, checker = await _people(app)
    builder = await desk.sit(owner, width=width)
    await _build(builder)

    watched = await desk.sit(worker, width=width)
    await _make_task(watched)
    page = watched.page
    await page.get_by_role("button", name="Doing").click()
    await expect(page.locator(".stage.here")).to_have_text("Doing")
    closed = page.locator("details.stage-why").first
    await closed.locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(closed.get_by_role("note")).to_have_text(
        "Review: Into Review tasks are moved by: Checkers. Ask one of them to move this one."
    )
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(over) <= 0

    other = await desk.sit(checker, width=width)
    await other.open(page.url.removeprefix(other.site).split("?")[0])
    await other.page.get_by_role("button", name="Review").click()
    await expect(other.page.locator(".stage.here")).to_have_text("Review")
    await expect(other.page.get_by_text("has not signed yet")).to_be_visible()
    assert builder.troubles + watched.troubles + other.troubles == []


async def test_stages_are_dragged_and_moved_by_key(desk: Desk, app: App) -> None:
    owner, _worker, _checker = await _people(app)
    watched = await desk.sit(owner)
    await _build(watched)
    page = watched.page
    grips = page.locator(".grip")
    start, end = await grips.nth(4).bounding_box(), await grips.nth(3).bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 5, start["y"] + 5)
    await page.mouse.down()
    await page.mouse.move(end["x"] + 5, end["y"] + 8, steps=8)
    await page.mouse.move(end["x"] + 5, end["y"] - 2, steps=4)
    async with page.expect_navigation():
        await page.mouse.up()
    names = page.locator(".stage-name .one-line:first-child")
    await expect(names.nth(3)).to_have_text("Dropped")

    await page.get_by_label("Move Dropped down").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(names.nth(4)).to_have_text("Dropped")
    async with app.sessions.reading() as session:
        stored = await session.scalars(
            sa.select(Stage.name).where(Stage.name.in_(("Dropped", "Done")))
            .order_by(Stage.position)
        )  # fmt: skip
        assert list(stored) == ["Done", "Dropped"]
        assert await session.scalar(sa.select(sa.func.count()).select_from(Task)) == 0
    assert watched.troubles == []
