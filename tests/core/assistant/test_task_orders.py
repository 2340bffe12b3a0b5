"""Tasks by chat: moved, given, dated, commented and finished in words; doubt asks, rules refuse."""

from datetime import date, time

import pytest

from core.access.permissions import Permission
from core.startup import App
from core.work import service as work
from core.work.models import Stage, Task
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.tasks_at_hand import a_task, comments, hours, now
from tests.core.work.stages import limit

# ------------------------------------------------------------------ the card


async def test_a_list_opens_a_card_with_all_that_can_be_done(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage]
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Kallio")
    made = await a_task(app, company.sam, "Pumpun vaihto", customer_id=customer.id,
                        due_on=date(2026, 3, 30))  # fmt: skip
    async with app.sessions.begin() as session:
        actor = make.actor_of(company.sam)
        first = await work.add_item(session, actor, made.id, text="Seals")
        await work.add_item(session, actor, made.id, text="Test run")
        await work.tick_item(session, actor, first.id)

    listed = await chat.says(company.sam, "my tasks")
    assert listed == "1. T-2026-0001 · Pumpun vaihto · Mon 30 Mar (late) · Kallio"
    card = await chat.presses(company.sam, "1")

    assert card.split("\n") == [
        "T-2026-0001 Pumpun vaihto", "Uusi · Kallio", "Due: Mon 30 Mar (late)", "Doer: Sam",
        "Checklist: 1 of 2 done",
    ]  # fmt: skip
    wanted = ["Done", "Move…", "Comment", "Due…", "Give to…"]
    assert chat.labels() == (wanted if chat.channel == "telegram" else [*wanted, "Open"])


async def test_the_menu_of_moves_shows_what_is_allowed_and_says_who_may_the_rest(
    app: App, chat: Chat, company: Company, task: Task, stages: dict[str, Stage]
) -> None:
    async with app.sessions.begin() as session:
        checkers = await make.a_role(session, "Checkers")
        hidden = await make.a_role(session, "Bosses")
        await limit(session, await session.get_one(Stage, stages["Klar"].id), uses=[checkers])
        await limit(session, await session.get_one(Stage, stages["Done"].id), sees=[hidden])

    await chat.says(company.sam, "T-1")
    menu = await chat.presses(company.sam, "Move")
    assert menu.split("\n") == [
        "? T-2026-0001 Pumpun vaihto", "Now in stage Uusi",
        "! Klar: Into Klar tasks are moved by: Checkers. Ask one of them to move this one.",
    ]  # fmt: skip
    assert chat.labels() == ["Työn alla", "Back"]
    assert (await chat.presses(company.sam, "Työn")).endswith("Now in stage Työn alla")
    assert (await now(app, task)).stage.name == "Työn alla"
    refused = await chat.says(company.sam, "move T-1 to klar")
    assert refused.startswith("! Into Klar tasks are moved by: Checkers.")
    assert "Done" not in await chat.says(company.sam, "move T-1 to done")
    assert (await now(app, task)).stage.name == "Työn alla"


# ------------------------------------------------------------------ sentences


@pytest.mark.parametrize(
    ("who", "text", "stage"),
    [("matti", "siirrä T-1 työn alle", "Työn alla"), ("matti", "T-1 työn alla", "Työn alla"),
     ("maria", "flytta T-1 till klar", "Klar"), ("maria", "T-2026-0001 klar", "Klar"),
     ("sam", "move T-1 to done", "Done"), ("sam", "T-1 done", "Done"),
     ("matti", "T-1 valmis", "Done"), ("matti", "merkitse T-1 tehdyksi", "Done"),
     ("sam", "mark T-1 as completed", "Done"), ("maria", "T-1 är färdig", "Done")],
)  # fmt: skip
async def test_a_task_is_moved_and_finished_by_its_number(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage], who: str, text: str,
    stage: str,
) -> None:  # fmt: skip
    made = await a_task(app, getattr(company, who), "Pumpun vaihto")
    said = await chat.says(getattr(company, who), text)
    assert "T-2026-0001" in said
    assert (await now(app, made)).stage.name == stage
    assert await hours(app) == []


