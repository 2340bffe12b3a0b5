"""Each mishap ends by itself, and while it lasts the source says since when and what to do."""

import asyncio
import errno
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.engine import make_url

from core.access.actor import system
from core.config import Settings
from core.db import session as database
from core.files.storage import FolderStorage
from core.settings import keys
from core.settings.service import set_value
from core.sources.models import Source, SourceStatus
from core.startup import App, compose
from mail.reader import MailboxReader
from mail.worker import MailWorker
from tests.fakes.dovecot import Dovecot
from tests.fakes.proxy import Proxy
from tests.mail.conftest import Mailbox, a_mail, a_mailbox, until
from tests.mail.counting import Counts, count, understanding

pytestmark = pytest.mark.dovecot


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    """In front of the port without encryption, so that it can speak for the server."""
    proxy = Proxy(dovecot.imap_port).start()
    yield proxy
    proxy.stop()


async def in_english(app: App) -> None:
    """What is shown to the owner is in the company's language."""
    async with app.sessions.begin() as session:
        await set_value(session, system("test"), keys.COMPANY_LANGUAGE, "en")


async def behind(app: App, dovecot: Dovecot, proxy: Proxy, **config: Any) -> Mailbox:
    return await a_mailbox(app, dovecot, port=proxy.port, imap_tls="none", **config)


async def shown(mailbox: Mailbox, status: SourceStatus) -> Source:
    """Wait until the source's page shows a state; return what it shows."""

    async def there() -> bool:
        return (await mailbox.now()).status == status

    await until(there, f"{status} on the source")
    source = await mailbox.now()
    assert source.status_since is not None
    return source


async def test_a_goodbye_during_idle_is_no_end(app: App, dovecot: Dovecot, proxy: Proxy) -> None:
    mailbox = await behind(app, dovecot, proxy)
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
        await shown(mailbox, SourceStatus.OK)
        await asyncio.to_thread(proxy.inject, b"* BYE Server is going down\r\n")
        await asyncio.to_thread(proxy.cut)
        mailbox.drop(a_mail(2))
        await mailbox.has(2)
        await asyncio.to_thread(proxy.inject, b"* BYE Idled too long\r\n")  # and stays
        mailbox.drop(a_mail(3))
        await mailbox.has(3)


@pytest.mark.parametrize("hangs_up", [True, False])
async def test_a_goodbye_instead_of_a_yes_to_idle_is_no_end(
    app: App, dovecot: Dovecot, proxy: Proxy, hangs_up: bool
) -> None:
    mailbox = await behind(app, dovecot, proxy)
    proxy.answer_instead(b" IDLE\r\n", b"* BYE Not now\r\n", then_cut=hangs_up)
    async with mailbox.being_read(timeout=1):
        await until(lambda: took(proxy, 2), "a second connection")
        mailbox.drop(a_mail(1))
        await mailbox.has(1)
        await shown(mailbox, SourceStatus.OK)


async def took(proxy: Proxy, count: int) -> bool:
    return proxy.accepted >= count


async def test_a_server_that_hangs_for_long_is_told_and_found_again(
    app: App, dovecot: Dovecot, proxy: Proxy
) -> None:
    await in_english(app)
    mailbox = await behind(app, dovecot, proxy)
    async with mailbox.being_read(timeout=0.3, sync_seconds=0.1):
        await shown(mailbox, SourceStatus.OK)
        proxy.stall()
        failing = await shown(mailbox, SourceStatus.FAILING)
        assert "breaks off. It is tried again by itself." in failing.status_detail
        mailbox.drop(a_mail(1))
        proxy.stall(False)
        await mailbox.has(1)
        assert (await shown(mailbox, SourceStatus.OK)).status_detail == ""


class FullStorage(FolderStorage):
    """A disk without room for files until `room`."""

    room = False

    def put_many(self, datas: Sequence[bytes]) -> list[str]:
        if datas and not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().put_many(datas)


