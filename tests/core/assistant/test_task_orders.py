"""Tasks by chat: moved, given, dated, commented and finished in words; doubt asks, rules refuse."""

from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import Actor
from core.discussion.models import Comment
from core.startup import App
from core.timesheets.models import TimeEntry
from core.work import service as work
from core.work.models import Stage, StageKind, Task, Workflow
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.work.stages import limit

STAGES = {"Uusi": StageKind.OPEN, "Työn alla": StageKind.OPEN, "Klar": StageKind.OPEN,
          "Done": StageKind.DONE}  # fmt: skip


@pytest.fixture
async def stages(app: App) -> dict[str, Stage]:
    """The company's workflow."""
    async with app.sessions.begin() as session:
        workflow = Workflow(name="Työ", is_default=True)
        workflow.stages = [
            Stage(name=name, kind=kind, position=10 * at)
            for at, (name, kind) in enumerate(STAGES.items(), 1)
        ]
        session.add(workflow)
        await session.flush()
        return {one.name: one for one in workflow.stages}


@pytest.fixture
async def task(app: App, company: Company, stages: dict[str, Stage]) -> Task:
    """Sam's task number 1."""
    return await a_task(app, company.sam, "Pumpun vaihto")


async def a_task(app: App, doer: Any, title: str, **more: Any) -> Task:
    async with app.sessions.begin() as session:
        actor = make.actor_of(doer) if doer is not None else Actor("system", name="Test")
        given = {"doer_id": doer.id if doer is not None else None, **more}
        return await work.create_task(session, actor, title=title, **given)


async def now(app: App, task: Task) -> Task:
    async with app.sessions.reading() as session:
        found = await session.get_one(Task, task.id)
        await session.refresh(found, ["stage"])
        return found


async def comments(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        found = await session.scalars(sa.select(Comment.text).order_by(Comment.id))
        return [one or "" for one in found]


async def hours(app: App) -> list[int]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(TimeEntry.worked_minutes)))


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
        role = await make.a_role(session, "Lead", *make.FIELD, "see_all_tasks")
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


# ------------------------------------------------------------------ which one is meant


async def test_a_card_that_is_answered_is_meant(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    await a_task(app, company.sam, "Pumppu huolto")
    await chat.says(company.sam, "T-1")
    ref = chat.last_ref
    assert (await chat.says(company.sam, "työn alle", reply_to=ref)).endswith("stage Työn alla")
    assert (await chat.says(company.sam, "by friday", reply_to=ref)).endswith("Due: Fri 3 Apr")
    asked = await chat.says(company.sam, "seals are on the shelf", reply_to=ref)
    assert asked == "? T-2026-0001 Pumpun vaihto\nShall I add this as a comment?"
    assert await comments(app) == []
    await chat.presses(company.sam, "Add the comment")
    assert await comments(app) == ["seals are on the shelf"]
    assert (await chat.says(company.sam, "2h lehto", reply_to=ref)).startswith("✓ 2 h · Lehto")
    assert (await chat.says(company.sam, "finished", reply_to=ref)).startswith("■ Pumpun")
    assert not (await now(app, task)).is_open


async def test_of_several_titles_one_is_asked_for(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    other = await a_task(app, company.sam, "Pumpun huolto")
    strange = await a_task(app, company.matti, "Pumpun maalaus")
    assert await chat.says(company.sam, "pumppu valmis") == "? Which task do you mean?"
    assert chat.labels() == [
        "T-2026-0002 Pumpun huolto", "T-2026-0001 Pumpun vaihto", "Cancel",
    ]  # fmt: skip
    assert (await now(app, task)).is_open
    await chat.presses(company.sam, "T-2026-0001")
    assert [(await now(app, one)).is_open for one in (task, other, strange)] == [False, True, True]
    await chat.says(company.sam, "move pumpun huolto to klar")
    assert (await now(app, other)).stage.name == "Klar"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("T-1 2h lehto", None), ("lehto 2h T-1", 120), ("T-1 lehto 8-16", 480),
     ("T-1 done, 3h lehto", 180), ("2h lehto pumpun vaihto valmis", 120), ("lehto 8-16 valmis", 480)],
)  # fmt: skip
async def test_hours_with_a_number_in_them_stay_hours(
    app: App, chat: Chat, company: Company, task: Task, text: str, minutes: int | None
) -> None:
    await chat.says(company.sam, text)
    assert await hours(app) == ([minutes] if minutes else [])
    found = await now(app, task)
    assert (found.is_open, found.due_on, found.stage.name) == (True, None, "Uusi")


