"""The panel served on loopback, and a Chromium that reports whatever is wrong."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from admin.app import build_app
from core.staff import service
from core.staff.models import StaffMember
from core.startup import App

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
async def site(app: App) -> AsyncIterator[str]:
    """The address of the running web application."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    config = uvicorn.Config(build_app(app), lifespan="off", log_level="error", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    for _try in range(1000):
        if server.started:
            break
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = server.force_exit = True
    await serving
    door.close()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium without window; the test is skipped where none is installed."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Watched:
    """A page, and everything the browser complained about on it."""

    page: Page
    site: str
    troubles: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        """Open a page of ours and let its scripts run."""
        answer = await self.page.goto(self.site + path, wait_until="load")
        if answer is None or answer.status >= 400:
            self.troubles.append(f"{path}: {answer.status if answer else 'no answer'}")
        await self.page.wait_for_function("window.htmx !== undefined")

    def watch(self) -> None:
        """Note console errors, policy violations, crashes and requests that leave this machine."""
        self.page.on("console", lambda said: self._said(said.type, said.text))
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("request", lambda request: self._asked(request.url))

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.troubles.append(f"console: {text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "about:")):
            self.troubles.append(f"foreign: {url}")


@dataclass
class Desk:
    """A browser, signed in as somebody."""

    app: App
    site: str
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    async def sit(self, member: StaffMember, *, width: int = 1280, theme: str = "light") -> Watched:
        """Open a watched page as a member, `width` pixels wide."""
        async with self.app.sessions.begin() as session:
            _opened, token = await service.start_session(session, member.id, way="link")
        context = await self.chromium.new_context(viewport={"width": width, "height": 844})
        self.contexts.append(context)
        await context.add_cookies([
            {"name": "apuri", "value": token, "url": self.site},
            {"name": "apuri_theme", "value": theme, "url": self.site},
        ])  # fmt: skip
        page = await context.new_page()
        page.set_default_timeout(8000)
        watched = Watched(page, self.site)
        watched.watch()
        return watched


@pytest.fixture
async def desk(app: App, site: str, chromium: Browser) -> AsyncIterator[Desk]:
    """`await desk.sit(member)` opens a browser as a member."""
    made = Desk(app, site, chromium)
    yield made
    for context in made.contexts:
        await context.close()
