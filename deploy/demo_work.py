"""The demo company's own way of working: workflows, fields, notes, boards with cards on them."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.discussion import service as discussion
from core.discussion.policies import COMPANY
from core.fields.models import FieldKind, Module
from core.fields.service import create_field
from core.kit import clock
from core.people import service as people
from core.people.models import Customer
from core.views.saving import save_view
from core.work import service as work
from core.work.models import StageColor, Task

TYPES = (("Soitto", StageColor.BLUE), ("Käynti kohteessa", StageColor.GREEN),
         ("Tarjouksen läpikäynti", StageColor.PURPLE))  # fmt: skip
CHECKLIST = ("Sulje vesi", "Vaihda tiiviste", "Koeponnista", "Kuvat asiakkaalle")
DOOR_CODE = {"Asunto Oy Tuulimylly": "4711", "Brf Kyrkbacken": "1888", "Päiväkoti Peippo": "2205"}
SCRIPT = (
    "Huoltosopimuksen tarjoaminen",
    (
        "1. Kysy, milloin laitteet on viimeksi huollettu.\n"
        "2. Kerro, mitä vuosihuolto sisältää ja mitä se säästää.\n"
        "3. Ehdota aikaa ensi viikolle. Kirjaa lupaus tehtäväksi."
    ),
)
SALES = (
    ("Lämpöpumpun uusinta", "Heikkinen Sirpa", 1, 20, 0), ("Huoltosopimus 2027", "Päiväkoti Peippo", 2, 50, 1),
    ("Linjasaneerauksen tarjous", "Asunto Oy Tuulimylly", 3, 70, 1),
    ("Offert: byte av radiatorer", "Brf Kyrkbacken", 0, 0, 0),
)  # fmt: skip
"""Title, customer, stage by its place, per cent done, priority."""


async def fill_work(
    session: AsyncSession, owner: Actor, crew: dict[str, Actor], customers: dict[str, Customer],
    first: Task,
) -> None:  # fmt: skip
    """Everything beside the first tasks; `first` gets a checklist, a comment and an activity."""
    await _fields(session, owner, customers)
    for name, closed in (("Suunnitteilla", False), ("Käynnissä", False), ("Valmis", True)):
        await work.create_status(session, owner, name=name, is_closed=closed)
    types = [await work.create_type(session, owner, name=name, color=color)
             for name, color in TYPES]  # fmt: skip
    await _first_task(session, owner, crew, first, [one.id for one in types])
    await _sales(session, owner, crew, customers)
    await _recurring(session, owner, crew, customers)
    await discussion.add_note(session, owner, COMPANY, None, title=SCRIPT[0], text=SCRIPT[1])
    await save_view(
        session, owner, "task", name="Kiireelliset", columns=["title", "customer", "doer", "due_on"],
        sort={"by": "due_on", "down": False}, for_everybody=True,
        criteria={"all": [{"column": "is_open", "op": "is", "value": "yes"},
                          {"column": "priority", "op": "is", "value": "1"}]},
    )  # fmt: skip


async def _fields(session: AsyncSession, owner: Actor, customers: dict[str, Customer]) -> None:
    code = await create_field(session, owner, module=Module.CUSTOMER, label="Ovikoodi")
    await create_field(
        session, owner, module=Module.TASK, label="Takuu, kk", kind=FieldKind.NUMBER,
        hint="Kuinka monta kuukautta työllä on takuuta.",
    )  # fmt: skip
    for name, door in DOOR_CODE.items():
        await people.change_customer(session, owner, customers[name].id, custom={code.key: door})


async def _first_task(
    session: AsyncSession, owner: Actor, crew: dict[str, Actor], task: Task, types: list[UUID]
) -> None:
    matti, lena = crew["Matti Virtanen"], crew["Lena Holm"]
    for text in CHECKLIST:
        item = await work.add_item(session, owner, task.id, text=text)
        if text == CHECKLIST[0]:
            await work.tick_item(session, matti, item.id, done=True)
    await discussion.add_comment(
        session, lena, "task", task.id, text="@Matti, tiivisteet ovat varastossa hyllyssä 3."
    )
    await work.create_activity(
        session, owner, task.id, staff_id=lena.staff_id, type_id=types[0],
        text="Sovi asiakkaan kanssa avaimista", due_on=_tomorrow(owner),
    )  # fmt: skip


async def _sales(
    session: AsyncSession, owner: Actor, crew: dict[str, Actor], customers: dict[str, Customer]
) -> None:
    workflow = await work.create_workflow(session, owner, template="sales")
    stages = sorted(workflow.stages, key=lambda stage: stage.position)
    lena = crew["Lena Holm"]
    for title, customer, place, percent, priority in SALES:
        await work.create_task(
            session, owner, title=title, workflow_id=workflow.id, stage_id=stages[place].id,
            customer_id=customers[customer].id, doer_id=lena.id, responsible_id=owner.id,
            percent=percent, priority=priority, planned_minutes=120,
            due_on=_tomorrow(owner) + timedelta(days=3 * place),
        )  # fmt: skip


async def _recurring(
    session: AsyncSession, owner: Actor, crew: dict[str, Actor], customers: dict[str, Customer]
) -> None:
    await work.create_recurrence(
        session, owner, title="Ilmanvaihdon viikkotarkastus", rule="FREQ=WEEKLY;BYDAY=MO",
        starts_on=_tomorrow(owner), customer_id=customers["Päiväkoti Peippo"].id,
        staff_ids=[crew["Matti Virtanen"].staff_id], planned_minutes=60, on_holiday="after",
    )  # fmt: skip


def _tomorrow(owner: Actor) -> date:
    return clock.today(owner.zone) + timedelta(days=1)
