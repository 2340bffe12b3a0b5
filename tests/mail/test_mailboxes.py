"""Readers follow the sources; the ledger is compared with the server; a mailbox can be tried."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import anyio
import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.events.models import EventRecord
from core.inbox.models import LedgerEntry, MailboxCursor
from core.notify.models import Notice
from core.sources.models import Source, SourceStatus
from core.sources.service import archive_source, change_source, set_secrets
from core.startup import App
from mail.jobs import JOBS
from mail.mailboxes import APART_SECONDS, Mailboxes
from mail.probing import MailboxUnusable, probe_mailbox
from mail.reader import MailboxReader
from mail.reconciling import reconcile
from tests import make
from tests.fakes.dovecot import PASSWORD, Dovecot
from tests.mail.conftest import Mailbox, a_mail, a_mailbox, until

pytestmark = pytest.mark.dovecot
OFFICE = system("test")


@pytest.fixture
async def mailboxes(app: App, dovecot: Dovecot) -> AsyncIterator[Mailboxes]:
    running, stop = Mailboxes(app, tls=dovecot.tls(), look_seconds=0.05), anyio.Event()
    task = asyncio.create_task(running.run(stop))
    yield running
    stop.set()
    await asyncio.wait_for(task, 10)


async def test_every_mailbox_is_read_and_a_new_one_is_noticed(
    app: App, dovecot: Dovecot, mailboxes: Mailboxes
) -> None:
    first = await a_mailbox(app, dovecot)
    first.drop(a_mail(1))
    await first.has(1)
    second = await a_mailbox(app, dovecot)
    second.drop(a_mail(2))
    await second.has(1)


async def test_a_source_without_a_server_is_left_alone(
    app: App, dovecot: Dovecot, mailboxes: Mailboxes
) -> None:
    async with app.sessions.begin() as session:
        await session.execute(sa.insert(Source).values(kind="mailbox", name="Only out", config={}))
    mailbox = await a_mailbox(app, dovecot)
    mailbox.drop(a_mail(1))
    await mailbox.has(1)
    async with app.sessions.reading() as session:
        only_out = sa.select(Source.status).where(Source.name == "Only out")
        assert await session.scalar(only_out) == SourceStatus.NEW


async def test_a_new_password_is_used_at_once(
    app: App, dovecot: Dovecot, mailboxes: Mailboxes
) -> None:
    mailbox = await a_mailbox(app, dovecot)
    mailbox.drop(a_mail(1))

    async def give(password: str, status: SourceStatus) -> None:
        async with app.sessions.begin() as session:
            source = await session.get(Source, mailbox.source.id)
            assert source is not None
            await set_secrets(session, OFFICE, source, {"password": password})

        async def shown() -> bool:
            return (await mailbox.now()).status == status

        await until(shown, status)

    await give("wrong", SourceStatus.FAILING)
    await give(PASSWORD, SourceStatus.OK)
    await mailbox.has(1)


async def test_what_is_put_away_or_switched_off_is_read_no_more(
    app: App, dovecot: Dovecot, mailboxes: Mailboxes
) -> None:
    off, away, still = [await a_mailbox(app, dovecot) for _each in range(3)]
    for mailbox in (off, away, still):
        mailbox.drop(a_mail(1))
        await mailbox.has(1)
    async with app.sessions.begin() as session:
        await change_source(session, OFFICE, off.source.id, active=False)
        await archive_source(session, OFFICE, away.source.id)

    async def ended() -> bool:
        return set(mailboxes._running) == {still.source.id}

    await until(ended, "two ended readers")
    for mailbox in (off, away, still):
        mailbox.drop(a_mail(2))
    await still.has(2)
    assert len(await off.items()) == len(await away.items()) == 1


async def test_mailboxes_start_one_after_the_other_so_that_no_server_is_stormed(
    app: App, dovecot: Dovecot
) -> None:
    for _each in range(6):
        await a_mailbox(app, dovecot)
    began: list[float] = []

    class Starting:
        async def run(self, stop: anyio.Event) -> None:
            began.append(anyio.current_time())

    stop = anyio.Event()
    running = Mailboxes(app, make=lambda _source: cast("MailboxReader", Starting()))
    async with anyio.create_task_group() as group:
        group.start_soon(running.run, stop)

        async def all_began() -> bool:
            return len(began) == 6

        await until(all_began, "six readers")
        stop.set()
    assert began[-1] - began[0] >= 4.5 * APART_SECONDS


async def test_a_gap_in_the_ledger_is_told_and_closed(mailbox: Mailbox) -> None:
    mailbox.drop(*(a_mail(number) for number in range(5)))
    async with mailbox.being_read():
        await mailbox.has(5)
    app = mailbox.app
    async with app.sessions.begin() as session:
        await session.execute(sa.delete(LedgerEntry).where(LedgerEntry.uid.in_((2, 4))))
        boss = await make.a_member(session, "Boss", owner=True)
        await make.a_member(session, "Clerk")

    assert await reconcile(app.sessions, tls=mailbox.server.tls()) == 2
    assert await reconcile(app.sessions, tls=mailbox.server.tls()) == 0
    assert sorted(entry.uid for entry in await mailbox.ledger()) == [1, 2, 3, 4, 5]
    async with app.sessions.reading() as session:
        names = (await session.scalars(sa.select(EventRecord.name))).all()
        assert names.count("MailboxGapFound") == 1
        cursor = (await session.scalars(sa.select(MailboxCursor))).one()
        assert cursor.missing == 0
        assert cursor.checked_at is not None
        assert cursor.gap_at is not None
        assert cursor.gap_count == 2
        told = (await session.scalars(sa.select(Notice))).all()
        assert [(one.staff_id, one.kind) for one in told] == [(boss.id, "mailbox_gap")]
        assert "2 mails in Office had been missed." in told[0].text


async def test_a_mailbox_that_cannot_be_compared_stops_no_other(app: App, dovecot: Dovecot) -> None:
    await a_mailbox(app, dovecot, port=1)
    mailbox = await a_mailbox(app, dovecot)
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
    async with app.sessions.begin() as session:
        await session.execute(sa.delete(LedgerEntry))
    assert await reconcile(app.sessions, tls=dovecot.tls()) == 1
    assert [str(job.timetable) for job in JOBS] == ["every 60 min"]


@pytest.mark.parametrize(
    ("password", "config", "said"),
    [
        (PASSWORD, {}, "INBOX holds 2 mails."),
        ("wrong", {}, "localhost refuses the user name or the password. Type the password again."),
        (PASSWORD, {"folder": "Nope"}, "The mailbox has no folder called Nope."),
        (PASSWORD, {"imap_port": 1},
         "Nothing answers at localhost, port 1. Check name, port and network."),
        (PASSWORD, {"imap_host": "nowhere.invalid"},
         "There is no server called nowhere.invalid. Check its name."),
    ],
)  # fmt: skip
async def test_trying_a_mailbox_says_what_is_there_or_what_to_mend(
    app: App, dovecot: Dovecot, password: str, config: dict[str, Any], said: str
) -> None:
    mailbox = await a_mailbox(app, dovecot, **config)
    mailbox.drop(a_mail(1), a_mail(2))
    try:
        secrets = {"password": password}
        words = await probe_mailbox(app.sessions, mailbox.source, secrets, tls=dovecot.tls())
    except MailboxUnusable as unusable:
        words = str(unusable)
    assert words == said
