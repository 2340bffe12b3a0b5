"""The board in Chromium: dragging, the menu, a refused move explained, others see it live."""

import pytest
import sqlalchemy as sa
from playwright.async_api import Page, expect

from core.access.permissions import Permission
from core.staff.models import StaffMember
from core.startup import App
from core.work import service as work
from core.work.models import Stage, StageRight, Task
from core.work.workflow_queries import workflows
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def stages(app: App, owner: StaffMember) -> list[Stage]:
    """Three open stages; only the office may use the third."""
    async with app.sessions.begin() as session:
        boss = make.actor_of(owner)
        await work.create_task(session, boss, title="Mend the tap")
        await work.create_task(session, boss, title="Paint the wall")
        found = (await workflows(session))[0].stages
        team = await make.a_team(session, name="Office")
        third = await session.get(Stage, found[2].id)
        assert third is not None
        third.uses_all = False
        session.add(StageRight(stage_id=third.id, team_id=team.id, may_use=True))
        return list(found)


@pytest.fixture
async def hand(app: App, stages: list[Stage]) -> StaffMember:
    """Somebody who moves tasks, but is not in the office."""
    async with app.sessions.begin() as session:
        role = await make.a_role(
            session, "Hands", Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS
        )
        return await make.a_member(session, "Harri", roles=[role])


async def _drag(page: Page, title: str, lane: str) -> None:
    """Drag a card by its title to a lane, as a mouse does."""
    card = await page.get_by_role("link", name=title).bounding_box()
    goal = await page.locator(f"[data-lane='{lane}']").bounding_box()
    assert card
    assert goal
    await page.mouse.move(card["x"] + 5, card["y"] + card["height"] + 8)
    await page.mouse.down()
    await page.mouse.move(card["x"] + 25, card["y"] + 30, steps=4)
    await page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + 40, steps=8)
    await page.mouse.up()


async def _stage_of(app: App, title: str) -> str:
    async with app.sessions.reading() as session:
        found = await session.scalar(sa.select(Task.stage_id).where(Task.title == title))
    return str(found)


async def test_a_card_is_dragged_others_see_it_and_it_is_undone(
    app: App, desk: Desk, owner: StaffMember, hand: StaffMember, stages: list[Stage]
) -> None:
    first, second = str(stages[0].id), str(stages[1].id)
    mine, theirs = await desk.sit(hand), await desk.sit(owner)
    await mine.open("/app/tasks/board")
    await theirs.open("/app/tasks/board")
    await _drag(mine.page, "Mend the tap", second)

    await expect(mine.page.locator(".toast-line")).to_contain_text("Mend the tap")
    there = theirs.page.locator(f"[data-lane='{second}']")
    await expect(there.get_by_role("link", name="Mend the tap")).to_be_visible()
    assert await _stage_of(app, "Mend the tap") == second

    await mine.page.get_by_role("button", name="Undo").click()
    back = mine.page.locator(f"[data-lane='{first}']")
    await expect(back.get_by_role("link", name="Mend the tap")).to_be_visible()
    assert await _stage_of(app, "Mend the tap") == first
    assert mine.troubles == theirs.troubles == []


async def test_a_refused_move_says_who_may_and_the_card_stays(
    app: App, desk: Desk, hand: StaffMember, stages: list[Stage]
) -> None:
    first, third = str(stages[0].id), str(stages[2].id)
    watched = await desk.sit(hand)
    await watched.open("/app/tasks/board")
    await _drag(watched.page, "Paint the wall", third)

    await expect(watched.page.locator(".toast-line")).to_contain_text("Office")
    lane = watched.page.locator(f"[data-lane='{first}']")
    await expect(lane.get_by_role("link", name="Paint the wall")).to_be_visible()
    assert await _stage_of(app, "Paint the wall") == first
    assert watched.troubles == []


async def test_the_menu_moves_by_keyboard_alone(
    app: App, desk: Desk, hand: StaffMember, stages: list[Stage]
) -> None:
    second = str(stages[1].id)
    watched = await desk.sit(hand, width=390)
    await watched.open("/app/tasks/board")
    page = watched.page
    menu = page.get_by_role("button", name="Move Mend the tap to…")
    await menu.focus()
    await page.keyboard.press("Enter")
    allowed = page.locator(f".dropdown-menu.show button[value='{second}']")
    await expect(allowed).to_be_visible()
    closed = page.locator(f".dropdown-menu.show button[value='{stages[2].id}']")
    await expect(closed).to_be_disabled()
    await expect(closed).to_contain_text("Office")
    await allowed.focus()
    await page.keyboard.press("Enter")

    lane = page.locator(f"[data-lane='{second}']")
    await expect(lane.get_by_role("link", name="Mend the tap")).to_be_visible()
    assert await _stage_of(app, "Mend the tap") == second
    assert watched.troubles == []
