"""A browser without a window: the web application and its cookies, as one person."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from admin.app import build_app
from core.staff import service
from core.staff.models import StaffMember
from core.startup import App
from tests import make

BASE = "http://127.0.0.1:8010"
OURS = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says about a request that a page of ours makes."""

Browser = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
def web(app: App) -> Starlette:
    """The web application of the test's installation."""
    return build_app(app)


@pytest.fixture
async def browser(app: App, web: Starlette) -> AsyncIterator[Browser]:
    """`await browser()` is nobody, `await browser(member)` is signed in as a member."""
    opened: list[httpx.AsyncClient] = []

    async def open_one(member: StaffMember | None = None, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=web, client=("192.0.2.7", 1234))
        client = httpx.AsyncClient(
            transport=transport, base_url=BASE, headers={**OURS, "Accept": "text/html", **headers}
        )
        opened.append(client)
        if member is not None:
            async with app.sessions.begin() as session:
                _opened, token = await service.start_session(session, member.id, way="link")
            client.cookies.set("apuri", token, domain="127.0.0.1")
        return client

    yield open_one
    for client in opened:
        await client.aclose()


@pytest.fixture
async def owner(app: App) -> StaffMember:
    """An owner who reads English."""
    async with app.sessions.begin() as session:
        return await service.create_owner(
            session, name="Olga", email="olga@work.example", language="en"
        )


@pytest.fixture
async def clerk(app: App) -> StaffMember:
    """Somebody who works in the field and configures nothing."""
    async with app.sessions.begin() as session:
        return await make.a_member(session, name="Clara", email="clara@work.example")


def form_values(page: str) -> dict[str, Any]:
    """Return the hidden fields of the first version-bearing form of a page."""
    import re

    return dict(re.findall(r'<input[^>]*name="(\w*version)"[^>]*value="(\d*)"', page))
