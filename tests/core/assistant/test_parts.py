"""Parts that a company does without: their words and buttons are answered by one sentence."""

import pkgutil
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.assistant import parts, skills
from core.assistant.turns import presses
from core.settings import keys
from core.settings.service import set_value
from core.startup import App
from core.timesheets.models import TimeEntry, Timer
from core.work.models import Stage, Task
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.tasks_at_hand import a_task, now

NO_WORK = {
    "en": "! Your company does not use this: Tasks and workflows.",
    "fi": "! Yrityksesi ei käytä tätä: Tehtävät ja työnkulut.",
    "sv": "! Ert företag använder inte detta: Uppgifter och arbetsflöden.",
}
NO_HOURS = "! Your company does not use this: Hours."


async def turn_off(app: App, *names: str) -> None:
    async with app.sessions.begin() as session:
        await set_value(session, system("test"), keys.MODULES_OFF, " ".join(names))


def test_every_skill_says_which_part_it_belongs_to() -> None:
    there = {one.name for one in pkgutil.iter_modules(skills.__path__)}
    answering = {one.__module__.rpartition(".")[2] for one in presses.values()}
    assert answering <= parts.GENERAL.keys()
    assert parts.GENERAL.keys() <= there | {"refusals"}


@pytest.mark.parametrize(
    "text",
    ["my tasks", "T-1", "T-1 done", "move T-1 to klar", "give T-1 to Matti", "T-1 by friday?",
     "comment T-1: hello", "what is late", "what does Matti have", "remind me tomorrow to call",
     "task 1 done", "onko T-1 valmis?", "/tasks"],
)  # fmt: skip
async def test_without_tasks_nothing_is_done_with_them(
    app: App, chat: Chat, company: Company, task: Task, text: str
) -> None:
    await turn_off(app, "work")
    assert await chat.says(company.sam, text) == NO_WORK["en"]
    found = await now(app, task)
    assert (found.is_open, found.due_on, found.doer_id) == (True, None, company.sam.id)


@pytest.mark.parametrize(
    ("who", "text"),
    [("matti", "omat tehtävät"), ("matti", "siirrä T-1 työn alle"), ("matti", "mikä on myöhässä"),
     ("maria", "mina uppgifter"), ("maria", "ge T-1 till Matti"), ("maria", "vad är försenat")],
)  # fmt: skip
async def test_it_is_said_in_the_persons_language(
    app: App, chat: Chat, company: Company, task: Task, who: str, text: str
) -> None:
    await turn_off(app, "work")
    member = getattr(company, who)
    assert await chat.says(member, text) == NO_WORK[member.language]


async def test_the_buttons_of_older_cards_do_nothing_either(
    app: App, chat: Chat, company: Company, task: Task
) -> None:
    await chat.says(company.sam, "T-1")
    card = chat.last_ref
    await chat.says(company.sam, "2h lehto")
    await turn_off(app, "work", "hours")
    assert await chat.presses(company.sam, "Done", card) == NO_WORK["en"]
    assert (await now(app, task)).is_open
    for verb in ("week", "start", "stop", "same", "note"):
        assert await chat.sends(company.sam, f"{verb}:", card) == NO_HOURS


@pytest.mark.parametrize(
    "text",
    ["2h lehto", "start lehto", "stop", "my week", "today", "no, 3h", "lehto 3", "28 km lehto",
     "send my week", "what is missing this week", "my balance", "add note: key is next door",
     "Lehto Ulkovuoraus hours", "timer"],
)  # fmt: skip
async def test_without_hours_none_are_booked(
    app: App, chat: Chat, company: Company, text: str
) -> None:
    await turn_off(app, "hours")
    assert await chat.says(company.sam, text) == NO_HOURS
    async with app.sessions.reading() as session:
        assert list(await session.scalars(sa.select(TimeEntry))) == []
        assert list(await session.scalars(sa.select(Timer))) == []


async def test_absences_and_time_banks_have_their_own_switch(
    app: App, chat: Chat, company: Company
) -> None:
    await turn_off(app, "absences", "banks")
    assert await chat.says(company.sam, "I am sick today") == (
        "! Your company does not use this: Absences."
    )
    assert await chat.says(company.sam, "Lehto time bank") == (
        "! Your company does not use this: Time banks."
    )
    assert (await chat.says(company.sam, "2h lehto")).startswith("✓ 2 h · Lehto")


async def test_help_speaks_of_what_is_in_use(app: App, chat: Chat, company: Company) -> None:
    both = await chat.says(company.sam, "help")
    assert "my week" in both
    assert "my tasks" in both
    await turn_off(app, "hours")
    assert "my week" not in await chat.says(company.sam, "help")
    assert chat.labels() == ["My tasks"]
    assert (await chat.says(company.sam, "purple")) == "I found nothing to do in this."
    await turn_off(app, "work")
    assert "my tasks" not in await chat.says(company.sam, "help")


async def test_a_request_is_taken_without_a_task(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage]
) -> None:
    async with app.sessions.begin() as session:
        await make.a_request(session)
    await turn_off(app, "work")
    assert (await chat.says(company.anna, "I take R-1")).endswith("It is yours.")
    async with app.sessions.reading() as session:
        assert list(await session.scalars(sa.select(Task))) == []


async def test_what_is_open_for_a_customer_is_then_their_requests(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage]
) -> None:
    async with app.sessions.begin() as session:
        kallio = await make.a_customer(session, "Kallio")
        await make.a_request(session, subject="Tap", customer_id=kallio.id)
    made: Any = await a_task(app, company.anna, "Pumpun vaihto", customer_id=kallio.id)
    await turn_off(app, "work")
    said = await chat.says(company.anna, "what is open for Kallio")
    assert "R-2026-0001" in said
    assert made.number not in said
