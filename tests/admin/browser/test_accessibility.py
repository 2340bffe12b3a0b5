"""Every page of a company at work, looked at by axe: nothing serious or critical (WCAG 2.2 AA)."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import sqlalchemy as sa
from playwright.async_api import Error

from core.kit.i18n import use_language
from core.staff.models import StaffMember
from core.startup import App
from deploy import demo
from tests.admin.browser.conftest import Desk, Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
Look = Callable[[Watched, str], Awaitable[None]]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = ("serious", "critical")
STARTS = (
    "/app",
    "/settings/",
    "/app/me",
    "/app/setup",
    "/app/search?q=lehto",
    "/app/help/of?page=/app",
)
NOT_PAGES = re.compile(
    r"^/(static|hooks|api|sign-out|file|settings/statics)|\.(csv|xlsx|json|eml|png|ics|zip)\b"
    r"|/(stream|download|raw|export/csv|logout)\b"
)
_ID = re.compile(
    r"(?<=/settings/templates/)\w+(?=/)|(?<=/app/compose/)\w+(?=/)|(?<=/app/timeline/)\w+(?=/)|(?<=/app/help/)(?!of$)[a-z-]+"
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|[RT]-\d{4}-\d+|(?<=/)\d+(?=/|$)"
)
TABS = 4
"""How many pages are looked at at once, each in a tab of one browser."""
LINKS = """() => Array.from(document.querySelectorAll('a[href]'))
    .filter(a => !a.hasAttribute('download')).map(a => new URL(a.href))
    .filter(u => u.origin === location.origin && !u.hash).map(u => u.pathname + u.search)"""


def shape_of(address: str) -> str:
    """Return a page's kind: ids left out, of the query only which view or tab is open."""
    path, _mark, query = address.partition("?")
    kept = sorted(one for one in query.split("&") if one.startswith(("display=", "tab=")))
    return "?".join([_ID.sub("*", path), *kept])


@dataclass
class Walk:
    """Pages still to look at, and those that were; `busy` tabs may yet find more."""

    waiting: list[str]
    found: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    busy: int = 0

    def following(self) -> str | None:
        """Return the next address of a kind that is not known yet."""
        while self.waiting:
            address = self.waiting.pop(0)
            shape = shape_of(address)
            if shape not in self.known and not NOT_PAGES.search(address):
                self.known.add(shape)
                return address
        return None


async def every_page(tabs: list[Watched], look: Look, starts: Iterable[str] = STARTS) -> Walk:
    """Follow the links of the panel in all tabs; look at one page of every kind."""
    walk = Walk(list(starts))
    ended: list[Exception] = []

    async def go(tab: Watched) -> None:
        while not ended:
            address = walk.following()
            if address is None:
                if not walk.busy:
                    return
                await tab.page.wait_for_timeout(20)
                continue
            walk.busy += 1
            try:
                await _visit(tab, address, walk, look)
            except Exception as error:
                ended.append(error)
                raise
            finally:
                walk.busy -= 1

    await asyncio.gather(*(go(tab) for tab in tabs))
    return walk


async def _visit(tab: Watched, address: str, walk: Walk, look: Look) -> None:
    """Look at a page and note where it leads; a download is no page."""
    try:
        await tab.open(address)
    except Error as error:
        if "Download is starting" in error.message:
            return
        raise
    walk.found[shape_of(address)] = address
    await look(tab, shape_of(address))
    walk.waiting += await tab.page.evaluate(LINKS)


async def findings(watched: Watched, rules: list[str]) -> list[str]:
    """Return what axe finds grave on the open page, one line each."""
    await watched.page.evaluate(AXE)
    told: dict[str, Any] = await watched.page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", rules
    )
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in told["violations"] if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]  # fmt: skip


@pytest.fixture
async def olga(app: App) -> StaffMember:
    """The owner of a company at work."""
    with use_language("fi"):
        await demo.fill_app(app)
    async with app.sessions.reading() as session:
        found = await session.scalar(sa.select(StaffMember).order_by(StaffMember.id).limit(1))
    assert found is not None
    return found


async def tabs_of(
    desk: Desk, member: StaffMember, *, width: int = 1280, theme: str = "light"
) -> list[Watched]:
    """Return the tabs of one browser, each with axe at hand."""
    first = await desk.sit(member, width=width, theme=theme)
    opened = [first]
    for _more in range(TABS - 1):
        page = await first.page.context.new_page()
        page.set_default_timeout(20_000)
        opened.append(Watched(page, first.site, first.troubles))
        opened[-1].watch()
    return opened


async def test_axe_finds_nothing_grave_on_any_page_in_light_and_dark(
    desk: Desk, olga: StaffMember
) -> None:
    grave: dict[str, list[str]] = {}

    async def look(tab: Watched, shape: str) -> None:
        if told := await findings(tab, RULES):
            grave[shape] = told

    async def look_in_the_dark(tab: Watched, shape: str) -> None:
        told = await findings(tab, ["color-contrast", "target-size"])
        wide = await tab.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if told or wide > 0:
            grave[shape] = [*told, f"{wide} pixels too wide"]

    light = await tabs_of(desk, olga)
    walk = await every_page(light, look)
    assert len(walk.found) > 100, sorted(walk.found)
    assert grave == {}
    assert light[0].troubles == []
    dark = await tabs_of(desk, olga, width=390, theme="dark")
    again = await every_page(dark, look_in_the_dark, walk.found.values())
    assert set(walk.found) <= set(again.found)
    assert grave == {}
    assert dark[0].troubles == []
