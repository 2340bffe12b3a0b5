"""My own settings, the menu's choices, signing other browsers out."""

import sqlalchemy as sa

from core.sources.models import SourceKind
from core.staff.models import LinkedAccount, OneTimeLink, SignInSession, StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser

MINE = {"name": "Clara", "phone": "", "language": "en", "zone": "Europe/Stockholm",
        "channel": ["mail", "telegram"], "first_channel": "telegram", "quiet_from": "21:00",
        "quiet_until": "06:30"}  # fmt: skip


async def test_my_settings_are_saved(app: App, browser: Browser, clerk: StaffMember) -> None:
    saved = await (await browser(clerk)).post("/app/me", data=MINE)

    assert saved.status_code == 303
    async with app.sessions.reading() as session:
        member = await session.get_one(StaffMember, clerk.id)
    assert member.zone == "Europe/Stockholm"
    assert member.channels == ["telegram", "mail"]


async def test_a_wrong_number_is_named_and_the_rest_stays(
    browser: Browser, clerk: StaffMember
) -> None:
    page = await (await browser(clerk)).post("/app/me", data={**MINE, "phone": "123 abc"})

    assert page.status_code == 422
    assert 'id="phone-wrong">This is not a whole phone number.' in page.text
    assert 'value="123 abc"' in page.text


async def test_the_menu_changes_the_language_of_every_page(
    browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)

    answer = await client.post("/app/me/language", data={"language": "sv", "back": "/app/hours"})
    page = await client.get("/app/hours")

    assert answer.headers["location"] == "/app/hours"
    assert '<html lang="sv"' in page.text


async def test_the_menu_never_leads_away(browser: Browser, clerk: StaffMember) -> None:
    client = await browser(clerk)

    for trap in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "",
    ):
        answer = await client.post("/app/me/theme", data={"theme": "dark", "back": trap})
        assert answer.headers["location"] == "/app"
    answer = await client.post("/app/me/theme", data={"back": "/app/customers?q=Mäki€"})
    assert answer.headers["location"] == "/app/customers?q=M%C3%A4ki%E2%82%AC"


async def test_the_clock_leads_back_to_the_week_it_was_started_on(
    browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)

    answer = await client.post("/app/hours/timer", data={"back": "/app/hours?week=2026-W14"})

    assert answer.headers["location"] == "/app/hours?week=2026-W14&done=timer_started"


async def test_the_look_is_kept_in_the_browser(browser: Browser, clerk: StaffMember) -> None:
    client = await browser(clerk)

    await client.post("/app/me/theme", data={"theme": "dark"})
    page = await client.get("/app")

    assert 'data-bs-theme="dark"' in page.text


async def test_another_browser_of_mine_is_signed_out(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    here, there = await browser(clerk), await browser(clerk)
    async with app.sessions.reading() as session:
        other = (
            await session.scalars(sa.select(SignInSession.id).order_by(SignInSession.id))
        ).all()[1]

    await here.post("/app/me/end-session", data={"session_id": str(other)})

    assert (await here.get("/app/me")).status_code == 200
    assert (await there.get("/app/me")).headers["location"].startswith("/sign-in")


async def test_somebody_elses_browser_is_none_of_my_business(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    theirs = await browser(owner)
    async with app.sessions.reading() as session:
        other = (await session.scalars(sa.select(SignInSession.id))).one()

    await (await browser(clerk)).post("/app/me/end-session", data={"session_id": str(other)})

    assert (await theirs.get("/app/me")).status_code == 200


async def test_telegram_is_linked_by_a_link_shown_once(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await make.a_source(session, SourceKind.TELEGRAM, config={"bot_username": "PohjaBot"})
    client = await browser(clerk)

    page = await client.post("/app/me/telegram")
    after = await client.get("/app/me")

    assert "https://t.me/PohjaBot?start=" in page.text
    assert "start=" not in after.text
    async with app.sessions.reading() as session:
        link = (await session.scalars(sa.select(OneTimeLink))).one()
    assert link.staff_id == clerk.id
    assert link.token_hash not in page.text


async def test_a_linked_account_is_unlinked(app: App, browser: Browser, clerk: StaffMember) -> None:
    async with app.sessions.begin() as session:
        account = await make.a_linked_account(session, clerk, "telegram", "42")

    await (await browser(clerk)).post("/app/me/unlink", data={"account_id": str(account.id)})

    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(LinkedAccount))).all() == []


async def test_passwords_are_never_shown_again(browser: Browser, clerk: StaffMember) -> None:
    page = await (await browser(clerk)).post(
        "/app/me/password",
        data={"present": "", "password": "correct horse", "password_again": "correct hose"},
    )

    assert page.status_code == 422
    assert "The two new passwords are not the same." in page.text
    assert "correct h" not in page.text
