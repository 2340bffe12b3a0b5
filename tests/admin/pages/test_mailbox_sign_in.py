"""To the provider's page and back: the refresh token is kept, and nobody else can bring one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.access.actor import system
from core.sources import queries, service
from core.sources.models import Source, SourceKind
from core.sources.reporting import report_sending_failure
from core.staff.models import StaffMember
from core.startup import App
from tests.admin.conftest import Browser
from tests.fakes.token_endpoint import TokenEndpoint


@pytest.fixture
def provider() -> Iterator[TokenEndpoint]:
    endpoint = TokenEndpoint().start()
    yield endpoint
    endpoint.stop()


@pytest.fixture
def app(app: App, provider: TokenEndpoint) -> App:
    """An installation that knows the provider by another address."""
    object.__setattr__(app, "settings", app.settings.model_copy(
        update={"google_oauth": provider.url, "microsoft_login": provider.url}
    ))  # fmt: skip
    return app


async def a_source(app: App, kind: str = "google", **config: Any) -> Source:
    fields = {"imap_host": "imap.gmail.com", "user": "office@lehto.example", "sign_in": kind,
              "client_id": "client", "smtp_host": "smtp.gmail.com"} | config  # fmt: skip
    async with app.sessions.begin() as session:
        return await service.create_source(
            session, system("test"), kind=SourceKind.MAILBOX, name="Office", config=fields,
            address="office@lehto.example", secrets={"client_secret": "client-secret"},
        )  # fmt: skip


async def secrets(app: App, source: Source) -> dict[str, str]:
    async with app.sessions.reading() as session:
        return await service.secrets_of(session, await queries.get_source(session, source.id))


@pytest.mark.parametrize("kind", ["google", "microsoft"])
async def test_signing_in_brings_a_refresh_token_and_the_page_says_so(
    app: App, provider: TokenEndpoint, browser: Browser, owner: StaffMember, kind: str
) -> None:
    source = await a_source(app, kind)
    client = await browser(owner)
    edit = f"/settings/source/edit/{source.id}"
    page = (await client.get(edit)).text
    assert f'href="/app/sources/{source.id}/sign-in"' in page
    assert "http://127.0.0.1:8010/app/sources/signed-in" in page

    left = await client.get(f"/app/sources/{source.id}/sign-in")
    assert left.status_code == 303
    there = urlsplit(left.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert there.hostname == ("accounts.google.com" if kind == "google" else "127.0.0.1")
    assert asked["redirect_uri"] == "http://127.0.0.1:8010/app/sources/signed-in"
    assert asked["login_hint"] == "office@lehto.example"
    assert ("offline" in left.headers["location"]) is True

    provider.users["the-code"] = "office@lehto.example"
    back = f"/app/sources/signed-in?state={asked['state']}&code=the-code"
    came = await client.get(back, headers={"Sec-Fetch-Site": "cross-site"})
    assert came.headers["location"] == f"{edit}?done=mailbox_signed_in"
    assert await secrets(app, source) == {
        "client_secret": "client-secret", "refresh_token": "refresh-1",
    }  # fmt: skip
    shown = (await client.get(came.headers["location"])).text
    assert "Signed in. The mailbox is read in a moment." in shown
    assert "refresh-1" not in shown


async def test_a_way_back_that_is_forged_old_or_somebody_elses_brings_nothing(
    app: App, provider: TokenEndpoint, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    source = await a_source(app)
    client = await browser(owner)
    left = await client.get(f"/app/sources/{source.id}/sign-in")
    state = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]
    provider.users["the-code"] = "evil@example.com"
    forged = state[:-3] + "aaa"
    assert (
        await client.get(f"/app/sources/signed-in?state={forged}&code=the-code")
    ).status_code == 400
    assert (await client.get("/app/sources/signed-in?code=the-code")).status_code == 400
    clock.shift(timedelta(minutes=16))
    old = await client.get(f"/app/sources/signed-in?state={state}&code=the-code")
    assert old.status_code in (303, 400)
    assert await secrets(app, source) == {"client_secret": "client-secret"}
    assert provider.asked == []


async def test_a_refusal_comes_back_as_a_sentence(
    app: App, provider: TokenEndpoint, browser: Browser, owner: StaffMember
) -> None:
    source = await a_source(app)
    client = await browser(owner)
    left = await client.get(f"/app/sources/{source.id}/sign-in")
    state = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]
    no = await client.get(f"/app/sources/signed-in?state={state}&error=access_denied")
    assert "Google did not let us in." in (await client.get(no.headers["location"])).text
    wrong = await client.get(f"/app/sources/signed-in?state={state}&code=unknown")
    assert "must sign in again" in (await client.get(wrong.headers["location"])).text


async def test_whoever_configures_nothing_cannot_sign_a_mailbox_in(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    source = await a_source(app)
    client = await browser(clerk)
    assert (await client.get(f"/app/sources/{source.id}/sign-in")).status_code in (403, 404)


async def test_a_login_that_fails_for_sending_shows_beside_what_works(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    source = await a_source(app)
    async with app.sessions.begin() as session:
        await service.report_ok(session, source.id)
        await report_sending_failure(session, source.id, "The SMTP password was refused.")
    client = await browser(owner)
    page = (await client.get(f"/settings/source/edit/{source.id}")).text
    assert "Works since" in page
    assert "Does not work since" in page
    assert "The SMTP password was refused." in page
    listed = (await client.get("/settings/source/list")).text
    assert "Does not send" in listed
