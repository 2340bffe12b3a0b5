"""The lock of hours in the company's settings: a day as the reader writes it, checked."""

import re
from typing import Any

import pytest

from core.access.permissions import Permission
from core.settings import keys
from core.settings.queries import get
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser

pytestmark = pytest.mark.usefixtures("clock")


def _fields(page: str) -> dict[str, Any]:
    """Return the fields of the form as a browser would send them unchanged."""
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    chosen = re.findall(
        r'<select[^>]*name="(\w+)".*?<option value="([^"]*)" selected', page, re.DOTALL
    )
    return {key: value for key, value in {**found, **dict(chosen)}.items() if value != "1"
            or key.endswith("_version") or f'name="{key}" type="number"' in page}  # fmt: skip


async def test_the_day_is_typed_and_shown_as_the_reader_writes_it(
    app: App, browser: Browser
) -> None:
    async with app.sessions.begin() as session:
        owner = await make.a_member(session, "Olli", owner=True, language="fi")
    web = await browser(owner, **{"Accept-Language": "fi"})
    form = _fields((await web.get("/settings/hours")).text)
    assert form["hours_locked_through"] == ""
    saved = await web.post("/settings/hours", data={**form, "hours_locked_through": "28.2.2026"})
    assert saved.status_code == 303
    async with app.sessions.reading() as session:
        assert await get(session, keys.HOURS_LOCKED_THROUGH) == "2026-02-28"
    page = (await web.get("/settings/hours")).text
    assert _fields(page)["hours_locked_through"] == "28.2.2026"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("31.2.2026", "as a day, such as 31/03/2026"), ("soon", "as a day, such as 31/03/2026"),
     ("2026-04-01", "01/04/2026 is still to come")],
)  # fmt: skip
async def test_a_day_that_is_none_or_ahead_is_said_at_its_field(
    app: App, browser: Browser, owner: StaffMember, typed: str, sentence: str
) -> None:
    web = await browser(owner)
    form = _fields((await web.get("/settings/hours")).text)
    answer = await web.post("/settings/hours", data={**form, "hours_locked_through": typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    async with app.sessions.reading() as session:
        assert await get(session, keys.HOURS_LOCKED_THROUGH) == ""


async def test_who_manages_hours_changes_their_rules_and_nothing_else(
    app: App, browser: Browser
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "", Permission.MANAGE_HOURS)
        clerk = await make.a_member(session, "Kaisa", roles=[role])
    web = await browser(clerk)
    form = _fields((await web.get("/settings/hours")).text)
    assert "company_name" not in form
    saved = await web.post("/settings/hours", data={**form, "lock_after_days": "7"})
    assert saved.status_code == 303
    async with app.sessions.reading() as session:
        assert await get(session, keys.LOCK_AFTER_DAYS) == 7
    assert (await web.get("/settings/company")).status_code == 403
    assert (await web.post("/settings/company", data={})).status_code == 403
