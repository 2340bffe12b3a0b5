"""A browser-less client of the whole web application."""

from collections.abc import AsyncIterator

import httpx
import pytest

from admin.app import build_app
from core.startup import App


@pytest.fixture
async def client(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """A client that comes from this machine."""
    transport = httpx.ASGITransport(app=build_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8010") as client:
        yield client
