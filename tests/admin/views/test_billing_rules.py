"""Billing rules and kinds of work in the console."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service
from core.timesheets.models import BillingRule, TimeEntry
from core.work.models import WorkKind
from tests import make
from tests.admin.conftest import Browser

pytestmark = pytest.mark.usefixtures("clock")
RULE: dict[str, Any] = {
    "valid_from": "2026-03-01", "step_minutes": "30", "rounding": "up", "minimum_minutes": "60",
    "travel_percent": "50", "note": "As agreed", "version": "", "save": "Save",
}  # fmt: skip


async def _rules(app: App) -> list[BillingRule]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(BillingRule).order_by(BillingRule.id)))


async def test_a_rule_for_a_project_is_made_from_its_page(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session, "Lehto")
        roof = await make.a_project(session, "Roof", lehto)
    web = await browser(owner)
    page = (await web.get(f"/app/projects/{roof.id}")).text
    address = f"/settings/billing-rule/create?project={roof.id}"
    assert address in page
    form = await web.get(address)
    assert 'value="Roof"' in form.text
    assert 'value="2026-03-31"' in form.text
    assert (await web.post(address, data=RULE)).status_code in (302, 303)
    (rule,) = await _rules(app)
    assert (rule.project_id, rule.step_minutes, rule.travel_percent) == (roof.id, 30, 50)
    listed = (await web.get("/settings/billing-rule/list")).text
    for words in ("Roof", "Sun 1 Mar", "Each started 30 min", "1 h", "50 %"):
        assert words in listed


async def test_saving_a_rule_again_makes_a_newer_one(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        boss = make.actor_of(await make.a_member(session, "Anna", owner=True))
        lehto = await make.a_customer(session, "Lehto")
        rule = await service.set_billing_rule(
            session, boss, valid_from=date(2026, 3, 1), customer_id=lehto.id, step_minutes=15
        )
        entry = await service.log_time(
            session, boss, day=date(2026, 3, 31), minutes=20, customer_id=lehto.id
        )
    web = await browser(owner)
    page = await web.get(f"/settings/billing-rule/edit/{rule.id}")
    assert "Lehto · Sun 1 Mar" in page.text
    changed = {**RULE, "valid_from": "2026-03-30", "version": "1"}
    answer = await web.post(f"/settings/billing-rule/edit/{rule.id}", data=changed)
    assert answer.status_code in (302, 303)
    older, newer = await _rules(app)
    assert (older.step_minutes, older.is_archived) == (15, False)
    assert (newer.customer_id, newer.step_minutes) == (lehto.id, 30)
    async with app.sessions.reading() as session:
        stored = await session.get_one(TimeEntry, entry.id)
        assert (stored.worked_minutes, stored.billed_minutes) == (20, 60)


async def test_a_rule_that_makes_no_sense_is_said_above_the_form(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    web = await browser(owner)
    answer = await web.post("/settings/billing-rule/create", data={**RULE, "travel_percent": "140"})
    assert answer.status_code in (400, 422)
    assert await _rules(app) == []


async def test_a_kind_of_work_becomes_travelling(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    web = await browser(owner)
    made = await web.post(
        "/settings/work-kind/create", data={"name": "Driving", "is_travel": "y", "save": "Save"}
    )
    assert made.status_code in (302, 303)
    async with app.sessions.reading() as session:
        (kind,) = await session.scalars(sa.select(WorkKind))
    assert (kind.name, kind.is_travel) == ("Driving", True)
    data = {"name": "Driving", "version": str(kind.version), "save": "Save"}
    await web.post(f"/settings/work-kind/edit/{kind.id}", data=data)
    async with app.sessions.reading() as session:
        (kind,) = await session.scalars(sa.select(WorkKind))
    assert kind.is_travel is False


async def test_who_may_not_look_after_hours_does_not_see_the_rules(
    browser: Browser, clerk: StaffMember
) -> None:
    web = await browser(clerk)
    assert (await web.get("/settings/billing-rule/list")).status_code in (403, 404)
