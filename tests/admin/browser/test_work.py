"""Pages of work in a real browser: nothing too wide, parts change in place, the preview follows."""

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from core.access.permissions import Permission
from core.kit import clock
from core.people.service import create_person
from core.staff.models import StaffMember
from core.startup import App
from core.work import service as work
from core.work.models import Activity, ChecklistItem, TaskLinkKind
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "Rakennusosakeyhtiön-kattovesijärjestelmän-peruskorjaus " * 3


@pytest.fixture
async def boss(app: App) -> StaffMember:
    """Somebody with every right."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "All", *Permission)
        return await make.a_member(session, "Olli", roles=[role])


@pytest.fixture
async def paths(app: App, boss: StaffMember) -> list[str]:
    """The pages of work, with something long on each; the task's comes first."""
    async with app.sessions.begin() as session:
        actor, today = make.actor_of(boss), clock.today("Europe/Helsinki")
        person = await create_person(session, actor, name=LONG[:80])
        kind = await work.create_type(session, actor, name=LONG[:60], color="red")
        await work.create_status(session, actor, name=LONG[:60], color="teal")
        group = await work.create_group(session, actor, name=LONG, member_ids=[boss.id])
        project = await work.create_project(
            session, actor, name=LONG, group_id=group.id, description=LONG, budget_minutes=600
        )
        repeated = await work.create_recurrence(
            session, actor, title=LONG, rule="FREQ=WEEKLY;BYDAY=MO", starts_on=today,
            staff_ids=[boss.id], project_id=project.id,
        )  # fmt: skip
        one, two = [
            await work.create_task(
                session, actor, title=LONG, doer_id=boss.id, person_id=person.id,
                project_id=project.id, description=LONG, planned_minutes=90, tags=[LONG[:40]],
            )
            for _number in range(2)
        ]  # fmt: skip
        await work.link_tasks(session, actor, two.number, one.number, kind=TaskLinkKind.BLOCKS)
        await work.add_item(session, actor, one.number, text=LONG)
        await work.create_activity(
            session, actor, one.number, staff_id=boss.id, type_id=kind.id, text=LONG, due_on=today
        )
        return [
            f"/app/tasks/{one.number}", "/app/tasks/new", f"/app/projects/{project.id}",
            "/app/projects/new", f"/app/persons/{person.id}", "/app", "/app/activities?all=1",
            "/app/recurring", "/app/recurring/new", f"/app/recurring/{repeated.id}",
            "/app/project-groups", f"/app/project-groups/{group.id}", "/app/activity-types",
            "/app/project-steps",
        ]  # fmt: skip


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
async def test_no_page_of_work_grows_too_wide_or_breaks_the_policy(
    desk: Desk, boss: StaffMember, paths: list[str], width: int, theme: str
) -> None:
    watched = await desk.sit(boss, width=width, theme=theme)
    wide: list[str] = []
    for path in paths:
        await watched.open(path)
        over = await watched.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        wide += [f"{path}: {over} px"] if over > 0 else []

    assert watched.troubles == []
    assert wide == []


async def test_a_checklist_is_kept_by_keys_without_leaving_the_page(
    desk: Desk, app: App, boss: StaffMember, paths: list[str]
) -> None:
    watched = await desk.sit(boss)
    await watched.open(paths[0])
    await watched.page.evaluate("window.stayed = true")

    line = watched.page.get_by_label("New line of the checklist")
    await line.focus()
    await watched.page.keyboard.type("Measure")
    await watched.page.keyboard.press("Enter")
    tick = watched.page.get_by_role("button", name="Done: Measure")
    await expect(tick).to_have_attribute("aria-pressed", "false")
    await tick.focus()
    await watched.page.keyboard.press("Space")
    await expect(tick).to_have_attribute("aria-pressed", "true")

    assert await watched.page.evaluate("window.stayed") is True
    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(ChecklistItem.text, ChecklistItem.done_at).order_by(ChecklistItem.position)
        )
        assert [(text[:7], at is not None) for text, at in rows] == [
            (LONG[:7], False), ("Measure", True),
        ]  # fmt: skip
    assert watched.troubles == []


async def test_an_activity_is_directed_and_done_in_place(
    desk: Desk, app: App, boss: StaffMember, paths: list[str]
) -> None:
    watched = await desk.sit(boss)
    await watched.open(paths[0])
    part = watched.page.locator("#activities")
    await part.get_by_text("Add an activity").click()
    await part.locator("#activity_text").fill("Call them")
    await part.get_by_role("button", name="Add", exact=True).click()
    row = part.locator("li", has_text="Call them")
    await row.get_by_label("What came of it").fill("They are glad")
    await row.get_by_role("button", name="Done").click()
    await expect(part.get_by_text("They are glad")).to_be_visible()

    async with app.sessions.reading() as session:
        done = await session.scalar(sa.select(Activity.result).where(Activity.text == "Call them"))
    assert done == "They are glad"
    assert watched.troubles == []


async def test_the_next_days_follow_what_is_chosen(
    desk: Desk, boss: StaffMember, paths: list[str]
) -> None:
    watched = await desk.sit(boss)
    await watched.open("/app/recurring/new")
    days = watched.page.locator("#next-days")
    await expect(days).to_contain_text("Every week: working days")

    await watched.page.locator("#freq").select_option("month")
    await watched.page.locator("#how").select_option("last")
    await expect(days).to_contain_text("Every month: the last day")
    await expect(watched.page.locator(".only-week")).to_be_hidden()
    await expect(days.locator("li")).to_have_count(5)
    assert watched.troubles == []
