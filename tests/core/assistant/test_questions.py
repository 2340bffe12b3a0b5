"""A doubt becomes a question that keeps what was said; nothing is retyped, nothing is guessed."""

import asyncio

import pytest
import sqlalchemy as sa

from core.assistant.models import Draft
from core.dispatch import dispatch
from core.expenses.models import Travel
from core.inbox.incoming import Pressed
from core.startup import App
from core.timesheets.models import TimeEntry
from tests.core.assistant.conftest import Chat, Company


async def booked(app: App) -> list[TimeEntry]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(
            sa.select(TimeEntry)
            .where(TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None))
            .order_by(TimeEntry.id)
        )
        return list(rows)


async def test_two_fitting_names_are_asked_with_a_reason_in_the_label(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.matti, "toissapäivänä 2h heikkinen")

    assert card.startswith("? 2 h · su 29.3. · ")
    assert chat.labels()[:2] == ["Heikkinen Antti · Pesuhuone", "Heikkinen Sirpa"]
    assert len(chat.labels()) == 4
    assert await booked(app) == []
    done = await chat.presses(company.matti, "Heikkinen Sirpa")
    assert done.startswith("✓ 2 h · Heikkinen Sirpa\nsu 29.3.")
    [entry] = await booked(app)
    assert entry.said == "toissapäivänä 2h heikkinen"


@pytest.mark.parametrize("text", ["toissapäivänä 2h heikkinen", "eilen 13h lehto"])
async def test_two_taps_at_once_book_one_time(
    chat: Chat, company: Company, app: App, text: str
) -> None:
    await chat.says(company.matti, text)
    data = chat.shown[chat.last_ref].rows[0][0].data

    async def taps() -> None:
        incoming = chat.message(company.matti, pressed=Pressed(data, chat.last_ref, "callback"))
        async with app.sessions.begin() as session:
            await dispatch(session, incoming)

    await asyncio.gather(taps(), taps())

    assert len(await booked(app)) == 1


async def test_a_typed_name_completes_what_was_understood(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "yesterday 3.5 h")
    card = await chat.says(company.sam, "bell")
    assert card.startswith("✓ 3.5 h · Bell\nMon 30 Mar")
    assert len(await booked(app)) == 1


async def test_one_named_customer_serves_hours_and_kilometres(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "2.5 h bathroom refit, 24 km")
    assert card == "? 2.5 h · which customer?"
    await chat.presses(company.sam, "Bell")

    async with app.sessions.reading() as session:
        travel = (await session.scalars(sa.select(Travel))).one()
        newest = await session.scalar(sa.select(TimeEntry).where(TimeEntry.worked_minutes == 150))
    assert newest is not None
    assert travel.customer_id == newest.customer_id is not None


async def test_a_lone_number_is_hours_or_minutes_by_choice(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "bell 3")
    assert card == "? Bell · how long did it take?"
    card = await chat.says(company.sam, "7")
    assert chat.labels()[:2] == ["7 h", "7 min"]
    card = await chat.presses(company.sam, "7 h")
    assert card.startswith("✓ 7 h · Bell")


async def test_a_break_without_length_is_asked_as_a_break(
    telegram: Chat, company: Company, app: App
) -> None:
    card = await telegram.says(company.sam, "7-15.30 bell with lunch")
    assert card == "? 07:00–15:30 · Bell · how long was the break?"
    assert telegram.labels()[:3] == ["8 h – break 30 min", "7.5 h – break 1 h", "8.5 h – no break"]
    card = await telegram.says(company.sam, "45 min")
    assert card.startswith("✓ 7.75 h · Bell\nTue 31 Mar 07:00–15:30, break 45 min")


async def test_other_lets_one_type_and_says_what_it_does_not_know(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "2 h")
    assert await chat.presses(company.sam, "Other") == "? 2 h · write the customer’s name."
    card = await chat.says(company.sam, "Zzyzx")
    assert card == "? 2 h · which customer?\nI do not know “Zzyzx”."
    card = await chat.says(company.sam, "kyrkbacken")
    assert card.startswith("✓ 2 h · Brf Kyrkbacken")


