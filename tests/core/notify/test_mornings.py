"""The morning's message: today's jobs, where they are, and a clock one press away."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.outbound.models import OutboundMessage
from core.people import service as people
from core.settings import keys
from core.settings.service import set_value
from core.staff.models import StaffMember
from core.staff.service import change_member
from core.startup import App
from core.timesheets.jobs import greet_people
from core.timesheets.models import Absence, Timer
from core.work import service as work
from core.work.models import Activity
from tests import make
from tests.core.assistant.conftest import a_chat

EARLY = datetime(2026, 3, 31, 3, 0, tzinfo=UTC)  # Tuesday, 6.00 in Helsinki
SEVEN = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)


@pytest.fixture
async def matti(app: App, clock: Any) -> StaffMember:
    """Matti, who has two jobs today, one of them at half past eight at Lehto."""
    clock.move_to(EARLY)
    async with app.sessions.begin() as session:
        owner = make.actor_of(await make.a_member(session, "Anna", owner=True))
        await set_value(session, owner, keys.COMPANY_NAME, "Putki Oy")
        await work.seed_default_workflow(session, owner)
        matti = await make.a_member(session, "Matti", language="fi", channels=["webchat"])
        lehto = await people.create_customer(
            session, owner, name="Lehto Oy", phone="+358401234567", is_company=True
        )
        await session.execute(sa.text(
            "UPDATE organisations SET street = 'Mannerheimintie 1', city = 'Helsinki'"
        ))  # fmt: skip
        await work.create_task(
            session, owner, title="Vaihda hana", customer_id=lehto.id, doer_id=matti.id,
            due_on=EARLY.date(), due_time=time(8, 30),
        )  # fmt: skip
        await work.create_task(
            session, owner, title="Tilaa osat", doer_id=matti.id, due_on=EARLY.date()
        )
        await change_member(session, make.actor_of(matti), matti.id, morning_at=time(7))
        return matti


async def told(app: App) -> list[dict[str, Any]]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(
            sa.select(OutboundMessage).where(OutboundMessage.kind == "morning")
        )
        return [row.payload["card"] for row in rows]


async def test_the_jobs_of_the_day_come_once_in_order_with_address_and_phone(
    app: App, matti: StaffMember, clock: Any
) -> None:
    assert await greet_people(app.sessions) == 0  # planned
    assert await told(app) == []
    clock.move_to(SEVEN)
    assert await greet_people(app.sessions) == 1
    assert await greet_people(app.sessions) == 0

    [card] = await told(app)
    assert card["text"].splitlines() == [
        "ti 31.3.: 2 työtä", "8.30 Lehto Oy: Vaihda hana",
        "Mannerheimintie 1, Helsinki · +358401234567", "Tilaa osat",
    ]  # fmt: skip
    assert card["rows"][0][0]["label"] == "▶ Aloita: Lehto Oy"
    assert card["rows"][0][1]["url"].endswith("Mannerheimintie%201%2C%20Helsinki")


async def test_activities_of_the_day_come_with_the_jobs(
    app: App, matti: StaffMember, clock: Any
) -> None:
    await greet_people(app.sessions)
    async with app.sessions.begin() as session:
        owner = make.actor_of(await make.a_member(session, "Olga", owner=True))
        task = await work.create_task(session, owner, title="Tarjous", doer_id=owner.id)
        for text, day in (("Soita Lehdolle", EARLY.date()), ("Joskus", None)):
            await work.create_activity(
                session, owner, task.number, staff_id=matti.id, text=text, due_on=day,
                due_time=time(9) if day else None,
            )  # fmt: skip
    clock.move_to(SEVEN)
    await greet_people(app.sessions)

    [card] = await told(app)

    lines = card["text"].splitlines()
    assert lines[0] == "ti 31.3.: 3 työtä"
    assert lines[-1] == f"9.00 Soita Lehdolle · {task.number} Tarjous"


async def test_an_activity_is_done_by_the_button_of_its_notice(
    app: App, matti: StaffMember, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        owner = make.actor_of(await make.a_member(session, "Olga", owner=True))
        task = await work.create_task(session, owner, title="Tarjous", doer_id=owner.id)
        made = await work.create_activity(
            session, owner, task.number, staff_id=matti.id, text="Soita Lehdolle"
        )
        notice = (await session.scalars(
            sa.select(OutboundMessage).where(OutboundMessage.kind == "activity_given")
        )).one()  # fmt: skip
        data = notice.payload["card"]["rows"][0][0]["data"]
    chat = await a_chat(app, "telegram")

    said = await chat.sends(matti, data, "9")
    assert said.splitlines()[0] == "✓ Soita Lehdolle"
    async with app.sessions.reading() as session:
        done = (await session.scalars(sa.select(Activity))).one()
        assert (done.id, done.done_at is not None) == (made.id, True)
    await chat.sends(matti, data.replace("acted", "unact"), "10")
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(Activity.done_at))).one() is None


async def test_its_button_starts_the_clock_on_the_task(
    app: App, matti: StaffMember, clock: Any
) -> None:
    await greet_people(app.sessions)
    clock.move_to(SEVEN)
    await greet_people(app.sessions)
    [card] = await told(app)
    chat = await a_chat(app, "telegram")

    said = await chat.sends(matti, card["rows"][0][0]["data"], "9")

    assert said.startswith("▶ Lehto Oy")
    async with app.sessions.reading() as session:
        timer = (await session.scalars(sa.select(Timer))).one()
        assert timer.task_id is not None


@pytest.mark.parametrize("why", ["absent", "holiday", "late", "no jobs", "switched off"])
async def test_nothing_comes_when_there_is_nothing_to_say(
    app: App, matti: StaffMember, clock: Any, why: str
) -> None:
    await greet_people(app.sessions)
    moment = SEVEN
    async with app.sessions.begin() as session:
        if why == "absent":
            session.add(Absence(
                staff_id=matti.id, kind="sick", first_day=EARLY.date(), last_day=EARLY.date()
            ))  # fmt: skip
        if why == "holiday":  # Good Friday; the jobs of Tuesday are late by then
            moment = SEVEN + timedelta(days=3)
            await session.execute(sa.update(StaffMember).values(morning_due_at=moment))
        if why == "late":
            moment = SEVEN + timedelta(hours=6)
        if why == "no jobs":
            await session.execute(sa.text("UPDATE tasks SET doer_id = NULL"))
        if why == "switched off":
            await change_member(session, system("test"), matti.id, morning_at=None)
    clock.move_to(moment)

    await greet_people(app.sessions)

    assert await told(app) == []
