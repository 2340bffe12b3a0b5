"""My tasks, a task's page, a new one."""

from datetime import date, time, timedelta

import sqlalchemy as sa

from core.kit import clock
from core.staff.models import StaffMember
from core.startup import App
from core.work import queries, service
from core.work.models import Reminder, Stage, Task
from tests import make
from tests.admin.conftest import Browser


async def _task(
    app: App, member: StaffMember, title: str = "Mend the tap", **values: object
) -> str:
    async with app.sessions.begin() as session:
        actor = make.actor_of(member)
        task = await service.create_task(
            session, actor, title=title, doer_id=member.id, **values  # type: ignore[arg-type]
        )  # fmt: skip
        return task.number


async def test_my_tasks_stand_in_order_of_urgency(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    today = clock.today("Europe/Helsinki")
    await _task(app, clerk, "Some day")
    await _task(app, clerk, "Tomorrow's", due_on=today + timedelta(days=1))
    await _task(app, clerk, "Forgotten", due_on=today - timedelta(days=2))

    page = (await (await browser(clerk)).get("/app/tasks")).text

    places = [page.index(name) for name in ("Late", "Forgotten", "Within a week", "Tomorrow",
                                            "Without a date", "Some day")]  # fmt: skip
    assert places == sorted(places)


async def test_a_new_task_without_title_keeps_what_was_typed(
    browser: Browser, clerk: StaffMember
) -> None:
    page = await (await browser(clerk)).post(
        "/app/tasks/new", data={"title": " ", "description": "Bring the long ladder"}
    )

    assert page.status_code == 422
    assert 'id="title-wrong">Give the task a title.' in page.text
    assert "Bring the long ladder" in page.text


async def test_a_task_is_saved_with_its_day_and_customer(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")

    made = await (await browser(clerk)).post(
        "/app/tasks/new",
        data={"title": "Mend", "customer": "lehto", "due_on": "2026-12-01", "due_time": "08:30",
              "doer_id": str(clerk.id)},
    )  # fmt: skip

    assert made.status_code == 303
    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    assert (task.customer_id, task.due_on, task.due_time) == (
        customer.id, date(2026, 12, 1), time(8, 30),
    )  # fmt: skip


async def test_an_unknown_customer_is_named_at_the_field(
    browser: Browser, clerk: StaffMember
) -> None:
    page = await (await browser(clerk)).post(
        "/app/tasks/new", data={"title": "Mend", "customer": "Nobody Ltd"}
    )

    assert page.status_code == 422
    assert 'id="customer-wrong">No customer is called “Nobody Ltd”.' in page.text


async def test_a_task_moves_to_another_stage(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _task(app, clerk)
    async with app.sessions.reading() as session:
        stage = (await session.scalars(sa.select(Stage).order_by(Stage.position))).all()[1]
    client = await browser(clerk)

    await client.post(f"/app/tasks/{number}/stage", data={"stage_id": str(stage.id)})
    page = await client.get(f"/app/tasks/{number}")

    assert f'aria-current="step">{stage.name}' in page.text
    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    told = await client.get(f"/app/timeline/task/{task.id}", headers={"HX-Request": "true"})
    assert "Moved:" in told.text


async def test_done_and_reopened_by_button(app: App, browser: Browser, clerk: StaffMember) -> None:
    number = await _task(app, clerk)
    client = await browser(clerk)

    done = await client.post(f"/app/tasks/{number}/done")
    again = await client.post(f"/app/tasks/{number}/done")
    opened = await client.post(f"/app/tasks/{number}/reopen")

    assert (done.status_code, again.status_code, opened.status_code) == (303, 422, 303)
    assert f"Task {number} is already done." in again.text


async def test_two_editors_never_overwrite_each_other(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    number = await _task(app, clerk)
    seen = {"title": "Mend both taps", "version": "1"}
    await (await browser(clerk)).post(f"/app/tasks/{number}", data=seen)

    page = await (await browser(owner)).post(
        f"/app/tasks/{number}", data={"title": "Mend no tap", "version": "1"}
    )

    assert page.status_code == 422
    assert "Somebody changed this while you were editing." in page.text
    assert 'value="Mend no tap"' in page.text
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(Task.title)) == "Mend both taps"


async def test_a_reminder_is_set_in_my_own_time(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _task(app, clerk)
    day = clock.today("Europe/Helsinki") + timedelta(days=2)

    await (await browser(clerk)).post(
        f"/app/tasks/{number}/remind", data={"remind_on": day.isoformat(), "remind_time": "08:00"}
    )

    async with app.sessions.reading() as session:
        reminder = (await session.scalars(sa.select(Reminder))).one()
    assert reminder.remind_at == clock.at(day, time(8), "Europe/Helsinki")


async def test_somebody_elses_task_is_not_there(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        boss = await make.a_member(session, "Boss", owner=True)
    hidden = await _task(app, boss)
    client = await browser(clerk)

    answers = [
        await client.get(f"/app/tasks/{hidden}"),
        await client.post(f"/app/tasks/{hidden}/done"),
        await client.post(f"/app/tasks/{hidden}", data={"title": "Mine now"}),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    async with app.sessions.reading() as session:
        lines = await queries.my_tasks(session, make.actor_of(boss))
    assert [line.task.is_open for line in lines] == [True]
