"""Every page of ours in Chromium: nothing from elsewhere, nothing refused, nothing too wide."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from core.contact_requests import service as requests
from core.contact_requests.models import ReplyDraft
from core.conversations.models import Message
from core.kit import clock
from core.people.models import Customer
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.timesheets.absences import log_absence
from core.timesheets.models import TimeEntry
from core.work import service as work
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = "Asunto Oy Helsingin Pitkänimisen Kortteliyhtiön Isännöinti ja Huolto"
HOSTILE = (
    "<p>Hello</p><script>document.title='taken'</script><img src='https://spy.example/p.gif'>"
    "<style>@import 'https://spy.example/s.css'</style><iframe src='https://spy.example'></iframe>"
)


@pytest.fixture
async def boss(app: App) -> StaffMember:
    """Somebody who sees every page."""
    async with app.sessions.begin() as session:
        return await make.a_member(session, "Anna Korhonen", owner=True)


@pytest.fixture
async def paths(app: App, boss: StaffMember) -> list[str]:
    """The addresses of every page, with something long on each."""
    async with app.sessions.begin() as session:
        actor = make.actor_of(boss)
        customer = await make.a_customer(session, LONG, aliases=["Kortteli"])
        project = await make.a_project(session, f"Stambyte {LONG}", customer)
        asked = await make.a_request(
            session, subject=LONG, name="", address="first.and.very.long.name@long-company.example",
            customer_id=customer.id, text=f"{LONG}\n" * 3,
        )  # fmt: skip
        await requests.take(session, actor, asked.number)
        message = (await session.scalars(sa.select(Message))).one()
        message.html, message.has_html = HOSTILE, True
        today = clock.today(actor.zone)
        task = await work.create_task(
            session, actor, title=LONG, doer_id=boss.id, customer_id=customer.id,
            due_on=today - timedelta(days=1), project_id=project.id,
        )  # fmt: skip
        entry = await timesheets.log_time(
            session, actor, day=today, minutes=225, customer_id=customer.id, note=LONG,
            project_id=project.id,
        )  # fmt: skip
        await timesheets.start_timer(session, actor, customer_id=customer.id)
        absence = await log_absence(
            session, actor, kind="balance", first_day=today, last_day=today + timedelta(days=30),
            day_minutes=60, note=LONG,
        )  # fmt: skip
        return [
            "/app", "/app/inbox?box=all", "/app/inbox?box=spam", "/app/requests/new",
            f"/app/requests/{asked.number}", "/app/tasks", "/app/tasks?box=team", "/app/tasks/new",
            f"/app/tasks/{task.number}", "/app/hours", "/app/hours/new", f"/app/hours/{entry.id}",
            "/app/hours/month", f"/app/hours/entries?customer_id={customer.id}", "/app/absences",
            f"/app/absences/{absence.id}",
            "/app/customers", "/app/customers/new", f"/app/customers/{customer.id}",
            "/app/projects", "/app/projects/new", f"/app/projects/{project.id}", "/app/outbox",
            "/app/me", "/app/setup", "/app/chat",
        ]  # fmt: skip


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
async def test_no_page_asks_elsewhere_breaks_the_policy_or_grows_too_wide(
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


async def test_a_hostile_mail_stays_in_its_box(
    desk: Desk, boss: StaffMember, paths: list[str]
) -> None:
    watched = await desk.sit(boss)
    await watched.open(next(path for path in paths if "/requests/R-" in path))

    await watched.page.get_by_text("Show as it was written").click()
    frame = watched.page.frame_locator("iframe")
    await expect(frame.get_by_text("Hello")).to_be_visible()

    assert watched.troubles == []
    assert "taken" not in await watched.page.title()


async def test_an_answer_being_written_is_saved_by_itself(
    desk: Desk, app: App, boss: StaffMember, paths: list[str]
) -> None:
    watched = await desk.sit(boss)
    await watched.open(next(path for path in paths if "/requests/R-" in path))

    await watched.page.locator("#text").fill("We come on Monday")
    await expect(watched.page.locator("#beside")).to_contain_text("Draft saved")

    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(ReplyDraft.text)) == "We come on Monday"
    assert watched.troubles == []


async def test_the_inbox_is_walked_by_keys(desk: Desk, app: App, boss: StaffMember) -> None:
    async with app.sessions.begin() as session:
        for number in range(3):
            await make.a_request(
                session, subject=f"Matter {number}", address=f"a{number}@x.example"
            )
    watched = await desk.sit(boss)
    await watched.open("/app/inbox?box=unassigned")

    for key in ("j", "j", "k"):
        await watched.page.keyboard.press(key)
    first = watched.page.locator("[data-list-row]").first
    await expect(first).to_have_class(re.compile(r"\bcurrent\b"))
    await watched.page.keyboard.press("e")
    await expect(watched.page.locator("[data-done]")).to_have_text("The request is yours.")
    await watched.page.keyboard.press("j")
    await watched.page.keyboard.press("o")
    beside = watched.page.locator("[data-panel-page]")
    await expect(beside).to_have_attribute("href", re.compile(f"/app/requests/R-{_year()}-0002"))

    assert watched.troubles == []


def _year() -> int:
    return clock.now().year


async def test_hours_are_logged_by_choosing_a_suggestion(
    desk: Desk, app: App, boss: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer: Customer = await make.a_customer(session, "Brf Kyrkbacken")
    watched = await desk.sit(boss, width=390)
    await watched.open("/app/hours/new")

    await watched.page.get_by_label("Hours", exact=True).fill("2,5")
    await watched.page.get_by_label("Customer", exact=True).press_sequentially("kyrk")
    option = watched.page.locator("#customer-names option")
    await expect(option).to_have_attribute("value", "Brf Kyrkbacken")
    await watched.page.get_by_label("Customer", exact=True).fill("Brf Kyrkbacken")
    await watched.page.get_by_role("button", name="Save", exact=True).click()
    await expect(watched.page.locator("[data-done]")).to_have_text("The hours are logged.")

    async with app.sessions.reading() as session:
        entry = (await session.scalars(sa.select(TimeEntry))).one()
    assert (entry.worked_minutes, entry.customer_id) == (150, customer.id)
    assert watched.troubles == []


async def test_the_menus_choose_language_and_look(desk: Desk, boss: StaffMember) -> None:
    watched = await desk.sit(boss)
    await watched.open("/app/tasks")

    async def choose(label: str) -> None:
        await watched.page.locator(".avatar-button").click()
        await watched.page.get_by_role("button", name=label, exact=True).click()
        await watched.page.wait_for_load_state()

    await choose("Dark")
    look: Any = await watched.page.locator("html").get_attribute("data-bs-theme")
    await choose("Svenska")
    language = await watched.page.locator("html").get_attribute("lang")

    assert (look, language) == ("dark", "sv")
    assert watched.page.url == f"{watched.site}/app/tasks"
    assert watched.troubles == []


async def test_the_device_decides_when_nobody_chose(desk: Desk, boss: StaffMember) -> None:
    watched = await desk.sit(boss, theme="auto")
    await watched.page.emulate_media(color_scheme="dark")

    await watched.open("/app")

    assert await watched.page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert watched.troubles == []
