"""Weeks by chat: send one's own, approve, send back with a comment; in three languages."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.assistant.models import Draft
from core.dispatch import dispatch
from core.inbox.incoming import Pressed
from core.outbound.cards import card_from_json
from core.outbound.models import OutboundMessage
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import approval_queries, service
from tests import make
from tests.core.assistant.conftest import Chat, Company, a_chat

MONDAY = date(2026, 3, 23)  # week 13; "now" is Tuesday of week 14


async def logs(app: App, member: StaffMember, days: int = 5, monday: date = MONDAY) -> None:
    async with app.sessions.begin() as session:
        for step in range(days):
            day = monday + timedelta(days=step)
            await service.log_time(session, make.actor_of(member), day=day, minutes=450)


async def sends(app: App, member: StaffMember) -> Any:
    await logs(app, member)
    async with app.sessions.begin() as session:
        return await service.submit_week(session, make.actor_of(member), MONDAY)


async def state(app: App, member: StaffMember, monday: date = MONDAY) -> Any:
    async with app.sessions.reading() as session:
        return await approval_queries.week_state(session, member.id, monday)


async def notice(app: App, chat: Chat, kind: str, member: StaffMember, ref: str) -> str:
    """Show the newest notice of a kind in the chat, as its channel's sender would."""
    async with app.sessions.reading() as session:
        payloads = await session.scalars(
            sa.select(OutboundMessage.payload)
            .where(OutboundMessage.kind == kind, OutboundMessage.address == str(member.id))
            .order_by(OutboundMessage.id)
        )
        chat.shown[ref] = card_from_json(payloads.all()[-1]["card"])
    chat.last_ref = ref
    return chat.shown[ref].text


async def in_chat(app: App, *members: StaffMember) -> None:
    """Have these told in Telegram, each under their own id."""
    async with app.sessions.begin() as session:
        for one in members:
            await make.a_linked_account(session, one, "telegram", str(one.id))


@pytest.mark.parametrize(
    ("who", "text"),
    [("matti", "lähetä viikko hyväksyttäväksi"), ("maria", "skicka in veckan"),
     ("sam", "submit my week"), ("sam", "submit week 13")],
)  # fmt: skip
async def test_my_week_is_the_one_that_is_over_and_not_sent(
    chat: Chat, company: Company, app: App, who: str, text: str
) -> None:
    member: StaffMember = getattr(company, who)
    await logs(app, member)
    await logs(app, member, 1, MONDAY + timedelta(days=7))

    card = await chat.says(member, text)
    assert card.startswith("✓")
    assert "13" in card
    assert "37,5 h" in card or "37.5 h" in card
    assert (await state(app, member)).state == "submitted"
    await chat.sends(member, chat.shown[chat.last_ref].rows[0][0].data, chat.last_ref)
    assert chat.shown[chat.last_ref].text.startswith("↺")
    assert (await state(app, member)).state == "open"
    await chat.sends(member, chat.shown[chat.last_ref].rows[0][0].data, chat.last_ref)
    assert (await state(app, member)).state == "submitted"


async def test_my_week_sent_before_is_not_sent_twice(
    chat: Chat, company: Company, app: App
) -> None:
    await sends(app, company.sam)
    assert (await chat.says(company.sam, "submit my week")).startswith(
        "! Week 13 waits for approval already."
    )


async def test_a_week_that_is_not_over_is_asked_about(
    chat: Chat, company: Company, app: App
) -> None:
    this = MONDAY + timedelta(days=7)
    await logs(app, company.sam, 1, this)

    card = await chat.says(company.sam, "submit my week")
    assert card == "? Week 14 lasts until Sun 5 Apr. Send it now only if no more work follows."
    assert chat.labels() == ["Send it now", "Not yet"]
    assert "was not sent" in await chat.presses(company.sam, "Not yet")
    await chat.says(company.sam, "submit this week")
    assert await chat.presses(company.sam, "Send it now") == "✓ Week 14 is sent for approval: 7.5 h"
    assert (await chat.says(company.sam, "submit this week")).startswith(
        "! Week 14 waits for approval already."
    )
    assert await chat.says(company.sam, "take back my week") == "↺ Week 14 is yours again."
    assert (await chat.says(company.sam, "submit week 13")).startswith(
        "! Nothing is logged in week 13."
    )


