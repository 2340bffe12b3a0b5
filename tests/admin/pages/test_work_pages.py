"""The pages of work as people use them: checklist, activities, links, recurring work, own lists."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.kit import clock
from core.people.models import EmailAddress, Person
from core.people.service import create_person
from core.staff.models import StaffMember
from core.startup import App
from core.work import queries, service
from core.work.models import (
    Activity,
    ActivityType,
    ChecklistItem,
    Project,
    ProjectGroup,
    ProjectStatus,
    Recurrence,
    Task,
    TaskLink,
)
from tests import make
from tests.admin.conftest import Browser

HTMX = {"HX-Request": "true"}


@pytest.fixture
async def boss(app: App) -> StaffMember:
    """Somebody with every right."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "All", *Permission)
        return await make.a_member(session, "Olli", roles=[role])


async def _task(app: App, member: StaffMember, title: str = "Mend the tap") -> str:
    async with app.sessions.begin() as session:
        actor = make.actor_of(member)
        return (await service.create_task(session, actor, title=title, doer_id=member.id)).number


async def test_a_checklist_is_ticked_without_a_new_page(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    number, client = await _task(app, boss), await browser(boss)
    base = f"/app/tasks/{number}"
    part = await client.post(f"{base}/item", data={"item": "Measure"}, headers=HTMX)
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<section class="card" id="checklist">')
    async with app.sessions.reading() as session:
        item = (await session.scalars(sa.select(ChecklistItem))).one()

    ticked = await client.post(
        f"{base}/tick", data={"item_id": str(item.id), "how": "tick"}, headers=HTMX
    )
    assert 'aria-pressed="true"' in ticked.text
    assert "1 / 1" in ticked.text
    renamed = await client.post(
        f"{base}/tick", data={"item_id": str(item.id), "how": "rename", "text": "Measure twice"}
    )
    assert (renamed.status_code, renamed.headers["location"].split("#")[1]) == (303, "checklist")
    assert "Measure twice" in (await client.get(base)).text
    refused = await client.post(f"{base}/item", data={"item": " "}, headers=HTMX)
    assert 'role="alert">Say what is to be done.' in refused.text


async def test_an_activity_is_directed_to_somebody_and_done_with_its_result(
    app: App, browser: Browser, boss: StaffMember, clerk: StaffMember
) -> None:
    number = await _task(app, boss)
    client, hers = await browser(boss), await browser(clerk)
    assert (await hers.get(f"/app/tasks/{number}")).status_code == 404

    await client.post(f"/app/tasks/{number}/direct", data={
        "staff_id": str(clerk.id), "activity_text": "Call the customer", "activity_on": "2026-04-01",
    })  # fmt: skip
    page = (await hers.get("/app/activities")).text
    assert "Call the customer" in page
    assert number in (await hers.get("/app")).text
    own = (await hers.get(f"/app/tasks/{number}")).text
    assert "Call the customer" in own
    assert "Change the task" not in own
    async with app.sessions.reading() as session:
        made = (await session.scalars(sa.select(Activity))).one()

    done = await hers.post(f"/app/activities/{made.id}/done", data={"result": "Friday suits"})
    assert done.status_code == 303
    assert "Friday suits" in (await client.get(f"/app/tasks/{number}")).text
    counted = (await client.get("/app/activities?period=week&all=1")).text
    assert "Friday suits" in counted
    assert re.search(r"Clara</th>\s*<td><a class=\"tabular\"[^>]*>1</a>", counted)
    other = await client.get("/app/activities?period=days&first=2020-01-01&last=2020-01-31")
    assert "Nothing was done in these days." in other.text


async def test_an_activity_without_words_is_refused_at_its_field(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    number = await _task(app, boss)
    page = await (await browser(boss)).post(
        f"/app/tasks/{number}/direct", data={"staff_id": str(boss.id), "activity_text": ""}
    )
    assert page.status_code == 422
    assert 'id="activity_text-wrong">Choose a type or say what is to be done.' in page.text


async def test_what_blocks_a_task_is_said_before_it_is_done(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    one, two = await _task(app, boss, "First"), await _task(app, boss, "Second")
    client = await browser(boss)
    await client.post(f"/app/tasks/{two}/link", data={"way": "blocks-to", "other": one.lower()})

    page = (await client.get(f"/app/tasks/{two}")).text
    assert f'data-confirm="{one} must be done first.' in page
    assert f'<a href="/app/tasks/{one}">{one} First</a>' in page
    assert "Must be done before" in (await client.get(f"/app/tasks/{one}")).text
    wrong = await client.post(f"/app/tasks/{two}/link", data={"way": "blocks-to", "other": "T-1"})
    assert "No task of yours has the number T-1." in wrong.text
    circle = await client.post(f"/app/tasks/{one}/link", data={"way": "blocks-to", "other": two})
    assert circle.status_code == 422
    async with app.sessions.reading() as session:
        link = (await session.scalars(sa.select(TaskLink))).one()
    gone = await client.post(
        f"/app/tasks/{two}/unlink", data={"link_id": str(link.id)}, headers=HTMX
    )
    assert one not in gone.text.split("Link a task")[0]


async def test_a_task_is_saved_as_an_event_with_hours_percent_and_tags(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    number = await _task(app, boss)
    client = await browser(boss)
    saved = await client.post(f"/app/tasks/{number}", data={
        "title": "Visit", "is_event": "1", "starts_on": "2027-03-01", "starts_time": "22.00",
        "ends_on": "", "ends_time": "1.30", "planned": "2,5 h", "percent": "40 %", "priority": "1",
        "tags": "urgent, roof", "doer_id": str(boss.id),
    })  # fmt: skip
    assert saved.status_code == 303, saved.text
    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    assert task.starts_at is not None
    assert task.ends_at is not None
    assert task.ends_at - task.starts_at == timedelta(hours=3, minutes=30)
    assert (task.planned_minutes, task.percent, task.priority) == (150, 40, 1)
    assert (task.tags, str(task.due_on), str(task.due_time)) == (
        ["urgent", "roof"], "2027-03-01", "22:00:00",
    )  # fmt: skip
    wrong = await client.post(
        f"/app/tasks/{number}", data={"title": "Visit", "is_event": "1", "starts_on": "2027-03-01"}
    )
    assert "Say the day and the time at which the event begins." in wrong.text
    much = await client.post(f"/app/tasks/{number}", data={"title": "Visit", "percent": "140"})
    assert 'id="percent-wrong"' in much.text


async def test_overlapping_events_are_said_not_refused(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    client = await browser(boss)
    said = {
        "title": "Visit", "is_event": "1", "starts_on": "2027-03-01", "starts_time": "9:00",
        "ends_time": "10:00", "doer_id": str(boss.id),
    }  # fmt: skip
    await client.post("/app/tasks/new", data=said)
    made = await client.post("/app/tasks/new", data=said)
    assert made.status_code == 303, made.text
    page = (await client.get(made.headers["location"])).text
    assert "At the same time Olli has:" in page


async def test_a_task_is_put_aside_and_taken_back(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    number, client = await _task(app, boss), await browser(boss)
    later = clock.today(boss.zone) + timedelta(days=3)
    await client.post(f"/app/tasks/{number}/defer", data={"deferred_until": later.isoformat()})
    assert "Put aside until" in (await client.get(f"/app/tasks/{number}")).text
    async with app.sessions.reading() as session:
        assert await queries.my_tasks(session, make.actor_of(boss)) == []
    await client.post(f"/app/tasks/{number}/undefer")
    async with app.sessions.reading() as session:
        assert len(await queries.my_tasks(session, make.actor_of(boss))) == 1


async def test_what_came_back_is_on_the_home_page(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    number = await _task(app, boss, "Ask again")
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(Task).values(deferred_until=clock.today(boss.zone) - timedelta(days=1))
        )
    home = (await (await browser(boss)).get("/app")).text
    assert number in home.split('id="back"')[1]


async def test_recurring_work_is_planned_shown_before_and_paused(
    app: App, browser: Browser, boss: StaffMember, clerk: StaffMember
) -> None:
    client = await browser(boss)
    form = {
        "title": "Check the boiler", "freq": "week", "every": "2", "weekday": ["0", "3"],
        "starts_on": "2027-03-01", "on_holiday": "skip", "lead_days": "1", "how": "day",
        "planned_minutes": "0,5", "staff": [str(boss.id), str(clerk.id)],
    }  # fmt: skip
    shown = await client.post("/app/recurring/preview", data=form)
    assert "Every 2 weeks: Mon, Thu" in shown.text
    assert re.findall(r"<li>(\w+ \d+ \w+)", shown.text)[:3] == [
        "Mon 1 Mar", "Thu 4 Mar", "Mon 15 Mar",
    ]  # fmt: skip
    made = await client.post("/app/recurring/new", data=form)
    assert made.status_code == 303, made.text
    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(Recurrence))).one()
    assert (row.rule, row.planned_minutes, len(row.staff_ids)) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", 30, 2,
    )  # fmt: skip
    assert "Check the boiler" in (await client.get("/app/recurring")).text
    await client.post(f"/app/recurring/{row.id}", data={"how": "pause"})
    assert "Paused" in (await client.get("/app/recurring")).text
    wrong = await client.post("/app/recurring/new", data={**form, "weekday": []})
    assert (wrong.status_code, "Choose the days of the week." in wrong.text) == (422, True)
    assert 'value="Check the boiler"' in wrong.text


async def test_types_and_steps_are_named_coloured_and_ordered_by_the_company(
    app: App, browser: Browser, boss: StaffMember
) -> None:
    client = await browser(boss)
    for path, kind in (
        ("/app/activity-types", ActivityType),
        ("/app/project-steps", ProjectStatus),
    ):
        for name in ("Call", "Demo"):
            await client.post(path, data={"how": "new", "name": name, "color": "blue"})
        async with app.sessions.reading() as session:
            rows = list(await session.scalars(sa.select(kind).order_by(kind.position)))
        await client.post(path, data={"how": "down", "id": str(rows[0].id)})
        async with app.sessions.reading() as session:
            names = list(await session.scalars(sa.select(kind.name).order_by(kind.position)))
        assert names == ["Demo", "Call"]
        twin = await client.post(path, data={"how": "new", "name": "demo"})
        assert twin.status_code == 422
        await client.post(path, data={"how": "archive", "id": str(rows[0].id)})
        assert "1 put away" in (await client.get(path)).text


async def test_own_lists_are_not_for_everybody(browser: Browser, clerk: StaffMember) -> None:
    client = await browser(clerk)
    for path in ("/app/activity-types", "/app/project-steps", "/app/project-groups"):
        assert (await client.get(path)).status_code == 403


async def test_a_group_is_made_with_its_customer_people_and_team(
    app: App, browser: Browser, boss: StaffMember, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        lehto, team = await make.a_customer(session, "Lehto"), await make.a_team(session, "Pipes")
    client = await browser(boss)
    await client.post("/app/project-groups/new", data={
        "name": "Lehto crew", "customer": "lehto", "team_id": str(team.id), "member": [str(clerk.id)],
    })  # fmt: skip
    async with app.sessions.reading() as session:
        group = (await session.scalars(sa.select(ProjectGroup))).one()
    assert (group.customer_id, group.team_id) == (lehto.id, team.id)
    page = (await client.get("/app/project-groups")).text
    assert "Clara" in page
    twin = await client.post("/app/project-groups/new", data={"name": "lehto crew"})
    assert twin.status_code == 422


async def test_a_project_page_shows_steps_people_and_what_is_left(
    app: App, browser: Browser, boss: StaffMember, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        actor, lehto = make.actor_of(boss), await make.a_customer(session, "Lehto")
        begun = await service.create_status(session, actor, name="Begun")
        ended = await service.create_status(session, actor, name="Ended", is_closed=True)
        await service.create_group(
            session, actor, name="Crew", customer_id=lehto.id, member_ids=[clerk.id]
        )
    client = await browser(boss)
    made = await client.post("/app/projects/new", data={
        "name": "Roof", "customer": "lehto", "budget": "10", "description": "All of it",
        "starts_on": "2027-01-01", "ends_on": "2027-02-01", "tags": "big",
    })  # fmt: skip
    page = (await client.get(made.headers["location"])).text
    for words in ("Begun", "All of it", "10 h left", "by the project group Crew", "Clara", "big"):
        assert words in page, words
    async with app.sessions.reading() as session:
        project = (await session.scalars(sa.select(Project))).one()
    assert project.status_id == begun.id
    await client.post(f"/app/projects/{project.id}/status", data={"status_id": str(ended.id)})
    assert "Closed" in (await client.get(f"/app/projects/{project.id}")).text
    backwards = await client.post(
        f"/app/projects/{project.id}",
        data={"name": "Roof", "starts_on": "2027-02-01", "ends_on": "2027-01-01"},
    )
    assert 'id="ends_on-wrong">It ends before it begins.' in backwards.text


async def test_a_persons_page_holds_addresses_and_what_is_done_for_them(
    app: App, browser: Browser, boss: StaffMember, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(boss)
        person = await create_person(session, actor, name="Liisa Peltola")
        await service.create_task(session, actor, title="Visit her", person_id=person.id)
        await make.a_request(session, subject="Leaking tap", person_id=person.id)
    client = await browser(boss)
    base = f"/app/persons/{person.id}"
    await client.post(f"{base}/contact", data={"new_email": "liisa@x.example"})
    page = (await client.get(base)).text
    for words in ("Liisa Peltola", "liisa@x.example", "Visit her", "Leaking tap", f"{base}/erase"):
        assert words in page, words
    wrong = await client.post(f"{base}/contact", data={"new_email": "", "new_phone": ""})
    assert 'id="new_email-wrong"' in wrong.text
    async with app.sessions.reading() as session:
        row = (await session.scalars(
            sa.select(EmailAddress).where(EmailAddress.person_id == person.id)
        )).one()  # fmt: skip
    await client.post(f"{base}/forget-email", data={"row_id": str(row.id)})
    await client.post(base, data={"name": "Liisa Koski"})
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(Person.name).where(Person.id == person.id)) == (
            "Liisa Koski"
        )
    assert "liisa@x.example" not in (await client.get(base)).text.split("timeline")[0]
    assert f"{base}/erase" not in (await (await browser(clerk)).get(base)).text
