"""Every page of a company at work, looked at by axe: nothing serious or critical (WCAG 2.2 AA)."""

import re
from collections.abc import Awaitable, Callable
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
Look = Callable[[str], Awaitable[None]]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = ("serious", "critical")
STARTS = ("/app", "/settings/", "/app/me", "/app/setup", "/app/search?q=lehto")
NOT_PAGES = re.compile(
    r"^/(static|hooks|api|sign-out|file|settings/statics)|\.(csv|xlsx|json|eml|png|ics|zip)\b"
    r"|/(stream|download|raw|export/csv|logout)\b"
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[RT]-\d{4}-\d+|(?<=/)\d+(?=/|$)")


def shape_of(address: str) -> str:
    """Return a page's kind: ids left out, of the query only which view or tab is open."""
    path, _mark, query = address.partition("?")
    kept = sorted(one for one in query.split("&") if one.startswith(("display=", "tab=")))
    return "?".join([_ID.sub("*", path), *kept])


async def every_page(watched: Watched, look: Look) -> dict[str, str]:
    """Follow the links of the panel and look at one page of every kind; return their addresses."""
    found: dict[str, str] = {}
    waiting, known = list(STARTS), set[str]()
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if shape in known or NOT_PAGES.search(address):
            continue
        known.add(shape)
        try:
            await watched.open(address)
        except Error as error:
            if "Download is starting" in error.message:
                continue
            raise
        found[shape] = address
        await look(shape)
        waiting += await watched.page.evaluate(
            "() => Array.from(document.querySelectorAll('a[href]'))"
            ".filter(a => !a.hasAttribute('download')).map(a => new URL(a.href))"
            ".filter(u => u.origin === location.origin && !u.hash)"
            ".map(u => u.pathname + u.search)"
        )
    return found


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


async def test_axe_finds_nothing_grave_on_any_page_in_light_and_dark(
    desk: Desk, olga: StaffMember
) -> None:
    watched = await desk.sit(olga)
    grave: dict[str, list[str]] = {}

    async def look(shape: str) -> None:
        if told := await findings(watched, RULES):
            grave[shape] = told

    pages = await every_page(watched, look)
    assert len(pages) > 40, sorted(pages)
    assert grave == {}
    assert watched.troubles == []
    dark = await desk.sit(olga, width=390, theme="dark")
    for shape, address in pages.items():
        await dark.open(address)
        if told := await findings(dark, ["color-contrast", "target-size"]):
            grave[shape] = told
        wide = await dark.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            grave.setdefault(shape, []).append(f"{wide} pixels too wide")
    assert grave == {}
