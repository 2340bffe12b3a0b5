"""Tasks, requests, contacts, questions about one's own work, and the evening reminder's buttons."""

from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.kit import clock as clocks
from core.outbound.cards import press
from core.outbound.models import OutboundMessage
from core.startup import App
from core.timesheets import service as timesheets
from core.work.models import Task
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.test_questions import booked


async def test_a_reminder_becomes_a_task_that_one_tap_ends(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "remind me tomorrow at 9 to call Bell")

    assert card == "✓ call Bell\nT-2026-0001 · Wed 1 Apr at 09:00 · Bell"
    card = await chat.presses(company.sam, "Done")
    assert card.endswith("\nDone")
    await chat.presses(company.sam, "Reopen")
    assert chat.labels()[:2] == ["Done", "Move…"]
    await chat.says(company.sam, "remind me tomorrow to buy milk")
    assert (await chat.presses(company.sam, "Undo")).startswith("↺ buy milk")
    async with app.sessions.reading() as session:
        tasks = (await session.scalars(sa.select(Task).order_by(Task.id))).all()
    assert [one.archived_at is None for one in tasks] == [True, False]


async def test_my_tasks_are_listed_by_urgency_and_ticked_off(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "remind me on friday to order pipes")
    await chat.says(company.sam, "remind me tomorrow to call Bell")
    card = await chat.says(company.sam, "what are my tasks")
    assert card == (
        "1. T-2026-0002 · call Bell · Wed 1 Apr · Bell\n2. T-2026-0001 · order pipes · Fri 3 Apr"
    )
    assert chat.labels() == ["1", "2"]
    await chat.presses(company.sam, "1")
    await chat.presses(company.sam, "Done")
    left = await chat.says(company.sam, "what are my tasks")
    assert left == "1. T-2026-0001 · order pipes · Fri 3 Apr"


async def test_my_week_and_my_day_are_shown(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "yesterday 7 h bell")
    await chat.says(company.sam, "bell bathroom refit 2 h, lehto 8-9")

    week = await chat.says(company.sam, "how many hours this week")
    assert week.splitlines()[0] == "Week 14: 10 h"
    assert week.splitlines()[1:] == [
        "7 h · Bell", "2 h · Bell · Bathroom refit", "1 h · Lehto",
    ]  # fmt: skip
    day = await chat.says(company.sam, "how many hours today")
    assert day.splitlines()[0] == "Tue 31 Mar: 3 h of 7.5 h"
    only = await chat.says(company.sam, "how many hours at bell this week")
    assert only.splitlines()[0] == "Week 14: 9 h"


async def test_a_request_is_taken_answered_and_closed_in_chat(
    chat: Chat, company: Company, app: App
) -> None:
    async with app.sessions.begin() as session:
        mailbox = await make.a_source(session, address="office@work.example")
        request = await make.a_request(session, subject="Leaking tap", source=mailbox)
    card = await chat.sends(company.sam, press("take", request.id), "50")
    assert card.startswith("✓ R-2026-0001 · Leaking tap\nLiisa Peltola\nIt is yours")
    await chat.presses(company.sam, "Answer")
    card = await chat.says(company.sam, "I come tomorrow 8-10, about 100 €")
    assert card.endswith("The answer is on its way.")
    card = await chat.says(company.sam, "close R-1")
    assert card.endswith("Closed.")

    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(ContactRequest))).one()
        mail = (
            await session.scalars(
                sa.select(OutboundMessage).where(OutboundMessage.once_key.startswith("answer-"))
            )
        ).one()
    assert (row.state, row.assignee_id) == ("closed", company.sam.id)
    assert "I come tomorrow 8-10" in mail.payload["text"]
    assert await booked(app) == []


async def test_a_taken_request_is_one_task_however_often_it_is_taken(
    chat: Chat, company: Company, app: App
) -> None:
    async with app.sessions.begin() as session:
        request = await make.a_request(session, subject="Leaking tap")
    for message in ("50", "51"):
        card = await chat.sends(company.sam, press("take", request.id), message)
        assert card.endswith("It is yours, as task T-2026-0001.")

    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    assert (task.title, task.doer_id) == ("Leaking tap", company.sam.id)
    assert task.contact_request_id == request.id


async def test_who_comes_second_is_told_who_has_it(chat: Chat, company: Company, app: App) -> None:
    async with app.sessions.begin() as session:
        request = await make.a_request(session)
    await chat.sends(company.sam, press("take", request.id), "50")
    card = await chat.sends(company.anna, press("take", request.id), "51")
    assert card == "! Sam has taken request R-2026-0001 already."


