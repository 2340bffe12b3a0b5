"""Own fields by chat: set, asked, taken back, and asked for where a stage or a booking needs them."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.access.permissions import Permission
from core.fields import service
from core.fields.models import FieldKind
from core.people.models import Customer
from core.startup import App
from core.timesheets.models import TimeEntry
from core.work import service as work
from core.work.models import Stage, Task
from tests import make

BOSS = system("test")


@pytest.fixture
async def fields(app: App) -> None:
    """A company that tracks door codes, warranties, vehicles and managers."""
    async with app.sessions.begin() as session:
        for module, label, more in (
            ("customer", "Ovikoodi", {}), ("customer", "Door code", {}),
            ("customer", "Pinta-ala", {"kind": FieldKind.NUMBER}),
            ("customer", "Isännöitsijä", {"kind": FieldKind.CUSTOMER}),
            ("task", "Takuu (kk)", {"kind": FieldKind.NUMBER}),
            ("person", "Titteli", {}),
        ):  # fmt: skip
            await service.create_field(
                session, BOSS, module=module, label=label, **more  # type: ignore[arg-type]
            )  # fmt: skip


@pytest.fixture
async def staff(app: App) -> Any:
    """A member who may change customers and tasks, at a company with Lehto and two Heikkinens."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Office", *_OFFICE)
        for name in ("Lehto", "Heikkinen Antti", "Heikkinen Sirpa", "Kallio Oy"):
            await make.a_customer(session, name)
        return await make.a_member(session, "Matti", roles=[role])


_OFFICE = (*make.FIELD, Permission.EDIT_CUSTOMERS)


async def custom_of(app: App, name: str) -> dict[str, Any]:
    async with app.sessions.reading() as session:
        found = await session.scalar(sa.select(Customer.custom).where(Customer.name == name))
    return dict(found or {})


async def a_task(app: App, staff: Any, **more: Any) -> Task:
    async with app.sessions.begin() as session:
        return await work.create_task(
            session, make.actor_of(staff), title="Pump", doer_id=staff.id, **more
        )


@pytest.mark.usefixtures("fields")
async def test_a_door_code_is_told_asked_and_taken_back(app: App, chat: Any, staff: Any) -> None:
    assert await chat.says(staff, "lehto ovikoodi 1234") == "✓ Lehto · Ovikoodi: 1234"
    assert await chat.says(staff, "mikä on lehdon ovikoodi") == "Lehto · Ovikoodi: 1234"
    assert await chat.says(staff, "what is the door code of Lehto") == (
        "Lehto · Door code: not filled in"
    )
    assert await chat.says(staff, "aseta lehdon ovikoodiksi 99") == (
        "✓ Lehto · Ovikoodi: 99 (was 1234)"
    )
    assert await chat.presses(staff, "Undo") == "↺ Lehto · Ovikoodi: 1234"
    assert await custom_of(app, "Lehto") == {"ovikoodi": "1234"}
    assert await chat.says(staff, "undo") == "↺ Lehto · Ovikoodi: empty"
    assert await custom_of(app, "Lehto") == {}


@pytest.mark.usefixtures("fields")
async def test_numbers_are_read_and_wrong_ones_refused_by_name(
    app: App, chat: Any, staff: Any
) -> None:
    assert await chat.says(staff, "lehto pinta-ala 120.5") == "✓ Lehto · Pinta-ala: 120.5"
    refused = await chat.says(staff, "lehto pinta-ala suuri")
    assert refused.startswith("! Pinta-ala takes a number such as 12.5, not “suuri”.")
    assert await custom_of(app, "Lehto") == {"pinta_ala": "120.5"}


@pytest.mark.usefixtures("fields")
async def test_a_task_is_meant_by_its_number(app: App, chat: Any, staff: Any) -> None:
    task = await a_task(app, staff)
    said = await chat.says(staff, f"{task.number} takuu 24 kk")
    assert said == f"✓ {task.number} Pump · Takuu (kk): 24"
    short = f"T-{int(task.number[-4:])}"
    assert await chat.says(staff, f"{short} takuu?") == f"{task.number} Pump · Takuu (kk): 24"
    assert (await chat.says(staff, "T-999 takuu 12")).startswith("! This was not found.")


