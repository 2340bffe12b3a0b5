"""Hours, travel and costs from words: the card says what was booked."""

from typing import Any

import sqlalchemy as sa

from core.expenses.models import Expense, Travel
from core.files.models import StoredFile
from core.startup import App
from core.timesheets.models import TimeEntry
from tests.core.assistant.conftest import Chat, Company


async def all_of(app: App, table: Any) -> list[Any]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(table).order_by(table.id)))


async def test_hours_are_booked_at_once_and_shown_on_one_card(chat: Chat, company: Company) -> None:
    card = await chat.says(company.sam, "7-15.30 Bell, lunch 30 min")

    assert card == "✓ 8 h · Bell\nTue 31 Mar 07:00–15:30, break 30 min\nToday 8 h of 7.5 h"
    assert chat.labels() == ["Undo", "Change", "Add a note", "Do not charge"]


async def test_each_is_answered_in_their_language(chat: Chat, company: Company) -> None:
    assert (await chat.says(company.matti, "lehdolla 7,5 h")).startswith(
        "✓ 7,5 h · Lehto\nti 31.3."
    )
    swedish = await chat.says(company.maria, "3,5 tim kyrkbacken stambyte")
    assert swedish.startswith("✓ 3,5 h · Brf Kyrkbacken · Stambyte\ntis 31/3")
    english = await chat.says(company.sam, "yesterday 2 h bell bathroom refit")
    assert english.startswith("✓ 2 h · Bell · Bathroom refit\nMon 30 Mar\nThat day 2 h of 7.5 h")


async def test_travel_beside_work_shares_its_card(
    telegram: Chat, company: Company, app: App
) -> None:
    card = await telegram.says(company.sam, "bell 2.5h, 24 km")

    assert card == "✓ 2.5 h · Bell\nTue 31 Mar · 24 km\nToday 2.5 h of 7.5 h"
    [travel] = await all_of(app, Travel)
    assert (travel.metres, travel.said) == (24_000, "bell 2.5h, 24 km")
    assert telegram.labels() == ["Undo", "Change"]
    undone = await telegram.presses(company.sam, "Undo")
    assert undone == "↺ 2.5 h · Bell\nTue 31 Mar · 24 km\nRemoved. Nothing of this counts."
    [travel] = await all_of(app, Travel)
    assert travel.removed_at is not None


async def test_the_phones_own_time_counts_not_the_arrival(
    telegram: Chat, company: Company, clock: Any
) -> None:
    from datetime import UTC, datetime

    card = await telegram.says(
        company.sam, "bell 2h", sent_at=datetime(2026, 3, 30, 14, 0, tzinfo=UTC)
    )
    assert card.startswith("✓ 2 h · Bell\nMon 30 Mar")


async def test_a_night_belongs_to_the_day_it_began_and_lost_its_hour(
    telegram: Chat, company: Company, clock: Any
) -> None:
    from datetime import UTC, datetime

    clock.move_to(datetime(2026, 3, 29, 6, 0, tzinfo=UTC))  # Sunday 9.00, the clocks went forward
    card = await telegram.says(company.sam, "last night 22-06 bell")
    assert card.startswith("✓ 7 h · Bell\nSat 28 Mar 22:00–06:00")


async def test_an_overlap_is_said_on_the_card(telegram: Chat, company: Company) -> None:
    await telegram.says(company.sam, "7-11 bell")
    asked = await telegram.says(company.sam, "10-12 bell")
    assert asked.splitlines() == [
        "? 2 h · 10:00–12:00 · Bell",
        "It overlaps what is booked 07:00–11:00: Bell. Book it anyway?",
    ]
    card = await telegram.presses(company.sam, "Book anyway")
    assert card.splitlines()[-1] == "! Overlaps 07:00–11:00 Bell"


async def test_a_refusal_says_the_rule_and_keeps_the_words(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 12 h")
    assert "15 h, more than 12 h" in await telegram.says(company.sam, "bell 3 h")
    await telegram.presses(company.sam, "Book anyway")
    card = await telegram.says(company.sam, "bell 10 h")

    assert card == (
        "! Tue 31 Mar would hold 25 h. Correct or remove what is there first.\n“bell 10 h”"
    )
    assert len(await all_of(app, TimeEntry)) == 2


async def test_a_receipt_with_its_caption_is_a_cost_with_the_picture(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "paid 24.50 € for screws at bell", photo=True)

    assert card.startswith("✓ €24.50 · Bell")
    assert card.endswith("Receipt kept")
    [expense], [file] = await all_of(app, Expense), await all_of(app, StoredFile)
    assert (expense.amount_minor, expense.file_id) == (2450, file.id)
    assert (file.subject_kind, file.subject_id) == ("expense", expense.id)


async def test_a_receipt_alone_is_kept_and_asked_about(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "", photo=True)
    assert card == "? The picture is kept. How much was it, and for which customer?"
    card = await chat.says(company.sam, "24.50 bell")

    assert card.startswith("✓ €24.50 · Bell")
    [expense], [file] = await all_of(app, Expense), await all_of(app, StoredFile)
    assert expense.file_id == file.id


async def test_a_plan_books_nothing(chat: Chat, company: Company, app: App) -> None:
    card = await chat.says(company.sam, "I will go to Bell tomorrow 8-16")

    assert card.startswith("I found nothing to book in this.\nWrite for example: ")
    assert await all_of(app, TimeEntry) == []


async def test_thanks_are_met_with_silence_and_a_greeting_with_one(
    chat: Chat, company: Company
) -> None:
    assert await chat.says(company.sam, "thanks!") == ""
    assert await chat.says(company.sam, "👍") == ""
    assert await chat.says(company.sam, "hi") == "Hello Sam."


async def test_help_shows_the_persons_own_customers(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "bell 2h")
    card = await chat.says(company.sam, "help")
    assert "• yesterday 7-15.30 Bell, lunch 30 min" in card
    assert len([line for line in card.splitlines() if line.startswith("•")]) == 3
