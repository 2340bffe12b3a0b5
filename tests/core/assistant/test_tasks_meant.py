"""Which task is meant by words, what stays hours, and who may do what; doubt asks."""

from datetime import date

import pytest

from core.access.permissions import Permission
from core.startup import App
from core.work.models import Stage, Task
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.tasks_at_hand import a_task, comments, hours, now

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
        role = await make.a_role(session, "Reader", Permission.SEE_ALL_TASKS, Permission.LOG_HOURS)
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