@pytest.mark.usefixtures("fields")
async def test_who_may_be_meant_is_asked_not_guessed(app: App, chat: Any, staff: Any) -> None:
    asked = await chat.says(staff, "heikkisen ovikoodi 5566")
    assert asked == "? Shall I write “5566” there?"
    assert chat.labels() == [
        "Heikkinen Antti · Ovikoodi", "Heikkinen Sirpa · Ovikoodi", "Cancel",
    ]  # fmt: skip
    assert await custom_of(app, "Heikkinen Sirpa") == {}
    told = await chat.presses(staff, "Heikkinen Sirpa")
    assert told == "✓ Heikkinen Sirpa · Ovikoodi: 5566"
    assert await custom_of(app, "Heikkinen Antti") == {}
    assert await custom_of(app, "Heikkinen Sirpa") == {"ovikoodi": "5566"}


@pytest.mark.usefixtures("fields")
async def test_a_sentence_that_names_a_field_is_no_value(app: App, chat: Any, staff: Any) -> None:
    asked = await chat.says(staff, "lehto ovikoodi ei toimi, käytävä korjaamassa")
    assert asked.startswith("? Shall I write")
    assert await custom_of(app, "Lehto") == {}
    booked = await chat.says(staff, "2h lehto ovikoodin vaihto")
    assert booked.startswith("✓ 2 h · Lehto")
    assert await custom_of(app, "Lehto") == {}


@pytest.mark.usefixtures("fields")
async def test_a_report_that_could_be_a_value_is_asked_about(
    app: App, chat: Any, staff: Any
) -> None:
    asked = await chat.says(staff, "lehto ovikoodi 2h")
    assert asked == "? Shall I write “2h” there?"
    assert "No, it is a report" in chat.labels()
    booked = await chat.presses(staff, "No, it is a report")
    assert booked.startswith("✓ 2 h · Lehto")
    assert await custom_of(app, "Lehto") == {}


@pytest.mark.usefixtures("fields")
async def test_a_customer_is_named_in_a_field(app: App, chat: Any, staff: Any) -> None:
    assert await chat.says(staff, "lehto isännöitsijä kallio") == (
        "✓ Lehto · Isännöitsijä: Kallio Oy"
    )
    refused = await chat.says(staff, "lehto isännöitsijä on Virtanen")
    assert refused.startswith(
        "! Nobody is called “Virtanen”. Isännöitsijä takes somebody who is known."
    )
    unclear = await chat.says(staff, "lehto isännöitsijä: heikkinen")
    assert unclear.startswith("! Several are called “heikkinen”.")


@pytest.mark.usefixtures("fields")
async def test_of_whom_is_asked_when_nobody_is_named(chat: Any, staff: Any) -> None:
    assert await chat.says(staff, "ovikoodi 1234") == (
        "? Of which customer? Write the name too, before “Ovikoodi”."
    )
    assert (await chat.says(staff, "takuu?")).startswith("? Of which task?")


@pytest.mark.usefixtures("fields")
async def test_only_who_may_change_customers_fills_their_fields(
    app: App, chat: Any, staff: Any
) -> None:
    async with app.sessions.begin() as session:
        worker = await make.a_member(session, "Ville")
    assert (await chat.says(worker, "lehto ovikoodi 1234")).startswith(
        "! You do not have the right"
    )
    assert await custom_of(app, "Lehto") == {}


async def test_without_fields_nothing_is_different(chat: Any, staff: Any) -> None:
    assert "ovikoodi" not in (await chat.says(staff, "2h lehto ovikoodi")).split("\n")[0]
    assert not (await chat.says(staff, "lehto ovikoodi 1234")).startswith("✓ Lehto ·")


@pytest.fixture
async def installing(app: App, staff: Any) -> tuple[Task, Stage]:
    """A task, and a stage of its workflow that needs two own fields."""
    async with app.sessions.begin() as session:
        warranty = await service.create_field(
            session, BOSS, module="task", label="Takuu", kind=FieldKind.NUMBER, hint="Months"
        )
        place = await service.create_field(
            session, BOSS, module="task", label="Paikka", kind=FieldKind.CHOICE,
            choices=["Katto", "Kellari"],
        )  # fmt: skip
    task = await a_task(app, staff)
    async with app.sessions.begin() as session:
        installed = Stage(
            workflow_id=task.workflow_id, name="Asennettu", position=45,
            required=[f"custom.{one.key}" for one in (warranty, place)],
        )  # fmt: skip
        session.add(installed)
    return task, installed