@pytest.mark.parametrize(
    ("who", "text"),
    [("sam", "give T-1 to Matti"), ("sam", "give Matti T-1"), ("matti", "anna T-1 Matille"),
     ("maria", "ge T-1 till Matti"), ("matti", "siirrä T-1 Matille"), ("sam", "T-1 to Matti"),
     ("maria", "ge pumpun vaihto till Matti"), ("matti", "anna pumppu Matille"),
     ("sam", "give Matti the pumpun vaihto")],
)  # fmt: skip
async def test_a_task_is_given_and_taken_back(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage], who: str, text: str
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Lead", *make.FIELD, Permission.SEE_ALL_TASKS)
        members = {"sam": "en", "matti": "fi", "maria": "sv"}
        lead = await make.a_member(session, "Lena", roles=[role], language=members[who])
    made = await a_task(app, lead, "Pumpun vaihto")
    said = await chat.says(lead, text)
    assert said.startswith("✓ T-2026-0001 Pumpun vaihto")
    assert (await now(app, made)).doer_id == company.matti.id
    labels = {"sam": "Undo", "matti": "Kumoa", "maria": "Ångra"}
    assert (await chat.presses(lead, labels[who])).startswith("↺")
    assert (await now(app, made)).doer_id == lead.id


@pytest.mark.parametrize(
    ("who", "text", "due", "at"),
    [("matti", "T-1 perjantaiksi", 3, None), ("matti", "siirrä T-1 määräpäivä perjantaille", 3, None),
     ("matti", "siirrä T-1 perjantaille", 3, None), ("maria", "T-1 till fredag kl 10", 3, time(10)),
     ("sam", "T-1 by friday", 3, None), ("sam", "pumpun vaihto valmis", None, None),
     ("sam", "T-1 due tomorrow", 1, None), ("maria", "flytta pumpun vaihto till fredag", 3, None)],
)  # fmt: skip
async def test_a_task_gets_its_day(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage], who: str, text: str,
    due: int | None, at: time | None,
) -> None:  # fmt: skip
    made = await a_task(app, getattr(company, who), "Pumpun vaihto")
    assert "T-2026-0001" in await chat.says(getattr(company, who), text)
    found = await now(app, made)
    assert (found.due_on, found.due_time) == (due and date(2026, 4, due), at)
    assert found.is_open is (due is not None)


async def test_a_bare_day_is_asked_about_and_chosen_by_a_tap(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    asked = await chat.says(company.sam, "T-1 fri")
    assert asked.endswith("When is it due? Tap a day or write one.")
    assert (await now(app, task)).due_on is None
    assert chat.labels() == ["Fri 3 Apr", "Back"]
    assert (await chat.presses(company.sam, "Fri")).endswith("Due: Fri 3 Apr")
    assert (await now(app, task)).due_on == date(2026, 4, 3)
    assert (await chat.says(company.sam, "undo")).endswith("No due date.")
    assert (await now(app, task)).due_on is None


async def test_a_menu_takes_a_typed_answer_and_gives_way_to_anything_else(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    await chat.says(company.sam, "T-1")
    await chat.presses(company.sam, "Due")
    assert (await chat.says(company.sam, "next monday")).endswith("Due: Mon 6 Apr")
    await chat.says(company.sam, "T-1")
    await chat.presses(company.sam, "Give to")
    assert "To me" not in chat.labels()
    assert (await chat.says(company.sam, "2h lehto")).startswith("✓ 2 h · Lehto")
    assert (await now(app, task)).doer_id == company.sam.id
    await chat.says(company.sam, "T-1")
    await chat.presses(company.sam, "Give to")
    assert (await chat.presses(company.sam, "Matti")).endswith("Doer: Matti")
    assert (await now(app, task)).doer_id == company.matti.id


@pytest.mark.parametrize(
    ("who", "text"),
    [("matti", "kommentoi T-1: tiivisteet ovat hyllyssä 3"),
     ("maria", "kommentera T-1: tiivisteet ovat hyllyssä 3"),
     ("sam", "comment T-1: tiivisteet ovat hyllyssä 3"),
     ("sam", "comment on the pumpun vaihto: tiivisteet ovat hyllyssä 3"),
     ("matti", "kommentoi pumppu: tiivisteet ovat hyllyssä 3")],
)  # fmt: skip
async def test_a_comment_is_added_as_it_was_written(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage], who: str, text: str
) -> None:
    await a_task(app, getattr(company, who), "Pumpun vaihto")
    said = await chat.says(getattr(company, who), text)
    assert said.startswith("✓ T-2026-0001 · Pumpun vaihto")
    assert await comments(app) == ["tiivisteet ovat hyllyssä 3"]


async def test_the_button_asks_for_a_comment(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    await chat.says(company.sam, "T-1")
    await chat.presses(company.sam, "Comment")
    await chat.says(company.sam, "T-1 done")  # taken as it is: colleagues read it
    assert await comments(app) == ["T-1 done"]
    assert (await now(app, task)).is_open
    await chat.says(company.sam, "T-1")
    await chat.presses(company.sam, "Comment")
    await chat.says(company.sam, "undo", reply_to=chat.last_ref)
    assert (await now(app, task)).archived_at is None
