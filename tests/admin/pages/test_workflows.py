"""The page of a workflow: everything of it is changed on one page; bad input keeps what was typed."""

import re
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.events.models import EventRecord
from core.staff.models import StaffMember
from core.staff.queries import get_member
from core.startup import App
from core.work import queries, service
from core.work.models import Stage, StageRight, Workflow
from tests import make
from tests.admin.conftest import Browser
from tests.core.work import stages as rules

BASE = "/app/workflows"


async def _stages(app: App) -> list[Stage]:
    async with app.sessions.begin() as session:
        return await rules.a_workflow(session)


def _form(stage: Stage, **values: Any) -> dict[str, Any]:
    """Return what a browser sends for a stage without rules, with these values changed."""
    return {
        "version": stage.version, "name": stage.name, "kind": stage.kind, "color": "blue",
        "wip_limit": "", "default_doer_id": "", "sees_all": "1", "uses_all": "1", **values,
    }  # fmt: skip


async def _reload(app: App, stage: Stage) -> Stage:
    async with app.sessions.reading() as session:
        return await session.get_one(Stage, stage.id)


def _page(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[:400]
    return answer.text


async def test_only_who_manages_workflows_sees_the_pages(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    stages = await _stages(app)
    async with app.sessions.begin() as session:
        clerk = await make.a_member(session, "Clerk")
    client = await browser(clerk)
    for path in (BASE, f"{BASE}/new", f"{BASE}/{stages[0].workflow_id}"):
        assert (await client.get(path)).status_code == 403
    assert (await client.post(f"{BASE}/new", data={"template": "sales"})).status_code == 403
    boss = await browser(owner)
    assert (await boss.get(f"{BASE}/01a2073b-b0da-768c-a18e-f57caeaf7163")).status_code == 404
    assert (await boss.get(f"{BASE}/nothing")).status_code == 404


@pytest.mark.parametrize("template", ["sales", "helpdesk", "development", "service", ""])
async def test_a_workflow_is_copied_and_listed(
    app: App, browser: Browser, owner: StaffMember, template: str
) -> None:
    client = await browser(owner)
    page = _page(await client.get(f"{BASE}/new"))
    assert page.count('type="radio" name="template"') == 5
    made = await client.post(f"{BASE}/new", data={"template": template, "name": "Ours"})
    assert made.status_code == 303
    page = _page(await client.get(made.headers["location"]))
    assert "<h1" in page
    assert "Ours" in page
    assert "Ours" in _page(await client.get(BASE))
    again = await client.post(f"{BASE}/new", data={"template": template, "name": "Ours"})
    assert "Ours exists already" in _page(again, 422)
    assert 'value="Ours"' in again.text


async def test_every_rule_of_a_stage_is_saved_from_its_form(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    _new, doing, _done = await _stages(app)
    async with app.sessions.begin() as session:
        team = await make.a_team(session, "Office")
        role = await make.a_role(session, "Sales")
    client = await browser(owner)
    form = _form(
        doing, name="Agreed", kind="waiting", color="orange", wip_limit="4",
        default_doer_id=str(owner.id), required=["due_on", "customer_id"],
        sees=[str(team.id)], uses=[str(role.id)], signs=[str(role.id)],
        subject_fi="Sovittu", body_fi="Hei {{ name }}",
    )  # fmt: skip
    del form["sees_all"], form["uses_all"]
    path = f"{BASE}/{doing.workflow_id}/stages/{doing.id}"
    saved = await client.post(path, data=form)
    assert saved.status_code == 303

    kept = await _reload(app, doing)
    assert (kept.name, kept.kind, kept.color, kept.wip_limit) == ("Agreed", "waiting", "orange", 4)
    assert kept.required == ["customer_id", "due_on"]
    assert (kept.sees_all, kept.uses_all, kept.signing_role_ids) == (False, False, [str(role.id)])
    assert kept.entry_template == {"fi": {"subject": "Sovittu", "body": "Hei {{ name }}"}}
    async with app.sessions.reading() as session:
        rows = await session.execute(sa.select(StageRight.team_id, StageRight.role_id,
                                               StageRight.may_use))  # fmt: skip
        assert {tuple(row) for row in rows} == {(team.id, None, False), (None, role.id, True)}
        [fact] = await session.scalars(
            sa.select(EventRecord.payload).where(EventRecord.name == "StageChanged")
        )
    assert fact is not None
    assert fact["changes"]["rights"] == [{}, {"Office": False, "Sales": True}]
    page = _page(await client.get(saved.headers["location"]))
    assert re.search(rf'name="uses" value="{role.id}"[^>]* checked', page)
    assert not re.search(rf'name="uses" value="{team.id}"[^>]* checked', page)
    await client.post(path, data={**_form(kept), "version": kept.version, "kind": "waiting"})
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(StageRight))).all() == []


async def test_bad_input_keeps_what_was_typed_and_says_why_at_the_field(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    _new, doing, _done = await _stages(app)
    client = await browser(owner)
    path = f"{BASE}/{doing.workflow_id}/stages/{doing.id}"
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"wip_limit": "many"}, "wip_limit-wrong", "Give the limit as a whole number"),
        ({"name": ""}, "name-wrong", "Give it a name."),
        ({"name": "New"}, "name-wrong", "New exists already."),
        ({"body_sv": "{% for x in y %}"}, "body_sv-wrong", "Only these blanks and conditions"),
        ({"body_fi": "{{ secret }}"}, "body_fi-wrong", "Only these blanks and conditions"),
    ]
    for values, field, sentence in wrong:
        form = _form(doing, required=["due_on"], body_en="Kept words", **values)
        page = _page(await client.post(path, data=form), 422)
        assert f'id="{field}"' in page
        assert sentence in page
        assert "Kept words" in page
        assert re.search(r'name="required" value="due_on" checked', page)
    stale = await client.post(path, data=_form(doing, version=99, name="Mine"))
    assert "Somebody changed this" in _page(stale, 422)
    assert 'value="Mine"' in stale.text
    assert (await _reload(app, doing)).version == 1