async def test_a_stage_asks_for_what_it_needs_and_the_answer_moves_the_task(
    app: App, chat: Any, staff: Any, installing: tuple[Task, Stage]
) -> None:
    task, installed = installing
    asked = await chat.says(staff, f"siirrä {task.number} asennettu")
    assert asked.split("\n") == [
        f"{task.number} Pump", "Asennettu needs: Takuu, Paikka. Fill them in first.",
        "? Takuu: write what it is. Months",
    ]  # fmt: skip
    refused = await chat.says(staff, "pitkä")
    assert refused.startswith("! Takuu takes a number such as 12.5, not “pitkä”.")
    following = await chat.says(staff, "24")
    assert following.split("\n") == [
        f"✓ {task.number} Pump · Takuu: 24", "? Paikka: write what it is.",
    ]  # fmt: skip
    moved = await chat.presses(staff, "Katto")
    assert moved.split("\n") == [
        f"✓ {task.number} Pump · Paikka: Katto", f"✓ {task.number} Pump",
        "Now in stage Asennettu",
    ]  # fmt: skip
    async with app.sessions.reading() as session:
        found = await session.get_one(Task, task.id)
    assert (found.stage_id, found.custom) == (installed.id, {"takuu": "24", "paikka": "katto"})

    back = await chat.presses(staff, "Undo")
    assert back.startswith(f"↺ {task.number} Pump")
    async with app.sessions.reading() as session:
        assert (await session.get_one(Task, task.id)).stage_id == task.stage_id


async def test_a_stage_that_is_not_there_is_answered_with_those_that_are(
    app: App, chat: Any, staff: Any
) -> None:
    task = await a_task(app, staff)
    said = await chat.says(staff, f"move {task.number} to moon")
    assert said.startswith(f"? {task.number} can stand in these stages: ")


async def test_hours_are_booked_and_what_they_lack_is_asked_afterwards(
    app: App, chat: Any, staff: Any
) -> None:
    async with app.sessions.begin() as session:
        await service.create_field(
            session, BOSS, module="time_entry", label="Ajoneuvo", is_required=True
        )
    booked = await chat.says(staff, "2h lehto")
    assert booked.startswith("✓ 2 h · Lehto")
    assert booked.split("\n")[-2:] == [
        "! Still missing: Ajoneuvo", "? Ajoneuvo: write what it is.",
    ]  # fmt: skip
    filled = await chat.says(staff, "pakettiauto 3")
    assert filled.startswith("✓ 2 h · Lehto")
    assert filled.endswith("Ajoneuvo: pakettiauto 3")
    async with app.sessions.reading() as session:
        counted = sa.select(TimeEntry.custom).where(TimeEntry.superseded_at.is_(None))
        assert (await session.scalars(counted)).all() == [{"ajoneuvo": "pakettiauto 3"}]

    assert "Still missing: Ajoneuvo" in await chat.says(staff, "1h kallio")
    assert (await chat.says(staff, "1h heikkinen sirpa")).startswith("✓ 1 h · Heikkinen Sirpa")
    undone = await chat.says(staff, "undo")
    assert undone.startswith("↺ 1 h · Heikkinen Sirpa")


