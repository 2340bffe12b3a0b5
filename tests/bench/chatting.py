"""Staff who report their work to the bot: updates posted to the webhook, and when each is done."""

import asyncio
import json
import statistics
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count as numbers
from typing import Any
from uuid import UUID

import anyio
import sqlalchemy as sa

from admin.app import build_app
from admin.hooks.telegram import SECRET_HEADER
from bot.decoding import decode
from core.access.actor import system
from core.config import Settings
from core.db.session import Sessions
from core.kit import clock
from core.sources.models import SourceKind
from core.sources.service import create_source
from core.startup import App, compose
from core.worker import ChatWorker
from tests import make

SECRET = "s" * 32
CUSTOMERS = ("Lehto", "Koski", "Rautio Ky", "Sjögren", "Brf Kyrkbacken", "Bell", "Heikkinen Antti",
             "Asunto Oy Tuulimylly", "Wikström El AB", "Päiväkoti Peippo")  # fmt: skip
PHRASES = (
    "1,5h Lehto putkiremontti", "45 min Koski", "Rautio 2 h asennus", "Sjögren 1,5 tim",
    "2h Kyrkbacken stambyte, 24 km", "Bell 1h 30min bathroom", "12 km Lehto", "Tuulimylly 1 h",
    "Wikström 2 tim elcentral", "30 min Peippo ilmanvaihto",
)  # fmt: skip
"""What they write; the fifth is two entries."""


@dataclass(frozen=True, slots=True)
class People:
    """The bot's source and its chats, one per member of staff."""

    source_id: UUID
    chats: tuple[int, ...]


async def prepare(settings: Settings, people: int) -> People:
    """Fill a database with staff who are linked to the bot, customers and the bot."""
    app = compose(settings)
    try:
        async with app.sessions.begin() as session:
            role = await make.a_role(session)
            for name in CUSTOMERS:
                await make.a_customer(session, name)
            source = await create_source(
                session, system("benchmark"), kind=SourceKind.TELEGRAM, name="Bot",
                address="apuri_bot", secrets={"token": "1:a", "webhook_secret": SECRET},
            )  # fmt: skip
            chats = []
            for number in range(people):
                member = await make.a_member(session, f"Member {number}", roles=[role])
                chats.append(7_000_000 + number)
                await make.a_linked_account(session, member, "telegram", str(chats[-1]))
        return People(source.id, tuple(chats))
    finally:
        await app.close()


@dataclass
class Answers:
    """Who waits for an answer by chat; told when the commit that queued it is done.

    The updates of one chat are answered in order.
    """

    waiting: dict[str, deque[asyncio.Future[float]]] = field(default_factory=dict)

    def expect(self, chat: int) -> asyncio.Future[float]:
        """Return when the next answer to a chat will have been committed."""
        done: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(str(chat), deque()).append(done)
        return done

    @contextmanager
    def of(self, sessions: Sessions) -> Iterator[None]:
        """Watch an installation's outbox during the block."""
        engine = sessions.engine.sync_engine
        listening: list[tuple[Any, str, Any]] = [
                     (engine, "after_cursor_execute", self._queued),
                     (engine, "rollback", self._undone),
                     (engine.pool, "checkin", self._committed)]  # fmt: skip
        for target, name, listener in listening:
            sa.event.listen(target, name, listener)
        try:
            yield
        finally:
            for target, name, listener in listening:
                sa.event.remove(target, name, listener)

    def _queued(
        self, connection: sa.Connection, _cursor: Any, text: str, values: Any, *_rest: Any
    ) -> None:
        if text.startswith("INSERT INTO outbound_messages"):
            rows = values if isinstance(values, list) else [values]
            every = [
                one
                for row in rows
                for part in (row.values() if isinstance(row, dict) else row)
                for one in (part if isinstance(part, list) else [part])  # PostgreSQL: a column
            ]
            told = [one for one in every if isinstance(one, str) and one in self.waiting]
            connection.info.setdefault("answered", []).extend(told)

    def _undone(self, connection: sa.Connection) -> None:
        connection.info.pop("answered", None)

    def _committed(self, _connection: Any, record: Any) -> None:
        for chat in record.info.pop("answered", ()):
            if self.waiting[chat]:
                self.waiting[chat].popleft().set_result(time.perf_counter())


