"""Unusual hours are asked about: nothing is retyped, nothing is booked in silence."""

from datetime import date
from typing import Any

from core.assistant.models import Draft
from core.files.models import StoredFile
from core.outbound.models import OutboundMessage
from core.settings import keys
from core.settings.service import set_value
from core.startup import App
from core.timesheets import service as timesheets
from core.timesheets.models import TimeEntry
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.test_logging import all_of


async def counting(app: App) -> list[int]:
    return [one.worked_minutes for one in await all_of(app, TimeEntry) if one.counts]


async def test_many_hours_are_booked_after_one_tap(chat: Chat, company: Company, app: App) -> None:
    card = await chat.says(company.sam, "bell 13 h")
    assert card.splitlines() == [
        "? 13 h · Bell",
        "13 h is more than 12 h at once. Book it anyway?",
    ]
    assert chat.labels() == ["Book anyway", "Change", "Cancel"]
    assert await counting(app) == []
    card = await chat.presses(company.sam, "Book anyway")
    assert card.startswith("✓ 13 h · Bell")
    assert await counting(app) == [780]
    (draft,) = await all_of(app, Draft)
    assert draft.done_at is not None


async def test_a_typed_yes_no_or_correction_answers_as_well(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 13 h")
    assert (await chat.says(company.sam, "no")).startswith("↺ Cancelled.")
    await chat.says(company.sam, "bell 13 h")
    assert (await chat.says(company.sam, "no, 8 h")).startswith("✓ 8 h · Bell")
    await chat.says(company.sam, "yesterday bell 13 h")
    assert (await chat.says(company.sam, "Yes!")).startswith("✓ 13 h · Bell")
    assert sorted(await counting(app)) == [480, 780]


async def test_change_asks_for_just_that(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "bell 7-22")
    card = await chat.presses(company.sam, "15 h")  # without a break
    assert card.startswith("? 15 h · 07:00–22:00 · Bell\n15 h is more than 12 h at once.")
    await chat.presses(company.sam, "Change")
    assert chat.labels() == ["Hours", "Day", "Customer", "Book anyway", "Cancel"]
    card = await chat.presses(company.sam, "Hours")
    assert card.endswith("how long did it take?")
    card = await chat.says(company.sam, "8 h")
    assert card.startswith("✓ 8 h · Bell")
    assert await counting(app) == [480]


async def test_of_several_entries_none_is_booked_before_the_answer(
    telegram: Chat, company: Company, app: App
) -> None:
    card = await telegram.says(company.sam, "bell 2 h, lehto 13 h")
    assert card.startswith("? 2 h · Bell\n13 h · Lehto\n")
    assert await counting(app) == []
    await telegram.presses(company.sam, "Book anyway")
    assert sorted(await counting(app)) == [120, 780]


async def test_a_button_that_makes_hours_unusual_asks_too(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 12 h")
    await telegram.presses(company.sam, "Change")
    card = await telegram.presses(company.sam, "+30")
    assert card.splitlines()[0] == "? 12.5 h"
    assert await counting(app) == [720]
    card = await telegram.presses(company.sam, "Book anyway")
    assert card.startswith("✓ 12.5 h · Bell")
    assert await counting(app) == [750]


async def test_by_text_message_the_doubt_has_numbers(sms: Chat, company: Company, app: App) -> None:
    card = await sms.says(company.sam, "bell 13 h")
    assert card.splitlines()[-3:] == ["1 Book anyway", "2 Change", "3 Cancel"]
    assert (await sms.says(company.sam, "1")).startswith("OK 13 h, Bell")


async def test_an_approved_week_says_who_and_offers_to_ask_for_it(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 8 h on monday last week")
    async with app.sessions.begin() as session:
        sam, anna = make.actor_of(company.sam), make.actor_of(company.anna)
        await timesheets.submit_week(session, sam, date(2026, 3, 23))
        await timesheets.approve_week(session, anna, sam.staff_id, date(2026, 3, 23))
    card = await telegram.says(company.sam, "bell 1 h on monday last week")
    assert card.splitlines()[0] == (
        "! Week 13 is approved (Anna, Tue 31 Mar). Ask for it to be opened."
    )
    card = await telegram.presses(company.sam, "Ask")
    assert card == (
        "✓ Those who approve hours were asked to open week 13. You are told when it is."
    )
    told: list[Any] = [
        one for one in await all_of(app, OutboundMessage) if one.kind == "week_reopening_asked"
    ]
    assert len(told) == 1
    assert "Sam" in str(told[0].payload)


async def test_a_locked_period_is_refused_with_its_date(
    telegram: Chat, company: Company, app: App
) -> None:
    async with app.sessions.begin() as session:
        anna = make.actor_of(company.anna)
        await set_value(session, anna, keys.HOURS_LOCKED_THROUGH, "2026-03-29")
    card = await telegram.says(company.sam, "bell 1 h on 27.3.")
    assert card.startswith("! Hours through Sun 29 Mar are locked (Anna, Tue 31 Mar).")
    card = await telegram.says(company.sam, "28 km bell on 27.3.")
    assert card.startswith("! Hours through Sun 29 Mar are locked (Anna, Tue 31 Mar).")


async def test_a_button_pressed_twice_books_once_and_shows_how_it_stands(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 13 h")
    asked = telegram.last_ref
    again = telegram.shown[asked].rows[0][0].data
    await telegram.presses(company.sam, "Book anyway")
    card = await telegram.sends(company.sam, again, asked)
    assert card.startswith("✓ 13 h · Bell")
    assert telegram.toast == "This was settled before. Here is how it stands now."
    assert await counting(app) == [780]


async def test_the_question_waits_while_other_work_is_booked(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "yesterday bell 13 h")
    asked = telegram.last_ref
    assert (await telegram.says(company.sam, "lehto 2 h")).startswith("✓ 2 h · Lehto")
    await telegram.presses(company.sam, "Book anyway", on=asked)
    assert sorted(await counting(app)) == [120, 780]


async def test_a_picture_stays_with_what_is_asked_about(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 13 h", photo=True)
    await telegram.presses(company.sam, "Book anyway")
    (entry,) = await all_of(app, TimeEntry)
    (stored,) = await all_of(app, StoredFile)
    assert (stored.subject_kind, stored.subject_id) == ("time_entry", entry.id)


async def test_an_edited_message_asks_before_it_replaces(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 8 h")
    said = telegram.said_ref
    card = await telegram.says(company.sam, "bell 13 h", edits=said)
    assert card.startswith("? 13 h · Bell")
    assert await counting(app) == [480]
    await telegram.presses(company.sam, "Book anyway")
    assert await counting(app) == [780]


async def test_undoing_a_correction_asks_nothing(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 13 h")
    await telegram.presses(company.sam, "Book anyway")
    await telegram.says(company.sam, "no, 8 h")
    card = await telegram.says(company.sam, "undo")
    assert card.startswith("✓ 13 h · Bell")


async def test_the_question_is_in_the_persons_language(
    telegram: Chat, company: Company, app: App
) -> None:
    assert await telegram.says(company.matti, "lehto 13 h") == (
        "? 13 h · Lehto\n13 h yhdellä kertaa on enemmän kuin 12 h. Kirjataanko silti?"
    )
    assert telegram.labels() == ["Kirjaa silti", "Muuta", "Peru"]
    assert (await telegram.says(company.matti, "joo")).startswith("✓ 13 h · Lehto")
    assert (await telegram.says(company.maria, "lehto 13 tim")).endswith("Bokföra ändå?")
