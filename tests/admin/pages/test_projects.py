"""A project's budget and people on its page."""

from datetime import date

import pytest

from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.work import queries
from tests import make
from tests.admin.conftest import Browser, form_values

pytestmark = pytest.mark.usefixtures("clock")


async def test_budget_and_people_are_chosen_and_shown(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        roof = await make.a_project(session, "Roof")
    web = await browser(owner)
    page = (await web.get(f"/app/projects/{roof.id}")).text
    typed = {**form_values(page), "name": "Roof", "budget": "10", "members_only": "1",
             "member": [str(clerk.id)]}  # fmt: skip
    assert (await web.post(f"/app/projects/{roof.id}", data=typed)).status_code == 303
    async with app.sessions.begin() as session:
        assert await queries.members_of_project(session, roof.id) == [(clerk.id, "Clara")]
        await timesheets.log_time(
            session, make.actor_of(clerk), day=date(2026, 3, 31), minutes=150, project_id=roof.id
        )
    page = (await web.get(f"/app/projects/{roof.id}")).text
    assert "2.5 h of 10 h used, 25 %" in page
    assert f'name="member" value="{clerk.id}" checked' in page
    assert f'name="member" value="{owner.id}" checked' not in page
    assert 'name="members_only" value="1" checked' in page


async def test_a_wrong_budget_is_said_and_the_ticks_stay(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    web = await browser(owner)
    typed = {"name": "Roof", "budget": "many", "member": [str(clerk.id)]}
    answer = await web.post("/app/projects/new", data=typed)
    assert answer.status_code == 422
    assert 'id="budget-wrong"' in answer.text
    assert f'name="member" value="{clerk.id}" checked' in answer.text
    none = await web.post("/app/projects/new", data={**typed, "budget": "0"})
    assert "A budget is more than nothing." in none.text
