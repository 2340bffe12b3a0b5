"""Correction is a conversation: by words, by reply, by editing the message, by buttons."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.kit import clock as clocks
from core.settings import keys
from core.settings.models import Setting
from core.startup import App
from core.timesheets import service
from core.timesheets.models import TimeEntry
from tests import make
from tests.core.assistant.conftest import Chat, Company, a_chat
from tests.core.assistant.test_questions import booked


async def test_words_correct_the_newest_entry_and_keep_its_history(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell bathroom refit 3 h")
    card = await chat.says(company.sam, "no, make it 2.5h")

    assert card == "✓ 2.5 h · Bell · Bathroom refit (was 3 h)\nTue 31 Mar\nToday 2.5 h of 7.5 h"
    async with app.sessions.reading() as session:
        rows = (await session.scalars(sa.select(TimeEntry).order_by(TimeEntry.id))).all()
    assert [(row.worked_minutes, row.counts) for row in rows] == [(180, False), (150, True)]


async def test_words_never_mean_a_reversal(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "bell 3 h")
    await chat.says(company.sam, "lehto 1 h")
    async with app.sessions.begin() as session:
        paid = (await session.scalars(sa.select(TimeEntry).order_by(TimeEntry.id))).first()
        assert paid is not None
        paid.invoiced_at = clocks.now()
        await session.flush()
        await service.reverse_entry(session, make.actor_of(company.sam), paid.id, reason="wrong")

    card = await chat.says(company.sam, "no, make it 2.5h")

    assert card.startswith("✓ 2.5 h · Lehto (was 1 h)")


async def test_undo_of_a_correction_goes_back_and_then_removes(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    await chat.says(company.sam, "no, make it 2.5h")
    card = await chat.presses(company.sam, "Undo")
    assert card.startswith("✓ 3 h · Bell (was 2.5 h)")
    card = await chat.presses(company.sam, "Undo")
    assert card.startswith("↺ 3 h · Bell")
    assert await booked(app) == []
    card = await chat.presses(company.sam, "Bring back")
    assert card.startswith("✓ 3 h · Bell")
    assert len(await booked(app)) == 1


async def test_undo_by_words_also_goes_back_first(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 3 h")
    await telegram.says(company.sam, "no, make it 2.5h")
    assert (await telegram.says(company.sam, "undo")).startswith("✓ 3 h · Bell (was 2.5 h)")
    assert (await telegram.says(company.sam, "undo")).startswith("↺ 3 h · Bell")
    assert (await telegram.says(company.sam, "undo")).startswith("! I have booked nothing")


async def test_a_reply_corrects_the_entry_of_its_card(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 3 h")
    first = telegram.last_ref
    await telegram.says(company.sam, "lehto 1 h")
    await telegram.says(company.sam, "no, make it 2.5h", reply_to=first)

    assert sorted(entry.worked_minutes for entry in await booked(app)) == [60, 150]


async def test_editing_the_message_supersedes_and_edits_the_same_card(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 3 h, 20 km")
    said, card_ref = telegram.said_ref, telegram.last_ref
    card = await telegram.says(company.sam, "bell 2 h", edits=said)

    assert card.startswith("✓ 2 h · Bell")
    assert telegram.last_ref == card_ref
    [entry] = await booked(app)
    assert (entry.worked_minutes, entry.said) == (120, "bell 2 h")
    card = await telegram.says(company.sam, "bell 2 h, lehto 1 h", edits=said)
    assert sorted(entry.worked_minutes for entry in await booked(app)) == [60, 120]


async def test_an_edit_that_tells_no_work_removes_nothing(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 3 h")
    card = await telegram.says(company.sam, "hello there", edits=telegram.said_ref)
    assert card.splitlines()[-1].startswith("! Your edited message tells no work.")
    assert len(await booked(app)) == 1


async def test_an_edited_question_is_settled_by_the_edit(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "2 h heikkinen")
    said, question = telegram.said_ref, telegram.last_ref
    card = await telegram.says(company.sam, "2 h bell", edits=said)
    assert card.startswith("✓ 2 h · Bell")
    assert telegram.last_ref == question
    assert len(await booked(app)) == 1


async def test_editing_after_the_answer_changes_what_was_booked(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "2 h heikkinen")
    said = telegram.said_ref
    await telegram.presses(company.sam, "Heikkinen Sirpa")
    await telegram.says(company.sam, "4 h bell", edits=said)
    [entry] = await booked(app)
    assert entry.worked_minutes == 240


async def test_undo_works_after_hours(
    telegram: Chat, company: Company, app: App, clock: Any
) -> None:
    await telegram.says(company.sam, "bell 3 h")
    clock.shift(timedelta(hours=30))
    card = await telegram.presses(company.sam, "Undo")
    assert card.startswith("↺ 3 h · Bell\nTue 31 Mar")


async def test_a_stale_button_shows_how_it_stands_and_changes_nothing(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    old = chat.last_ref
    await chat.says(company.sam, "no, make it 2.5h")
    card = await chat.presses(company.sam, "Undo", on=old)

    assert "This was changed meanwhile. Here is how it stands now." in (chat.toast or card)
    assert card.startswith("✓ 2.5 h · Bell")
    assert len(await booked(app)) == 1
    card = await chat.presses(company.sam, "Undo", on=old)  # fresh now
    assert card.startswith("↺ 2.5 h · Bell")


@pytest.mark.parametrize(
    ("steps", "first_line"),
    [
        (["Change", "−15 min"], "✓ 2.75 h · Bell (was 3 h)"),
        (["Change", "+30 min"], "✓ 3.5 h · Bell (was 3 h)"),
        (["Change", "Customer", "Lehto"], "✓ 3 h · Lehto (was Bell)"),
        (["Change", "Project", "Bathroom"], "✓ 3 h · Bell · Bathroom refit"),
        (["Change", "Day", "Yesterday"], "✓ 3 h · Bell (was Tue 31 Mar)"),
        (["Do not charge"], "✓ 3 h · Bell · not charged"),
        (["Change", "Back"], "✓ 3 h · Bell"),
    ],
)
async def test_the_change_menu_changes_one_thing(
    chat: Chat, company: Company, steps: list[str], first_line: str
) -> None:
    await chat.says(company.sam, "lehto 1 h")
    card = await chat.says(company.sam, "bell 3 h")
    place = chat.last_ref
    for label in steps:
        card = await chat.presses(company.sam, label)
    assert card.splitlines()[0] == first_line
    assert chat.last_ref == place  # edited in place


async def test_a_note_is_typed_after_its_button(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "bell 3 h")
    assert (await chat.presses(company.sam, "Add a note")).startswith(
        "? 3 h · Bell\nWrite the note"
    )
    card = await chat.says(company.sam, "changed the tap in the kitchen")
    assert card.splitlines()[-2:] == ["Today 3 h of 7.5 h", "“changed the tap in the kitchen”"] or (
        "“changed the tap in the kitchen”" in card
    )
    [entry] = await booked(app)
    assert entry.note == "changed the tap in the kitchen"


async def test_another_customer_is_typed_after_other(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    for label in ("Change", "Customer", "Other"):
        await chat.presses(company.sam, label)
    card = await chat.says(company.sam, "kyrkbacken")
    assert card.startswith("✓ 3 h · Brf Kyrkbacken (was Bell)")


async def test_one_of_several_rows_is_chosen_before_it_is_changed(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h, lehto 1 h")
    await chat.presses(company.sam, "Change")
    await chat.presses(company.sam, "1 h · Lehto")
    card = await chat.presses(company.sam, "+15")
    assert card.startswith("✓ 3 h · Bell\n1.25 h · Lehto") or "1.25 h · Lehto" in card
    assert sorted(entry.worked_minutes for entry in await booked(app)) == [75, 180]


@pytest.mark.parametrize(
    ("said", "number", "shown"),
    [
        ("yesterday 3 h bell", "no, make it 2.5", "✓ 2.5 h · Bell (was 3 h)"),
        ("28 km bell", "no, make it 30", "✓ 30 km · Bell (was 28 km)"),
    ],
)
async def test_a_number_without_its_unit_corrects_what_was_booked_last(
    chat: Chat, company: Company, said: str, number: str, shown: str
) -> None:
    await chat.says(company.sam, said)

    assert (await chat.says(company.sam, number)).startswith(shown)


async def test_an_edit_keeps_the_day_its_words_meant_when_they_were_sent(
    telegram: Chat, company: Company, app: App, clock: Any
) -> None:
    sent = clocks.now()
    await telegram.says(company.sam, "yesterday bell 3 h", sent_at=sent)
    said = telegram.said_ref
    clock.shift(timedelta(days=1))
    await telegram.says(company.sam, "yesterday bell 4 h", edits=said, sent_at=sent)
    [entry] = await booked(app)
    assert (entry.worked_minutes, entry.day.isoformat()) == (240, "2026-03-30")


async def test_a_button_of_a_card_removed_elsewhere_says_so_and_shows_it(
    company: Company, app: App
) -> None:
    telegram, web = await a_chat(app, "telegram"), await a_chat(app, "webchat")
    await telegram.says(company.sam, "bell 3 h")
    await web.says(company.sam, "undo")
    card = await telegram.presses(company.sam, "Do not charge")
    assert card.startswith("↺ 3 h · Bell")
    assert "This entry was removed. Bring it back before changing it." in telegram.toast
    assert telegram.labels() == ["Bring back"]
    assert await booked(app) == []


async def test_a_button_of_a_card_locked_elsewhere_says_so_and_shows_it(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 3 h on 26.3.")
    place = telegram.last_ref
    async with app.sessions.begin() as session:
        session.add(Setting(key=keys.HOURS_LOCKED_THROUGH.name, value="2026-03-31"))
    for label in ("Undo", "Do not charge"):
        card = await telegram.presses(company.sam, label, on=place)
        assert card.startswith("✓ 3 h · Bell\nThu 26 Mar")
        assert card.splitlines()[-1].startswith("! ")
        assert telegram.toast
        assert telegram.last_ref == place
    assert len(await booked(app)) == 1


@pytest.mark.parametrize("word", ["delete the last one", "poista viimeinen", "remove it"])
async def test_to_delete_is_not_to_step_back(
    chat: Chat, company: Company, app: App, word: str
) -> None:
    await chat.says(company.sam, "bell 3 h")
    await chat.says(company.sam, "no, make it 2.5h")
    assert (await chat.says(company.sam, word)).startswith("↺ 2.5 h · Bell")
    assert await booked(app) == []


@pytest.mark.parametrize(
    ("said", "correction", "shown"),
    [
        ("bell 8-11", "no it started at 9", "✓ 2 h · Bell (was 3 h, 08:00–11:00)"),
        ("bell 8-11", "no, it ended at 12.30", "✓ 4.5 h · Bell (was 3 h, 08:00–11:00)"),
        ("bell 3 h", "no, on sunday", "✓ 3 h · Bell (was Tue 31 Mar)"),
        ("bell 3 h", "no, Lehto", "✓ 3 h · Lehto (was Bell)"),
        ("bell 3 h", "nej, i söndags", "✓ 3 h · Bell (was Tue 31 Mar)"),
    ],
)
async def test_a_no_with_what_it_is_instead_corrects(
    chat: Chat, company: Company, said: str, correction: str, shown: str
) -> None:
    await chat.says(company.sam, said)
    assert (await chat.says(company.sam, correction)).startswith(shown)


async def test_an_unclear_correction_shows_the_entry_and_asks(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.matti, "eilen lehto 3 h")
    card = await chat.says(company.matti, "siirrä se eiliselle")
    assert card.startswith("✓ 3 h · Lehto")
    assert card.splitlines()[-1].startswith("? ")
    assert chat.labels()[1] == "Muuta"
    assert len(await booked(app)) == 1


async def test_a_reply_means_the_entry_of_its_card_however_old_or_changed(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 3 h on 20.3.")
    first = telegram.last_ref
    await telegram.says(company.sam, "no, make it 2.5h")
    for day in range(1, 14):
        await telegram.says(company.sam, f"lehto 1 h on {day}.3.")
    card = await telegram.says(company.sam, "no, 2h", reply_to=first)
    assert card.startswith("✓ 2 h · Bell (was 2.5 h)")
    assert sorted({row.worked_minutes for row in await booked(app)}) == [60, 120]


async def test_a_reply_to_travel_changes_no_hours(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "lehto 1 h")
    await telegram.says(company.sam, "28 km bell")
    card = await telegram.says(company.sam, "no, 2h", reply_to=telegram.last_ref)
    assert card.startswith("✓ 28 km · Bell")
    assert card.splitlines()[-1].startswith("? What shall I change?")
    assert [row.worked_minutes for row in await booked(app)] == [60]