@pytest.mark.parametrize(
    "text",
    ["T-1 ei valmis", "T-1 3", "T-1 eilen", "pumppu ehkä valmis", "katto valmis", "T-1 Matti",
     "give T-1 to Pekka", "T-1 inte klar"],
)  # fmt: skip
async def test_what_is_unclear_changes_nothing(
    app: App, chat: Chat, company: Company, task: Task, text: str
) -> None:
    said = await chat.says(company.sam, text)
    assert said.startswith(("?", "I found nothing"))
    found = await now(app, task)
    assert (found.is_open, found.due_on, found.stage.name) == (True, None, "Uusi")
    assert found.doer_id == company.sam.id


@pytest.mark.parametrize("text", ["onko T-1 valmis?", "T-1 done?", "is T-1 late?", "T-1?"])
async def test_a_question_about_a_task_shows_it(
    app: App, chat: Chat, company: Company, task: Task, text: str
) -> None:
    assert (await chat.says(company.sam, text)).startswith("T-2026-0001 Pumpun vaihto\nUusi")
    assert (await now(app, task)).is_open


async def test_what_may_be_a_correction_of_hours_asks(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    await chat.says(company.sam, "2h lehto")
    said = await chat.says(company.sam, "flytta pumpun vaihto till fredag")
    assert said == "? Which task do you mean?"
    assert chat.labels() == ["T-2026-0001 Pumpun vaihto", "Cancel"]
    assert (await now(app, task)).due_on is None
    await chat.presses(company.sam, "T-2026-0001")
    assert (await now(app, task)).due_on == date(2026, 4, 3)
    assert await hours(app) == [120]


# ------------------------------------------------------------------ who may


async def test_what_is_hidden_is_not_there(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage]
) -> None:
    strange = await a_task(app, company.matti, "Salainen")
    for text in ("T-1", "T-1 done", "move T-1 to klar", "give T-1 to Sam", "T-1 by friday",
                 "comment T-1: hei", "otan T-1"):  # fmt: skip
        said = await chat.says(company.sam, text)
        assert said.startswith("! This was not found."), text
        assert "Salainen" not in said
    for verb in ("task", "move", "due", "give", "later", "takeit", "remark", "done", "todo"):
        said = await chat.sends(company.sam, f"{verb}:{strange.id.hex}", "1")
        assert said.startswith("! This was not found."), verb
    found = await now(app, strange)
    assert (found.doer_id, found.is_open, found.due_on) == (company.matti.id, True, None)
    assert await comments(app) == []


async def test_whoever_only_sees_a_task_comments_and_changes_nothing(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage]
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Reader", "see_all_tasks", "log_hours")
        reader = await make.a_member(session, "Rita", roles=[role])
    made = await a_task(app, company.matti, "Pumpun vaihto")
    await chat.says(reader, "T-1")
    assert chat.labels() == (["Comment"] if chat.channel == "telegram" else ["Comment", "Open"])
    assert (await chat.says(reader, "T-1 to Sam")).startswith("! You do not have the right")
    assert (await chat.says(reader, "move T-1 to klar")).startswith("! You see this task but")
    assert (await chat.says(reader, "comment T-1: nice")).startswith("✓ T-2026-0001")
    found = await now(app, made)
    assert (found.doer_id, found.stage.name) == (company.matti.id, "Uusi")


async def test_a_task_that_somebody_has_is_taken_only_by_a_tap_that_says_so(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage]
) -> None:
    free = await a_task(app, None, "Vapaa")
    held = await a_task(app, company.sam, "Varattu")
    assert (await chat.says(company.anna, "I take T-1")).endswith("Doer: Anna")
    assert (await now(app, free)).doer_id == company.anna.id
    assert (await chat.says(company.anna, "I take T-2")).endswith("Sam does it already.")
    assert (await now(app, held)).doer_id == company.sam.id
    await chat.presses(company.anna, "Give it to me")
    assert (await now(app, held)).doer_id == company.anna.id


async def test_by_text_message_no_task_is_touched(
    app: App, sms: Chat, company: Company, task: Task
) -> None:
    async with app.sessions.begin() as session:
        member = await session.get_one(type(company.sam), company.sam.id)
        member.sms_may_log = True
    said = await sms.says(company.sam, "T-1 done")
    assert "T-2026-0001" not in said
    assert (await now(app, task)).is_open


async def test_a_task_is_put_aside_until_a_day(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    assert (await chat.says(company.sam, "postpone T-1 to monday")).endswith(
        "Put aside until Mon 6 Apr"
    )
    aside = chat.last_ref
    assert await chat.says(company.sam, "my tasks") == "No open tasks."
    assert (await chat.presses(company.sam, "Undo", aside)).endswith("It is in sight again.")
    await chat.sends(company.sam, f"later:{task.id.hex}", chat.last_ref)
    assert chat.labels()[0] == "In an hour"
    assert (await chat.presses(company.sam, "Wed 1 Apr")).endswith("Put aside until Wed 1 Apr")
