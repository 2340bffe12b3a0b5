"""All hours of a day are moved or removed by one order, after one tap, as one card."""

import pytest
import sqlalchemy as sa

from core.kit import clock
from core.startup import App
from core.timesheets import service
from core.timesheets.models import TimeEntry
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.test_questions import booked


async def two(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "yesterday bell 3 h")
    await chat.says(company.sam, "yesterday 10-12 heikkinen sirpa")
    await chat.says(company.sam, "bell 1 h")


@pytest.mark.parametrize(
    "order",
    ["move yesterday's hours to Lehto", "vaihda eilisen tunnit Lehdolle",
     "flytta gårdagens timmar till Lehto", "could you move yesterday's hours to Lehto",
     "voisitko siirtää eilisen tunnit Lehdolle", "siirrä eilinen Lehdolle"],
)  # fmt: skip
async def test_all_hours_of_a_day_move_after_one_tap_and_one_undo_brings_them_back(
    chat: Chat, company: Company, app: App, order: str
) -> None:
    await two(chat, company)
    before = [(row.worked_minutes, row.customer_id) for row in await booked(app)]
    card = await chat.says(company.sam, order)
    assert card.splitlines()[0] == "? Mon 30 Mar: 2 entries, 5 h. Change all of them: Lehto?"
    assert [(row.worked_minutes, row.customer_id) for row in await booked(app)] == before

    card = await chat.presses(company.sam, "Change all")
    assert card.startswith("✓ ")
    assert card.count("Lehto") == 2
    assert "(was " in card
    assert len({row.customer_id for row in await booked(app) if row.worked_minutes > 60}) == 1
    await chat.presses(company.sam, "Undo")
    assert sorted(
        (row.worked_minutes, str(row.customer_id)) for row in await booked(app)
    ) == sorted((minutes, str(customer)) for minutes, customer in before)


async def test_a_word_answers_and_a_word_steps_back_each_time(
    telegram: Chat, company: Company, app: App
) -> None:
    await two(telegram, company)
    for _time in range(2):
        await telegram.says(company.sam, "move yesterday's hours to Lehto")
        assert (await telegram.says(company.sam, "yes")).count("Lehto") == 2
        card = await telegram.says(company.sam, "undo")
        assert card.startswith("✓ ")
        assert "Heikkinen Sirpa" in card
    assert len(await booked(app)) == 3


async def test_an_order_for_all_hours_leaves_reversals_alone(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    await chat.says(company.sam, "lehto 1 h")
    async with app.sessions.begin() as session:
        [paid] = await session.scalars(sa.select(TimeEntry).where(TimeEntry.worked_minutes == 180))
        paid.invoiced_at = clock.now()
        await session.flush()
        await service.reverse_entry(session, make.actor_of(company.sam), paid.id, reason="wrong")

    card = await chat.says(company.sam, "remove today's hours")

    assert card.splitlines()[0].startswith("? Tue 31 Mar: 1 entry, 1 h.")
    await chat.presses(company.sam, "Remove")
    assert [row.worked_minutes for row in await booked(app)] == [180, -180]


async def test_one_entry_is_moved_at_once(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "yesterday bell 3 h")
    card = await chat.says(company.sam, "move yesterday's hours to Lehto")
    assert card.startswith("✓ 3 h · Lehto (was Bell)")


async def test_only_one_of_several_may_be_chosen(chat: Chat, company: Company, app: App) -> None:
    await two(chat, company)
    await chat.says(company.sam, "move yesterday's hours to Lehto")
    card = await chat.presses(company.sam, "Only 3 h")
    assert card.startswith("✓ 3 h · Lehto (was Bell)")
    assert len(await booked(app)) == 3


async def test_a_doubtful_customer_is_asked_for_first(
    chat: Chat, company: Company, app: App
) -> None:
    await two(chat, company)
    assert "which customer?" in await chat.says(company.sam, "move yesterday's hours to heikkinen")
    card = await chat.presses(company.sam, "Heikkinen Antti")
    assert "Change all of them: Heikkinen Antti?" in card
    await chat.presses(company.sam, "Change all")
    assert len(await booked(app)) == 3


@pytest.mark.parametrize("order", ["remove yesterday's hours", "poista eilisen tunnit"])
async def test_hours_of_a_day_are_removed_after_one_tap_and_brought_back(
    chat: Chat, company: Company, app: App, order: str
) -> None:
    await two(chat, company)
    await chat.says(company.sam, order)
    assert len(await booked(app)) == 3
    assert (await chat.presses(company.sam, "Remove all")).startswith("↺ ")
    assert len(await booked(app)) == 1
    await chat.presses(company.sam, "Bring back")
    assert len(await booked(app)) == 3


async def test_a_day_without_hours_is_said_to_have_none(chat: Chat, company: Company) -> None:
    card = await chat.says(company.sam, "move yesterday's hours to Lehto")
    assert card == "! Mon 30 Mar: no hours are booked."


async def test_a_text_message_is_answered_by_its_number(
    sms: Chat, company: Company, app: App
) -> None:
    await two(sms, company)
    card = await sms.says(company.sam, "move yesterday's hours to Lehto")
    assert "1 Change all" in card
    card = await sms.says(company.sam, "1")
    assert card.count("Lehto") == 2


async def test_undo_after_an_undone_move_takes_back_what_was_done_before_it(
    chat: Chat, company: Company, app: App
) -> None:
    await two(chat, company)
    await chat.says(company.sam, "move yesterday's hours to Lehto")
    await chat.presses(company.sam, "Change all")
    await chat.says(company.sam, "undo")
    for left in ([120, 180], [180], []):
        assert (await chat.says(company.sam, "undo")).startswith("↺ ")
        assert sorted(row.worked_minutes for row in await booked(app)) == left
    assert (await chat.says(company.sam, "undo")).startswith("! ")
