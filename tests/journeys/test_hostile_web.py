"""Hostile requests at every address of the assembled web application."""

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from admin.hooks.decoding import DECODERS as HOOKED
from admin.views import VIEWS
from admin.webchat.decoding import DECODERS as BROWSER
from bot.decoding import DECODERS as TELEGRAM
from core.access.actor import system
from core.assistant.models import ChatLine
from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.db.base import Record
from core.expenses.models import Travel
from core.inbox.models import InboxItem, InboxState
from core.outbound.models import OutboundMessage
from core.sources import service as sources
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry
from core.worker import ChatWorker
from tests import make
from tests.admin.conftest import Browser

SOMETHING = "0198f000-0000-7000-8000-000000000001"
SECRET = "s" * 32
HEADER = "X-Telegram-Bot-Api-Secret-Token"
ENDLESS = ("/app/chat/events",)
GARBAGE = (SOMETHING, "R-2026-0001", "undo", "%00", "..%2f..%2f'--", "x" * 900)
LONG = "2h Lehto 24 km " + "and then we spoke about the weather " * 280
_TRACE = re.compile(r'Traceback|File "|sqlalchemy|\.py\b|MissingGreenlet|asyncpg|sqlite3')


def _addresses(routes: list[BaseRoute], base: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path of an application and of what is mounted in it."""
    for route in routes:
        if isinstance(route, Mount) and route.name != "static":
            yield from _addresses(list(route.routes), base + route.path)
        elif isinstance(route, Route) and route.name != "statics":
            for method in sorted(route.methods or {"GET"}):
                yield method, base + route.path


def _filled(path: str, value: str) -> Iterator[str]:
    """The path with a value in each blank; a blank for a view is every view."""
    identities = [view.identity for view in VIEWS] if "{identity}" in path else [""]
    for identity in identities:
        named = path.replace("{identity}", identity).replace("{export_type}", "csv")
        yield re.sub(r"\{[^}]+\}", value, named)


def _forms(web: Starlette, value: str = SOMETHING) -> list[str]:
    return sorted({path for method, route in _addresses(list(web.routes)) if method == "POST"
                   for path in _filled(route, value)})  # fmt: skip


async def _counted(app: App) -> dict[str, int]:
    """How many rows each table has."""
    assert len(Record.metadata.tables) > 40
    async with app.sessions.reading() as session:
        return {
            table.name: await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Record.metadata.sorted_tables
        }


@pytest.mark.parametrize(
    "came_from",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
     {"Origin": "https://evil.example"}, {"Origin": "null"}, {}],
    ids=["cross-site", "same-site", "origin", "null", "nowhere"],
)  # fmt: skip
async def test_no_form_takes_a_post_of_another_site(
    app: App, web: Starlette, browser: Browser, owner: StaffMember, came_from: dict[str, str]
) -> None:
    client = await browser(owner)
    assert (await client.get("/app")).status_code == 200
    del client.headers["Sec-Fetch-Site"]
    before = await _counted(app)

    taken = []
    for path in _forms(web):
        answer = await client.post(path, headers=came_from, data={"text": "2h Lehto", "name": "x"})
        public = path.startswith("/form/") and not came_from  # a program without a browser may ask
        refused = 401 if path.startswith("/api/") else 403  # programs have keys, no cookies
        if answer.status_code != refused and not public:
            taken.append((path, answer.status_code))

    assert len(_forms(web)) > 50
    assert taken == []
    assert await _counted(app) == before


@pytest.mark.parametrize("value", GARBAGE)
async def test_no_address_shows_a_stack_trace(
    app: App, web: Starlette, browser: Browser, owner: StaffMember, value: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    client = await browser(owner)
    bodies: tuple[dict[str, Any], ...] = (
        {"data": {}},
        {"data": {"text": "a\0b", "version": "x" * 30, "day": "2026-99-99", "staff_id": "'"}},
        {"content": b"\xff\xfe%zz=&&=&\0", "headers": {"Content-Type": _FORM}},
        {"content": b"--b\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
        {"content": b"{", "headers": {"Content-Type": "application/json"}},
    )
    shown = []
    for method, route in _addresses(list(web.routes)):
        for path in _filled(route, value):
            if path.startswith(ENDLESS) or method not in ("GET", "POST"):
                continue
            for sent in bodies if method == "POST" else ({},):
                shown += await _complaints(client, method, path, sent)
            if path == "/sign-out":
                client = await browser(owner)
    assert shown == []
    assert [one.getMessage() for one in caplog.records if "failed" in one.getMessage()] == []
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(TimeEntry.id)) is None


_FORM = "application/x-www-form-urlencoded"


async def _complaints(
    client: httpx.AsyncClient, method: str, path: str, sent: dict[str, Any]
) -> list[str]:
    """Return what is wrong with an answer: a crash, or words of a program."""
    try:
        answer = await client.request(
            method, path, params={"cursor": "x", "page": "-1", "q": "a"}, **sent
        )
    except Exception as error:  # noqa: BLE001 - the application let it through: that is the finding
        return [f"{method} {path[:60]} {str(sent)[:80]} raised {error!r}"[:400]]
    text = answer.text if "json" not in answer.headers.get("content-type", "") else ""
    if answer.status_code >= 500 and path != "/readyz":
        return [f"{method} {path[:60]} {str(sent)[:80]} -> {answer.status_code}"]
    return [f"{method} {path[:60]} shows {found!r}" for found in _TRACE.findall(text)]


@pytest.fixture
async def bot(app: App) -> UUID:
    """A bot that Telegram calls."""
    async with app.sessions.begin() as session:
        source = await sources.create_source(
            session, system("test"), kind=SourceKind.TELEGRAM, name="Bot", address="a_bot",
            config={"mode": "webhook"}, secrets={"token": "42:T", "webhook_secret": SECRET},
        )  # fmt: skip
        return source.id


_numbers = count(1)


def _update(text: str, user: int) -> dict[str, Any]:
    number = next(_numbers)
    return {"update_id": number, "message": {
        "message_id": number, "date": 1, "text": text, "chat": {"id": user, "type": "private"},
        "from": {"id": user, "is_bot": False, "first_name": "Ann"}}}  # fmt: skip


async def _handled(app: App) -> None:
    worker = ChatWorker(app, {**HOOKED, **BROWSER, **TELEGRAM})
    while await worker.handle_due():
        pass


async def _rows(app: App, query: sa.Select[Any]) -> list[Any]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(query))


async def _is_booked(app: App) -> bool:
    return bool(await _rows(app, sa.select(TimeEntry.id)) + await _rows(app, sa.select(Travel.id)))


@pytest.mark.parametrize("who", ["member", "stranger"])
async def test_a_message_of_10_000_characters_is_kept_and_books_nothing(
    app: App, browser: Browser, bot: UUID, who: str
) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session, "Matti")
        await make.a_customer(session, "Lehto")
        await make.a_linked_account(session, member, "telegram", "7")
    client = await browser()
    user = 7 if who == "member" else 8
    update = _update(LONG, user)
    answer = await client.post(f"/hooks/telegram/{bot}", json=update, headers={HEADER: SECRET})
    assert (answer.status_code, len(LONG) > 10_000) == (200, True)
    await _handled(app)

    (item,) = await _rows(app, sa.select(InboxItem))
    assert (item.state, item.error) == (InboxState.DONE, "")
    assert not await _is_booked(app)
    (sent,) = await _rows(
        app, sa.select(OutboundMessage).where(OutboundMessage.address == str(user))
    )
    text = sent.payload["card"]["text"]
    assert len(text) <= 4096
    assert not _TRACE.search(text)
    if who == "stranger":
        (message,) = await _rows(app, sa.select(Message).where(Message.direction == "in"))
        assert message.text.strip() == LONG.strip()
        assert len(await _rows(app, sa.select(ContactRequest))) == 1


async def test_a_line_too_long_for_the_web_chat_is_refused_and_given_back(
    app: App, browser: Browser
) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session, "Matti")
        await make.a_customer(session, "Lehto")
    client = await browser(member)

    fits = await client.post("/app/chat/say", data={"text": LONG[:10_000]})
    too_long = await client.post("/app/chat/say", data={"text": LONG})
    await _handled(app)

    assert fits.status_code in (200, 204, 303)
    assert too_long.status_code == 422
    assert LONG.strip()[-200:] in too_long.text
    assert not await _is_booked(app)
    lines = await _rows(app, sa.select(ChatLine).order_by(ChatLine.id))
    assert [line.direction for line in lines] == ["in", "out"]


FORGERIES: dict[str, dict[str, str]] = {
    "no secret": {}, "wrong secret": {HEADER: "x" * 32}, "empty secret": {HEADER: ""},
    "no signature": {"X-Twilio-Signature": ""}, "wrong signature": {"X-Twilio-Signature": "eA=="},
    "letters": {HEADER: "ä" * 32, "X-Twilio-Signature": "ä"},
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forged_call_of_a_provider_stores_and_books_nothing(
    app: App, browser: Browser, bot: UUID, forgery: str
) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session, "Matti", phone="+358401110001")
        await make.a_customer(session, "Lehto")
        await make.a_linked_account(session, member, "telegram", "7")
        number = await sources.create_source(
            session, system("test"), kind=SourceKind.SMS, name="Texts", address="+358450000000",
            config={"account_sid": "AC" + "2" * 32}, secrets={"auth_token": "t" * 32},
        )  # fmt: skip
    client = await browser()
    headers = [(name.encode(), value.encode()) for name, value in FORGERIES[forgery].items()]
    text = {"MessageSid": "SM1", "From": "+358401110001", "Body": "2h Lehto"}
    report = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    for path, content in (
        (f"/hooks/telegram/{bot}", {"json": _update("2h Lehto", 7)}),
        (f"/hooks/telegram/{number.id}", {"json": _update("2h Lehto", 7)}),
        (f"/hooks/telegram/{SOMETHING}", {"content": json.dumps(_update("2h", 7)).encode()}),
        (f"/hooks/sms/{number.id}", {"data": text}),
        (f"/hooks/sms/{bot}", {"data": text}),
        (f"/hooks/sms-status/{number.id}", {"data": report}),
    ):
        answer = await client.request("POST", path, headers=headers, **content)
        assert (answer.status_code, answer.text) == (403, "")
    await _handled(app)
    assert await _rows(app, sa.select(InboxItem.id)) == []
    assert not await _is_booked(app)