@dataclass
class Chats:
    """`count` updates of these people."""

    people: People
    count: int
    _numbers: Iterator[int] = field(default_factory=lambda: numbers(1))
    _answers: Answers = field(default_factory=Answers)

    async def saturate(self, app: App, clients: int) -> float:
        """Let clients post one update after the other, each waiting for its answer; seconds."""
        async with self._working(app) as web:
            shares = [self.people.chats[number::clients] for number in range(clients)]
            begun = time.perf_counter()
            await asyncio.gather(*(
                self._client(web, share, len(range(number, self.count, clients)))
                for number, share in enumerate(shares)
            ))  # fmt: skip
            return time.perf_counter() - begun

    async def _client(self, web: Any, chats: Sequence[int], count: int) -> None:
        for number in range(count):
            await self.tell(web, chats[number % len(chats)])

    async def at_pace(self, app: App, count: int, pace: float) -> list[float]:
        """Post so many updates, `pace` a second whether or not answered; milliseconds of each."""
        async with self._working(app) as web:
            begun = time.perf_counter()
            asked = []
            for number in range(count):
                await asyncio.sleep(begun + number / pace - time.perf_counter())
                chat = self.people.chats[number % len(self.people.chats)]
                asked.append(asyncio.create_task(self.tell(web, chat)))
            return list(await asyncio.gather(*asked))

    async def tell(self, web: Any, chat: int) -> float:
        """Post one update and wait until its answer is committed; milliseconds."""
        number = next(self._numbers)
        done = self._answers.expect(chat)
        begun = time.perf_counter()
        await self._post(web, update(number, chat))
        async with asyncio.timeout(60):
            return (await done - begun) * 1000

    async def _post(self, web: Any, body: dict[str, Any]) -> None:
        status = await post(web, f"/hooks/telegram/{self.people.source_id}", body)
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}")

    @asynccontextmanager
    async def _working(self, app: App) -> AsyncIterator[Any]:
        """The web application beside a working chat worker; one update has warmed both up."""
        web, stop = build_app(app), anyio.Event()
        work = asyncio.create_task(ChatWorker(app, {"telegram": decode}).run(stop))
        try:
            with self._answers.of(app.sessions):
                await self.tell(web, self.people.chats[-1])
                yield web
        finally:
            stop.set()
            await work


def update(number: int, chat: int) -> dict[str, Any]:
    """Return a message of a private chat as Telegram sends it."""
    user = {"id": chat, "is_bot": False, "first_name": "Member", "language_code": "fi"}
    return {
        "update_id": number,
        "message": {
            "message_id": number, "date": int(clock.now().timestamp()), "from": user,
            "chat": {"id": chat, "type": "private", "first_name": "Member"},
            "text": PHRASES[number % len(PHRASES)],
        },
    }  # fmt: skip


async def post(web: Any, path: str, body: dict[str, Any]) -> int:
    """Post JSON to an ASGI application in this process; return the status."""
    data = json.dumps(body).encode()
    headers = [(b"host", b"127.0.0.1:8010"), (b"content-type", b"application/json"),
               (SECRET_HEADER.encode(), SECRET.encode())]  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8010),
        "root_path": "",
    }  # fmt: skip
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": data, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    await web(scope, receive, send)
    return status


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the 99th percentile."""
    cuts = statistics.quantiles(milliseconds, n=100) if len(milliseconds) > 1 else []
    return {
        "median": round(statistics.median(milliseconds), 1),
        "p99": round(min(cuts[98], max(milliseconds)) if cuts else milliseconds[0], 1),
    }