async def test_a_card_is_approved_by_its_button_and_a_stale_one_says_so(
    telegram: Chat, company: Company, app: App
) -> None:
    async with app.sessions.begin() as session:
        olli = await make.a_member(session, "Olli", owner=True)
    await in_chat(app, company.anna, olli)
    await sends(app, company.matti)
    first = await notice(app, telegram, "week_submitted", company.anna, "900")
    assert first.splitlines()[0] == "! Matti · week 13: 37.5 h of 37.5 h"

    look = await telegram.presses(company.anna, "Look")
    assert "Mon 23 Mar: 7.5 h · Own work" in look
    card = await telegram.presses(company.anna, "Approve")
    assert card.splitlines() == ["✓ Matti · Week 13: 37.5 h of 37.5 h", "Approved."]
    assert telegram.last_ref == "900"  # edited in place
    found = await state(app, company.matti)
    assert (found.state, found.by) == ("approved", "Anna")

    await notice(app, telegram, "week_submitted", olli, "901")
    stale = await telegram.presses(olli, "Approve")
    assert "✓ Approved by Anna" in stale
    assert "is approved already (Anna, " in telegram.toast
    assert telegram.labels("901") == ["Open again…"]


async def test_hours_changed_since_the_card_are_shown_before_approving(
    telegram: Chat, company: Company, app: App
) -> None:
    await in_chat(app, company.anna)
    await sends(app, company.matti)
    await notice(app, telegram, "week_submitted", company.anna, "900")
    await logs(app, company.matti, 1, MONDAY + timedelta(days=5))

    card = await telegram.presses(company.anna, "Approve")
    assert "The week holds 45 h now, not 37.5 h." in card
    assert (await state(app, company.matti)).state == "submitted"
    await telegram.presses(company.anna, "Approve")
    assert (await state(app, company.matti)).state == "approved"


@pytest.mark.parametrize("way", ["button", "words", "words with comment"])
async def test_sending_back_takes_a_comment_and_the_person_sends_again(
    telegram: Chat, company: Company, app: App, way: str
) -> None:
    await in_chat(app, company.anna, company.sam)
    await sends(app, company.sam)
    await notice(app, telegram, "week_submitted", company.anna, "900")
    if way == "words with comment":
        card = await telegram.says(company.anna, "send back Sam's week: 8 h Thursday at whose?")
    else:
        asked = await (telegram.presses(company.anna, "Send back") if way == "button"
                       else telegram.says(company.anna, "send back sam's week 13"))  # fmt: skip
        assert asked.startswith("? Sam · Week 13\nWrite what is to be put right.")
        card = await telegram.says(company.anna, "8 h Thursday at whose?")
    assert card.splitlines()[-1] == "Sent back: “8 h Thursday at whose?”"
    assert (await state(app, company.sam)).comment == "8 h Thursday at whose?"

    told = await notice(app, telegram, "week_rejected", company.sam, "910")
    assert "Anna sent week 13 back:" in told
    assert "“8 h Thursday at whose?”" in told
    assert (await telegram.presses(company.sam, "Send again")).startswith("✓ Week 13 is sent")
    assert (await state(app, company.sam)).state == "submitted"


async def test_a_comment_may_be_given_up(telegram: Chat, company: Company, app: App) -> None:
    await in_chat(app, company.anna)
    await sends(app, company.sam)
    await telegram.says(company.anna, "send back sam's week")
    assert (await telegram.presses(company.anna, "Cancel")).startswith("↺ Cancelled.")
    assert (await state(app, company.sam)).state == "submitted"
    assert (await telegram.says(company.anna, "bell 2 h")).startswith("✓ 2 h · Bell")


