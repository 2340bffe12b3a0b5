"""The fake Bot API refuses what Telegram refuses and loses nothing that it did not acknowledge."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.bot_api import BotApi
from tests.fakes.ports import wait_until

BUTTONS = {"inline_keyboard": [[{"text": "Take", "callback_data": "take:1"}]]}


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[BotApi]:
    telegram = BotApi(record=tmp_path / "calls.jsonl").start()
    telegram.meet(7)
    yield telegram
    telegram.stop()


@pytest.fixture
async def client(telegram: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    base = f"{telegram.url}/bot{telegram.token}/"
    async with httpx.AsyncClient(base_url=base, timeout=10) as client:
        yield client


async def _call(client: httpx.AsyncClient, method: str, **params: Any) -> dict[str, Any]:
    answer = await client.post(method, json=params)
    return dict(answer.json())


async def _polling(telegram: BotApi) -> None:
    await asyncio.to_thread(
        wait_until, lambda: telegram.is_polled, seconds=5, what="the first long poll"
    )


async def test_a_message_is_remembered_can_be_edited_and_is_recorded(
    telegram: BotApi, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    sent = await _call(client, "sendMessage", chat_id=7, text="Hei", reply_markup=BUTTONS)
    number = sent["result"]["message_id"]
    edit = {"chat_id": 7, "message_id": number, "text": "Hei!"}
    assert (await _call(client, "editMessageText", **edit))["ok"]

    assert telegram.last_message(7)["text"] == "Hei!"
    assert telegram.sent() == [{"chat_id": 7, "text": "Hei", "reply_markup": BUTTONS}]
    rows = [json.loads(line) for line in (tmp_path / "calls.jsonl").read_text().splitlines()]
    assert [row["method"] for row in rows] == ["sendMessage", "editMessageText"]


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"chat_id": 7, "text": " "}, "message text is empty"),
        ("sendMessage", {"chat_id": 7, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 7, "text": "🙂" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 8, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": 7, "text": "<b>x", "parse_mode": "HTML"}, "parse entities"),
        ("sendMessage", {"chat_id": 7, "text": "<p>x</p>", "parse_mode": "HTML"}, "Unsupported"),
        ("sendMessage", {"chat_id": 7, "text": "a < b", "parse_mode": "HTML"}, "Unsupported"),
        ("editMessageText", {"chat_id": 7, "message_id": 999, "text": "x"}, "not found"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query ID is invalid"),
        ("getFile", {"file_id": "nothing"}, "invalid file_id"),
        ("setWebhook", {"url": "http://example.test/"}, "HTTPS"),
    ],
)
async def test_what_telegram_refuses_is_refused_and_does_not_count_as_sent(
    telegram: BotApi, client: httpx.AsyncClient, method: str, params: dict[str, Any], words: str
) -> None:
    answer = await _call(client, method, **params)

    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert words in answer["description"]
    assert telegram.sent(method) == []


@pytest.mark.parametrize("data", ["", "x" * 65, "ä" * 33])
async def test_a_button_holds_one_to_64_bytes(client: httpx.AsyncClient, data: str) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    answer = await _call(client, "sendMessage", chat_id=7, text="x", reply_markup=markup)
    assert answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_an_edit_that_changes_nothing_is_refused(client: httpx.AsyncClient) -> None:
    sent = await _call(client, "sendMessage", chat_id=7, text="Hei")
    edit = {"chat_id": 7, "message_id": sent["result"]["message_id"], "text": "Hei"}
    assert "not modified" in (await _call(client, "editMessageText", **edit))["description"]


async def test_who_blocked_the_bot_is_not_reached_until_they_write(
    telegram: BotApi, client: httpx.AsyncClient
) -> None:
    telegram.block(7)
    answer = await _call(client, "sendMessage", chat_id=7, text="x")
    assert (answer["error_code"], answer["description"][:9]) == (403, "Forbidden")
    telegram.says("hei")
    assert (await _call(client, "sendMessage", chat_id=7, text="x"))["ok"]


async def test_a_wrong_token_is_unauthorized(telegram: BotApi) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{telegram.url}/bot1:WRONG/getMe")
    assert (answer.status_code, answer.json()["error_code"]) == (401, 401)


async def test_updates_come_again_until_a_higher_offset_acknowledges_them(
    telegram: BotApi, client: httpx.AsyncClient
) -> None:
    first, second = telegram.says("one"), telegram.says("two")
    assert (await _call(client, "getUpdates"))["result"] == [first, second]
    assert (await _call(client, "getUpdates"))["result"] == [first, second]
    left = await _call(client, "getUpdates", offset=second["update_id"])
    assert left["result"] == [second]
    assert telegram.pending == [second]


async def test_a_long_poll_ends_with_the_first_update(
    telegram: BotApi, client: httpx.AsyncClient
) -> None:
    waiting = asyncio.create_task(_call(client, "getUpdates", timeout=9))
    await _polling(telegram)
    update = telegram.says("hei")
    assert (await asyncio.wait_for(waiting, 5))["result"] == [update]


async def test_a_second_poller_ends_the_first_and_a_webhook_ends_polling(
    telegram: BotApi, client: httpx.AsyncClient
) -> None:
    first = asyncio.create_task(_call(client, "getUpdates", timeout=9))
    await _polling(telegram)
    await _call(client, "getUpdates", timeout=0)
    assert (await asyncio.wait_for(first, 5))["error_code"] == 409

    await _call(client, "setWebhook", url="https://example.test/hook")
    assert (await _call(client, "getUpdates"))["error_code"] == 409


async def test_a_fault_hits_one_call_and_says_how_long_to_wait(
    telegram: BotApi, client: httpx.AsyncClient
) -> None:
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    answer = await _call(client, "sendMessage", chat_id=7, text="x")
    assert answer["parameters"] == {"retry_after": 3}
    assert telegram.sent() == []
    assert (await _call(client, "sendMessage", chat_id=7, text="x"))["ok"]


@pytest.mark.parametrize("carried_out", [True, False])
async def test_a_cut_leaves_the_caller_unsure_and_the_fake_certain(
    telegram: BotApi, client: httpx.AsyncClient, carried_out: bool
) -> None:
    telegram.cut("sendMessage", carried_out=carried_out)
    with pytest.raises(httpx.TransportError):
        await _call(client, "sendMessage", chat_id=7, text="x")

    assert len(telegram.sent()) == carried_out
    assert len(telegram.calls) == 1


async def test_a_press_needs_a_button_of_the_message_and_is_answered_once(
    telegram: BotApi, client: httpx.AsyncClient
) -> None:
    await _call(client, "sendMessage", chat_id=7, text="x", reply_markup=BUTTONS)
    with pytest.raises(AssertionError, match="no button"):
        telegram.presses("take:2", telegram.last_message(7))
    query = telegram.presses("take:1", telegram.last_message(7))["callback_query"]["id"]

    assert (await _call(client, "answerCallbackQuery", callback_query_id=query))["ok"]
    assert not (await _call(client, "answerCallbackQuery", callback_query_id=query))["ok"]


def _field(name: str, *types: str, required: bool = False) -> dict[str, Any]:
    return {"name": name, "types": list(types), "required": required}


# The public description has this shape; a handful of words is enough to try the checking itself.
DESCRIPTION: dict[str, Any] = {
    "methods": {
        "sendMessage": {
            "fields": [
                _field("chat_id", "Integer", "String", required=True),
                _field("text", "String", required=True),
                _field("disable_notification", "Boolean"),
                _field("reply_markup", "InlineKeyboardMarkup", "ForceReply"),
            ]
        },
        "setMyCommands": {"fields": [_field("commands", "Array of BotCommand", required=True)]},
    },
    "types": {
        "InlineKeyboardMarkup": {
            "fields": [_field("inline_keyboard", "Array of Array of Button", required=True)]
        },
        "Button": {"fields": [_field("text", "String", required=True)]},
        "ForceReply": {"fields": [_field("force_reply", "Boolean", required=True)]},
        "BotCommand": {
            "fields": [_field(name, "String", required=True) for name in ("command", "description")]
        },
    },
}


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMesage", {"chat_id": 7, "text": "x"}, "method not found"),
        ("sendMessage", {"chat_id": 7}, "text is required"),
        ("sendMessage", {"chat_id": 7, "text": "x", "buttons": []}, "buttons is unknown"),
        ("sendMessage", {"chat_id": 7, "text": 5}, "text must be String"),
        ("sendMessage", {"chat_id": True, "text": "x"}, "chat_id must be Integer"),
        ("sendMessage", {"chat_id": 7, "text": "x", "disable_notification": 3}, "must be Boolean"),
        (
            "sendMessage",
            {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"txt": "x"}]]}},
            "inline_keyboard.text is required",
        ),
        ("setMyCommands", {"commands": [{"command": "help"}]}, "description is required"),
        ("setMyCommands", {"commands": {}}, "commands must be a list"),
    ],
)
async def test_the_description_decides_what_exists(
    method: str, params: dict[str, Any], words: str
) -> None:
    telegram = BotApi(description=DESCRIPTION).start()
    telegram.meet(7)
    base = f"{telegram.url}/bot{telegram.token}/"
    try:
        async with httpx.AsyncClient(base_url=base, timeout=10) as client:
            answer = await _call(client, method, **params)
    finally:
        telegram.stop()
    assert answer["ok"] is False
    assert words in answer["description"]
    assert telegram.sent(method) == []


@pytest.mark.slow
async def test_a_real_client_reads_every_answer(telegram: BotApi, tmp_path: Path) -> None:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url), timeout=5)
    async with Bot(telegram.token, session=session) as bot:
        assert (await bot.get_me()).username == "apuri_test_bot"
        keys = [[InlineKeyboardButton(text="Take", callback_data="take:1")]]
        markup = InlineKeyboardMarkup(inline_keyboard=keys)
        sent = await bot.send_message(7, "Hei <b>sinä</b>", parse_mode="HTML", reply_markup=markup)
        assert (sent.text, sent.reply_markup is None) == ("Hei sinä", False)
        assert telegram.last_message(7)["reply_markup"] == BUTTONS
        edited = await bot.edit_message_text("Moi", chat_id=7, message_id=sent.message_id)
        assert not isinstance(edited, bool)
        assert edited.text == "Moi"
        for send in (bot.send_document, bot.send_photo):
            file = BufferedInputFile(b"abc", filename="a.jpg")
            assert (await send(7, file, caption="x")).caption == "x"
        assert telegram.sent("sendDocument")[0]["document"] == b"abc"

        telegram.sends_file(b"receipt", caption="24 e")
        telegram.sends_file(b"%PDF", "tarjous.pdf")
        photo, document = await bot.get_updates()
        assert photo.message
        assert photo.message.photo
        got = await bot.download(photo.message.photo[-1].file_id, tmp_path / "got")
        assert got is None
        assert (tmp_path / "got").read_bytes() == b"receipt"
        assert document.message
        assert document.message.document
        assert document.message.document.file_name == "tarjous.pdf"