async def test_a_full_disk_is_told_and_what_waits_comes_when_there_is_room(
    app: App, dovecot: Dovecot
) -> None:
    await in_english(app)
    storage = FullStorage(app.settings.data / "files")
    app.sessions.info["storage"] = storage
    mailbox = await a_mailbox(app, dovecot, after="move")
    large = [a_mail(number, "x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 5000) for number in range(3)]
    mailbox.drop(*large)
    async with mailbox.being_read():
        failing = await shown(mailbox, SourceStatus.FAILING)
        assert failing.status_detail.startswith("The disk of this installation is full. Make room")
        assert dovecot.count(mailbox.user) == 3
        assert await mailbox.ledger() == []
        storage.room = True
        await mailbox.has(3)
        await shown(mailbox, SourceStatus.OK)
    assert sorted(await mailbox.raws()) == sorted(large)


@pytest.mark.sqlite  # PostgreSQL's disk cannot be filled here
async def test_a_database_without_room_loses_nothing_and_is_told_afterwards(
    app: App, dovecot: Dovecot
) -> None:
    await in_english(app)
    mailbox = await a_mailbox(app, dovecot)

    async def pages(limit: str) -> int:
        async with app.sessions.begin() as session:
            used = int(await session.scalar(sa.text("PRAGMA page_count")) or 0)
            await session.execute(sa.text(f"PRAGMA max_page_count={limit or used}"))
            return used

    await pages("")
    import random

    noise = random.Random(1).randbytes(60_000).hex()
    mails = [a_mail(number, f"{number}{noise}") for number in range(6)]
    mailbox.drop(*mails)
    async with mailbox.being_read() as reader:

        async def failed() -> bool:
            return reader._failures > 1

        await until(failed, "several tries")
        during = await mailbox.now()
        assert len(await mailbox.items()) < 6
        await pages("1000000")
        await mailbox.has(6)
        source = await shown(mailbox, SourceStatus.OK)
    assert sorted(await mailbox.raws()) == sorted(mails)
    words = during.status_detail or source.status_detail  # the page has room, or has it not
    assert "The disk of this installation is full." in words


@pytest.fixture
def ticking() -> Iterator[time_machine.Traveller]:
    """A clock that runs and can be put on, so that nobody waits for a minute."""
    noon = datetime(2026, 3, 31, 12, 0, 5, tzinfo=ZoneInfo("Europe/Helsinki"))
    with time_machine.travel(noon, tick=True) as traveller:
        yield traveller


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked SQLite is given up after a moment instead of ten seconds."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)


TRIES = 8
MINUTE = timedelta(minutes=1)


async def test_a_database_that_is_away_for_a_minute_loses_nothing_and_is_told_afterwards(
    settings: Settings, dovecot: Dovecot, impatient: None, request: pytest.FixtureRequest,
    ticking: time_machine.Traveller,
) -> None:  # fmt: skip
    app = compose(settings)
    await in_english(app)
    mailbox = await a_mailbox(app, dovecot, after="move")
    mails = [a_mail(n, f"Words {n}").replace(b"ann@", f"ann{n}@".encode()) for n in range(10)]
    first, second = mails[:5], mails[5:]
    try:
        async with understanding(app) as worker, mailbox.being_read() as reader:
            mailbox.drop(*first)
            await mailbox.has(5)
            await shown(mailbox, SourceStatus.OK)
            outage = Outage(settings.database_url, request)
            await asyncio.to_thread(outage.begin)
            mailbox.drop(*second)
            await until(lambda: _tried(reader, worker), f"{TRIES} tries of each", 60)
            ticking.shift(MINUTE)
            assert waiting_at_server(mailbox) >= 5  # what is not stored here stays at its server
            await asyncio.to_thread(outage.end)
            await mailbox.has(10)
            await until(lambda: emptied(mailbox), "an empty INBOX", 40)
            told = "nothing was lost: The database does not answer. Mail waits at its server"
            await until(lambda: says(mailbox, told), "since when, and that nothing is to be done")
            source = await shown(mailbox, SourceStatus.OK)
        since, until_when = re.findall(r"\d\d:\d\d", source.status_detail)
        assert (since, until_when) in (("12:00", "12:01"), ("12:00", "12:02"), ("12:01", "12:02"))
        assert await count(mailbox, mails) == Counts.right(10)
    finally:
        await app.close()


async def _tried(reader: MailboxReader, worker: MailWorker) -> bool:
    return reader._failures >= TRIES and worker.interrupted >= TRIES


def waiting_at_server(mailbox: Mailbox) -> int:
    """How many mails stand in the INBOX still."""
    return mailbox.server.count(mailbox.user)


async def says(mailbox: Mailbox, words: str) -> bool:
    return words in (await mailbox.now()).status_detail


async def emptied(mailbox: Mailbox) -> bool:
    return mailbox.server.count(mailbox.user) == 0


class Outage:
    """The database refuses everybody: PostgreSQL takes no connection, SQLite's lock is held."""

    def __init__(self, url: str, request: pytest.FixtureRequest) -> None:
        self._url = make_url(url)
        self._request = request
        self._holder: sqlite3.Connection | None = None

    def begin(self) -> None:
        if self._url.get_backend_name() == "sqlite":
            path = str(self._url.database)
            self._holder = sqlite3.connect(path, timeout=10, check_same_thread=False)
            self._holder.isolation_level = None
            self._holder.execute("BEGIN EXCLUSIVE")
            return
        server = self._request.getfixturevalue("postgres_server")
        name = self._url.database
        server.ask(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname="
        server.ask(f"{ending}'{name}'")

    def end(self) -> None:
        if self._holder is not None:
            self._holder.execute("ROLLBACK")
            self._holder.close()
            return
        server = self._request.getfixturevalue("postgres_server")
        server.ask(f'ALTER DATABASE "{self._url.database}" ALLOW_CONNECTIONS true')
