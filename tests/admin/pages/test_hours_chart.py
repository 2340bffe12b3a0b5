"""The week's chart: its figures by JSON for whoever may see the hours, in a table for all."""

from datetime import date

from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry
from tests import make
from tests.admin.conftest import Browser


async def _worked(app: App, member: StaffMember) -> None:
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session, "Lehto")
        session.add_all([
            TimeEntry(staff_id=member.id, day=date(2026, 3, 30), worked_minutes=450,
                      customer_id=lehto.id),
            TimeEntry(staff_id=member.id, day=date(2026, 3, 31), worked_minutes=90),
        ])  # fmt: skip


async def test_the_chart_and_its_table_hold_the_same_figures(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    await _worked(app, owner)
    client = await browser(owner)

    spec = (await client.get("/app/hours/chart.json?week=2026-W14")).json()
    page = (await client.get("/app/hours?week=2026-W14")).text

    values = spec["layer"][0]["data"]["values"]
    assert [(one["customer"], one["hours"]) for one in values] == [
        ("Lehto", 7.5),
        ("Own work", 1.5),
    ]
    assert 'data-chart="/app/hours/chart.json?week=2026-W14"' in page
    assert '<th scope="row">Lehto</th><td>7.5 h</td>' in page


async def test_nobody_sees_the_chart_of_hours_they_may_not_see(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    await _worked(app, owner)

    answer = await (await browser(clerk)).get(f"/app/hours/chart.json?who={owner.id}")

    assert answer.status_code == 404
