"""Timers by words and buttons: start, switch, stop; nothing is guessed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.startup import App
from core.timesheets.models import Timer
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.test_questions import booked


async def test_a_timer_starts_switches_and_stops(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    assert await chat.says(company.sam, "start bell") == "▶ Bell\nRunning since 15:05"
    clock.shift(timedelta(hours=1, minutes=30))
    card = await chat.says(company.sam, "start lehto")
    assert card == "■ 1.5 h · Bell\n▶ Lehto\nRunning since 16:35"
    clock.shift(timedelta(minutes=45))
    card = await chat.presses(company.sam, "Stop")

    assert card == "■ 0.75 h · Lehto\nTue 31 Mar 16:35–17:20\nToday 2.25 h of 7.5 h"
    assert chat.labels()[:2] == ["Undo", "Change"]
    assert [entry.worked_minutes for entry in await booked(app)] == [90, 45]


async def test_a_said_time_counts(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "started at bell at 13.00")
    card = await chat.says(company.sam, "stopped at 2.40")
    assert card.startswith("■ 1 h 40 min · Bell\nTue 31 Mar 13:00–14:40")


async def test_a_late_message_counts_from_when_it_was_sent(
    telegram: Chat, company: Company
) -> None:
    card = await telegram.says(
        company.sam, "start bell", sent_at=datetime(2026, 3, 31, 5, 30, tzinfo=UTC)
    )
    assert card == "▶ Bell\nRunning since 08:30"


async def test_a_stop_pressed_twice_books_once(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    await chat.says(company.sam, "start bell")
    running = chat.last_ref
    stop = chat.shown[running].rows[0][0].data
    clock.shift(timedelta(hours=1))
    await chat.presses(company.sam, "Stop")
    card = await chat.sends(company.sam, stop, running)
    assert "This timer was stopped before." in (chat.toast or card)
    assert len(await booked(app)) == 1


async def test_a_timer_of_yesterday_asks_when_the_work_ended(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    clock.move_to(datetime(2026, 3, 30, 5, 0, tzinfo=UTC))  # Monday 8.00
    await chat.says(company.sam, "start bell")
    clock.move_to(datetime(2026, 3, 31, 4, 0, tzinfo=UTC))
    card = await chat.says(company.sam, "stop")
    assert card == ("! The timer has run since Mon 30 Mar 08:00: Bell. When did the work end?")
    assert chat.labels() == ["Ended at 15:30", "Ended at 16:00", "Still going on", "Do not book it"]
    card = await chat.presses(company.sam, "Ended at 15:30")
    assert card.startswith("■ 7.5 h · Bell\nMon 30 Mar 08:00–15:30")


async def test_an_undone_start_books_nothing(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    await chat.says(company.sam, "start bell")
    clock.shift(timedelta(hours=1))
    assert (await chat.presses(company.sam, "Undo")).startswith("↺ The timer was dropped.")
    assert await booked(app) == []
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(Timer.id).where(Timer.stopped_at.is_(None))) is None
    assert (await chat.says(company.sam, "stop")).startswith("! No timer is running.")
