"""Bare words of undoing mean the newest thing done for the person, wherever and whatever it was."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.outbound.cards import press
from core.startup import App
from core.timesheets.models import Timer
from core.work.models import Reminder, Task
from tests import make
from tests.core.assistant.conftest import Chat, Company, a_chat
from tests.core.assistant.test_questions import booked


@pytest.mark.parametrize("word", ["kumoa", "ångra", "undo"])
async def test_a_task_made_last_is_put_away_and_the_booking_before_it_stays(
    chat: Chat, company: Company, app: App, word: str
) -> None:
    await chat.says(company.sam, "bell 3 h")
    await chat.says(company.sam, "remind me on friday to order pipes")
    card = await chat.says(company.sam, word)

    assert card.startswith("↺ order pipes")
    assert len(await booked(app)) == 1
    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    assert task.archived_at is not None
    assert (await chat.says(company.sam, word)).startswith("↺ 3 h · Bell")
    assert await booked(app) == []


async def test_a_started_timer_is_dropped(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "bell 3 h")
    await chat.says(company.sam, "start lehto")
    card = await chat.says(company.sam, "undo")

    assert card == "↺ Lehto · 0 min\nThe timer was dropped. Nothing was booked."
    async with app.sessions.reading() as session:
        timer = (await session.scalars(sa.select(Timer))).one()
    assert timer.stopped_at is not None
    assert len(await booked(app)) == 1


async def test_a_taken_request_goes_back_to_the_team_with_its_task(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    async with app.sessions.begin() as session:
        request = await make.a_request(session, subject="Leaking tap")
    await chat.sends(company.sam, press("take", request.id), "50")
    card = await chat.says(company.sam, "undo")

    assert card.startswith("↺ R-2026-0001 · Leaking tap")
    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(ContactRequest))).one()
        task = (await session.scalars(sa.select(Task))).one()
    assert row.assignee_id is None
    assert task.archived_at is not None
    assert len(await booked(app)) == 1


async def test_a_reminder_asked_for_last_is_dropped(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "remind me on friday to order pipes")
    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    await chat.sends(company.sam, press("remindme", task.id, "60"), "50")
    assert await chat.says(company.sam, "undo") == "↺ The reminder was dropped."
    async with app.sessions.reading() as session:
        reminder = (await session.scalars(sa.select(Reminder))).one()
        task = (await session.scalars(sa.select(Task))).one()
    assert reminder.done_at is not None
    assert task.archived_at is None


async def test_what_was_done_on_another_channel_is_undone(company: Company, app: App) -> None:
    telegram, web = await a_chat(app, "telegram"), await a_chat(app, "webchat")
    await web.says(company.sam, "lehto 1 h")
    await telegram.says(company.sam, "bell 3 h")
    assert (await web.says(company.sam, "undo")).startswith("↺ 3 h · Bell")
    assert len(await booked(app)) == 1


async def test_all_rows_of_one_message_are_undone_together(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h, lehto 1 h")
    assert (await chat.says(company.sam, "undo")).startswith("↺ 3 h · Bell")
    assert await booked(app) == []


async def test_nobody_elses_and_no_older_doing_is_undone(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    await chat.says(company.sam, "bell 3 h")
    assert (await chat.says(company.maria, "ångra")).startswith("! ")
    clock.shift(timedelta(hours=25))
    card = await chat.says(company.sam, "undo")
    assert card.startswith("! I did nothing for you in the last day")
    assert len(await booked(app)) == 1
    assert (await chat.says(company.sam, "undo the bell 3h")).startswith("↺ 3 h · Bell")


async def test_an_open_question_is_given_up_before_anything_booked_is_undone(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    await chat.says(company.sam, "2 h heikkinen")
    card = await chat.says(company.sam, "undo")
    assert card == "↺ Cancelled. Nothing was booked.\n“2 h heikkinen”"
    assert len(await booked(app)) == 1


async def test_an_answer_that_was_sent_is_not_said_to_be_undone(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    async with app.sessions.begin() as session:
        mailbox = await make.a_source(session, address="office@work.example")
        await make.a_request(session, subject="Leaking tap", source=mailbox)
    await chat.says(company.sam, "answer R-1 I come tomorrow")
    card = await chat.says(company.sam, "undo")
    assert card.endswith("This cannot be taken back by a word. Nothing was changed.")
    assert len(await booked(app)) == 1
