"""An open question is corrected before it is booked, and answered wherever the person is."""

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.assistant.models import Draft
from core.assistant.transcript import lines_of
from core.events.bus import record
from core.kit import clock as clocks
from core.outbound.cards import press
from core.outbound.models import OutboundMessage
from core.startup import App
from core.timesheets.missing_events import HoursMissing
from tests import make
from tests.core.assistant.conftest import Chat, Company, a_chat
from tests.core.assistant.test_questions import booked


@pytest.mark.parametrize(
    ("who", "words"),
    [("matti", "ei kun 2,5 h"), ("sam", "no, 2.5h"), ("maria", "nej, 2,5 tim"),
     ("sam", "no, make it 2.5h")],
)  # fmt: skip
async def test_a_correction_means_the_question_that_is_open(
    chat: Chat, company: Company, app: App, who: str, words: str
) -> None:
    person = getattr(company, who)
    await chat.says(person, "bell 1 h")
    await chat.says(person, "3 h heikkinen")
    card = await chat.says(person, words)

    assert card.startswith(("? 2.5 h", "? 2,5 h"))
    assert [entry.worked_minutes for entry in await booked(app)] == [60]
    await chat.presses(person, "Heikkinen Sirpa")
    assert sorted(entry.worked_minutes for entry in await booked(app)) == [60, 150]


async def test_a_correction_may_be_the_answer(chat: Chat, company: Company, app: App) -> None:
    await chat.says(company.sam, "lehto 1 h")
    await chat.says(company.sam, "3 h heikkinen")
    card = await chat.says(company.sam, "no, bell")
    assert card.startswith("✓ 3 h · Bell")
    assert sorted(entry.worked_minutes for entry in await booked(app)) == [60, 180]


async def test_a_reply_to_a_booked_card_corrects_that_beside_an_open_question(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "bell 1 h")
    card_ref = telegram.last_ref
    await telegram.says(company.sam, "3 h heikkinen")
    card = await telegram.says(company.sam, "no, 2.5h", reply_to=card_ref)
    assert card.startswith("✓ 2.5 h · Bell (was 1 h)")
    assert [entry.worked_minutes for entry in await booked(app)] == [150]


@pytest.mark.parametrize(("asked", "answered"), [("telegram", "webchat"), ("webchat", "telegram")])
async def test_a_question_is_answered_by_text_on_another_channel(
    company: Company, app: App, asked: str, answered: str
) -> None:
    first, second = await a_chat(app, asked), await a_chat(app, answered)
    await first.says(company.sam, "yesterday 3.5 h")
    card = await second.says(company.sam, "bell")
    assert card.startswith("✓ 3.5 h · Bell\nMon 30 Mar")

    late = await first.presses(company.sam, "Cancel")
    assert late.startswith("✓ 3.5 h · Bell")
    assert len(await booked(app)) == 1


async def test_the_chat_page_shows_a_question_asked_elsewhere_until_it_is_settled(
    company: Company, app: App
) -> None:
    telegram, web = await a_chat(app, "telegram"), await a_chat(app, "webchat")
    question = await telegram.says(company.sam, "2 h heikkinen")
    async with app.sessions.reading() as session:
        [line] = await lines_of(session, company.sam.id)
        assert await lines_of(session, company.matti.id) == []
    assert line.text == question
    labels = [button["label"] for row in line.buttons for button in row]
    assert labels == telegram.labels()

    sirpa = next(b for row in line.buttons for b in row if b["label"] == "Heikkinen Sirpa")
    card = await web.sends(company.sam, sirpa["data"], str(line.id))
    assert card.startswith("✓ 2 h · Heikkinen Sirpa")
    async with app.sessions.reading() as session:
        shown = await lines_of(session, company.sam.id)
    assert [one.text for one in shown] == [card]
    assert len(await booked(app)) == 1


async def test_a_question_shown_in_the_chat_is_not_shown_twice(company: Company, app: App) -> None:
    web = await a_chat(app, "webchat")
    question = await web.says(company.sam, "2 h heikkinen")
    async with app.sessions.reading() as session:
        assert [one.text for one in await lines_of(session, company.sam.id)] == [question]


async def test_words_taken_as_they_are_are_taken_only_where_they_were_asked_for(
    company: Company, app: App
) -> None:
    telegram, web = await a_chat(app, "telegram"), await a_chat(app, "webchat")
    async with app.sessions.begin() as session:
        request = await make.a_request(session, subject="Leaking tap")
    await telegram.sends(company.sam, press("answer", request.id), "50")
    card = await web.says(company.sam, "lehto 2 h")
    assert card.startswith("✓ 2 h · Lehto")
    async with app.sessions.reading() as session:
        draft = (await session.scalars(sa.select(Draft))).one()
    assert draft.done_at is None


async def test_a_text_message_answers_no_question_of_another_channel(
    company: Company, app: App
) -> None:
    telegram, sms = await a_chat(app, "telegram"), await a_chat(app, "sms")
    await telegram.says(company.sam, "3 h heikkinen")
    await sms.says(company.sam, "bell")
    assert await booked(app) == []


