"""One-time links over HTTP: GET shows, POST uses."""

import pytest

from core.settings.queries import load_company
from core.staff import queries, service
from core.staff.models import LinkPurpose, StaffMember
from core.startup import App
from tests.admin.conftest import Browser

SETUP = {
    "company": "Lehto Oy", "language": "fi", "name": "Olga", "email": "Olga@lehto.example",
    "password": "vahva uusi sana", "password_again": "vahva uusi sana",
}  # fmt: skip


async def a_link(app: App, purpose: LinkPurpose, member: StaffMember | None = None) -> str:
    async with app.sessions.begin() as session:
        token = await service.make_link(session, purpose, member.id if member else None)
    return f"/link/{purpose.value}/{token}"


async def test_the_set_up_link_makes_the_first_owner_once(app: App, browser: Browser) -> None:
    client, link = await browser(), await a_link(app, LinkPurpose.SETUP)
    assert "Nobody has been set up" in (await client.get("/sign-in")).text
    assert (await client.get(link)).status_code == 200
    assert (await client.get(link)).status_code == 200  # looking does not use it up
    answer = await client.post(link, data=SETUP)

    assert (answer.status_code, answer.headers["location"]) == (303, "/app/setup")
    assert (await client.get("/settings/")).status_code == 200
    assert (await client.post(link, data={**SETUP, "email": "b@x.example"})).status_code == 410
    assert (await client.get(link)).status_code == 410
    async with app.sessions.reading() as session:
        assert (await load_company(session)).name == "Lehto Oy"
        assert await queries.member_with_email(session, "olga@lehto.example") is not None
        assert await queries.member_with_email(session, "b@x.example") is None


async def test_a_refused_set_up_leaves_the_link_and_what_was_typed(
    app: App, browser: Browser
) -> None:
    client, link = await browser(), await a_link(app, LinkPurpose.SETUP)
    weak = {**SETUP, "password": "short", "password_again": "short"}
    refused = await client.post(link, data=weak)

    assert refused.status_code == 422
    assert "at least 10 characters" in refused.text
    assert 'value="Lehto Oy"' in refused.text
    assert (await client.post(link, data=SETUP)).status_code == 303


async def test_the_set_up_link_is_dead_once_there_is_an_owner(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client, link = await browser(), await a_link(app, LinkPurpose.SETUP)

    assert (await client.get(link)).status_code == 410
    answer = await client.post(link, data=SETUP)
    assert "already has an owner" in answer.text


async def test_a_sign_in_link_shows_a_button_and_signs_in_once(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    link = await a_link(app, LinkPurpose.SIGN_IN, clerk)
    scanner, person, late = await browser(), await browser(), await browser()

    for _look in range(3):
        looked = await scanner.get(link)
        assert (looked.status_code, "set-cookie" in looked.headers) == (200, False)
    used = await person.post(link)
    assert (used.status_code, used.headers["location"]) == (303, "/app")
    assert (await person.get("/settings/")).status_code == 200
    assert (await late.post(link)).status_code == 410


@pytest.mark.parametrize("purpose", ["invitation", "reset", "sign_in", "setup", "telegram", "x"])
async def test_a_guessed_link_is_answered_in_words(browser: Browser, purpose: str) -> None:
    client = await browser()

    for answer in (await client.get(f"/link/{purpose}/guess"),
                   await client.post(f"/link/{purpose}/guess", data=SETUP)):  # fmt: skip
        assert answer.status_code == 410
        assert "This link works no more" in answer.text


async def test_an_invited_person_chooses_a_password_and_is_in(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        boss = await queries.actor_for(session, owner.id)
        sven = await service.invite_member(session, boss, name="Sven", email="s@work.example")
    link = await a_link(app, LinkPurpose.INVITATION, sven)
    client = await browser(**{"Accept-Language": "sv"})
    form = {"password": "stabilt lösenord", "password_again": "stabilt lösenord"}

    assert (await client.post(link, data=form)).status_code == 303
    signed_in = await client.post(
        "/sign-in", data={"email": "s@work.example", "password": form["password"]}
    )
    assert signed_in.status_code == 303


async def test_a_link_of_another_purpose_opens_nothing(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    link = await a_link(app, LinkPurpose.TELEGRAM, clerk)
    client = await browser()

    assert (await client.post(link.replace("telegram", "sign_in"))).status_code == 410
