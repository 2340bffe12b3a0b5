"""Updates become messages: who, what, which message, which button, which file."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.decoding import decode
from core.inbox import service as inbox
from core.inbox.incoming import IncomingMessage
from core.inbox.models import InboxItem
from core.outbound.models import OutboundMessage
from core.sources.models import Source
from core.startup import App
from tests import make
from tests.fakes.bot_api import BotApi

SENT = 1_774_958_700  # 2026-03-31 12.05 UTC


async def _item(app: App, source: UUID, update: dict[str, Any]) -> InboxItem:
    async with app.sessions.begin() as session:
        await inbox.receive(
            session, source_id=source, channel="telegram", external_id=str(update["update_id"]),
            payload=update,
        )  # fmt: skip
        return (await inbox.claim(session, "test", 1, ("telegram",)))[0]


async def _decoded(app: App, source: UUID, update: dict[str, Any]) -> IncomingMessage:
    message = await decode(app, await _item(app, source, update))
    assert isinstance(message, IncomingMessage)
    return message


async def test_a_message_of_a_linked_account_is_staffs(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session)
        await make.a_linked_account(session, member, "telegram", "7")
    update = telegram.says("2 h Lehto\x00")
    message = await _decoded(app, bot_source, update)
    assert message.text == "2 h Lehto"
    assert message.sender.staff_id == member.id
    assert message.sender.name == "Ann"
    assert (message.chat_ref, message.ref) == ("7", str(update["message"]["message_id"]))
    assert not message.is_edit


async def test_a_strangers_message_is_nobodys(app: App, telegram: BotApi, bot_source: UUID) -> None:
    message = await _decoded(app, bot_source, telegram.says("Hello?"))
    assert message.sender.staff_id is None
    assert message.sender.address == "7"


async def test_the_messages_own_time_counts(app: App, bot_source: UUID) -> None:
    update = _update({"text": "stop", "date": SENT})
    assert (await _decoded(app, bot_source, update)).sent_at == datetime(
        2026, 3, 31, 12, 5, tzinfo=UTC
    )
    written = _update({"text": "stop", "date": "2026-03-31T12:05:00Z"}, 2)
    assert (await _decoded(app, bot_source, written)).sent_at == datetime(
        2026, 3, 31, 12, 5, tzinfo=UTC
    )


async def test_edits_replies_and_presses_name_their_message(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    said = telegram.says("2 h")
    edited = await _decoded(app, bot_source, telegram.edits(said, "3 h"))
    assert edited.is_edit
    assert edited.ref == str(said["message"]["message_id"])
    reply = _update({"text": "no, 3 h", "date": SENT, "reply_to_message": {"message_id": 55}})
    assert (await _decoded(app, bot_source, reply)).reply_to_ref == "55"
    card = {"message_id": 9, "chat": _chat(), "date": SENT, "from": {"id": 42, "is_bot": True}}
    query = {"id": "q1", "from": _user(), "data": "undo:abc", "message": card}
    press = await _decoded(app, bot_source, {"update_id": 77, "callback_query": query})
    assert press.pressed is not None
    assert (press.pressed.data, press.pressed.message_ref) == ("undo:abc", "9")
    assert press.text == ""
    assert press.sender.address == "7"


async def test_a_photo_comes_with_its_bytes(app: App, telegram: BotApi, bot_source: UUID) -> None:
    update = telegram.sends_file(b"\xff\xd8\xff picture", "receipt.jpg", caption="tank 40 e")
    message = await _decoded(app, bot_source, update)
    assert message.text == "tank 40 e"
    assert message.attachments[0].data == b"\xff\xd8\xff picture"
    assert message.attachments[0].content_type == "image/jpeg"


async def test_a_file_telegram_does_not_hand_out_loses_none_of_the_words(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    update = telegram.sends_file(b"big", "receipt.jpg", caption="tank 40 e")
    telegram.fail("getFile", 400, "Bad Request: file is too big")
    message = await _decoded(app, bot_source, update)
    assert message.text == "tank 40 e"
    assert message.attachments == ()
    assert message.flags == ("file-too-large",)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "poll": {"id": "x"}},
        {"update_id": 1, "message": {"message_id": 1, "date": SENT, "text": "hi",
                                     "from": {"id": 7}, "chat": {"id": -5, "type": "group"}}},
        {"update_id": 1, "message": {"message_id": 1, "date": SENT, "text": "hi",
                                     "from": {"id": 8, "is_bot": True}, "chat": {"id": 8, "type": "private"}}},
        {"update_id": 1, "my_chat_member": {"chat": {"id": 7}, "new_chat_member": {"status": "member"}}},
    ],
    ids=["poll", "group", "another bot", "unblocked"],
)  # fmt: skip
async def test_what_is_not_said_to_the_bot_is_nothing(
    app: App, bot_source: UUID, update: dict[str, Any]
) -> None:
    assert await decode(app, await _item(app, bot_source, update)) is None


def _user() -> dict[str, Any]:
    return {"id": 7, "is_bot": False, "first_name": "Ann"}


def _chat() -> dict[str, Any]:
    return {"id": 7, "type": "private"}


def _update(message: dict[str, Any], number: int = 1) -> dict[str, Any]:
    whole = {"message_id": 5, "from": _user(), "chat": _chat(), **message}
    return {"update_id": number, "message": whole}


async def test_an_edit_counts_from_when_it_was_sent_first_and_fetches_no_file_again(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    update = telegram.sends_file(b"\xff\xd8\xff picture", "receipt.jpg", caption="tank 40 e")
    message = {**update["message"], "caption": "tank 45 e", "date": SENT, "edit_date": SENT + 9000}
    edited = await _decoded(app, bot_source, {"update_id": 90, "edited_message": message})
    assert edited.is_edit
    assert edited.sent_at == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    assert edited.attachments == ()


@pytest.mark.parametrize(
    ("content", "kind"),
    [({"sticker": {"file_id": "s"}}, "sticker"), ({"poll": {"id": "1"}}, "poll"),
     ({"contact": {"phone_number": "+358401234567"}}, "contact"),
     ({"location": {"latitude": 60.1, "longitude": 24.9}}, "location"),
     ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, "animation")],
)  # fmt: skip
async def test_the_kind_of_a_message_without_words_is_told(
    app: App, bot_source: UUID, content: dict[str, Any], kind: str
) -> None:
    update = _update({**content, "date": SENT})
    found = await _decoded(app, bot_source, update)
    assert (found.text, found.attachments) == ("", ())
    assert found.extra["kind"] == kind
    assert found.extra.get("location") == content.get("location")


async def test_an_album_and_forwarded_words_are_told(app: App, bot_source: UUID) -> None:
    update = _update({"caption": "x", "date": SENT, "media_group_id": 17,
                      "forward_origin": {"type": "hidden_user", "date": SENT}})  # fmt: skip
    message = await _decoded(app, bot_source, update)
    assert message.extra["album"] == "17"
    assert message.flags == ("forwarded",)


async def test_a_place_shared_while_moving_counts_once(app: App, bot_source: UUID) -> None:
    place = {"message_id": 5, "from": _user(), "chat": _chat(), "date": SENT,
             "location": {"latitude": 60.1, "longitude": 24.9, "live_period": 900}}  # fmt: skip
    item = await _item(app, bot_source, {"update_id": 5, "edited_message": place})
    assert await decode(app, item) is None


@pytest.mark.parametrize(
    ("text", "answers"),
    [("@apuri_bot lehto 2 h", 1), ("/today@apuri_bot", 1), ("@other_bot lehto 2 h", 0),
     ("mail me: matti@apuri_bot.example", 0), ("Hi @Apuri_Bot!", 1)],
)  # fmt: skip
async def test_a_group_is_answered_only_when_the_bot_is_addressed(
    app: App, bot_source: UUID, text: str, answers: int
) -> None:
    async with app.sessions.begin() as session:
        source = await session.get_one(Source, bot_source)
        source.config = {**source.config, "bot_username": "@apuri_bot"}
    group = {"id": -5, "type": "supergroup"}
    item = await _item(app, bot_source, _update({"text": text, "date": SENT, "chat": group}))
    work = await decode(app, item)
    assert callable(work)
    async with app.sessions.begin() as session:
        await work(session)
    async with app.sessions.reading() as session:
        rows = (await session.scalars(sa.select(OutboundMessage))).all()
    assert [row.address for row in rows] == ["-5"] * answers
    if rows:
        [[button]] = rows[0].payload["card"]["rows"]
        assert button["url"] == "https://t.me/apuri_bot"
