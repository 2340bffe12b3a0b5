"""Files behind signed links, and answers that wait for their moment, as a browser sees them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from core.contact_requests.models import ContactRequest
from core.files.links import token_for
from core.files.service import store_file
from core.kit import clock as time
from core.kit.ids import new_id
from core.outbound.models import OutboundMessage, OutboundState
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser


@pytest.fixture
async def visitor(web: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody is signed in."""
    transport = httpx.ASGITransport(app=web, client=(new_id().hex, 1))  # tries are counted by it
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def a_file(app: App, data: bytes = b"<script>alert(1)</script>") -> UUID:
    async with app.sessions.begin() as session:
        return (await store_file(session, name="työ.html", data=data, content_type="text/html")).id


async def test_whoever_has_the_link_downloads_the_file_without_signing_in(
    app: App, visitor: httpx.AsyncClient
) -> None:
    token = token_for(app.keyring, await a_file(app), time.now() + timedelta(days=1))
    page = await visitor.get(f"/file/{token}")
    assert page.status_code == 200
    assert page.content == b"<script>alert(1)</script>"
    assert page.headers["content-disposition"].startswith("attachment;")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in page.headers["content-security-policy"]
    assert "text/html" not in page.headers["content-type"]
    assert "set-cookie" not in page.headers


async def test_a_link_that_is_over_says_whom_to_ask(app: App, visitor: httpx.AsyncClient) -> None:
    token = token_for(app.keyring, await a_file(app), time.now() - timedelta(seconds=1))
    page = await visitor.get(f"/file/{token}")
    assert page.status_code == 410
    assert "This link is over" in page.text
    assert "script" not in page.text.replace("<script src", "").replace("</script>", "")


async def test_a_forged_link_finds_nothing_and_trying_out_is_slowed_down(
    app: App, visitor: httpx.AsyncClient
) -> None:
    good = token_for(app.keyring, await a_file(app), time.now() + timedelta(days=1))
    forged = good[:-1] + ("a" if good[-1] != "a" else "b")
    seen = [(await visitor.get(f"/file/{forged}")).status_code for _ in range(45)]
    assert seen[0] == 404
    assert seen[-1] == 429
    assert (await visitor.get(f"/file/{good}")).status_code == 200


@pytest.mark.parametrize(
    ("form", "wall"),
    [
        ({"leave_on": "2026-04-02", "leave_time": "09:30", "later": "chosen"}, "2026-04-02 06:30"),
        ({"leave_on": "2026-04-02"}, "2026-04-02 05:00"),
        ({"later": "2026-04-01T08:00"}, "2026-04-01 05:00"),
    ],
)
async def test_an_answer_waits_for_its_moment_and_is_taken_back(
    app: App, browser: Browser, clerk: StaffMember, clock: Any, form: dict[str, str], wall: str
) -> None:
    async with app.sessions.begin() as session:
        number = (await make.a_request(session)).number
    client = await browser(clerk)
    sent = await client.post(f"/app/requests/{number}/answer", data={"text": "We come."} | form)
    assert sent.headers["location"].endswith("done=answer_later")
    async with app.sessions.reading() as session:
        row = (await session.scalars(
            sa.select(OutboundMessage).where(OutboundMessage.kind == "reply")
        )).one()  # fmt: skip
    assert f"{row.due_at:%Y-%m-%d %H:%M}" == wall

    page = (await client.get(f"/app/requests/{number}")).text
    assert "Leaves " in page
    message_id = page.split('name="message_id" value="')[1].split('"')[0]
    await client.post(f"/app/requests/{number}/undo", data={"message_id": message_id})
    async with app.sessions.reading() as session:
        assert (await session.get_one(OutboundMessage, row.id)).state == OutboundState.CANCELLED


async def test_a_past_moment_is_said_at_its_field_and_nothing_is_lost(
    app: App, browser: Browser, clerk: StaffMember, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        number = (await make.a_request(session)).number
    client = await browser(clerk)
    for form in ({"leave_on": "2026-03-30"}, {"later": "chosen"}, {"later": "soon"}):
        page = await client.post(f"/app/requests/{number}/answer", data={"text": "Kept"} | form)
        assert page.status_code == 422
        assert 'id="leave_on-wrong"' in page.text
        assert "Kept</textarea>" in page.text
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(ContactRequest))).one().first_answered_at is None
