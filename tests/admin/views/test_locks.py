"""The lock of hours in the company's settings: a day as the reader writes it, checked."""

import re
from typing import Any

import pytest

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
    form = _fields((await web.get("/settings/company")).text)
    assert form["hours_locked_through"] == ""
    saved = await web.post("/settings/company", data={**form, "hours_locked_through": "28.2.2026"})
    assert saved.status_code == 303
    async with app.sessions.reading() as session:
        assert await get(session, keys.HOURS_LOCKED_THROUGH) == "2026-02-28"
    page = (await web.get("/settings/company")).text
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
    form = _fields((await web.get("/settings/company")).text)
    answer = await web.post("/settings/company", data={**form, "hours_locked_through": typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    async with app.sessions.reading() as session:
        assert await get(session, keys.HOURS_LOCKED_THROUGH) == ""
