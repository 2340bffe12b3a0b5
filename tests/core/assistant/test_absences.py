"""Absences by chat: written down with a card, asked about when unsure, undone and changed."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from core.outbound.cards import press
from core.startup import App
from core.timesheets import service
from core.timesheets.models import Absence, HoursCheck, TimeEntry, WorkingTime
from tests import make
from tests.core.assistant.conftest import Chat, Company

TUESDAY = date(2026, 3, 31)  # today


async def standing(app: App) -> list[tuple[Any, ...]]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(
            sa.select(Absence).where(Absence.removed_at.is_(None)).order_by(Absence.first_day)
        )
        return [(row.kind, row.first_day, row.last_day, row.day_minutes) for row in rows]


@pytest.mark.parametrize(
    ("who", "text", "row", "card"),
    [
        ("matti", "olin sairaana eilen", ("sick", 30, 30, None), "30.3."),
        ("maria", "sjuk idag", ("sick", 31, 31, None), "31/3"),
        ("maria", "vab idag halva dagen", ("sick_child", 31, 31, 225), "3,75 h"),
        ("sam", "off sick yesterday and today", ("sick", 30, 31, None),
         "✓ Sick · Mon 30 Mar – Tue 31 Mar\nWhole days · 2 working days"),
        ("sam", "off sick 8h", ("sick", 31, 31, None), "Whole day"),
        ("sam", "sick today 3h", ("sick", 31, 31, 180), "3 h · 1 working day"),
    ],
)  # fmt: skip
async def test_a_sure_absence_is_written_down(
    chat: Chat, company: Company, app: App, who: str, text: str, row: Any, card: str
) -> None:
    answer = await chat.says(getattr(company, who), text)

    kind, first, last, minutes = row
    assert await standing(app) == [(kind, date(2026, 3, first), date(2026, 3, last), minutes)]
    assert card in answer


async def test_days_ahead_skip_holidays_in_the_count(
    chat: Chat, company: Company, app: App
) -> None:
    answer = await chat.says(company.sam, "on holiday 1-7 April")

    assert answer == "✓ On holiday · Wed 1 Apr – Tue 7 Apr\nWhole days · 3 working days"


async def test_an_absence_is_undone_by_button_brought_back_and_undone_by_words(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "off sick today")

    assert "Removed. Nothing of this counts." in await chat.presses(company.sam, "Undo")
    assert await standing(app) == []
    assert "✓ Sick" in await chat.presses(company.sam, "Bring back")
    assert len(await standing(app)) == 1
    assert "Removed." in await chat.says(company.sam, "undo")
    assert await standing(app) == []


async def test_the_reason_is_asked_when_it_was_not_said_and_may_be_changed(
    chat: Chat, company: Company, app: App
) -> None:
    asked = await chat.says(company.sam, "day off today")
    assert asked == "? Tue 31 Mar: why are you away?"
    assert await standing(app) == []

    await chat.presses(company.sam, "Time off")
    assert [row[0] for row in await standing(app)] == ["balance"]
    assert "why are you away?" in await chat.presses(company.sam, "Other reason")
    assert "On unpaid leave" in await chat.presses(company.sam, "On unpaid leave")
    assert [row[0] for row in await standing(app)] == ["unpaid"]


async def test_two_fitting_days_are_asked_about_and_unsaid_ones_too(
    chat: Chat, company: Company, app: App
) -> None:
    assert await chat.says(company.sam, "pekkaspäivä pe") == ("? Time off in lieu · which days?")
    assert chat.labels() == ["Fri 3 Apr", "Fri 27 Mar", "Cancel"]
    await chat.presses(company.sam, "Fri 27 Mar")
    assert await standing(app) == [("balance", date(2026, 3, 27), date(2026, 3, 27), None)]
    assert "Write them, for example" in await chat.says(company.sam, "annual leave")
    assert await chat.presses(company.sam, "Cancel") == "↺ Cancelled. Nothing was written down."
    assert len(await standing(app)) == 1


async def test_words_about_somebody_else_write_nothing_down_for_oneself(
    chat: Chat, company: Company, app: App
) -> None:
    assert await chat.says(company.sam, "Kalle is off sick today") == (
        "? Sick · Tue 31 Mar. Shall I write this down for you?"
    )
    assert (await chat.says(company.sam, "off sick 8h bell")).startswith("! I write down only your")
    assert await standing(app) == []


async def test_an_edited_message_changes_its_absence(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "off sick today")
    await chat.says(company.sam, "off sick yesterday", edits=chat.said_ref)

    assert await standing(app) == [("sick", date(2026, 3, 30), date(2026, 3, 30), None)]


async def test_the_same_days_are_refused_in_words(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "off sick today")

    assert "These days are off already: Tue 31 Mar." in await chat.says(company.sam, "sick today")
    assert len(await standing(app)) == 1


async def test_off_in_the_reminder_asks_why_and_takes_only_the_missing_hours(
    chat: Chat, company: Company, app: App
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(company.sam)
        await service.log_time(session, actor, day=TUESDAY, minutes=150)
    asked = await chat.sends(company.sam, press("off", company.sam.id, str(TUESDAY)), "53")
    assert asked == "? Tue 31 Mar: why are you away?"

    await chat.presses(company.sam, "Child is sick")

    assert await standing(app) == [("sick_child", TUESDAY, TUESDAY, 300)]


async def test_no_working_day_in_the_reminder_writes_nothing_down(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.sends(company.sam, press("off", company.sam.id, str(TUESDAY)), "53")
    card = await chat.presses(company.sam, "No working day for me")

    assert card == "✓ Tue 31 Mar: day off. I do not ask again."
    assert await standing(app) == []


@pytest.mark.parametrize(
    "data",
    ["abs::", "abs::bored.20260331.20260331.", "abs::sick.x.20260331.", "abs::sick.20260331.20260331.y",
     "absundo::", "abswhy::sick", "abs::sick.20260331.20260330.h", "abs::sick.00010101.99991231.60"],
)  # fmt: skip
async def test_a_malformed_button_does_nothing(
    chat: Chat, company: Company, app: App, data: str
) -> None:
    await chat.sends(company.sam, data, "53")

    assert await standing(app) == []


async def test_an_absence_by_text_message_is_ones_own_hours(
    sms: Chat, company: Company, app: App
) -> None:
    card = await sms.says(company.sam, "off sick today")

    assert card == "OK Sick, Tue 31 Mar\nWhole day, 1 working day"
    assert len(await standing(app)) == 1
    assert (await _count(app, TimeEntry), await _count(app, HoursCheck)) == (0, 0)


async def _count(app: App, model: Any) -> int:
    async with app.sessions.reading() as session:
        return int(await session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


async def test_a_days_total_is_told_against_ones_own_working_time(
    chat: Chat, company: Company, app: App
) -> None:
    async with app.sessions.begin() as session:
        session.add(WorkingTime(
            staff_id=company.sam.id, valid_from=date(2026, 3, 1), minutes=[0, 360, 0, 0, 0, 0, 0]
        ))  # fmt: skip

    assert "Today 2 h of 6 h" in await chat.says(company.sam, "2h bell")
    assert "Tue 31 Mar: 2 h of 6 h" in await chat.says(company.sam, "my day")


async def test_work_logged_on_a_day_that_is_off_is_told(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "3h bell yesterday")
    answer = await chat.says(company.sam, "off sick yesterday")

    assert answer.splitlines()[2] == (
        "! 3 h of work is logged for this time too. Put right what is wrong."
    )
    assert "too" not in await chat.says(company.sam, "off sick today")