async def test_a_stopped_clock_asks_too_and_a_choice_is_tapped(
    app: App, chat: Any, staff: Any, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        await service.create_field(
            session, BOSS, module="time_entry", label="Ajoneuvo", is_required=True,
            kind=FieldKind.CHOICE, choices=["Pakettiauto 3", "Oma auto"],
        )  # fmt: skip
        await service.create_field(
            session, BOSS, module="time_entry", label="Pyörällä", is_required=True,
            kind=FieldKind.YES_NO,
        )  # fmt: skip
    await chat.says(staff, "start lehto")
    clock.shift(timedelta(hours=2))
    stopped = await chat.says(staff, "stop")
    assert "! Still missing: Ajoneuvo, Pyörällä" in stopped
    assert chat.labels()[:2] == ["Pakettiauto 3", "Oma auto"]
    following = await chat.presses(staff, "Oma auto")
    assert following.endswith("Ajoneuvo: Oma auto\n? Pyörällä: write what it is.")
    assert (await chat.presses(staff, "No")).endswith("Pyörällä: No")
    async with app.sessions.reading() as session:
        counted = sa.select(TimeEntry.custom).where(TimeEntry.superseded_at.is_(None))
        assert (await session.scalars(counted)).all() == [
            {"ajoneuvo": "oma_auto", "pyoralla": False}
        ]


async def test_a_move_is_taken_back_by_a_word(app: App, chat: Any, staff: Any) -> None:
    task = await a_task(app, staff)
    async with app.sessions.reading() as session:
        stages = (await session.scalars(
            sa.select(Stage).where(Stage.workflow_id == task.workflow_id).order_by(Stage.position)
        )).all()  # fmt: skip
    doing = stages[1]
    moved = await chat.says(staff, f"{task.number} {doing.name}")
    assert moved.endswith(f"Now in stage {doing.name}")
    assert (await chat.says(staff, "undo")).endswith(f"Now in stage {stages[0].name}")
    async with app.sessions.reading() as session:
        assert (await session.get_one(Task, task.id)).stage_id == task.stage_id


@pytest.mark.usefixtures("fields")
async def test_a_field_costs_a_message_no_statement_unless_it_is_named(
    app: App, chat: Any, staff: Any, queries: Any
) -> None:
    await chat.says(staff, "1h lehto")
    with queries() as seen:
        await chat.says(staff, "2h lehto")
    assert not [one for one in seen if "FROM custom_fields" in one and "SELECT coalesce" not in one]
    assert not [one for one in seen if "field_values" in one]


@pytest.mark.usefixtures("fields")
async def test_all_of_it_is_said_in_the_persons_language(app: App, chat: Any, staff: Any) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Toimisto", *_OFFICE)
        finn = await make.a_member(session, "Aino", roles=[role], language="fi")
        swede = await make.a_member(session, "Bo", roles=[role], language="sv")
    assert (
        await chat.says(finn, "lehdon pinta-ala on 1 234,5") == "✓ Lehto · Pinta-ala: 1\u00a0234,5"
    )
    refused = await chat.says(finn, "lehto pinta-ala suuri")
    assert refused.startswith("! Pinta-ala: anna luku, esimerkiksi 12,5. ”suuri” ei ole luku.")
    assert await chat.says(finn, "mikä on heikkinen antin ovikoodi?") == (
        "Heikkinen Antti · Ovikoodi: ei täytetty"
    )
    assert await chat.says(swede, "vad är ovikoodi hos lehto") == "Lehto · Ovikoodi: inte ifyllt"
    assert (await chat.says(swede, "lehto ovikoodi är 77")) == "✓ Lehto · Ovikoodi: 77"
    assert await chat.presses(swede, "Ångra") == "↺ Lehto · Ovikoodi: tomt"


@pytest.mark.usefixtures("fields")
async def test_a_persons_field_is_found_by_their_name(app: App, chat: Any, staff: Any) -> None:
    async with app.sessions.begin() as session:
        await make.a_request(session, name="Liisa Peltola")
    assert await chat.says(staff, "Liisa Peltola titteli isännöitsijä") == (
        "✓ Liisa Peltola · Titteli: isännöitsijä"
    )
    assert await chat.says(staff, "mikä on Liisa Peltola titteli?") == (
        "Liisa Peltola · Titteli: isännöitsijä"
    )
    assert not (await chat.says(staff, "Nobody Known titteli johtaja")).startswith("✓")


async def test_a_field_with_an_everyday_name_steals_no_report(
    app: App, chat: Any, staff: Any
) -> None:
    async with app.sessions.begin() as session:
        for module in ("customer", "time_entry", "task"):
            await service.create_field(session, BOSS, module=module, label="Koko")
            await service.create_field(session, BOSS, module=module, label="Tunti")
    assert (await chat.says(staff, "2 tuntia lehto")).startswith("✓ 2 h · Lehto")
    assert (await chat.says(staff, "koko päivä kallio")).startswith("? ")
    for words in ("lehto koko päivä", "heikkinen sirpalla tunti"):
        assert not (await chat.says(staff, words)).startswith("✓ Lehto · Koko")
    assert await custom_of(app, "Lehto") == {}
    async with app.sessions.reading() as session:
        assert set((await session.scalars(sa.select(TimeEntry.note))).all()) <= {""}
        held = (await session.scalars(sa.select(TimeEntry.custom))).all()
    assert all(custom == {} for custom in held)
