"""The second factor: set up on a page, asked for at every door, demanded by a role."""

import re
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from core.events.models import EventRecord
from core.staff import second_factor, service
from core.staff.models import LinkPurpose, RecoveryCode, Role, StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser

GOOD = "hyvä salasana 7"


@pytest.fixture
async def anna(app: App) -> StaffMember:
    """A member with a password who reads English."""
    async with app.sessions.begin() as session:
        return await service.create_owner(
            session, name="Anna", email="anna@work.example", password=GOOD, language="en"
        )


async def _enrolled(app: App, member: StaffMember) -> tuple[str, list[str]]:
    async with app.sessions.begin() as session:
        enrolment = await second_factor.begin(session, make.actor_of(member))
    async with app.sessions.begin() as session:
        codes = await second_factor.confirm(
            session, make.actor_of(member), pyotp.TOTP(enrolment.secret).now()
        )
    return enrolment.secret, codes


async def _password(client: Any) -> str:
    """Give the right password; return the token of the question for a code."""
    answer = await client.post("/sign-in", data={"email": "anna@work.example", "password": GOOD})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    found = re.search(r'name="token" value="([^"]+)"', answer.text)
    assert found
    return found[1]


async def test_an_app_is_connected_on_the_page_and_recovery_codes_are_shown_once(
    app: App, browser: Browser, anna: StaffMember
) -> None:
    client = await browser(anna)
    assert "Set it up" in (await client.get("/app/me/second-factor")).text
    await client.post("/app/me/second-factor/begin")
    page = (await client.get("/app/me/second-factor")).text
    secret = re.sub(r"\s", "", re.search(r'class="secret">([^<]+)<', page)[1])  # type: ignore[index]
    assert "<svg" in page

    wrong = await client.post("/app/me/second-factor/confirm", data={"code": "000000"})
    assert (wrong.status_code, "This code is not right" in wrong.text) == (422, True)
    done = await client.post(
        "/app/me/second-factor/confirm", data={"code": pyotp.TOTP(secret).now()}
    )
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", done.text)
    assert len(set(codes)) == second_factor.CODES
    again = (await client.get("/app/me/second-factor")).text
    assert not any(code in again for code in codes)
    assert secret not in again
    async with app.sessions.reading() as session:
        stored = await session.scalars(sa.select(RecoveryCode.code_hash))
        member = await session.get(StaffMember, anna.id)
    assert not set(codes) & set(stored)
    assert member is not None
    assert secret not in (member.totp_secret or "")