async def test_a_caller_becomes_a_request(chat: Chat, company: Company, app: App) -> None:
    card = await chat.says(
        company.sam, "Pia Nurmi called, 040 123 4567, wants a quote for a heat pump"
    )
    assert card.startswith("✓ R-2026-0001")
    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(ContactRequest))).one()
    assert row.asker_name == "Pia Nurmi"


async def test_the_evening_reminders_buttons_book_or_rest(
    chat: Chat, company: Company, app: App, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(company.sam)
        entry = await timesheets.log_time(
            session, actor, day=date(2026, 3, 30), start=time(8), end=time(11, 30)
        )
    card = await chat.sends(company.sam, press("same", entry.id, "2026-03-31"), "50")
    assert card.startswith("✓ 3.5 h · Own work\nTue 31 Mar 08:00–11:30")
    twice = await chat.sends(company.sam, press("same", entry.id, "2026-03-31"), "50")
    assert twice.startswith("✓ 3.5 h · Own work\nTue 31 Mar 08:00–11:30")
    await chat.says(company.sam, "bell 4 h")
    assert [one.worked_minutes for one in await booked(app)] == [210, 210, 240]
    clock.move_to(clocks.now() + timedelta(hours=1))
    card = await chat.sends(company.sam, press("same", entry.id, "2026-03-31"), "53")
    assert card == "✓ Tue 31 Mar is complete already: 7.5 h."
    card = await chat.sends(company.sam, press("off", company.sam.id, "2026-03-31"), "53")
    assert card == "? Tue 31 Mar: why are you away?"  # see test_absences
    card = await chat.sends(company.sam, press("free", None, "2026-03-31"), "53")
    assert card == "✓ Tue 31 Mar: day off. I do not ask again."


async def test_a_button_nobody_knows_is_refused_politely(
    chat: Chat, company: Company, queries: Any
) -> None:
    for data in ("", "nonsense", "undo:xyz", "pick:" + "0" * 32 + ":7", "set:::", "none:"):
        card = await chat.sends(company.sam, data, "50")
        assert card.startswith("! This was not found.")


async def test_a_made_up_value_on_a_button_changes_nothing(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 2 h")
    key = next(
        one.data.split(":")[1] for row in chat.shown[chat.last_ref].rows for one in row if one.data
    )
    for value in ("0.m.²", "0.m.+-5", "0.d." + "9" * 30, "0.d.-1", "²", "-1", "0.m." + "9" * 5000):
        await chat.sends(company.sam, f"set:{key}:{value}", chat.last_ref)
        await chat.sends(company.sam, f"chg:{key}:{value}", chat.last_ref)
    assert [row.worked_minutes for row in await booked(app)] == [120]


async def test_a_keyboards_words_and_commands_mean_one_thing(chat: Chat, company: Company) -> None:
    await chat.says(company.matti, "lehdolla 2 h")
    for text in ("Oma viikko", "/week", "/week@apuri_bot"):
        assert (await chat.says(company.matti, text)).endswith(": 2 h\n2 h · Lehto"), text
    assert (await chat.says(company.matti, "Tänään")).startswith("ti 31.3.: 2 h")
    assert "Lehto" in (await chat.says(company.matti, "/start"))
    await chat.says(company.maria, "Starta")
    assert (await chat.says(company.maria, "kyrkbacken")).startswith("▶ Brf Kyrkbacken")


async def test_a_task_is_finished_by_its_number_in_the_list(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "remind me on friday to order pipes")
    await chat.says(company.sam, "remind me tomorrow to call Bell")

    card = await chat.says(company.sam, "task 2 done")

    assert card.startswith("■ order pipes")
    assert await chat.says(company.sam, "what are my tasks") == (
        "1. T-2026-0002 · call Bell · Wed 1 Apr · Bell"
    )
    assert await chat.says(company.sam, "task 2 done") == "! You have no task number 2."


async def test_a_note_is_put_onto_what_was_booked_last(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "bell 2 h")

    card = await chat.says(company.sam, "add note: key is next door")

    assert "“key is next door”" in card


async def test_new_requests_are_listed_and_taken_by_one_tap(
    chat: Chat, company: Company, app: App
) -> None:
    assert await chat.says(company.sam, "new requests") == (
        "No request waits for somebody to take it."
    )
    async with app.sessions.begin() as session:
        await make.a_request(session, subject="Burst pipe")

    card = await chat.says(company.sam, "any new enquiries?")

    assert "Burst pipe" in card
    assert card.endswith("Tap a request to take it.")
    assert chat.labels()[0].startswith("R-")
    assert "Burst pipe" in await chat.presses(company.sam, chat.labels()[0])
