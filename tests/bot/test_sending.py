"""Sending: new messages, edits, toasts; refusals are told apart."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.sender import TelegramSender
from core.kit.clock import now
from core.outbound.cards import Button, Card, press
from core.outbound.ports import NoAccount, Outgoing, RefusedForGood, TryLater, Unclear
from core.staff import queries as staff
from core.startup import App
from tests import make
from tests.fakes.bot_api import BotApi


def _outgoing(source: UUID | None, card: Card, **payload: Any) -> Outgoing:
    return Outgoing(
        uuid4(),
        "telegram",
        "assistant",
        "7",
        "",
        {"card": card.as_json(), **payload},
        source,
        now(),
    )


async def test_a_card_is_sent_and_edited_in_place(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    sender = TelegramSender(app)
    rows = ((Button("Undo", press("undo", uuid4())), Button("Open", url="https://a.example/")),)
    sent = await sender.send(_outgoing(bot_source, Card("✓ 2 h · <Lehto> & co", rows)))
    message = telegram.last_message()
    assert message["text"] == "✓ 2 h · <Lehto> & co"
    assert [one["text"] for one in message["reply_markup"]["inline_keyboard"][0]] == [
        "Undo",
        "Open",
    ]
    edited = await sender.send(_outgoing(bot_source, Card("↺ undone", edit_ref=sent.provider_id)))
    assert edited.provider_id == sent.provider_id
    assert telegram.last_message()["text"] == "↺ undone"
    again = Card("↺ undone", edit_ref=sent.provider_id)
    assert (await sender.send(_outgoing(bot_source, again))).provider_id == sent.provider_id


async def test_failures_are_told_apart(app: App, telegram: BotApi, bot_source: UUID) -> None:
    sender = TelegramSender(app)
    card = _outgoing(bot_source, Card("hello"))
    telegram.fail("sendMessage", 429, "Too Many Requests", retry_after=3)
    with pytest.raises(TryLater) as later:
        await sender.send(card)
    assert later.value.after == 3
    telegram.fail("sendMessage", 400, "Bad Request: message is too long")
    with pytest.raises(RefusedForGood):
        await TelegramSender(app).send(card)
    telegram.cut("sendMessage", carried_out=True)
    with pytest.raises(Unclear):
        await sender.send(card)


async def test_a_long_pause_is_waited_out_by_the_outbox_and_is_no_doubt(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    sender = TelegramSender(app)
    telegram.fail("sendMessage", 429, "Too Many Requests", retry_after=300)
    for _each in range(2):  # the second is not even tried
        with pytest.raises(TryLater) as later:
            await sender.send(_outgoing(bot_source, Card("hello")))
        assert 290 < (later.value.after or 0) <= 300


async def test_whoever_blocked_the_bot_is_told_another_way(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session)
        await make.a_linked_account(session, member, "telegram", "7")
    telegram.block(7)
    with pytest.raises(RefusedForGood):
        await TelegramSender(app).send(_outgoing(bot_source, Card("hello")))
    async with app.sessions.reading() as session:
        accounts = await staff.accounts_of(session, member.id)
        assert accounts[0].blocked_at is not None


async def test_without_a_bot_nothing_leaves(app: App) -> None:
    with pytest.raises(NoAccount):
        await TelegramSender(app).send(_outgoing(None, Card("hello")))