async def test_cancel_books_nothing_and_a_late_button_says_so(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "2 h heikkinen")
    question = chat.last_ref
    data = next(
        one.data for row in chat.shown[question].rows for one in row
        if one.label.startswith("Heikkinen Sirpa")
    )  # fmt: skip
    card = await chat.presses(company.sam, "Cancel")
    assert card == "↺ Cancelled. Nothing was booked.\n“2 h heikkinen”"
    card = await chat.sends(company.sam, data, question)
    assert "This was settled before. Here is how it stands now." in (chat.toast or card)
    assert card.startswith("↺ Cancelled")
    assert await booked(app) == []


async def test_an_answered_question_shows_what_was_booked_when_pressed_again(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "2 h heikkinen")
    question = chat.last_ref
    data = [one.data for row in chat.shown[question].rows for one in row]
    await chat.presses(company.sam, "Heikkinen Antti")
    card = await chat.sends(company.sam, data[1], question)  # the other one, late

    assert card.startswith("✓ 2 h · Heikkinen Antti")
    assert "This was settled before. Here is how it stands now." in (chat.toast or card)
    assert len(await booked(app)) == 1


async def test_two_open_questions_do_not_mix(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "2 h heikkinen")
    first = chat.last_ref
    await chat.says(company.sam, "bell 3")
    second = chat.last_ref
    assert first != second
    await chat.presses(company.sam, "Heikkinen Sirpa", on=first)
    await chat.says(company.sam, "4 h")

    assert [entry.worked_minutes for entry in await booked(app)] == [120, 240]
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).where(Draft.done_at.is_(None))) == 0


async def test_a_reply_answers_the_question_it_replies_to(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 3")
    first = telegram.last_ref
    await telegram.says(company.sam, "2 h heikkinen")
    await telegram.says(company.sam, "5 h", reply_to=first)

    [entry] = await booked(app)
    assert entry.worked_minutes == 300


async def test_a_whole_message_is_no_answer_to_an_older_question(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "2 h heikkinen")
    card = await chat.says(company.sam, "bell 3 h")
    assert card.startswith("✓ 3 h · Bell")
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).where(Draft.done_at.is_(None))) == 1


async def test_a_question_survives_a_restart(telegram: Chat, company: Company, app: App) -> None:
    from core.startup import compose

    await telegram.says(company.sam, "2 h heikkinen")
    telegram.app = compose(app.settings)
    try:
        card = await telegram.presses(company.sam, "Heikkinen Antti")
        assert card.startswith("✓ 2 h · Heikkinen Antti")
    finally:
        await telegram.app.close()


async def test_nobody_presses_anothers_button(telegram: Chat, company: Company, app: App) -> None:
    await telegram.says(company.sam, "2 h heikkinen")
    data = telegram.shown[telegram.last_ref].rows[0][0].data
    card = await telegram.sends(company.anna, data, "999")
    assert card.startswith("! This was not found.")
    assert await booked(app) == []


async def test_a_future_day_may_become_a_task(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "tomorrow 2 h bell")
    assert chat.labels()[:3] == ["Today", "Yesterday", "Make a task"]
    card = await chat.presses(company.sam, "Yesterday")
    assert card.startswith("✓ 2 h · Bell\nMon 30 Mar")


async def test_removing_many_is_never_one_word(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "bell 2 h")
    card = await chat.says(company.sam, "delete everything this week")
    assert card.startswith("? Mon 30 Mar – Tue 31 Mar: 1 entry, 2 h. Remove it?")
    card = await chat.says(company.sam, "delete everything")
    assert card.startswith("! I remove one entry at a time.")
    assert len(await booked(app)) == 1


async def test_a_day_that_is_asked_serves_all_that_was_said_of_it(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.matti, "ti 17-19 Lehto ja 19-21 Bell")
    assert card.startswith("? 2 h · 17–19 · Lehto")
    await chat.presses(company.matti, "Ti 24.3.")

    assert {entry.day.isoformat() for entry in await booked(app)} == {"2026-03-24"}
    assert len(await booked(app)) == 2
