"""A stand-in for Telegram's Bot API over real HTTP.

It refuses what Telegram refuses (unknown methods and parameters against the public description, broken
markup, strangers, a second poller, edits that change nothing), long-polls with Telegram's meaning of
`offset`, serves files, and can be told to answer 429, 403, 409, 400 or to cut connections.
"""

import asyncio
import itertools
import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes import bot_api_rules as rules
from tests.fakes.background import AsgiServer, Cut
from tests.fakes.bot_api_methods import Chats
from tests.fakes.bot_api_rules import Refused


@dataclass(frozen=True)
class Call:
    """One call as it arrived; `done` is False when it was refused or failed on purpose."""

    method: str
    params: dict[str, Any]
    done: bool


@dataclass(frozen=True)
class _Fault:
    refusal: Refused | None = None  # None: the connection is cut
    carried_out: bool = False


class BotApi:
    """The server; `url` is the base address a bot is pointed at."""

    def __init__(
        self,
        token: str = "42:TEST",
        *,
        record: Path | None = None,
        description: dict[str, Any] | None = None,
    ) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.chats = Chats()
        self.pending: list[dict[str, Any]] = []
        self._description = description or rules.load_description()
        self._record = record
        self._faults: dict[str, list[_Fault]] = {}
        self._update_ids = itertools.count(1000)
        self._lock = threading.RLock()
        self._poll: object = None
        routes = [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/documents/{id}/{name:path}", self._download),
        ]
        self._server = AsgiServer(Starlette(routes=routes))
        self.url = self._server.url

    def start(self) -> Self:
        """Return when the server answers."""
        self._server.start()
        return self

    def stop(self) -> None:
        """End the server."""
        self._server.stop()

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits in a long poll right now."""
        return self._poll is not None

    def sent(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        """Return the parameters of the calls of a method that were carried out."""
        with self._lock:
            return [call.params for call in self.calls if call.method == method and call.done]

    def fail(self, method: str, code: int, description: str, **parameters: Any) -> None:
        """Answer the next call of a method by an error, such as 429 with `retry_after=3`."""
        fault = _Fault(Refused(code, description, **parameters))
        self._faults.setdefault(method, []).append(fault)

    def cut(self, method: str, *, carried_out: bool) -> None:
        """Cut the connection of the next call, after or before it was carried out."""
        self._faults.setdefault(method, []).append(_Fault(None, carried_out))

    def meet(self, user_id: int = 7, name: str = "Ann", language: str = "en") -> dict[str, Any]:
        """Let somebody start the bot, without a message; only then it may write to them."""
        return self.chats.meet(user_id, name, language)

    def block(self, user_id: int) -> None:
        """Let somebody block the bot: writing to them is 403 until they write again."""
        self.chats.blocked.add(user_id)

    def says(self, text: str, user_id: int = 7, **extra: Any) -> dict[str, Any]:
        """Let somebody write; return the update. `extra` are further fields of the message."""
        message = self._message(user_id, {"text": text, **extra})
        if text.startswith("/"):
            command = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": command}]
        return self.push({"message": message})

    def edits(self, update: dict[str, Any], text: str) -> dict[str, Any]:
        """Let somebody change what they wrote."""
        message = {**update["message"], "text": text, "edit_date": int(time.time())}
        return self.push({"edited_message": message})

    def presses(self, data: str, message: dict[str, Any], user_id: int = 7) -> dict[str, Any]:
        """Let somebody press a button; one that the message does not have is a mistake."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if data not in [button.get("callback_data") for row in rows for button in row]:
            raise AssertionError(f"the message has no button {data!r}")
        query = str(next(self.chats.ids))
        self.chats.presses.add(query)
        user = self.chats.people.get(user_id) or self.chats.meet(user_id)
        return self.push(
            {"callback_query": {"id": query, "from": user, "message": message, "data": data,
                                "chat_instance": str(user_id)}}
        )  # fmt: skip

    def sends_file(
        self, data: bytes, name: str = "kuitti.jpg", user_id: int = 7, caption: str = ""
    ) -> dict[str, Any]:
        """Let somebody send a file: a photo when it is a .jpg, else a document."""
        file_id = f"f{next(self.chats.ids)}"
        self.chats.files[file_id] = (name, data)
        about: dict[str, Any] = {
            "file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(data),
        }  # fmt: skip
        content: dict[str, Any] = {"document": {**about, "file_name": name}}
        if name.endswith(".jpg"):
            content = {"photo": [{**about, "width": 800, "height": 600}]}
        content |= {"caption": caption} if caption else {}
        return self.push({"message": self._message(user_id, content)})

    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Queue an update for the poller; return it with its number."""
        numbered = {"update_id": next(self._update_ids), **update}
        with self._lock:
            self.pending.append(numbered)
        return numbered

    def last_message(self, chat_id: int = 7) -> dict[str, Any]:
        """Return the bot's newest message in a chat as it stands now, edits included."""
        found = [
            message for (chat, _id), message in self.chats.messages.items()
            if chat == chat_id and message["from"]["is_bot"]
        ]  # fmt: skip
        return max(found, key=lambda message: int(message["message_id"]))

    def _message(self, user_id: int, content: dict[str, Any]) -> dict[str, Any]:
        user = self.chats.people.get(user_id)
        if user is None or user_id in self.chats.blocked:
            user = self.chats.meet(user_id)
        number = next(self.chats.ids)
        message = {
            "message_id": number, "date": int(time.time()), "from": user,
            "chat": self.chats.chat(user_id), **content,
        }  # fmt: skip
        self.chats.messages[user_id, number] = message
        return message

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        params = rules.decode(method, await _parameters(request), self._description)
        faults = self._faults.get(method, [])
        fault = faults.pop(0) if faults else None
        if fault and not fault.carried_out:
            self._note(method, params, done=False)
            return _refusal(fault.refusal) if fault.refusal else Cut()
        try:
            result = await self._carry_out(method, params)
        except Refused as refused:
            self._note(method, params, done=False)
            return _refusal(refused)
        self._note(method, params, done=True)
        return Cut() if fault else JSONResponse({"ok": True, "result": result})

    async def _carry_out(self, method: str, params: dict[str, Any]) -> Any:
        if self._description:
            rules.check_call(self._description, method, params)
        if method == "getUpdates":
            return await self._get_updates(params)
        with self._lock:
            return self.chats.answer(method, params)

    async def _get_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.chats.webhook:
            raise Refused(
                409, "Conflict: can't use getUpdates method while webhook is active; use "
                "deleteWebhook to delete the webhook first",
            )  # fmt: skip
        self._poll = mine = object()
        end = time.monotonic() + float(params.get("timeout", 0))
        while True:
            if self._poll is not mine:
                raise Refused(
                    409, "Conflict: terminated by other getUpdates request; make sure that only "
                    "one bot instance is running",
                )  # fmt: skip
            with self._lock:
                offset = int(params.get("offset", 0))
                self.pending = [one for one in self.pending if one["update_id"] >= offset]
                found = self.pending[: int(params.get("limit", 100))]
            if found or time.monotonic() >= end:
                self._poll = None
                return found
            await asyncio.sleep(0.01)

    async def _download(self, request: Request) -> Response:
        known = self.chats.files.get(request.path_params["id"])
        if known is None or request.path_params["token"] != self.token:
            return _refusal(Refused(404, "Not Found"))
        return Response(known[1], media_type="application/octet-stream")

    def _note(self, method: str, params: dict[str, Any], *, done: bool) -> None:
        with self._lock:
            self.calls.append(Call(method, params, done))
            if self._record and method != "getUpdates":
                row = {"method": method, "params": params, "done": done}
                with self._record.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row, default=lambda value: len(value)) + "\n")


async def _parameters(request: Request) -> dict[str, Any]:
    params: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return params | dict(await request.json())
    async with request.form() as form:  # objects come as JSON texts, files as parts
        raw = [(k, v if isinstance(v, str) else await v.read()) for k, v in form.multi_items()]
    files = {name: value for name, value in raw if isinstance(value, bytes)}
    for name, value in raw:
        if isinstance(value, str):
            params[name] = files.pop(value.removeprefix("attach://"), value)
    return params | files


def _refusal(refused: Refused) -> JSONResponse:
    body: dict[str, Any] = {
        "ok": False, "error_code": refused.code, "description": refused.description,
    }  # fmt: skip
    if refused.parameters:
        body["parameters"] = refused.parameters
    return JSONResponse(body, refused.code)
