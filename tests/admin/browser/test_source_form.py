"""The form of a mailbox shows only the fields of the chosen way to sign in."""

import pytest
from playwright.async_api import Page, expect

from core.startup import App
from tests import make
from tests.admin.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIELDS = ("password", "client_id", "client_secret", "tenant", "refresh_token", "processed_folder")


async def shown(page: Page) -> list[str]:
    """Return which of the fields can be seen."""
    return [one for one in FIELDS if await page.locator(f"[name=set_{one}]").is_visible()]


async def test_only_the_fields_of_the_chosen_way_to_sign_in_are_shown(app: App, desk: Desk) -> None:
    async with app.sessions.begin() as session:
        boss = await make.a_member(session, "Anna Korhonen", owner=True)
    watched = await desk.sit(boss)
    page = watched.page
    await page.goto(f"{watched.site}/settings/source/create?kind=mailbox")
    seen = [await shown(page)]
    for way in ("google", "microsoft", "password"):
        await page.select_option("[name=set_sign_in]", way)
        seen.append(await shown(page))
    await page.select_option("[name=set_after]", "move")
    seen.append(await shown(page))

    google = ["client_id", "client_secret", "refresh_token"]
    assert seen == [
        ["password"], google, ["client_id", "client_secret", "tenant", "refresh_token"],
        ["password"], ["password", "processed_folder"],
    ]  # fmt: skip
    await expect(page.locator("[name=set_imap_host]")).to_be_visible()
    assert watched.troubles == []
