"""Changing many rows and single cells of a list over HTTP."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from core.staff.models import StaffMember
from core.startup import App
from core.views.bulk_running import run_changes
from core.work import service as work
from core.work.models import Task
from tests import make
from tests.admin.conftest import Browser


@pytest.fixture
async def tasks(app: App, owner: StaffMember) -> list[Task]:
    """Four tasks of the owner."""
    async with app.sessions.begin() as session:
        boss = make.actor_of(owner)
        return [await work.create_task(session, boss, title=f"Task {n}", doer_id=owner.id)
                for n in range(4)]  # fmt: skip


async def _task(app: App, task: Task) -> Task:
    async with app.sessions.reading() as session:
        found = await session.get(Task, task.id)
        assert found is not None
        return found


async def test_the_exact_number_is_said_before_and_the_list_alone_is_changed(
    app: App, browser: Browser, owner: StaffMember, tasks: list[Task]
) -> None:
    client = await browser(owner)
    page = await client.get("/app/lists/task/bulk?view=open&f.title.contains=Task+1")
    assert "Change 1 row" in page.text
    whole = await client.get("/app/lists/task/bulk?view=open")
    assert "Change 4 rows" in whole.text
    field = await client.get("/app/lists/task/bulk/value?column=priority")
    assert "<select" in field.text

    begun = await client.post(
        "/app/lists/task/bulk",
        data={"query": "view=open&f.title.contains=Task+1", "column": "priority", "value": "1"},
    )
    assert begun.status_code == 303, begun.text
    place = begun.headers["location"]
    assert "0 of 1 done" in (await client.get(place)).text
    await run_changes(app.sessions)
    assert "1 row was changed" in (await client.get(place)).text
    assert [(await _task(app, one)).priority for one in tasks] == [0, 1, 0, 0]

    await client.post(place + "/undo")
    await run_changes(app.sessions)
    assert "It is taken back" in (await client.get(place)).text
    assert (await _task(app, tasks[1])).priority == 0


async def test_ticked_rows_alone_are_changed_and_a_wrong_value_keeps_the_form(
    app: App, browser: Browser, owner: StaffMember, tasks: list[Task]
) -> None:
    client = await browser(owner)
    ids = [str(tasks[0].id), str(tasks[3].id)]
    form = {"query": "view=open", "ids": ids, "column": "planned", "value": "much"}
    wrong = await client.post("/app/lists/task/bulk", data=form)
    assert wrong.status_code == 422
    assert "Change 2 rows" in wrong.text
    assert "Give the hours as a number" in wrong.text
    await client.post("/app/lists/task/bulk", data={**form, "value": "2,5 h"})
    await run_changes(app.sessions)
    assert [(await _task(app, one)).planned_minutes for one in tasks] == [150, None, None, 150]


async def test_ticks_that_name_no_row_do_not_mean_the_whole_list(
    app: App, browser: Browser, owner: StaffMember, tasks: list[Task]
) -> None:
    client = await browser(owner)
    form = {"query": "view=open", "column": "priority", "value": "1", "ids": ["T-2026-0001"]}
    assert (await client.post("/app/lists/task/bulk", data=form)).status_code == 404
    await run_changes(app.sessions)
    assert [(await _task(app, one)).priority for one in tasks] == [0, 0, 0, 0]


async def test_nobody_sees_or_stops_the_change_of_another(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember, tasks: list[Task]
) -> None:
    client, stranger = await browser(owner), await browser(clerk)
    form = {"query": "view=open", "column": "percent", "value": "50"}
    place = (await client.post("/app/lists/task/bulk", data=form)).headers["location"]
    assert (await stranger.get(place)).status_code == 404
    assert (await stranger.post(place + "/stop")).status_code == 404


async def test_a_cell_is_changed_where_it_stands(
    app: App, browser: Browser, owner: StaffMember, tasks: list[Task]
) -> None:
    client = await browser(owner)
    page = (await client.get("/app/tasks?view=open")).text
    path = f"/app/lists/task/{tasks[0].id}/cell/due_on"
    assert path in page
    field = (await client.get(path)).text
    version = re.search(r'name="version" value="(\d+)"', field)
    assert version
    saved = await client.post(path, data={"version": version[1], "value": "2026-12-24"})
    assert saved.status_code == 200
    assert "<form" not in saved.text
    assert "Dec" in saved.text
    assert str((await _task(app, tasks[0])).due_on) == "2026-12-24"


async def test_a_stale_cell_says_who_changed_it_and_keeps_what_was_typed(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember, tasks: list[Task]
) -> None:
    client = await browser(owner)
    path = f"/app/lists/task/{tasks[0].id}/cell/title"
    async with app.sessions.begin() as session:
        await work.change_task(session, make.actor_of(owner), tasks[0].id, title="Changed by Olga")
    stale = await client.post(path, data={"version": "1", "value": "Mine"})
    assert "Olga changed this" in stale.text
    assert 'value="Mine"' in stale.text
    assert (await _task(app, tasks[0])).title == "Changed by Olga"
    again = re.search(r'name="version" value="(\d+)"', stale.text)
    assert again
    await client.post(path, data={"version": again[1], "value": "Mine"})
    assert (await _task(app, tasks[0])).title == "Mine"


@pytest.mark.parametrize("column", ["number", "created", "password_hash", "stage_since"])
async def test_what_is_not_changed_in_place_has_no_field(
    browser: Browser, owner: StaffMember, tasks: list[Task], column: str
) -> None:
    client = await browser(owner)
    path = f"/app/lists/task/{tasks[0].id}/cell/{column}"
    assert (await client.get(path)).status_code == 404
    assert (await client.post(path, data={"value": "x"})).status_code == 404


async def test_the_right_is_asked_for_at_each_door(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")
    nobody: Any = await browser(clerk)
    path = f"/app/lists/customer/{customer.id}/cell/name"
    assert (await nobody.get(path)).status_code in (403, 404)
    assert (await nobody.post(path, data={"version": "1", "value": "x"})).status_code in (403, 404)
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Task)) == 0
