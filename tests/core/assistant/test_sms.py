"""Text messages: own hours only, plain answers, choices by number."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from core.outbound.sms import segments
from core.settings import keys
from core.settings.models import Setting
from core.staff.models import StaffMember
from core.startup import App
from tests.core.assistant.conftest import Chat, Company, a_chat
from tests.core.assistant.test_questions import booked


async def test_hours_by_text_message_are_answered_in_plain_text(
    sms: Chat, company: Company, app: App
) -> None:
    card = await sms.says(company.matti, "lehdolla 7,5 h")
    assert card.startswith("OK 7,5 h, Lehto\nti 31.3.")
    assert sms.shown[sms.last_ref].rows == ()
    [entry] = await booked(app)
    assert entry.channel == "sms"


async def test_a_question_is_answered_by_its_number(sms: Chat, company: Company, app: App) -> None:
    card = await sms.says(company.sam, "2 h heikkinen")
    assert card.splitlines()[1:] == [
        "1 Heikkinen Antti, Pesuhuone", "2 Heikkinen Sirpa", "3 Other...", "4 Cancel",
    ]  # fmt: skip
    card = await sms.says(company.sam, "2")
    assert card.startswith("OK 2 h, Heikkinen Sirpa")


async def test_everything_else_is_refused(sms: Chat, company: Company, app: App) -> None:
    async with app.sessions.begin() as session:
        await session.execute(sa.update(StaffMember).values(name=StaffMember.name))
    for text in (
        "28 km bell", "paid 20 € bell", "bell 2 h and 20 km", "remind me tomorrow to call Bell",
        "how many hours this week", "close R-1", "Maria bell 8 h",
    ):  # fmt: skip
        card = await sms.says(company.anna, text)
        assert not card.startswith("OK"), text
    assert await booked(app) == []


async def test_the_owner_may_switch_it_off(sms: Chat, company: Company, app: App) -> None:
    async with app.sessions.begin() as session:
        session.add(Setting(key=keys.SMS_MAY_LOG.name, value=False))
    card = await sms.says(company.sam, "bell 2 h")
    assert card.startswith("! Hours by text message are switched off.")
    assert await booked(app) == []


async def test_a_number_that_no_choice_bears_is_asked_again(
    sms: Chat, company: Company, app: App
) -> None:
    await sms.says(company.sam, "2 h heikkinen")
    card = await sms.says(company.sam, "9")
    assert card.splitlines() == [
        "! Answer with a number from 1 to 4.", "1 Heikkinen Antti, Pesuhuone", "2 Heikkinen Sirpa",
        "3 Other...", "4 Cancel",
    ]  # fmt: skip
    assert (await sms.says(company.sam, "1")).startswith("OK 2 h, Heikkinen Antti")
    assert len(await booked(app)) == 1


async def test_where_a_number_is_an_answer_itself_the_choices_bear_letters(
    sms: Chat, company: Company, app: App
) -> None:
    card = await sms.says(company.sam, "bell 25h")
    assert card.splitlines()[0] == "? Bell, how long did it take?"
    assert [line[:2] for line in card.splitlines()[1:]] == ["a ", "b ", "c ", "d "]
    card = await sms.says(company.sam, "2")
    assert card.splitlines()[1:3] == ["a 2 h", "b Other..."]
    assert await booked(app) == []
    assert (await sms.says(company.sam, "a")).startswith("OK 2 h, Bell")


async def test_a_forgotten_timer_is_ended_by_the_number_of_its_end(
    sms: Chat, company: Company, app: App, clock: Any
) -> None:
    clock.move_to(datetime(2026, 3, 30, 5, 0, tzinfo=UTC))  # Monday 8.00
    await sms.says(company.sam, "start bell")
    clock.move_to(datetime(2026, 3, 31, 4, 0, tzinfo=UTC))
    card = await sms.says(company.sam, "stop")
    assert card.splitlines()[1:] == [
        "1 Ended at 15:30", "2 Ended at 16:00", "3 Still going on", "4 Do not book it",
    ]  # fmt: skip
    card = await sms.says(company.sam, "2")
    assert card.startswith("OK 8 h, Bell\nMon 30 Mar 08:00-16:00")
    assert (await sms.says(company.sam, "2")).startswith("I found nothing")  # holds but once


async def test_a_cancelled_question_by_text_message_leaves_those_of_other_channels(
    sms: Chat, company: Company, app: App
) -> None:
    telegram = await a_chat(app, "telegram")
    await telegram.says(company.sam, "3 h heikkinen")
    assert (await sms.says(company.sam, "cancel")).startswith("! ")
    await sms.says(company.sam, "2 h heikkinen")
    assert (await sms.says(company.sam, "cancel")).startswith("- Cancelled.")
    assert (await telegram.presses(company.sam, "Heikkinen Sirpa")).startswith("✓ 3 h")


@pytest.mark.parametrize("who", ["sam", "matti", "maria"])
async def test_an_answer_has_plain_letters_and_few_parts(
    sms: Chat, company: Company, who: str
) -> None:
    person = getattr(company, who)
    for text in ("bell 7-15", "start bell", "stop", "heikkinen 2h", "help", "undo"):
        answer = segments(await sms.says(person, text))
        assert answer.encoding == "GSM-7", text
        assert answer.count <= 3, text
