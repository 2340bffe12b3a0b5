"""Changing a whole list in Chromium: progress, and the way back. APURI_TEST_MANY says how many."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from core.db.adding import add_rows
from core.staff.models import StaffMember
from core.startup import App
from core.views.bulk_running import run_changes
from core.work import service as work
from core.work.models import Task
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

MANY = int(os.environ.get("APURI_TEST_MANY", "120"))


@pytest.fixture
async def tasks(app: App, owner: StaffMember) -> int:
    """MANY open tasks."""
    async with app.sessions.begin() as session:
        first = await work.create_task(session, make.actor_of(owner), title="Task 1")
        await add_rows(session, Task, *(
            {"number": f"T-2020-{number:05}", "title": f"Task {number}", "version": 1,
             "workflow_id": first.workflow_id, "stage_id": first.stage_id}
            for number in range(2, MANY + 1)
        ))  # fmt: skip
    return MANY


@pytest.fixture
async def worker(app: App) -> AsyncIterator[None]:
    """What the timetable does every two seconds."""

    async def work_on() -> None:
        while True:
            await run_changes(app.sessions)
            await asyncio.sleep(0.1)

    task = asyncio.create_task(work_on())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _urgent(app: App) -> int:
    async with app.sessions.reading() as session:
        counted = sa.select(sa.func.count()).select_from(Task).where(Task.priority == 1)
        return int(await session.scalar(counted) or 0)


async def test_a_whole_list_is_changed_and_taken_back(
    app: App, desk: Desk, owner: StaffMember, tasks: int, worker: None
) -> None:
    watched = await desk.sit(owner)
    page = watched.page
    await watched.open("/app/tasks?view=team")
    await page.get_by_role("button", name="More about this list").click()
    await page.get_by_role("link", name="Change all of this list").click()
    await page.get_by_label("What to change").select_option(label="Priority")
    await page.locator("#bulk-value select").select_option(label="Urgent")
    await page.get_by_role("button", name=f"Change {tasks:,} rows").click()

    said = page.locator("#bulk-progress [role=status]")
    await expect(said).to_contain_text(f"{tasks:,} rows were changed.", timeout=600_000)
    assert await _urgent(app) == tasks
    await page.get_by_role("button", name="Undo").click()
    await expect(said).to_contain_text("It is taken back.", timeout=600_000)
    assert await _urgent(app) == 0
    assert watched.troubles == []


async def test_only_the_rows_that_are_ticked_are_changed(
    app: App, desk: Desk, owner: StaffMember, tasks: int, worker: None
) -> None:
    watched = await desk.sit(owner)
    page = watched.page
    await watched.open("/app/tasks?view=team")
    ticks = page.locator("[data-tick]")
    await ticks.nth(0).check()
    await ticks.nth(2).check()
    await expect(page.locator("[data-bulk-count]")).to_have_text("2 rows chosen")
    await page.get_by_role("button", name="Change them").click()
    await page.get_by_label("What to change").select_option(label="Priority")
    await page.locator("#bulk-value select").select_option(label="Urgent")
    await page.get_by_role("button", name="Change 2 rows").click()
    said = page.locator("#bulk-progress [role=status]")
    await expect(said).to_contain_text("2 rows were changed.")
    assert await _urgent(app) == 2
    assert watched.troubles == []


async def test_a_cell_is_changed_where_it_stands_by_keyboard(
    app: App, desk: Desk, owner: StaffMember, tasks: int
) -> None:
    watched = await desk.sit(owner)
    page = watched.page
    await watched.open("/app/tasks?view=team")
    row = page.locator("[data-list-row]").first
    await row.get_by_role("button", name="Change: Title").focus()
    await page.keyboard.press("Enter")
    field = row.locator(".cell-form input[name=value]")
    await expect(field).to_be_focused()
    await field.fill("Mend the tap")
    await page.keyboard.press("Enter")
    await expect(row).to_contain_text("Mend the tap")
    async with app.sessions.reading() as session:
        found = sa.select(sa.func.count()).where(Task.title == "Mend the tap")
        assert await session.scalar(found) == 1
    assert watched.troubles == []
