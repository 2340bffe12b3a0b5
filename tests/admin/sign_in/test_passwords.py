"""Signing in by password, signing out, asking for a new password, over HTTP."""

from typing import Any

import pytest
import sqlalchemy as sa

from core.outbound.models import OutboundMessage
from core.staff import passwords, queries, service, signing_in
from core.staff.models import StaffMember
from core.startup import App
from tests.admin.conftest import Browser

GOOD = "hyvä salasana 7"


@pytest.fixture
async def anna(app: App) -> StaffMember:
    """A member with a password."""
    async with app.sessions.begin() as session:
        return await service.create_owner(
            session, name="Anna", email="anna@work.example", password=GOOD, language="sv"
        )


async def test_the_right_password_signs_in_and_leads_on(
    browser: Browser, anna: StaffMember
) -> None:
    client = await browser()
    form = {"email": "Anna@work.example ", "password": GOOD, "next": "/settings/?x=1"}
    answer = await client.post("/sign-in", data=form)

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/?x=1")
    assert cookie.startswith("apuri=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    page = await client.get("/settings/")
    assert page.status_code == 200
    assert 'lang="sv"' in page.text


@pytest.mark.parametrize(
    "following",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
     "/sign-in", "/a\nb", ""],
)  # fmt: skip
async def test_nobody_is_led_to_another_site(
    browser: Browser, anna: StaffMember, following: str
) -> None:
    client = await browser()
    form = {"email": anna.email, "password": GOOD, "next": following}

    assert (await client.post("/sign-in", data=form)).headers["location"] == "/app"


@pytest.mark.parametrize("email", ["anna@work.example", "nobody@work.example"])
async def test_a_wrong_sign_in_says_the_same_and_keeps_the_address_not_the_password(
    browser: Browser, anna: StaffMember, email: str
) -> None:
    client = await browser()
    answer = await client.post("/sign-in", data={"email": email, "password": "wrong word 8"})

    assert answer.status_code == 422
    assert "The mail address or the password is wrong." in answer.text
    assert email in answer.text
    assert "wrong word 8" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_too_many_attempts_are_stopped_even_with_the_right_password(
    browser: Browser, anna: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "PER_ACCOUNT", 2)
    client = await browser()
    for _guess in range(2):
        await client.post("/sign-in", data={"email": anna.email, "password": "wrong word 8"})
    answer = await client.post("/sign-in", data={"email": anna.email, "password": GOOD})

    assert answer.status_code == 429
    assert "Try again in 15 minutes" in answer.text


async def test_signing_out_ends_a_copied_cookie_too(
    app: App, browser: Browser, anna: StaffMember
) -> None:
    client, thief = await browser(anna), await browser()
    thief.cookies.set("apuri", client.cookies["apuri"], domain="127.0.0.1")
    assert (await thief.get("/settings/")).status_code == 200

    answer = await client.post("/sign-out")
    assert answer.headers["location"].startswith("/sign-in")
    assert (await thief.get("/settings/")).status_code == 303
    assert (await client.get("/sign-out")).status_code == 405


async def test_ended_access_ends_the_open_browser_at_once(
    app: App, browser: Browser, anna: StaffMember, clerk: StaffMember
) -> None:
    client = await browser(clerk)
    assert (await client.get("/settings/")).status_code == 200
    async with app.sessions.begin() as session:
        boss = await queries.actor_for(session, anna.id)
        await service.deactivate_member(session, boss, clerk.id)

    assert (await client.get("/settings/")).status_code == 303


async def test_who_is_not_signed_in_is_led_to_sign_in_and_back(browser: Browser) -> None:
    client = await browser()
    answer = await client.get("/settings/role/list?search=a")

    expected = "/sign-in?next=%2Fsettings%2Frole%2Flist%3Fsearch%3Da"
    assert (answer.status_code, answer.headers["location"]) == (303, expected)


async def test_a_forgotten_password_is_replaced_from_page_to_page(
    app: App, browser: Browser, anna: StaffMember
) -> None:
    client = await browser()
    known = await client.post("/sign-in/forgotten", data={"email": anna.email})
    unknown = await client.post("/sign-in/forgotten", data={"email": "nobody@x.example"})
    assert known.headers["location"] == unknown.headers["location"]
    async with app.sessions.reading() as session:
        mails = (await session.scalars(sa.select(OutboundMessage))).all()
    link = "/link/reset/" + mails[0].payload["text"].split("/link/reset/")[1].split()[0]

    form = {"password": "aivan uusi sana", "password_again": "aivan toinen sana"}
    differing = await client.post(link, data=form)
    assert "not the same" in differing.text
    done = await client.post(link, data={**form, "password_again": form["password"]})
    assert (done.status_code, done.headers["location"]) == (303, "/app")
    assert (await client.get(link)).status_code == 410
    again = await client.post("/sign-in", data={"email": anna.email, "password": form["password"]})
    assert again.status_code == 303


async def test_on_https_the_cookie_is_bound_to_the_host(settings: Any, app: App) -> None:
    from admin.sign_in.cookies import cookie_name

    secure = settings.model_copy(update={"base_url": "https://apuri.example"})
    assert cookie_name(secure) == "__Host-apuri"


async def test_signs_that_no_database_takes_are_no_error(browser: Browser) -> None:
    client = await browser()
    for path in ("/sign-in", "/sign-in/forgotten"):
        answer = await client.post(path, data={"email": "a\0@x.example", "password": "\0" * 12})
        assert answer.status_code in (303, 422)
    assert (await client.get("/form/%00")).status_code == 400


async def test_a_cookie_of_another_shape_is_nobody_s(browser: Browser) -> None:
    client = await browser()
    for value in ("x", "y" * 5000, "%00"):
        client.cookies.set("apuri", value, domain="127.0.0.1")
        assert (await client.get("/settings/")).status_code == 303


async def test_passwords_are_checked_outside_of_any_transaction(
    app: App, browser: Browser, anna: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, open_transactions = passwords.verify, []

    async def verify(password: str, stored: str | None) -> bool:
        open_transactions.append(len(app.sessions._writers))
        return await real(password, stored)

    monkeypatch.setattr(passwords, "verify", verify)
    await (await browser()).post("/sign-in", data={"email": anna.email, "password": GOOD})
    assert open_transactions == [0]