@pytest.mark.parametrize(
    ("language", "text"),
    [("fi", "hyväksy Matin viikko 13"), ("sv", "godkänn Mattis vecka"),
     ("en", "approve Matti's week"), ("en", "approve week 13 for matti")],
)  # fmt: skip
async def test_a_colleagues_week_is_approved_by_words(
    chat: Chat, company: Company, app: App, language: str, text: str
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Boss", Permission.APPROVE_HOURS, Permission.LOG_HOURS)
        boss = await make.a_member(session, "Olli", roles=[role], language=language)
    await sends(app, company.matti)
    await sends(app, company.maria)

    card = await chat.says(boss, text)
    assert card.startswith("✓ Matti · ")
    assert (await state(app, company.matti)).by == "Olli"
    assert (await state(app, company.maria)).state == "submitted"
    await chat.sends(boss, chat.shown[chat.last_ref].rows[0][0].data, chat.last_ref)
    await chat.says(boss, "Torstai puuttuu")
    assert (await state(app, company.matti)).state == "open"


async def test_what_waits_is_listed_and_unclear_words_approve_nothing(
    chat: Chat, company: Company, app: App
) -> None:
    assert await chat.says(company.anna, "weeks to approve") == (
        "✓ No week waits for your approval."
    )
    for one in (company.matti, company.maria, company.anna):
        await sends(app, one)
    card = await chat.says(company.anna, "weeks to approve")
    assert card == "? 2 weeks wait for your approval."  # not Anna's own
    assert sorted(chat.labels()) == ["Maria · Week 13 · 37.5 h", "Matti · Week 13 · 37.5 h"]
    assert (await chat.says(company.anna, "approve week 13")).startswith("? 2 weeks wait")
    assert (await chat.says(company.anna, "approve the offer week 13")).startswith(
        "? I know nobody called"
    )
    assert "Sam of" not in await chat.says(company.anna, "approve Sam's week")
    assert (await chat.says(company.anna, "approve Sam's week 13")).startswith(
        "! Week 13 of Sam does not wait for approval."
    )
    assert (await chat.says(company.anna, "approve Anna's week 13")).startswith(
        "! Nobody approves their own hours here."
    )
    assert (await state(app, company.maria)).state == "submitted"


async def test_whoever_may_not_approve_learns_nothing(
    chat: Chat, company: Company, app: App
) -> None:
    week = await sends(app, company.matti)
    for text in ("approve Matti's week", "weeks to approve", "send back Matti's week: no"):
        assert (await chat.says(company.sam, text)).startswith("! You do not have the right")
    for verb in ("week-ok", "week-no", "week-look", "week-open", "week-send", "week-back"):
        card = await chat.sends(company.sam, f"{verb}:{week.id.hex}", "1")
        assert card.startswith("! This was not found."), verb
    assert (await chat.sends(company.sam, "week-ok:nonsense", "1")).startswith("!")
    assert (await chat.sends(company.sam, "week-send::x", "1")).startswith("!")
    assert (await state(app, company.matti)).state == "submitted"


async def test_a_text_message_decides_nothing(sms: Chat, company: Company, app: App) -> None:
    await sends(app, company.matti)
    for text in ("approve Matti's week 13", "submit my week"):
        assert (await sms.says(company.anna, text)).startswith("! By text message you can only")
    assert (await state(app, company.matti)).state == "submitted"


async def test_an_approved_week_is_opened_when_its_person_asks(
    telegram: Chat, company: Company, app: App
) -> None:
    await in_chat(app, company.anna)
    await sends(app, company.sam)
    await telegram.says(company.anna, "approve Sam's week")
    refused = await telegram.says(company.sam, "lehto 2 h on 24 March")
    assert refused.startswith("! Week 13 is approved (Anna")
    await telegram.presses(company.sam, "Ask")
    assert "Sam asks you to open week 13" in await notice(
        app, telegram, "week_reopening_asked", company.anna, "920"
    )
    card = await telegram.presses(company.anna, "Open the week")
    assert card.splitlines()[-1] == "Open again: “Sam asked for it.”"
    assert (await state(app, company.sam)).state == "open"
    assert (await telegram.says(company.sam, "lehto 2 h on 28 March")).startswith("✓ 2 h · Lehto")


async def test_a_comment_is_asked_for_in_a_message_that_is_alone_in_its_transaction(
    app: App, company: Company
) -> None:
    """As the worker hands it over: without the savepoint that would write the draft first."""
    web = await a_chat(app, "webchat")
    week = await sends(app, company.sam)
    message = web.message(
        company.anna, text="", pressed=Pressed(f"week-no:{week.id.hex}", "1", "callback")
    )
    async with app.sessions.begin() as session:
        await dispatch(session, message, alone=True)
    async with app.sessions.reading() as session:
        draft = await session.scalar(sa.select(Draft).where(Draft.staff_id == company.anna.id))
    assert draft is not None
    assert draft.asking == "comment"


@pytest.mark.parametrize(
    ("who", "words"), [("matti", "viime viikko"), ("sam", "Last week"), ("maria", "förra veckan")]
)
async def test_the_week_before_is_shown_by_its_name_alone(
    chat: Chat, company: Company, app: App, who: str, words: str
) -> None:
    person = getattr(company, who)
    await logs(app, person)
    card = await chat.says(person, words)
    assert "13: 37" in card.splitlines()[0]