@pytest.mark.parametrize(
    ("who", "text"),
    [("matti", "sairaana 8h"), ("maria", "sjuk 8h"), ("sam", "off sick"), ("matti", "lomalla"),
     ("sam", "off sick 8h bell"), ("maria", "vab 4 tim")],
)  # fmt: skip
async def test_an_absence_is_booked_on_nobody(
    chat: Chat, company: Company, app: App, who: str, text: str
) -> None:
    card = await chat.says(getattr(company, who), text)
    assert card[0] in "✓?!"
    assert await booked(app) == []
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(Draft))).all() == []


@pytest.mark.parametrize(
    ("who", "text"),
    [("matti", "tehtävät tänään"), ("sam", "tasks today"), ("maria", "uppgifter idag"),
     ("matti", "mitä tänään")],
)  # fmt: skip
async def test_todays_tasks_are_listed_when_asked_for(
    chat: Chat, company: Company, who: str, text: str
) -> None:
    await chat.says(getattr(company, who), "remind me on friday to order pipes")
    card = await chat.says(getattr(company, who), text)
    assert len(card.splitlines()) == 2  # none is due; all are shown
    assert card.splitlines()[1].startswith("1. T-2026-0001 · order pipes")
    await chat.says(getattr(company, who), "remind me today at 23:00 to call Bell")
    card = await chat.says(getattr(company, who), text)
    assert len(card.splitlines()) == 1
    assert card.startswith("1. T-2026-0002 · call Bell")


async def test_a_weeks_tasks_and_all_tasks_are_listed(chat: Chat, company: Company) -> None:
    await chat.says(company.sam, "remind me on friday to order pipes")
    await chat.says(company.sam, "remind me on 20.5. to call Bell")
    assert len((await chat.says(company.sam, "tasks this week")).splitlines()) == 1
    assert len((await chat.says(company.sam, "my tasks")).splitlines()) == 2
    assert len((await chat.says(company.sam, "mina uppgifter")).splitlines()) == 2


async def test_the_evening_reminder_names_what_still_waits_for_an_answer(
    company: Company, app: App
) -> None:
    web = await a_chat(app, "webchat")
    await web.says(company.sam, "3 h heikkinen")
    await web.says(company.matti, "2 h heikkinen")
    missing = HoursMissing(company.sam.id, clocks.today(company.sam.zone), 210, 1)
    async with app.sessions.begin() as session:
        await record(session, system("test"), missing)

    async with app.sessions.reading() as session:
        told = (await session.scalars(sa.select(OutboundMessage))).one()
    text = str(told.payload["text"])
    assert "Still waiting for your answer: “3 h heikkinen”" in text
    await web.presses(company.matti, "Peru")
    missing = HoursMissing(company.matti.id, clocks.today(company.matti.zone), 210, 1)
    async with app.sessions.begin() as session:
        await record(session, system("test"), missing)
    async with app.sessions.reading() as session:
        texts = [str(one.payload["text"]) for one in await session.scalars(
            sa.select(OutboundMessage).where(OutboundMessage.address == company.matti.email)
        )]  # fmt: skip
    assert len(texts) == 1
    assert "heikkinen" not in texts[0]


async def test_a_corrected_length_drops_a_range_it_cannot_fill(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.matti, "ti 7-13.30 lehto, ruokis ½h")
    assert chat.labels()[:2] == ["Tänään", "Ti 24.3."]
    card = await chat.says(company.matti, "ei kun 2 h")
    assert card == "? 2 h · Lehto · mikä päivä?"
    assert chat.labels()[:2] == ["Tänään", "Ti 24.3."]
    card = await chat.presses(company.matti, "Ti 24.3.")
    assert card.startswith("✓ 2 h · Lehto\nti 24.3. klo 7–9")


async def test_a_day_said_alone_belongs_to_the_open_question(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "3h heikkinen")
    assert await chat.says(company.sam, "yesterday") == "? 3 h · Mon 30 Mar · which customer?"
    card = await chat.presses(company.sam, "Heikkinen Sirpa")
    assert card.startswith("✓ 3 h · Heikkinen Sirpa\nMon 30 Mar")


@pytest.mark.parametrize(
    ("who", "words"), [("matti", "kuka on lehdolla"), ("anna", "who is at Lehto")]
)
async def test_a_question_about_a_customer_answers_no_open_question(
    chat: Chat, company: Company, app: App, who: str, words: str
) -> None:
    person = getattr(company, who)
    await chat.says(person, "3 h heikkinen")
    card = await chat.says(person, words)
    assert not card.startswith("✓")
    assert await booked(app) == []


@pytest.mark.parametrize(
    ("who", "key"), [("matti", "Tänään"), ("sam", "Today"), ("maria", "I dag")]
)
async def test_a_key_of_the_keyboard_means_the_key_beside_an_open_question(
    chat: Chat, company: Company, who: str, key: str
) -> None:
    person = getattr(company, who)
    await chat.says(person, "3 h heikkinen")
    assert not (await chat.says(person, key)).startswith("?")


async def test_a_correction_means_what_was_booked_after_the_question_arose(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "3 h heikkinen")
    await chat.says(company.sam, "bell 1 h")
    card = await chat.says(company.sam, "no, 2.5h")
    assert card.startswith("✓ 2.5 h · Bell (was 1 h)")
    assert [entry.worked_minutes for entry in await booked(app)] == [150]


async def test_ones_own_name_is_no_colleagues(chat: Chat, company: Company, app: App) -> None:
    card = await chat.says(company.matti, "matti ja liisa 8h bell")
    assert "et muiden: Matti" not in card
    assert await booked(app) == []
