"""What the fake Telegram does on each call: it remembers chats, messages, buttons and files."""

import itertools
import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.bot_api_rules import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Refused,
    check_keyboard,
    length,
    shown_text,
)

ME = {
    "id": 42, "is_bot": True, "first_name": "Apuri", "username": "apuri_test_bot",
    "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
}  # fmt: skip
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LARGEST_DOWNLOAD = 20 * 1024 * 1024
FILE_PARTS = {
    "sendDocument": "document", "sendPhoto": "photo", "sendVoice": "voice", "sendAudio": "audio",
    "sendVideo": "video",
}  # fmt: skip


@dataclass
class Chats:
    """Everything Telegram knows in one test."""

    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    presses: set[str] = field(default_factory=set)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    menus: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    def meet(self, user_id: int, name: str = "Ann", language: str = "en") -> dict[str, Any]:
        """Make a person start the bot, which may then write to them; return the User."""
        user = {"id": user_id, "is_bot": False, "first_name": name, "language_code": language}
        self.people[user_id] = user
        self.blocked.discard(user_id)
        return user

    def chat(self, chat_id: int) -> dict[str, Any]:
        """Return a private chat as the Bot API shows it."""
        name = self.people.get(chat_id, {}).get("first_name", "Ann")
        return {"id": chat_id, "type": "private", "first_name": name}

    def answer(self, method: str, params: dict[str, Any]) -> Any:
        """Carry a call out and return its result; raises Refused."""
        handler = getattr(self, f"_{method}", None)
        if handler is not None:
            return handler(params)
        if method in FILE_PARTS:
            return self._send_file(FILE_PARTS[method], params)
        raise Refused(404, "Not Found: the fake does not know this method yet")

    def _getMe(self, _params: dict[str, Any]) -> Any:
        return ME

    def _sendMessage(self, params: dict[str, Any]) -> Any:
        text = self._text(params, "text", LONGEST_TEXT)
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        return self._store(params, {"text": text})

    def _editMessageText(self, params: dict[str, Any]) -> Any:
        before = self._own(params)
        text = self._text(params, "text", LONGEST_TEXT)
        after = self._with_markup({**before, "text": text}, params)
        return self._change(before, after)

    def _editMessageReplyMarkup(self, params: dict[str, Any]) -> Any:
        before = self._own(params)
        return self._change(before, self._with_markup(dict(before), params))

    def _deleteMessage(self, params: dict[str, Any]) -> Any:
        found = self.messages.pop((params["chat_id"], params["message_id"]), None)
        if found is None:
            raise Refused(400, "Bad Request: message to delete not found")
        return True

    def _answerCallbackQuery(self, params: dict[str, Any]) -> Any:
        if str(params["callback_query_id"]) not in self.presses:
            raise Refused(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        if length(params.get("text") or "") > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.presses.discard(str(params["callback_query_id"]))
        return True

    def _sendChatAction(self, params: dict[str, Any]) -> Any:
        self._may_write(params["chat_id"])
        return True

    def _getFile(self, params: dict[str, Any]) -> Any:
        name, data = self.files.get(str(params["file_id"]), ("", None))
        if data is None:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(data) > LARGEST_DOWNLOAD:
            raise Refused(400, "Bad Request: file is too big")
        return {
            "file_id": params["file_id"], "file_unique_id": f"u{params['file_id']}",
            "file_size": len(data), "file_path": f"documents/{params['file_id']}/{name}",
        }  # fmt: skip

    def _setWebhook(self, params: dict[str, Any]) -> Any:
        if not str(params["url"]).startswith("https://"):
            raise Refused(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        self.webhook = dict(params)
        return True

    def _setMyCommands(self, params: dict[str, Any]) -> Any:
        for one in params["commands"]:
            if not COMMAND.fullmatch(one["command"]) or not 1 <= len(one["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.menus[params.get("language_code", "")] = params["commands"]
        return True

    def _deleteWebhook(self, _params: dict[str, Any]) -> Any:
        self.webhook = {}
        return True

    def _getWebhookInfo(self, _params: dict[str, Any]) -> Any:
        url = self.webhook.get("url", "")
        return {"url": url, "has_custom_certificate": False, "pending_update_count": 0}

    def _send_file(self, part: str, params: dict[str, Any]) -> Any:
        caption = self._text(params, "caption", LONGEST_CAPTION) if "caption" in params else None
        data = params.get(part)
        if not data:
            raise Refused(400, f"Bad Request: there is no {part} in the request")
        size = len(data) if isinstance(data, bytes) else 0
        about = {"file_id": f"f{next(self.ids)}", "file_unique_id": "u", "file_size": size}
        shown: dict[str, Any] = {part: [{**about, "width": 90, "height": 90}]}
        if part != "photo":
            shown = {part: {**about, "duration": 1, "width": 90, "height": 90}}
        return self._store(params, shown | ({"caption": caption} if caption else {}))

    def _text(self, params: dict[str, Any], name: str, longest: int) -> str:
        text = shown_text(str(params.get(name, "")), params.get("parse_mode"))
        if length(text) > longest:
            what = "message is too long" if name == "text" else "message caption is too long"
            raise Refused(400, f"Bad Request: {what}")
        return text

    def _store(self, params: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        chat_id = params["chat_id"]
        self._may_write(chat_id)
        message = {
            "message_id": next(self.ids), "date": int(time.time()), "from": ME,
            "chat": self.chat(chat_id), **content,
        }  # fmt: skip
        message = self._with_markup(message, params)
        self.messages[chat_id, message["message_id"]] = message
        return message

    def _may_write(self, chat_id: int) -> None:
        if chat_id in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat_id not in self.people:
            raise Refused(400, "Bad Request: chat not found")

    def _own(self, params: dict[str, Any]) -> dict[str, Any]:
        self._may_write(params["chat_id"])
        found = self.messages.get((params["chat_id"], params["message_id"]))
        if found is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if found["from"] != ME:
            raise Refused(400, "Bad Request: message can't be edited")
        return found

    def _change(self, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        if before == after:
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        self.messages[after["chat"]["id"], after["message_id"]] = after
        return {**after, "edit_date": int(time.time())}

    @staticmethod
    def _with_markup(message: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        markup = params.get("reply_markup")
        check_keyboard(markup)
        message.pop("reply_markup", None)
        if isinstance(markup, dict) and markup.get("inline_keyboard"):
            message["reply_markup"] = markup
        return message
