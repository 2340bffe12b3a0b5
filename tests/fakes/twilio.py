"""A local stand-in for Twilio's messages: create, read, list, signed reports and incoming texts.

It refuses what Twilio refuses, and what happened is counted here: a message whose answer was lost is
in `messages` all the same.
"""

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.background import AsgiServer, Cut

ACCOUNT = "AC" + "a" * 32
AUTH_TOKEN = "local-auth-token"
LONGEST = 1600
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SENDER = re.compile(r"\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11}")
_KNOWN = {
    "To", "From", "MessagingServiceSid", "Body", "StatusCallback", "MaxPrice", "ValidityPeriod",
    "ProvideFeedback", "SmartEncoded", "MediaUrl", "SendAt", "ScheduleType", "Attempt",
    "ForceDelivery", "PersistentAction", "ShortenUrls", "SendAsMms", "RiskCheck", "ContentSid",
    "ContentVariables", "ContentRetention", "AddressRetention", "TrafficType",
}  # fmt: skip


@dataclass
class Text:
    """One text message that Twilio took from us."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    at: datetime
    status: str = "queued"
    error_code: int | None = None


@dataclass
class _Faults:
    refusals: list[tuple[int, int, str]] = field(default_factory=list)
    hang: float = 0.0
    cut: list[bool] = field(default_factory=list)  # carried out before the cut?


class Twilio:
    """The server; point the client's base address at `url`."""

    def __init__(self, *, record: Path | None = None, auth_token: str = AUTH_TOKEN) -> None:
        self.auth_token = auth_token
        self.messages: list[Text] = []
        self.stopped: set[str] = set()
        self._record = record
        self._faults = _Faults()
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        account = f"/2010-04-01/Accounts/{ACCOUNT}"
        routes = [
            Route(account + "/Messages.json", self._create, methods=["POST"]),
            Route(account + "/Messages.json", self._list, methods=["GET"]),
            Route(account + "/Messages/{sid}.json", self._read, methods=["GET"]),
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

    def to(self, number: str) -> list[Text]:
        """Return the messages taken for a number."""
        return [message for message in list(self.messages) if message.to == number]

    def fail(self, status: int, code: int, message: str = "refused on purpose") -> None:
        """Answer the next sending by an error: 429 and 20429, 500 and 20500, and so on."""
        self._faults.refusals.append((status, code, message))

    def hang(self, seconds: float) -> None:
        """Let the next sending wait for its answer; it is carried out before."""
        self._faults.hang = seconds

    def cut(self, *, carried_out: bool) -> None:
        """Cut the connection of the next sending, after or before it was carried out."""
        self._faults.cut.append(carried_out)

    def says_stop(self, number: str) -> None:
        """Let somebody answer STOP: sending to them is refused by 21610."""
        self.stopped.add(number)

    def report(
        self, message: Text, status: str, error_code: int | None = None
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Move a message to a status; return form and headers of the report Twilio would post."""
        message.status, message.error_code = status, error_code
        form = {
            "MessageSid": message.sid, "SmsSid": message.sid, "MessageStatus": status,
            "SmsStatus": status, "To": message.to, "From": message.sender, "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
        }  # fmt: skip
        form |= {"ErrorCode": str(error_code)} if error_code else {}
        return form, self.signed(message.callback, form)

    def incoming(
        self, url: str, sender: str, to: str, body: str, *, sid: str | None = None
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return form and headers of a text somebody sent us, for our hook at `url`."""
        sid = sid or f"SM{uuid4().hex}"
        form = {
            "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": ACCOUNT,
            "From": sender, "To": to, "Body": body, "NumMedia": "0", "NumSegments": "1",
            "SmsStatus": "received", "ApiVersion": "2010-04-01",
        }  # fmt: skip
        return form, self.signed(url, form)

    def signed(self, url: str, form: dict[str, str]) -> dict[str, str]:
        """Return the signature header of a request to `url`, which is taken byte for byte."""
        text = url + "".join(name + form[name] for name in sorted(form))
        digest = hmac.new(self.auth_token.encode(), text.encode(), hashlib.sha1).digest()
        return {"X-Twilio-Signature": base64.b64encode(digest).decode()}

    async def _create(self, request: Request) -> Response:
        if refusal := self._unauthorized(request):
            return refusal
        form = {name: str(value) for name, value in (await request.form()).items()}
        cut = self._faults.cut.pop(0) if self._faults.cut else None
        if cut is False:
            return Cut()
        if self._faults.refusals:
            return _error(*self._faults.refusals.pop(0))
        if refusal := self._wrong(form):
            return refusal
        message = self._take(form)
        if cut:
            return Cut()
        if seconds := self._faults.hang:
            self._faults.hang = 0.0
            await asyncio.sleep(seconds)
        return JSONResponse(_shown(message), 201)

    async def _read(self, request: Request) -> Response:
        if refusal := self._unauthorized(request):
            return refusal
        for message in self.messages:
            if message.sid == request.path_params["sid"]:
                return JSONResponse(_shown(message))
        return _error(404, 20404, "The requested resource was not found")

    async def _list(self, request: Request) -> Response:
        if refusal := self._unauthorized(request):
            return refusal
        asked = request.query_params
        found = [
            message for message in reversed(self.messages)
            if asked.get("To") in (None, message.to) and asked.get("From") in (None, message.sender)
        ]  # fmt: skip
        size = int(asked.get("PageSize", 50))
        page = int(asked.get("Page", 0))
        rows = found[page * size : (page + 1) * size]
        more = len(found) > (page + 1) * size
        following = f"{request.url.path}?PageSize={size}&Page={page + 1}" if more else None
        body = {
            "messages": [_shown(message) for message in rows], "page": page, "page_size": size,
            "start": page * size, "end": page * size + max(len(rows) - 1, 0), "uri": str(request.url),
            "first_page_uri": request.url.path, "next_page_uri": following,
            "previous_page_uri": None,
        }  # fmt: skip
        return JSONResponse(body)

    def _unauthorized(self, request: Request) -> Response | None:
        expected = base64.b64encode(f"{ACCOUNT}:{self.auth_token}".encode()).decode()
        if request.headers.get("authorization") == f"Basic {expected}":
            return None
        return _error(401, 20003, "Authenticate")

    def _wrong(self, form: dict[str, str]) -> Response | None:
        if unknown := form.keys() - _KNOWN:  # Twilio ignores them: here it is a mistake of ours
            return _error(400, 20001, f"Unknown parameters {sorted(unknown)}")
        if not form.get("To"):
            return _error(400, 21604, "A 'To' phone number is required.")
        if not _E164.fullmatch(form["To"]):
            return _error(400, 21211, f"Invalid 'To' Phone Number: {form['To']}")
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return _error(400, 21603, "A 'From' phone number is required.")
        if form.get("From") and not _SENDER.fullmatch(form["From"]):
            return _error(400, 21212, f"Invalid From Number (caller ID): {form['From']}")
        if not form.get("Body") and not form.get("MediaUrl"):
            return _error(400, 21602, "Message body is required.")
        if len(form.get("Body", "")) > LONGEST:
            return _error(400, 21617, "The concatenated message body exceeds the 1600 limit.")
        if form["To"] in self.stopped:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        return None

    def _take(self, form: dict[str, str]) -> Text:
        message = Text(
            sid=f"SM{next(self._numbers):08x}{uuid4().hex[:24]}", to=form["To"],
            sender=form.get("From", ""), body=form.get("Body", ""), at=datetime.now(UTC),
            callback=form.get("StatusCallback", ""),
        )  # fmt: skip
        with self._lock:
            self.messages.append(message)
            if self._record:
                row = {"sid": message.sid, "to": message.to, "body": message.body}
                with self._record.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
        return message


def _shown(message: Text) -> dict[str, Any]:
    when = format_datetime(message.at)
    return {
        "sid": message.sid, "account_sid": ACCOUNT, "api_version": "2010-04-01",
        "body": message.body, "to": message.to, "from": message.sender, "direction": "outbound-api",
        "status": message.status, "error_code": message.error_code, "error_message": None,
        "num_segments": "1", "num_media": "0", "date_created": when, "date_updated": when,
        "date_sent": None if message.status == "queued" else when, "price": None,
        "price_unit": "USD", "messaging_service_sid": None, "subresource_uris": {},
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.sid}.json",
    }  # fmt: skip


def _error(status: int, code: int, message: str) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": status}
    return JSONResponse(body, status)