async def test_stages_change_places_by_their_arrows(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    new, doing, done = await _stages(app)
    client = await browser(owner)
    order = [str(one.id) for one in (new, doing, done)]
    moved = await client.post(
        f"{BASE}/{new.workflow_id}/order", data={"stage": order, "up": str(doing.id)}
    )
    assert moved.headers["location"].endswith(f"#row-{doing.id}")
    async with app.sessions.reading() as session:
        workflow = await queries.get_workflow(session, new.workflow_id)
    assert [one.name for one in workflow.stages] == ["Doing", "New", "Done"]
    await client.post(f"{BASE}/{new.workflow_id}/order", data={"stage": order[::-1]})
    page = _page(await client.get(f"{BASE}/{new.workflow_id}"))
    names = re.findall(r'aria-label="Move (\w+) up"', page)
    assert names == ["Done", "Doing", "New"]


async def test_the_matrix_keeps_its_ticks_and_refuses_a_stale_page(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    new, doing, done = await _stages(app)
    client = await browser(owner)
    path = f"{BASE}/{new.workflow_id}/moves"
    steps = [f"{new.id}:{doing.id}", f"{doing.id}:{done.id}", f"{doing.id}:{new.id}"]
    assert (await client.post(path, data={"step": steps, "seen": 3})).status_code == 303

    assert (await _reload(app, new)).moves_to == [str(doing.id)]
    assert (await _reload(app, doing)).moves_to is None
    assert (await _reload(app, done)).moves_to == []
    page = _page(await client.get(f"{BASE}/{new.workflow_id}"))
    assert len(re.findall(r'name="step"[^>]* checked', page)) == 3
    stale = await client.post(path, data={"step": steps[:1], "seen": 3})
    assert len(re.findall(r'name="step"[^>]* checked', _page(stale, 422))) == 1


async def test_stages_come_and_go_with_their_tasks_moved_on(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    new, doing, _done = await _stages(app)
    async with app.sessions.begin() as session:
        stage = await session.get_one(Stage, doing.id)
        task = await rules.a_task(session, stage)
    client, base = await browser(owner), f"{BASE}/{new.workflow_id}"
    added = await client.post(f"{base}/add", data={"new_name": "Check", "new_kind": "waiting"})
    assert "Check" in _page(await client.get(added.headers["location"]))
    twin = await client.post(f"{base}/add", data={"new_name": "Check", "new_kind": "waiting"})
    assert 'id="new_name-wrong"' in _page(twin, 422)
    assert (await client.post(f"{base}/add", data={"new_kind": "odd"})).status_code == 422

    page = _page(await client.get(f"{base}?stage={doing.id}"))
    assert "Its 1 open task moves to" in page
    refused = await client.post(f"{base}/stages/{doing.id}/archive", data={})
    assert "Open tasks stand in stage Doing. Move them first." in _page(refused, 422)
    gone = await client.post(f"{base}/stages/{doing.id}/archive", data={"move_to": str(new.id)})
    assert gone.status_code == 303
    async with app.sessions.reading() as session:
        line = await queries.task_line(session, make.actor_of(await _loaded(app, owner)), task.id)
    assert line.stage == "New"
    back = await client.post(f"{base}/stages/{doing.id}/restore")
    assert back.status_code == 303
    assert (await _reload(app, doing)).archived_at is None


async def _loaded(app: App, member: StaffMember) -> StaffMember:
    async with app.sessions.reading() as session:
        return await get_member(session, member.id)


async def test_a_workflow_is_described_put_away_and_taken_back(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    await _stages(app)
    async with app.sessions.begin() as session:
        other = (await rules.a_workflow(session, "A", "Done", is_default=False))[0].workflow_id
    client, base = await browser(owner), f"{BASE}/{other}"
    named = {"workflow_version": 1, "workflow_name": "Repairs", "about": "What breaks."}
    assert (await client.post(base, data=named)).status_code == 303
    assert "What breaks." in _page(await client.get(BASE))
    empty = await client.post(base, data={**named, "workflow_version": 2, "workflow_name": " "})
    assert 'id="workflow_name-wrong"' in _page(empty, 422)
    assert (await client.post(f"{base}/archive")).headers["location"].startswith(BASE)
    assert (await client.post(f"{base}/restore")).status_code == 303
    await client.post(base, data={**named, "workflow_version": 4, "is_default": "1"})
    async with app.sessions.reading() as session:
        assert (await session.get_one(Workflow, other)).is_default
    assert (await client.post(f"{base}/archive")).status_code == 422
    assert (await client.post(f"{base}/nothing")).status_code == 404


async def test_the_pages_ask_little(app: App, browser: Browser, owner: StaffMember,
                                    queries: Any) -> None:  # fmt: skip
    stages = await _stages(app)
    async with app.sessions.begin() as session:
        for place in range(3):
            role = await make.a_role(session, f"Role {place}")
            await rules.limit(session, await session.get_one(Stage, stages[1].id), sees=[role])
    client = await browser(owner)
    for path in (BASE, f"{BASE}/new", f"{BASE}/{stages[0].workflow_id}?stage={stages[1].id}"):
        await client.get(path)
        with queries() as asked:
            assert (await client.get(path)).status_code == 200
        assert len(asked) <= 8, asked


async def test_the_stage_bar_offers_moves_and_says_why_not(app: App, browser: Browser) -> None:
    new, doing, done = await _stages(app)
    async with app.sessions.begin() as session:
        actor, role = await rules.a_clerk(session, "Anna", Permission.HANDLE_TASKS,
                                          Permission.SEE_ALL_TASKS)  # fmt: skip
        first, second = await session.get_one(Stage, new.id), await session.get_one(Stage, doing.id)
        first.moves_to, second.signing_role_ids = [str(doing.id)], [str(role.id)]
        task = await service.create_task(session, actor, title="Wall")
        number, member = task.number, await session.get_one(StaffMember, actor.id)
    client, base = await browser(member), f"/app/tasks/{task.number}"

    page = _page(await client.get(base))
    assert re.search(rf'name="stage_id" value="{doing.id}"', page)
    assert not re.search(rf'name="stage_id" value="{done.id}"', page)
    assert "From New a task goes on to: Doing. Move it there first." in page
    forced = await client.post(f"{base}/stage", data={"stage_id": str(done.id)})
    assert "From New a task goes on to: Doing." in _page(forced, 422)
    await client.post(f"{base}/stage", data={"stage_id": str(doing.id)})
    page = _page(await client.get(base))
    assert "Signed before it goes on from Doing" in page
    assert "Before the task goes on from Doing, it is signed by: Role of Anna." in page
    signed = await client.post(f"{base}/sign", data={"role_id": str(role.id), "comment": "Fine"})
    assert signed.status_code == 303
    page = _page(await client.get(base))
    assert "Fine" in page
    assert re.search(rf'name="stage_id" value="{done.id}"', page)
    assert (
        await client.post(f"{base}/withdraw", data={"role_id": str(role.id)})
    ).status_code == 303
    assert "Role of Anna" in _page(await client.get(base))
    assert number == task.number
