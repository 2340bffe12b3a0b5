"""Working times in the console."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import WorkingTime
from tests.admin.conftest import Browser, form_values

pytestmark = pytest.mark.usefixtures("clock")
WEEK: dict[str, Any] = {
    **{f"day_{number}": "7:30" for number in range(4)}, "day_4": "6", "day_5": "", "day_6": "0",
    "opening_balance": "-1,5", "version": "", "save": "Save",
}  # fmt: skip


async def _times(app: App) -> list[WorkingTime]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(WorkingTime)))


async def test_a_working_time_is_set_changed_and_refused_in_words(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    web = await browser(owner)
    data = {**WEEK, "staff": str(clerk.id), "valid_from": "2026-04-01"}

    wrong = await web.post("/settings/working-time/create", data={**data, "day_1": "lots"})
    made = await web.post("/settings/working-time/create", data=data)
    (row,) = await _times(app)
    listed = (await web.get("/settings/working-time/list")).text
    address = f"/settings/working-time/edit/{row.id}"
    form = (await web.get(address)).text
    changed = await web.post(address, data={**WEEK, **form_values(form), "opening_balance": "2"})

    assert "Write the hours as 7:30 or 7.5." in wrong.text
    assert made.status_code in (302, 303)
    assert (row.staff_id, row.valid_from) == (clerk.id, date(2026, 4, 1))
    assert (row.minutes, row.opening_balance) == ([450] * 4 + [360, 0, 0], -90)
    for words in ("Clara", "Wed 1 Apr", "36 h", "-1.5 h"):
        assert words in listed
    assert 'value="7.5"' in form
    assert changed.status_code in (302, 303)
    assert [one.opening_balance for one in await _times(app)] == [120]


async def test_only_who_looks_after_hours_sees_working_times(
    browser: Browser, clerk: StaffMember
) -> None:
    answer = await (await browser(clerk)).get("/settings/working-time/list")

    assert answer.status_code in (303, 403, 404)