async def test_the_right_password_alone_lets_nobody_in(
    app: App, browser: Browser, anna: StaffMember, clock: Any
) -> None:
    secret, _codes = await _enrolled(app, anna)
    client = await browser()
    token = await _password(client)
    assert (await client.get("/app")).status_code == 303

    wrong = await client.post("/sign-in/code", data={"token": token, "code": "123 456"})
    assert (wrong.status_code, "This code is not right" in wrong.text) == (422, True)
    clock.shift(60)
    code = pyotp.TOTP(secret).now()
    answer = await client.post(
        "/sign-in/code", data={"token": token, "code": code, "next": "/app/me"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/me")
    assert (await client.get("/app/me")).status_code == 200

    other = await browser()
    token = await _password(other)
    replayed = await other.post("/sign-in/code", data={"token": token, "code": code})
    assert replayed.status_code == 422, "a code works once"


async def test_a_recovery_code_works_once(app: App, browser: Browser, anna: StaffMember) -> None:
    _secret, codes = await _enrolled(app, anna)
    for expected in (303, 422):
        client = await browser()
        token = await _password(client)
        answer = await client.post("/sign-in/code", data={"token": token, "code": codes[0].upper()})
        assert answer.status_code == expected


@pytest.mark.parametrize("purpose", [LinkPurpose.SIGN_IN, LinkPurpose.RESET])
async def test_a_one_time_link_does_not_go_around_it(
    app: App, browser: Browser, anna: StaffMember, purpose: LinkPurpose
) -> None:
    await _enrolled(app, anna)
    async with app.sessions.begin() as session:
        link = await service.make_link(session, purpose, anna.id)
    client = await browser()
    form = {"password": "uusi parempi sana", "password_again": "uusi parempi sana"}
    answer = await client.post(f"/link/{purpose}/{link}", data=form)
    assert answer.status_code == 200
    assert 'action="/sign-in/code"' in answer.text
    assert "set-cookie" not in answer.headers


async def test_guessing_codes_is_stopped(app: App, browser: Browser, anna: StaffMember) -> None:
    secret, _codes = await _enrolled(app, anna)
    client = await browser()
    token = await _password(client)
    answers = [
        await client.post("/sign-in/code", data={"token": token, "code": f"{guess:06}"})
        for guess in range(9)
    ]
    assert [one.status_code for one in answers] == [422] * 8 + [429]
    right = await client.post(
        "/sign-in/code", data={"token": token, "code": pyotp.TOTP(secret).now()}
    )
    assert right.status_code == 429
    async with app.sessions.reading() as session:
        failed = sa.select(sa.func.count()).where(EventRecord.name == "SignInFailed")
        assert await session.scalar(failed) == 8


async def test_who_took_a_browser_does_not_guess_the_factor_away(
    app: App, browser: Browser, anna: StaffMember
) -> None:
    secret, _codes = await _enrolled(app, anna)
    client = await browser(anna)
    answers = [
        await client.post(
            f"/app/me/second-factor/{'renew' if guess % 2 else 'remove'}",
            data={"code": f"{guess:06}"},
        )
        for guess in range(9)
    ]
    assert "Too many" not in answers[7].text
    assert "Too many" in answers[8].text
    await client.post("/app/me/second-factor/remove", data={"code": pyotp.TOTP(secret).now()})
    async with app.sessions.reading() as session:
        member = await session.get(StaffMember, anna.id)
        assert member is not None
        assert member.totp_confirmed_at is not None


async def test_a_question_for_a_code_ends_with_the_password_that_led_to_it(
    app: App, browser: Browser, anna: StaffMember
) -> None:
    secret, _codes = await _enrolled(app, anna)
    client = await browser()
    token = await _password(client)
    async with app.sessions.begin() as session:
        reset = await service.make_link(session, LinkPurpose.RESET, anna.id)
        await service.set_password(session, reset, "aivan toinen salasana 8")
    late = await client.post(
        "/sign-in/code", data={"token": token, "code": pyotp.TOTP(secret).now()}
    )
    assert late.headers["location"] == "/sign-in?done=code_late"


async def test_a_role_may_demand_it_and_nothing_else_works_until_it_is_there(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)
    assert (await client.get("/app/hours")).status_code == 200
    async with app.sessions.begin() as session:
        await session.execute(sa.update(Role).values(second_factor_required=True))
    led = await client.get("/app/hours")
    assert (led.status_code, led.headers["location"]) == (303, "/app/me/second-factor")
    assert (await client.post("/app/hours/new", data={})).headers["location"].startswith("/app/me")

    await _enrolled(app, clerk)
    assert (await client.get("/app/hours")).status_code == 200
    kept = await client.post("/app/me/second-factor/remove", data={"code": "1"})
    assert "Your role demands a second factor" in kept.text


async def test_a_manager_takes_it_away_from_who_lost_the_phone(
    app: App, owner: StaffMember, clerk: StaffMember
) -> None:
    await _enrolled(app, clerk)
    async with app.sessions.begin() as session:
        await second_factor.remove(session, make.actor_of(owner), clerk.id)
    async with app.sessions.begin() as session:
        entry = await service.let_in(session, clerk.id, way="password")
    assert not entry.needs_code


async def test_a_wrong_password_is_in_the_log_of_whose_account_it_was(
    browser: Browser, anna: StaffMember
) -> None:
    nobody = await browser()
    await nobody.post("/sign-in", data={"email": anna.email, "password": "wrong"})
    client = await browser(anna)
    assert "wrong password" in (await client.get("/app/me")).text
    log = (await client.get("/settings/sign-ins")).text
    assert "Tries that were refused" in log
    assert "192.0.2.7" in log
