"""Home, the frame around every page, errors, languages, set-up."""

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.kit.i18n import _, use_language
from core.notify.models import Notice
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser


async def test_nobody_is_led_to_the_sign_in_page_and_back(browser: Browser) -> None:
    client = await browser()

    answer = await client.get("/app/tasks?box=done")
    change = await client.post("/app/me", data={"name": "X"})

    assert answer.headers["location"] == "/sign-in?next=%2Fapp%2Ftasks%3Fbox%3Ddone"
    assert change.headers["location"] == "/sign-in"


async def test_home_counts_what_waits_for_me(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        number = (await make.a_request(session, subject="The tap leaks")).number
        await requests.take(session, make.actor_of(clerk), number)

    page = (await (await browser(clerk)).get("/app")).text

    assert re.search(r'href="/app/inbox".*?<span class="count"[^>]*>1</span>', page, re.DOTALL)
    assert "The tap leaks" in page
    assert "Customers wait for your answer" in page


async def test_a_notice_is_seen_by_opening_it(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        notice = Notice(once_key="n", staff_id=clerk.id, kind="task_due", text="Mend the tap",
                        path="/app/tasks/T-2026-0001")  # fmt: skip
        session.add(notice)
    client = await browser(clerk)

    before = await client.get("/app")
    theirs = await (await browser(owner)).get(f"/app/notices/{notice.id}")
    opened = await client.get(f"/app/notices/{notice.id}")
    after = await client.get("/app")

    assert "Mend the tap" in before.text
    assert theirs.status_code == 404
    assert opened.headers["location"] == "/app/tasks/T-2026-0001"
    assert "Mend the tap" not in after.text


async def test_only_those_who_configure_see_the_checklist(
    browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    mine, theirs = await browser(owner), await browser(clerk)

    assert "Getting started" in (await mine.get("/app")).text
    assert "Connect a mailbox" in (await mine.get("/app/setup")).text
    assert "Getting started" not in (await theirs.get("/app")).text
    assert (await theirs.get("/app/setup")).status_code == 403


async def test_every_button_of_the_checklist_leads_to_a_page(
    browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    main = (await client.get("/app/setup")).text.partition("<main")[2].partition("</main>")[0]
    paths = re.findall(r'href="(/[^"#]+)"', main)

    assert len(paths) >= 6
    assert {path: (await client.get(path)).status_code for path in paths} == dict.fromkeys(
        paths, 200
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_a_missing_page_says_so_in_the_visitors_language(
    browser: Browser, language: str
) -> None:
    client = await browser(**{"Accept-Language": f"{language},en;q=0.5"})

    page = await client.get("/nothing/here")

    assert page.status_code == 404
    assert f'<html lang="{language}"' in page.text
    with use_language(language):
        assert _("This page was not found") in page.text


async def test_a_crash_shows_no_trace(app: App, web: Starlette, browser: Browser) -> None:
    async def crash(_request: object) -> None:
        raise RuntimeError("the secret of the database")

    web.router.routes.insert(0, Route("/app/crash", crash))
    client = await browser()
    client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]

    page = await client.get("/app/crash")

    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "secret" not in page.text
    assert "Traceback" not in page.text


async def test_every_form_of_every_page_says_where_it_goes(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)

    for path in PAGES:
        page = await client.get(path)
        assert page.status_code == 200, path
        assert "<script>" not in page.text, path
        assert not re.search(r"\son[a-z]+=", page.text), path
        assert not re.search(r'\sstyle="', page.text), path
        assert "<main" in page.text, path
        assert "skip-link" in page.text, path
        assert page.text.count("<h1") == 1, path


PAGES = (
    "/app", "/app/inbox", "/app/requests/new", "/app/tasks", "/app/tasks?box=team",
    "/app/tasks?box=done", "/app/tasks/new", "/app/hours", "/app/hours/new", "/app/customers",
    "/app/customers/new", "/app/projects", "/app/projects/new", "/app/outbox", "/app/me",
    "/app/setup",
)  # fmt: skip


async def test_the_panel_may_be_installed(browser: Browser) -> None:
    manifest = await (await browser()).get("/app.webmanifest")

    assert manifest.headers["content-type"].startswith("application/manifest+json")
    assert manifest.json()["start_url"] == "/app"
    for icon in manifest.json()["icons"]:
        assert (await (await browser()).get(icon["src"])).status_code == 200


async def test_a_role_without_rights_still_has_a_home(app: App, browser: Browser) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Guest", Permission.SEE_OUTBOX)
        member = await make.a_member(session, "Gus", roles=[role])
    client = await browser(member)

    codes = {path: (await client.get(path)).status_code for path in ("/app", "/app/hours", "/app/me",
             "/app/tasks", "/app/inbox", "/app/customers")}  # fmt: skip

    assert codes == {"/app": 200, "/app/hours": 200, "/app/me": 200, "/app/tasks": 200,
                     "/app/inbox": 200, "/app/customers": 403}  # fmt: skip
