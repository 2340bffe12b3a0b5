"""The page of every list: what it shows, counts, exports and keeps, and what stays hidden."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from core.access.permissions import Permission
from core.fields.models import FieldKind, Module
from core.fields.service import create_field
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.views import filling
from core.views.catalogue import LISTS
from core.views.models import SavedView
from core.work import service as work
from tests import make
from tests.admin.conftest import Browser
from tests.core.views.rows import a_stage, a_task, day

Queries = Callable[[], AbstractContextManager[list[str]]]
URGENT = {
    "name": "Urgent ones", "share": "everybody", "default": "1", "match": "all",
    "line": ["a", "b", "c"], "ca.column": "due_on", "ca.op": "within", "ca.value": "today",
    "cb.column": "planned", "cb.op": "over", "cb.value": "2,5", "cb.join": "1",
    "cc.column": "is_open", "cc.op": "is", "cc.value": "yes",
    "columns": ["due_on", "title"], "sort": "due_on", "down": "1", "group_by": "doer",
    "f0.make": "sum", "f0.of": "planned", "f0.label": "Work", "f1.make": "",
}  # fmt: skip
"""The editor's form: due today or longer than 2.5 hours, and open."""
FRAGMENT = {"HX-Request": "true", "HX-Target": "list"}


async def some_tasks(app: App, member: StaffMember, count: int = 3) -> None:
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session, "Lehto")
        for number in range(count):
            await a_task(
                session, f"Task {number:03}", doer_id=member.id, customer_id=lehto.id,
                due_on=day(number), planned_minutes=90,
            )  # fmt: skip
    async for _step in filling.fill(app.sessions):  # rows that no service wrote
        pass


