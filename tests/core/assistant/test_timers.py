"""Timers by words and buttons: start, switch, stop; nothing is guessed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
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
    card = await chat.presses(company.sam, "Undo")
    assert card == "↺ Bell · 1 h\nThe timer was dropped. Nothing was booked."
    assert await booked(app) == []
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(Timer.id).where(Timer.stopped_at.is_(None))) is None
    assert (await chat.says(company.sam, "stop")).startswith("! No timer is running.")


@pytest.mark.parametrize(
    ("who", "words"),
    [("sam", "cancel timer"), ("sam", "discard the timer"), ("matti", "peru ajastin"),
     ("matti", "nollaa kello"), ("maria", "avbryt timern"), ("maria", "kassera timern")],
)  # fmt: skip
async def test_words_give_a_timer_up_and_a_tap_brings_it_back(
    chat: Chat, company: Company, app: App, clock: Any, who: str, words: str
) -> None:
    person = getattr(company, who)
    await chat.says(person, "start bell")
    clock.shift(timedelta(minutes=45))
    card = await chat.says(person, words)
    assert card.startswith("↺ Bell · 45 min")
    assert await booked(app) == []
    card = await chat.presses(person, chat.labels()[0])
    assert card.startswith("▶ Bell")
    clock.shift(timedelta(minutes=15))
    await chat.says(person, "stop")
    assert [entry.worked_minutes for entry in await booked(app)] == [60]


async def test_undoing_brings_a_dropped_timer_back(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    await chat.says(company.sam, "start bell")
    clock.shift(timedelta(minutes=45))
    await chat.says(company.sam, "cancel timer")
    assert (await chat.says(company.sam, "undo")).startswith("▶ Bell\nRunning since 15:05")


@pytest.mark.parametrize(
    ("who", "words"),
    [("sam", "continue yesterday's"), ("sam", "carry on with yesterday's work"),
     ("matti", "jatka eilistä"), ("maria", "fortsätt gårdagens")],
)  # fmt: skip
async def test_yesterdays_work_goes_on(chat: Chat, company: Company, who: str, words: str) -> None:
    person = getattr(company, who)
    await chat.says(person, {"sam": "yesterday bell bathroom refit 2h",
                             "matti": "eilen bell bathroom refit 2h",
                             "maria": "igår bell bathroom refit 2 tim"}[who])  # fmt: skip
    card = await chat.says(person, words)
    assert card.startswith("▶ Bell · Bathroom refit")


async def test_of_several_works_of_yesterday_one_is_chosen(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "yesterday bell 2h")
    await chat.says(company.sam, "yesterday lehto 3h")
    assert "which customer?" in await chat.says(company.sam, "continue yesterday's")
    assert chat.labels()[:2] == ["Lehto · yesterday 3 h", "Bell · yesterday 2 h"]
    assert (await chat.presses(company.sam, "Bell")).startswith("▶ Bell")


@pytest.mark.parametrize("words", ["continue", "jatka", "fortsätt", "continue where I left off"])
async def test_the_work_done_last_goes_on(
    chat: Chat, company: Company, clock: Any, words: str
) -> None:
    await chat.says(company.sam, "start bell")
    clock.shift(timedelta(minutes=45))
    await chat.says(company.sam, "stop")
    assert (await chat.says(company.sam, words)).startswith("▶ Bell")
    assert "running already" not in await chat.says(company.sam, words)  # tells what runs


async def test_starting_what_runs_changes_nothing(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    await chat.says(company.sam, "start bell")
    clock.shift(timedelta(minutes=45))
    card = await chat.says(company.sam, "start bell")
    assert card == "▶ Bell\nRunning since 15:05\nIt was running already."
    assert await booked(app) == []


async def test_a_late_stop_ends_when_it_was_sent(
    telegram: Chat, company: Company, app: App, clock: Any
) -> None:
    await telegram.says(company.sam, "start bell")
    clock.shift(timedelta(hours=3))
    sent = datetime(2026, 3, 31, 13, 5, tzinfo=UTC)  # an hour after the start
    await telegram.says(company.sam, "stop", sent_at=sent)
    assert [entry.worked_minutes for entry in await booked(app)] == [60]


async def test_a_shift_over_midnight_and_the_lost_hour_belongs_to_the_day_it_began(
    telegram: Chat, company: Company, app: App, clock: Any
) -> None:
    clock.move_to(datetime(2026, 3, 28, 20, tzinfo=UTC))  # Saturday 22.00
    await telegram.says(company.sam, "start bell")
    clock.move_to(datetime(2026, 3, 29, 3, tzinfo=UTC))  # Sunday 6.00
    card = await telegram.says(company.sam, "stop")
    assert card.startswith("■ 7 h · Bell\nSat 28 Mar 22:00–06:00")


async def test_an_end_said_after_the_stop_corrects_it_after_one_tap(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    await chat.says(company.sam, "start bell")
    clock.shift(timedelta(hours=2))
    await chat.says(company.sam, "stop")
    await chat.says(company.sam, "stopped at 16.30")
    assert chat.labels()[0] == "2 h · Bell: it ended at 16:30"
    card = await chat.presses(company.sam, "2 h")
    assert card.startswith("✓ 1 h 25 min · Bell (was 2 h, 15:05–17:05)\nTue 31 Mar 15:05–16:30")


async def test_an_end_without_any_work_is_refused(chat: Chat, company: Company) -> None:
    assert (await chat.says(company.sam, "stopped at 14.30")).startswith("! No timer is running.")
