"""Routing rules and message templates in the console."""

import re

import sqlalchemy as sa

from core.access.actor import system
from core.intake.models import RoutingRule
from core.intake.service import create_rule
from core.staff import service
from core.staff.models import StaffMember
from core.startup import App
from core.work.workflows import seed_default_workflow
from tests.admin.conftest import Browser, form_values

BOSS = system("a test")


async def test_a_routing_rule_is_made_and_read_in_words(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        team = await service.create_team(session, BOSS, name="Pipes")
        workflow = await seed_default_workflow(session, BOSS)
    stage = workflow.stages[1]
    client = await browser(owner)
    form = {
        "name": "Leaks", "position": "10", "words": "leak\nvuoto", "recipients": "", "senders": "",
        "languages": "fi", "team_id": str(team.id), "spread": "least_busy", "assignee_id": "",
        "place": str(stage.id), "tags": "urgent, water", "priority": "1", "state": "", "active": "y",
    }  # fmt: skip
    created = await client.post("/settings/routing-rule/create", data=form)
    assert created.status_code == 302, created.text
    listed = (await client.get("/settings/routing-rule/list")).text
    async with app.sessions.reading() as session:
        rule = (await session.scalars(sa.select(RoutingRule))).one()
    edit = f"/settings/routing-rule/edit/{rule.id}"
    page = (await client.get(edit)).text
    saved = await client.post(edit, data={**form, **form_values(page), "words": "leak"})

    assert rule.conditions == {"words": ["leak", "vuoto"], "languages": ["fi"]}
    assert rule.actions["stage_id"] == str(stage.id)
    assert "says leak, vuoto · is in Suomi" in listed
    assert (
        f"to team: Pipes · whoever has the fewest open requests · makes a task: {stage.name}"
        in listed
    )
    assert str(team.id) not in re.sub(r"<[^>]+>", "", listed)
    assert saved.status_code == 302
    exported = (await client.get("/settings/routing-rule/export/csv")).text
    assert "says leak" in exported


async def test_a_rule_keeps_a_condition_that_its_form_does_not_show(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        rule = await create_rule(
            session, BOSS, name="VIP", conditions={"customers": [str(owner.id)]}, actions={}
        )
    client = await browser(owner)
    edit = f"/settings/routing-rule/edit/{rule.id}"
    empty = ("place", "team_id", "spread", "assignee_id", "state")
    form = {"name": "VIPs", "position": "1", "priority": "0", **dict.fromkeys(empty, "")}
    seen = form_values((await client.get(edit)).text)
    assert (await client.post(edit, data={**form, **seen})).status_code == 302

    async with app.sessions.reading() as session:
        now = (await session.scalars(sa.select(RoutingRule))).one()
    assert (now.name, now.conditions) == ("VIPs", {"customers": [str(owner.id)]})


async def test_the_company_s_own_words_are_tried_saved_and_taken_back(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    path = "/settings/templates/acknowledgement/mail/en"
    assert "{{ number }}" in (await client.get(path)).text
    words = {"subject": "Hi from {{ company }}", "body": "We have it: {{ number }}.", "version": ""}
    tried = await client.post(path, data={**words, "do": "try"})
    assert "We have it: R-2026-0042." in tried.text
    for wrong, said in (("No number.", "must hold"), ("{{ nothing }} {{ number }}", "not known"),
                        ("{{ number ", "braces"), ("{{ 7*7 }}{{ number }}", "Only blanks")):  # fmt: skip
        refused = await client.post(path, data={**words, "body": wrong, "do": "save"})
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    assert (await client.post(path, data={**words, "do": "save"})).status_code == 303
    assert "own words" in (await client.get("/settings/templates?language=en")).text
    stale = await client.post(path, data={**words, "version": "7", "do": "save"})
    assert stale.status_code == 422
    await client.post(path, data={"do": "reset"})
    assert "built-in words" in (await client.get(path)).text
    for missing in ("acknowledgement/pigeon/en", "nothing/mail/en", "acknowledgement/mail/xx"):
        assert (await client.get(f"/settings/templates/{missing}")).status_code == 404