async def test_every_list_opens_with_each_of_its_views(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    for module in LISTS.values():
        for view in module.views:
            answer = await client.get(f"{module.path}?view={view.key}")
            assert answer.status_code == 200, (module.kind, view.key)
            assert 'aria-current="page"' in answer.text


async def test_a_list_is_filtered_sorted_and_searched_by_its_address(
    app: App, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    await some_tasks(app, owner)
    client = await browser(owner)

    async def found(query: str) -> list[str]:
        page = (await client.get(f"/app/tasks?view=team&{query}")).text
        return [name for name in ("Task 000", "Task 001", "Task 002") if name in page]

    assert await found("") == ["Task 000", "Task 001", "Task 002"]
    assert await found("f.due_on.within=today") == ["Task 000"]
    assert await found("f.doer.is=me&q=002") == ["Task 002"]
    assert await found("f.doer.empty=1") == []
    page = (await client.get("/app/tasks?view=team&sort=-due_on")).text
    assert page.index("Task 002") < page.index("Task 000")
    assert 'aria-sort="descending"' in page
    nothing = (await client.get("/app/tasks?view=team&q=nothing")).text
    assert "No row of “All open” matches what you asked for." in nothing
    wrong = (await client.get("/app/tasks?view=team&f.salary.over=1&sort=title")).text
    assert "no column that is called “salary”" in wrong
    assert "cannot be sorted by “Title”" in wrong
    assert "Task 000" not in wrong


async def test_only_the_list_is_sent_to_who_asks_for_it_alone(
    app: App, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    await some_tasks(app, owner)
    client = await browser(owner)

    part = (await client.get("/app/tasks?view=team", headers=FRAGMENT)).text
    back = await client.get(
        "/app/tasks?view=team", headers={**FRAGMENT, "HX-History-Restore-Request": "true"}
    )

    assert part.lstrip().startswith('<div class="list-main" id="list">')
    assert "Task 001" in part
    assert "<html" in back.text
    assert "HX-Target" in back.headers["vary"]


async def test_my_tasks_stand_under_how_urgent_they_are(
    app: App, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        for number, step in enumerate((-2, 0, 3)):
            await a_task(session, f"Task {number}", doer_id=owner.id, due_on=day(step))
        await a_task(session, "Put aside", doer_id=owner.id, deferred_until=day(4))
    page = (await (await browser(owner)).get("/app/tasks")).text

    order = [page.index(words) for words in (">Late<", "Task 0", ">Today<", "Task 1",
                                             ">Within a week<", "Task 2")]  # fmt: skip
    assert order == sorted(order)
    assert "Put aside" not in page


async def test_the_rows_of_a_group_come_when_it_is_opened(
    app: App, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    await some_tasks(app, owner, 60)
    client = await browser(owner)

    heads = (await client.get("/app/tasks")).text
    rows = await client.get(
        "/app/tasks?view=mine&group=week", headers={"HX-Request": "true", "HX-Target": "group-2"}
    )

    assert "Task 003" not in heads
    assert "group=later" in heads
    assert rows.text.count("<tr data-list-row") == 7
    assert "<html" not in rows.text


@pytest.mark.parametrize("path", [
    "/app/inbox?box=all", "/app/inbox", "/app/tasks", "/app/tasks?view=team&q=Task&sort=-due_on",
    "/app/projects", "/app/customers?q=l", "/app/persons", "/app/hours/entries?view=all",
    "/app/messages", "/app/outbox", "/app/staff",
    "/app/tasks?view=team&f.custom.warranty.over=1&f.doer.is_not={me}",
])  # fmt: skip
async def test_a_list_asks_the_database_at_most_eight_times(
    app: App, browser: Browser, owner: StaffMember, queries: Queries, path: str
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(owner)
        await create_field(
            session, actor, module=Module.TASK, label="Warranty", kind=FieldKind.NUMBER
        )
        await make.a_request(session)
    await some_tasks(app, owner, 4)
    client = await browser(owner)
    await client.get("/app/tasks")

    with queries() as seen:
        answer = await client.get(path.format(me=owner.id))

    assert answer.status_code == 200
    assert len(seen) <= 8, seen


async def exported(client: Any, query: str, kind: str = "task") -> list[list[str]]:
    answer = await client.get(f"/app/lists/{kind}/export.csv?{query}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_an_export_is_exactly_the_view(
    app: App, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    await some_tasks(app, owner, 55)
    async with app.sessions.begin() as session:
        await a_task(session, "=cmd|' /C calc'!A0", due_on=day(0))
    client = await browser(owner)

    rows = await exported(client, "view=team&sort=due_on")
    few = await exported(client, "view=team&f.due_on.within=today&f.doer.is=me")
    sheet = await client.get("/app/lists/task/export.xlsx?view=team&sort=due_on")

    assert rows[0] == ["Title", "Customer", "Project", "Doer", "Due", "Stage"]
    assert len(rows) == 57
    assert rows[1] == ["Task 000", "Lehto", "", "Olga", "2026-03-31", rows[1][5]]
    assert rows[2][0] == "'=cmd|' /C calc'!A0"
    assert [row[0] for row in few[1:]] == ["Task 000"]
    book = load_workbook(io.BytesIO(sheet.content), read_only=True)
    [made] = book.worksheets
    table = list(made.iter_rows(values_only=True))
    assert len(table) == 57
    assert table[1][0] == "Task 000"
    assert str(table[1][4]).startswith("2026-03-31")


async def test_an_export_is_parted_as_the_readers_spreadsheet_expects(
    app: App, browser: Browser
) -> None:
    async with app.sessions.begin() as session:
        finn = await make.a_member(session, "Maija", owner=True, language="fi")
        await a_task(session, "Eka", planned_minutes=90)
    answer = await (await browser(finn)).get("/app/lists/task/export.csv?view=team")

    assert answer.content.decode("utf-8-sig").splitlines()[1].startswith("Eka;")


async def test_what_one_may_not_see_is_in_no_list_count_figure_or_export(
    app: App, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        clerk = await make.a_member(session, "Clara", roles=[
            await make.a_role(session, "seer", Permission.SEE_ALL_TASKS, Permission.HANDLE_TASKS)])  # fmt: skip
        stage = await a_stage(session, "waiting")
        await a_task(session, "In sight")
        secret = await a_task(session, "Secret")
        secret.stage_id, stage.sees_all = stage.id, False
    client, boss = await browser(clerk), await browser(owner)

    for query in ("view=team", "view=team&q=Secret", "view=team&f.is_open.is=yes"):
        page = (await client.get(f"/app/tasks?{query}")).text
        assert "Secret</a>" not in page, query
        assert all("Secret" not in row for row in await exported(client, query)), query
    assert "1 row" in (await client.get("/app/tasks?view=team")).text
    assert "1 row" in (await client.get("/app/lists/task/count?view=team")).text
    assert "2 rows" in (await boss.get("/app/lists/task/count?view=team")).text
    assert any("Secret" in row for row in await exported(boss, "view=team"))
    assert "Secret</a>" in (await boss.get("/app/tasks?view=team")).text


async def test_lists_that_are_not_ones_own_are_refused_everywhere(
    app: App, browser: Browser
) -> None:
    async with app.sessions.begin() as session:
        nobody = await make.a_member(session, "Nobody", roles=[
            await make.a_role(session, "few", Permission.LOG_HOURS)])  # fmt: skip
    client = await browser(nobody)
    for kind in ("customer", "person", "outbound_message", "staff_member"):
        paths = [LISTS[kind].path, *(f"/app/lists/{kind}/{what}" for what in (
            "export.csv", "count", "figures", "view", "criterion", "line", "filter?column=a"))]  # fmt: skip
        for path in paths:
            assert (await client.get(path)).status_code == 403, path
    assert (await client.get("/app/lists/secrets/count")).status_code == 404
    assert (await client.get("/app/lists/task/export.pdf")).status_code == 404


async def test_a_view_is_made_shared_opened_and_put_away_by_its_page(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember, clock: Any
) -> None:
    await some_tasks(app, owner)
    client, colleague = await browser(owner), await browser(clerk)
    blank = await client.get("/app/lists/task/view?view=team&f.due_on.within=today")
    assert blank.text.count("data-line") == 2

    made = await client.post("/app/lists/task/view", data=URGENT)

    assert made.status_code == 303, made.text
    async with app.sessions.reading() as session:
        view = (await session.scalars(sa.select(SavedView))).one()
    assert view.criteria == {"all": [
        {"any": [{"column": "due_on", "op": "within", "value": "today"},
                 {"column": "planned", "op": "over", "value": 150}]},
        {"column": "is_open", "op": "is", "value": "yes"},
    ]}  # fmt: skip
    assert (view.columns, view.sort) == (["due_on", "title"], {"by": "due_on", "down": True})
    opened = (await client.get("/app/tasks")).text
    assert "Urgent ones" in opened
    assert "Task 000" in opened
    assert "Task 001" not in opened
    assert "1 h 30" not in opened
    figures = (await client.get("/app/lists/task/figures")).text
    assert "Work" in figures
    assert "1.5" in figures
    assert "Urgent ones" in (await colleague.get("/app/tasks")).text
    assert (await colleague.get(f"/app/lists/task/view?id={view.id}")).status_code == 404
    again = await client.get(f"/app/lists/task/view?id={view.id}")
    assert again.text.count("data-line") == 3
    assert 'value="2.5"' in again.text
    await client.post(f"/app/lists/task/view/{view.id}/archive")
    assert "Urgent ones" not in (await client.get("/app/tasks")).text


async def test_a_view_that_is_not_complete_is_shown_again_with_what_was_typed(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    answer = await (await browser(owner)).post("/app/lists/task/view", data={
        "name": "Half", "match": "any", "line": "a", "ca.column": "due_on", "ca.op": "is",
        "ca.value": "", "columns": "title", "sort": "due_on",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "The criterion for “Due” is not complete." in answer.text
    assert 'value="Half"' in answer.text


async def test_a_filter_typed_into_its_box_becomes_part_of_the_address(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    fields = await client.get("/app/lists/task/criterion?column=planned&op=between")
    assert fields.text.count('name="value"') == 2

    answer = await client.get("/app/lists/task/filter", params={
        "back": "/app/tasks?view=team&cursor=x&q=tap", "column": "planned", "op": "between",
        "value": ["1,5", "3"]})  # fmt: skip

    assert answer.headers["location"] == (
        "/app/tasks?view=team&q=tap&f.planned.between=90&f.planned.between=180"
    )


async def test_a_record_beside_a_list_comes_without_the_frame(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        task = await work.create_task(session, make.actor_of(owner), title="Beside")
    client = await browser(owner)

    part = await client.get(
        f"/app/tasks/{task.number}", headers={"HX-Request": "true", "HX-Target": "panel"}
    )

    assert "Beside" in part.text
    assert "<html" not in part.text
    assert 'class="rooms"' not in part.text


async def test_the_sum_of_hours_stands_above_the_entries(
    app: App, browser: Browser, owner: StaffMember, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        for minutes in (60, 90):
            await timesheets.log_time(session, make.actor_of(owner), day=day(0), minutes=minutes)
    client = await browser(owner)

    page, made = await client.get("/app/hours/entries"), await client.get(
        "/app/lists/time_entry/figures?view=month")  # fmt: skip

    assert "/app/lists/time_entry/figures?view=month" in page.text.replace("&amp;", "&")
    assert "2.5" in made.text
