"""The guards around every door."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.routing import Route

from admin.app import routes
from admin.security import CONTENT_POLICY, hosts_of
from core.config import Settings
from core.staff.models import StaffMember
from tests.admin.conftest import Browser

SAMPLE = "0198f000-0000-7000-8000-000000000001"
CONSOLE = ("/settings/staff-member/create", f"/settings/staff-member/edit/{SAMPLE}",
           f"/settings/staff-member/do/end/{SAMPLE}")  # fmt: skip


def changing_paths() -> Iterator[str]:
    """Every address that takes a POST, with a sample in each blank."""
    for route in routes():
        if isinstance(route, Route) and "POST" in (route.methods or ()):
            yield re.sub(r"\{[^}]+\}", SAMPLE, route.path)
    yield from CONSOLE


OURS = [path for path in changing_paths() if not path.startswith(("/hooks/", "/api/"))]
PROGRAMS = [path for path in changing_paths() if path.startswith("/api/")]


@pytest.mark.parametrize("path", OURS)
async def test_a_post_from_another_site_is_refused_everywhere(
    browser: Browser, owner: StaffMember, path: str
) -> None:
    client = await browser(owner)

    for said in ("cross-site", "same-site", "none"):
        answer = await client.post(path, headers={"Sec-Fetch-Site": said}, data={"x": "1"})
        assert (answer.status_code, "another site" in answer.text) == (403, True), (path, said)


@pytest.mark.parametrize("path", PROGRAMS)
async def test_a_browsers_cookie_opens_no_address_of_programs(
    browser: Browser, owner: StaffMember, path: str
) -> None:
    client = await browser(owner)

    for said in ("cross-site", "same-site", "none", "same-origin"):
        answer = await client.post(path, headers={"Sec-Fetch-Site": said}, data={"x": "1"})
        assert answer.status_code == 401, (path, said)


async def test_a_browser_without_fetch_metadata_is_judged_by_origin(browser: Browser) -> None:
    client = await browser()
    del client.headers["Sec-Fetch-Site"]

    async def post(**headers: str) -> int:
        return (await client.post("/sign-in", headers=headers, data={"email": "x"})).status_code

    assert await post(Origin="http://127.0.0.1:8010") == 422
    assert await post(Referer="http://127.0.0.1:8010/sign-in") == 422
    assert await post(Origin="http://evil.example") == 403
    assert await post(Origin="null") == 403
    assert await post(Origin="http://127.0.0.1:9999") == 403
    assert await post() == 403


async def test_the_hooks_of_other_programs_are_open_to_them(browser: Browser) -> None:
    client = await browser()
    del client.headers["Sec-Fetch-Site"]

    answer = await client.post(f"/hooks/telegram/{SAMPLE}", json={})
    assert answer.status_code == 403  # by its secret, not by the guard
    assert "another site" not in answer.text


async def test_every_page_bears_the_content_policy_and_the_safe_headers(
    browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)

    for path in ("/sign-in", "/settings/", "/settings/company", "/no-such-page", "/healthz"):
        headers = (await client.get(path)).headers
        assert headers["content-security-policy"] == CONTENT_POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
    assert "unsafe" not in CONTENT_POLICY


async def test_no_page_of_the_console_has_a_script_or_style_of_its_own(
    browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)

    for path in ("/settings/staff-member/list", "/settings/staff-member/create", "/sign-in/forgotten",
                 "/settings/company", "/settings/source/create?kind=mailbox"):  # fmt: skip
        page = (await client.get(path)).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", page), (
            path
        )


async def test_static_files_with_a_mark_are_kept_for_ever(browser: Browser) -> None:
    client = await browser()

    marked = await client.get("/static/apuri.css?v=0123456789")
    plain = await client.get("/static/apuri.css")
    assert "immutable" in marked.headers["cache-control"]
    assert marked.status_code == 200
    assert "immutable" not in plain.headers["cache-control"]


async def test_only_known_hosts_are_answered(browser: Browser) -> None:
    client = await browser()

    assert (await client.get("/healthz", headers={"Host": "evil.example"})).status_code == 400
    assert (await client.get("/healthz", headers={"Host": "localhost:8010"})).status_code == 200
    assert (await client.get("/healthz", headers={"Host": "[::1]:8010"})).status_code == 200


def test_the_public_name_is_answered_too() -> None:
    settings = Settings.model_validate({"base_url": "https://apuri.example"})

    assert "apuri.example" in hosts_of(settings)
    assert "*" not in hosts_of(settings)


async def test_a_door_takes_no_more_than_it_needs(browser: Browser) -> None:
    client = await browser()

    too_much = {"email": "a@x.example", "password": "x" * 20_000}
    assert (await client.post("/sign-in", data=too_much)).status_code == 413
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    in_pieces = await client.post("/sign-in", content=_pieces(), headers=kind)
    assert in_pieces.status_code == 413


async def _pieces() -> AsyncIterator[bytes]:
    for _piece in range(40):
        yield b"x" * 1000


async def test_a_page_that_is_not_there_shows_no_stack_trace(
    browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)

    for path in ("/settings/staff-member/edit/abc", "/settings/no-such/list", "/app/nothing",
                 f"/settings/role/edit/{SAMPLE}"):  # fmt: skip
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert "Traceback" not in answer.text
